"""What the home page says about what somebody has to keep: what is pending first, and where one was."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from flask import url_for

from certification.pages.growth import in_starting_order, is_pending, player_url, relevance, standing_ones
from certification.queries.doing import seats_coming
from certification.queries.growth import Growing, Growth, growth, has_to_keep, opened_last
from certification.queries.home import CameBack, assignments_again, rejected_proofs
from certification.rules.clock import Standing, State, Status, headline
from foundation.messages import Message, say, say_many
from foundation.web.deeds import Deed
from foundation.work import Work

ONE_BY_ONE = 4  # the others are told as a number
RECENT = timedelta(days=30)  # what was left longer ago is only one of what is open
SHORT = 140  # characters of a reason
PRESSING = frozenset({State.EXPIRED, State.GRACE, State.EXPIRING})


def open_deeds(work: Work) -> list[Deed]:
    """What is pending for whoever asks, in a fixed number of statements; one where there is nothing to keep."""
    person = work.actor.id or 0
    if not has_to_keep(work, person):
        return []
    mine = growth(work, person)
    came_back = [*map(_rejected, rejected_proofs(work, person)), *map(_again, assignments_again(work, person))]
    seats = [
        _seat(seat.meeting.activity.title, seat.meeting.activity_id, seat.meeting.starts_at, seat.meeting.place)
        for seat in seats_coming(work, person, work.now)
    ]
    return [*came_back, *_where_one_was(work, mine, opened_last(work, person)), *seats, *_pending(work, mine)]


def _pending(work: Work, mine: Growth) -> Iterator[Deed]:
    pending = sorted((pair for pair in standing_ones(mine) if is_pending(*pair)), key=relevance)
    for one, standing in pending[:ONE_BY_ONE]:
        yield _deed(work, mine, one, standing)
    more = len(pending) - ONE_BY_ONE
    if more > 0:
        title = say_many(
            "%(count)s more certification asks something of you",
            "%(count)s more certifications ask something of you",
            more,
        )
        yield Deed(title, url_for("certification.my_growth", show="pending"), order=61)


def _deed(work: Work, mine: Growth, one: Growing, standing: Standing) -> Deed:
    to_do = in_starting_order(one, mine.activities, work.zone)
    overdue = any(line.status is Status.OVERDUE for line in to_do)
    pressing = one.is_required and (overdue or standing.state in PRESSING)
    days = [line.due_on for line in to_do if line.due_on]
    return Deed(
        say("%(name)s", name=one.qualification.name),
        url_for("certification.growing", qualification_id=one.qualification.id),
        kind="attention" if pressing else "open",
        text=_what(len(to_do), standing),
        when=min(days, default=standing.until),
        order=12 if pressing else 40 if one.is_required else 65,
    )


def _what(open_ones: int, standing: Standing) -> Message:
    if not open_ones:
        return say("Prove it with a certificate")
    left = say_many("%(count)s activity to do", "%(count)s activities to do", open_ones)
    if standing.until is None:
        return left
    return say("%(left)s. %(state)s", left=left, state=headline(standing))


def _where_one_was(work: Work, mine: Growth, opened: Mapping[int, datetime]) -> Iterator[Deed]:
    recent = {number: at for number, at in opened.items() if work.now - at < RECENT}
    for number in sorted(recent, key=lambda number: recent[number], reverse=True):
        line = mine.line(number)
        if line and line.is_open:
            activity = mine.activities[number]
            title = say("Go on where you were: “%(title)s”", title=activity.title)
            yield Deed(title, player_url(number), when=recent[number], order=20, is_news=True)
            return


def _rejected(row: CameBack) -> Deed:
    title = say("Not accepted: your certificate for “%(title)s”", title=row.title)
    url = url_for("certification.own_proof", proof_id=row.id)
    return Deed(title, url, kind="attention", text=_shortened(row.reason), when=row.at, order=10, is_news=True)


def _again(row: CameBack) -> Deed:
    title = say("Hand in again: “%(title)s”", title=row.title)
    return Deed(
        title,
        player_url(row.id),
        kind="attention",
        text=_shortened(row.reason),
        when=row.at,
        order=10,
        is_news=True,
    )


def _seat(title: str, activity_id: int, starts_at: datetime, place: str) -> Deed:
    words = say("You have a seat: “%(title)s”", title=title)
    where = say("%(place)s", place=place) if place else None
    return Deed(words, player_url(activity_id), kind="info", text=where, when=starts_at, order=25)


def _shortened(text: str) -> Message | None:
    line = " ".join(text.split())
    if not line:
        return None
    return say("%(words)s", words=line if len(line) <= SHORT else line[:SHORT].rsplit(" ", 1)[0] + "…")
