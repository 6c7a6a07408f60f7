"""What is open for somebody in exams: a few lines for the home page, each one click from doing it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from flask import url_for
from flask_babel import to_user_timezone, to_utc
from sqlalchemy import Row

from exams.pages import approval
from exams.pages.objections import days_left
from exams.queries import results as found
from exams.queries.objections import next_deadline
from exams.rules import TAKES_MARKS, SittingState
from foundation.messages import say, say_many
from foundation.web.deeds import Deed
from foundation.work import Work
from people.rules import Role

# How long a result is news.
NEWS = timedelta(days=14)


def open_deeds(work: Work) -> list[Deed]:
    """What this person has to do with exams, whatever their roles are (at most 7 statements)."""
    roles, person_id = work.actor.roles, work.actor.id
    if person_id is None:
        return []
    deeds: list[Deed] = []
    if Role.CANDIDATE in roles:
        deeds += _of_candidate(work, person_id)
    if Role.EXAMINER in roles:
        deeds += _of_examiner(work, person_id)
    if Role.COORDINATOR in roles:
        deeds += _of_coordinator(work, person_id)
    if Role.BOARD_MEMBER in roles:
        deeds += _of_board(work)
    if Role.COORDINATOR in roles or Role.BOARD_MEMBER in roles:
        deeds += approval.open_deeds(work)
    return deeds


def _of_candidate(work: Work, person_id: int) -> list[Deed]:
    rows = found.own_news(work, person_id, today=_today(work)[0], news_since=work.now - NEWS)
    coming = [_coming(row) for row in rows if row.state in TAKES_MARKS]
    waiting = [_waiting(row) for row in rows if row.state is SittingState.SIGNED]
    results = [_result(row) for row in rows if row.state is SittingState.RATIFIED]
    return [*coming[:1], *waiting, *results]


def _coming(row: found.OwnNews) -> Deed:
    return Deed(
        title=say("Your next exam: %(title)s", title=row.title),
        text=say("Place: %(place)s. See what to bring and what is looked at.", place=row.place),
        url=url_for("exams.sitting", sitting_id=row.id),
        kind="open",
        when=row.starts_at,
        order=20,
    )


def _waiting(row: found.OwnNews) -> Deed:
    return Deed(
        title=say("Your result of %(title)s is being established", title=row.title),
        text=say("You see it here as soon as it is final."),
        url=url_for("exams.sitting", sitting_id=row.id),
        kind="wait",
        when=row.starts_at,
        order=40,
    )


def _result(row: found.OwnNews) -> Deed:
    words = say("Practice: this result does not count.") if row.formative else None
    title = (
        say("You passed %(title)s", title=row.title)
        if row.passed
        else say("You did not pass %(title)s", title=row.title)
    )
    return Deed(
        title=title,
        text=words or say("See the result and why."),
        url=url_for("exams.result", sitting_id=row.id),
        kind="ok" if row.passed else "info",
        when=row.ratified_at,
        order=30,
    )


def _of_examiner(work: Work, person_id: int) -> list[Deed]:
    since, until = _today(work)
    per_session: dict[int, list[Row[int, datetime, str, str]]] = defaultdict(list)
    for row in found.examining(work, person_id, since=since, until=until):
        per_session[row.session_id].append(row)
    return [_marking(rows) for rows in per_session.values()]


def _marking(rows: Sequence[Row[int, datetime, str, str]]) -> Deed:
    first = rows[0]
    return Deed(
        title=say_many(
            "Mark today: %(count)s candidate, %(title)s",
            "Mark today: %(count)s candidates, %(title)s",
            len(rows),
            title=first.title,
        ),
        text=say("Place: %(place)s.", place=first.place),
        url=url_for("exams.today"),
        kind="attention",
        when=first.starts_at,
        order=10,
    )


def _of_coordinator(work: Work, person_id: int) -> list[Deed]:
    without = [
        Deed(
            title=say_many(
                "%(count)s candidate without examiner: %(title)s",
                "%(count)s candidates without examiner: %(title)s",
                count,
                title=session.form.title,
            ),
            text=say("Place: %(place)s.", place=session.place),
            url=url_for("exams.session", session_id=session.id),
            kind="attention",
            when=session.starts_at,
            order=15,
        )
        for session, count in found.sessions_without_examiner(work, since=_today(work)[0])
    ]
    drafts = [
        Deed(
            title=say("Finish the exam form %(title)s", title=form.title),
            text=say("It is still a draft, so it cannot be planned."),
            url=url_for("exams.form", form_id=form.id),
            kind="open",
            order=60,
        )
        for form in found.own_drafts(work, person_id)
    ]
    return [*without, *drafts]


def _of_board(work: Work) -> list[Deed]:
    return [*_to_ratify(work), *_objected(work)]


def _to_ratify(work: Work) -> list[Deed]:
    count = found.waiting_count(work)
    if not count:
        return []
    return [
        Deed(
            title=say_many(
                "%(count)s result is waiting for the board", "%(count)s results are waiting for the board", count
            ),
            text=say("A candidate sees a result once it is ratified."),
            url=url_for("exams.waiting_results"),
            kind="attention",
            order=12,
        )
    ]


def _objected(work: Work) -> list[Deed]:
    count, day = next_deadline(work)
    if day is None:
        return []
    return [
        Deed(
            title=say_many("%(count)s objection or appeal is open", "%(count)s objections and appeals are open", count),
            text=say("The first one must be decided by %(day)s: %(left)s.", day=day, left=days_left(work.today, day)),
            url=url_for("exams.objections"),
            kind="attention",
            order=11,
        )
    ]


def _today(work: Work) -> tuple[datetime, datetime]:
    """The first moment of today and of tomorrow, as the school's clock counts days."""
    day = to_user_timezone(work.now).date()
    return _midnight(day), _midnight(day + timedelta(days=1))


def _midnight(day: date) -> datetime:
    moment: datetime = to_utc(datetime.combine(day, time.min))
    return moment.replace(tzinfo=UTC)
