"""What is open for somebody in exams: a few lines for the home page, each one click from doing it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from flask import url_for
from flask_babel import to_user_timezone, to_utc

from exams.models import Sitting
from exams.queries import results as found
from foundation.messages import say, say_many
from foundation.web.deeds import Deed
from foundation.work import Work
from people.rules import Role

# How long a result is news.
NEWS = timedelta(days=14)


def open_deeds(work: Work) -> list[Deed]:
    """What this person has to do with exams, whatever their roles are (at most 6 statements)."""
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
    return deeds


def _of_candidate(work: Work, person_id: int) -> list[Deed]:
    deeds = []
    if sitting := found.next_exam(work, person_id, since=_today(work)[0]):
        deeds.append(
            Deed(
                title=say("Your next exam: %(title)s", title=sitting.session.form.title),
                text=say("Place: %(place)s. See what to bring and what is looked at.", place=sitting.session.place),
                url=url_for("exams.sitting", sitting_id=sitting.id),
                kind="open",
                when=sitting.starts_at,
                order=20,
            )
        )
    for sitting in found.new_results(work, person_id, since=work.now - NEWS):
        deeds.append(_result(sitting))
    return deeds


def _result(sitting: Sitting) -> Deed:
    form = sitting.session.form
    words = say("Practice: this result does not count.") if form.formative else None
    title = (
        say("You passed %(title)s", title=form.title)
        if sitting.passed
        else say("You did not pass %(title)s", title=form.title)
    )
    return Deed(
        title=title,
        text=words or say("See the result and why."),
        url=url_for("exams.result", sitting_id=sitting.id),
        kind="ok" if sitting.passed else "info",
        when=sitting.ratified_at,
        order=30,
    )


def _of_examiner(work: Work, person_id: int) -> list[Deed]:
    since, until = _today(work)
    sittings = found.examining(work, person_id, since=since, until=until)
    return [_marking(list(some)) for _session, some in groupby(sittings, key=lambda sitting: sitting.session_id)]


def _marking(sittings: list[Sitting]) -> Deed:
    first = sittings[0]
    return Deed(
        title=say_many(
            "Mark today: %(count)s candidate, %(title)s",
            "Mark today: %(count)s candidates, %(title)s",
            len(sittings),
            title=first.session.form.title,
        ),
        text=say("Place: %(place)s.", place=first.session.place),
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


def _today(work: Work) -> tuple[datetime, datetime]:
    """The first moment of today and of tomorrow, as the school's clock counts days."""
    day = to_user_timezone(work.now).date()
    return _midnight(day), _midnight(day + timedelta(days=1))


def _midnight(day: date) -> datetime:
    moment: datetime = to_utc(datetime.combine(day, time.min))
    return moment.replace(tzinfo=UTC)
