"""What is open for somebody in exams: a few lines for the home page, each one click from doing it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from flask import url_for
from flask_babel import to_user_timezone, to_utc

from exams.pages import approval
from exams.pages.case_deeds import of_cases
from exams.pages.objections import days_left
from exams.queries import results as found
from exams.queries.certificates import own_certificates
from exams.queries.inspection import open_file_count
from exams.queries.live import sessions_on
from exams.queries.missed import missed_of_late, planned_though_exempt
from exams.queries.objections import next_deadline, own_cases, terms
from exams.queries.sample_findings import waiting_findings
from exams.queries.shelf import shelf_count
from exams.rules import TAKES_MARKS, SittingState
from exams.rules.agreeing import THIRD
from exams.rules.certificates import Standing, standing_on
from exams.rules.objections import ObjectionKind, Terms, last_day_to_lodge
from foundation.messages import Message, say, say_many
from foundation.web.deeds import Deed
from foundation.work import Work
from people.rules import Role

# How long a result is news.
NEWS = timedelta(days=14)


def open_deeds(work: Work) -> list[Deed]:
    """What this person has to do with exams, whatever their roles are (at most 17 statements)."""
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
    if Role.AUDITOR in roles:
        deeds += _of_auditor(work)
    if Role.COORDINATOR in roles or Role.BOARD_MEMBER in roles:
        deeds += approval.open_deeds(work)
    return deeds


def _of_candidate(work: Work, person_id: int) -> list[Deed]:
    rows = found.own_news(work, person_id, today=_today(work)[0], news_since=work.now - NEWS)
    coming = [_coming(row) for row in rows if row.state in TAKES_MARKS]
    waiting = [_waiting(row) for row in rows if row.state is SittingState.SIGNED]
    final = [row for row in rows if row.state is SittingState.RATIFIED]
    cases = own_cases(work, person_id)
    known = terms(work) if cases or any(not row.formative for row in final) else Terms()
    annulled = [_annulled(row) for row in rows if row.state is SittingState.ANNULLED]
    told = of_cases(work, cases, known, news_since=work.now - NEWS)
    return [*coming[:1], *waiting, *told, *(_result(work, row, known) for row in final), *annulled]


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


def _annulled(row: found.OwnNews) -> Deed:
    return Deed(
        title=say("Your exam %(title)s was annulled", title=row.title),
        text=say("Its result counts no more. Read why, and what you can do."),
        url=url_for("exams.result", sitting_id=row.id),
        kind="info",
        when=row.annulled_at,
        order=29,
        is_news=True,
    )


def _result(work: Work, row: found.OwnNews, known: Terms) -> Deed:
    title = (
        say("You passed %(title)s", title=row.title)
        if row.passed
        else say("You did not pass %(title)s", title=row.title)
    )
    return Deed(
        title=title,
        text=_about_result(work, row, known),
        url=url_for("exams.result", sitting_id=row.id),
        kind="ok" if row.passed else "info",
        when=row.corrected_at or row.ratified_at,
        order=30,
    )


def _about_result(work: Work, row: found.OwnNews, known: Terms) -> Message:
    if row.formative:
        return say("Practice: this result does not count.")
    if row.corrected_at:
        return say("Something in it was corrected. See what, and the result as it is now.")
    if row.objected or row.ratified_at is None:
        return say("See the result and why.")
    return _still_possible(work, row.ratified_at.astimezone(work.zone).date(), known)


def _still_possible(work: Work, told_on: date, known: Terms) -> Message:
    """Until when one can object and appeal, counted from the day on which the result was told (BR-51, BR-52)."""
    objection, appeal = (last_day_to_lodge(kind, told_on, known) for kind in ObjectionKind)
    if work.today <= objection:
        left = days_left(work.today, objection)
        return say("See why. You can object up to and including %(day)s: %(left)s.", day=objection, left=left)
    if work.today <= appeal:
        left = days_left(work.today, appeal)
        return say("See why. You can appeal up to and including %(day)s: %(left)s.", day=appeal, left=left)
    return say("See the result and why.")


def _of_examiner(work: Work, person_id: int) -> list[Deed]:
    since, until = _today(work)
    per_session: dict[int, list[found.Examining]] = defaultdict(list)
    rows = found.examining(work, person_id, since=since, until=until)
    for row in rows:
        if row.state is not SittingState.AGREEING:
            per_session[row.session_id].append(row)
    comparing = [_comparing(row) for row in rows if row.state is SittingState.AGREEING]
    return [*(_marking(ones) for ones in per_session.values()), *comparing, *_certified(work, person_id)]


def _comparing(row: found.Examining) -> Deed:
    if row.position == THIRD and row.signed_at:
        return Deed(
            title=say("Decide as the third examiner: %(title)s", title=row.title),
            text=say("You have signed. Now decide about each step on which the other two do not agree."),
            url=url_for("exams.agreeing", sitting_id=row.sitting_id),
            kind="attention",
            order=11,
        )
    if row.position == THIRD:
        return Deed(
            title=say("Mark as the third examiner: %(title)s", title=row.title),
            text=say("The other two do not agree. Where they differ, your mark decides."),
            url=url_for("exams.sheet", sheet_id=row.sheet_id),
            kind="attention",
            order=11,
        )
    return Deed(
        title=say("Compare your marks: %(title)s", title=row.title),
        text=say("You and the other examiner differ. There is no result until you agree."),
        url=url_for("exams.agreeing", sitting_id=row.sitting_id),
        kind="attention",
        order=11,
    )


def _certified(work: Work, person_id: int) -> list[Deed]:
    """Only whoever has a certificate hears of it, two months before it ends."""
    known = own_certificates(work, person_id)
    standing = standing_on(work.today, known)
    if standing not in (Standing.EXPIRING, Standing.OUT_OF_DATE):
        return []
    ends = max((one.valid_until for one in known if one.valid_until and one.holds_on(work.today)), default=None)
    return [
        Deed(
            title=say("Your certificate as examiner ends on %(day)s", day=ends)
            if ends
            else say("Your certificate as examiner is not valid today"),
            text=say("Without a valid one you cannot examine. Give the newer one to the coordinator."),
            url=url_for("exams.today"),
            kind="open" if ends else "attention",
            order=45,
        )
    ]


def _marking(rows: Sequence[found.Examining]) -> Deed:
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
    return [*_going_on(work), *without, *_third_asked(work), *_shelved(work), *_missed(work), *_needless(work), *drafts]


def _going_on(work: Work) -> list[Deed]:
    """On a day with exams: how they go."""
    count = sessions_on(work, _today(work)[0].astimezone(work.zone).date())
    if not count:
        return []
    return [
        Deed(
            title=say_many("Today: %(count)s session with exams", "Today: %(count)s sessions with exams", count),
            text=say("Follow who is where and how far they are."),
            url=url_for("exams.live_today"),
            kind="info",
            order=12,
        )
    ]


def _shelved(work: Work) -> list[Deed]:
    count = shelf_count(work)
    if not count:
        return []
    return [
        Deed(
            title=say_many(
                "%(count)s refused mark waits for a decision", "%(count)s refused marks wait for a decision", count
            ),
            text=say("A tablet sent it, and it could not be taken. Take it over, or set it aside."),
            url=url_for("exams.shelf"),
            kind="attention",
            order=13,
        )
    ]


def _missed(work: Work) -> list[Deed]:
    return [
        Deed(
            title=say("%(name)s did not come: %(title)s", name=one.candidate.name, title=one.session.form.title),
            text=say("Plan the exam anew, or say that the candidate did come. This line goes after two weeks."),
            url=url_for("exams.sitting", sitting_id=one.id),
            kind="open",
            when=one.starts_at,
            order=17,
        )
        for one in missed_of_late(work, since=work.now - NEWS)
    ]


def _needless(work: Work) -> list[Deed]:
    return [
        Deed(
            title=say("%(name)s is exempt, and still planned", name=one.candidate.name),
            text=say(
                "The board freed this candidate from %(title)s. Take the exam off the plan.",
                title=one.session.form.title,
            ),
            url=url_for("exams.edit_sitting", sitting_id=one.id),
            kind="attention",
            when=one.starts_at,
            order=16,
        )
        for one in planned_though_exempt(work)
    ]


def _third_asked(work: Work) -> list[Deed]:
    asked = found.third_examiner_asked(work)
    return [
        Deed(
            title=say("A third examiner is needed"),
            text=say(
                "Two examiners do not agree, or one of them cannot go on. Choose somebody who has not seen this exam."
            ),
            url=url_for("exams.third_examiner", sitting_id=number),
            kind="attention",
            order=14,
        )
        for number in asked[:5]
    ]


def _of_auditor(work: Work) -> list[Deed]:
    count, ends = open_file_count(work)
    if ends is None:
        return []
    return [
        Deed(
            title=say_many("%(count)s exam file is open to you", "%(count)s exam files are open to you", count),
            text=say("You can look at them until %(when)s.", when=ends),
            url=url_for("exams.inspections"),
            kind="open",
            order=20,
        )
    ]


def _of_board(work: Work) -> list[Deed]:
    return [*_to_ratify(work), *_objected(work), *_not_in_order(work)]


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


def _not_in_order(work: Work) -> list[Deed]:
    waiting = waiting_findings(work)
    if waiting.first is None:
        return []
    return [
        Deed(
            title=say_many(
                "A sample found %(count)s exam not in order",
                "A sample found %(count)s exams not in order",
                waiting.count,
            ),
            text=say("Correct or annul the result, or look again and write down that it is in order."),
            url=url_for("exams.result", sitting_id=waiting.first),
            kind="attention",
            order=13,
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
