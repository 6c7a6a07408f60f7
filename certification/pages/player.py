"""The player of an activity: what it shows, what can be done with it, and what that did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from certification.models import Meeting, Seat
from certification.pages.growth import ShownLine, others_open, player_url, shown_line
from certification.queries.growth import Growth, OwnActivity
from certification.queries.meetings import MeetingRow
from certification.rules.clock import Standing
from certification.rules.growth import why_no_upload, why_not_now
from certification.rules.states import ActivityKind, CompletedBy, SubmissionState
from foundation.messages import Message, say
from foundation.work import Work

HOW: Mapping[CompletedBy, Message] = {
    CompletedBy.ONESELF: say("Completed by yourself"),
    CompletedBy.EXAM: say("Passed the exam"),
    CompletedBy.ATTENDANCE: say("Was present"),
    CompletedBy.GRADE: say("Assignment passed"),
    CompletedBy.UPLOAD: say("By a certificate from elsewhere"),
    CompletedBy.PARTS: say("Did all parts"),
    CompletedBy.STAFF: say("Recorded by the school"),
}
SUBMISSIONS: Mapping[SubmissionState, tuple[str, Message]] = {
    SubmissionState.HANDED_IN: ("wait", say("Waits for an answer")),
    SubmissionState.PASSED: ("ok", say("Passed")),
    SubmissionState.AGAIN: ("attention", say("Not enough yet: hand in again")),
    SubmissionState.TAKEN_BACK: ("stop", say("The grade was taken back")),
}


@dataclass(frozen=True, kw_only=True)
class ShownMeeting:
    """A date of a meet-up as somebody sees it who may come."""

    meeting: Meeting
    seats_left: int | None  # none where as many come as want to
    has_seat: bool
    is_over: bool
    may_take: bool
    may_give_up: bool


def state_line(own: OwnActivity, of: int | None) -> ShownLine | None:
    """How it stands now."""
    return shown_line(own.line, own.activity, of=of) if own.line else None


def why_not(own: OwnActivity) -> Message | None:
    """Why it cannot be done today."""
    return why_not_now(own.line)


@dataclass(frozen=True)
class ShownUpload:
    """Where a certificate from elsewhere is sent instead of doing the activity here."""

    name: str
    url: str


def uploads_shown(own: OwnActivity, of: int | None) -> list[ShownUpload]:
    """One for each qualification that accepts it; only for the one that somebody came from, where that is known."""
    shown: dict[int, ShownUpload] = {}
    for one, line in own.asked:
        number = one.qualification.id
        if (of is None or of == number) and why_no_upload(own.activity.kind, [line]) is None:
            url = url_for("certification.ask_proof", qualification_id=number, activity=own.activity.id)
            shown[number] = ShownUpload(one.qualification.name, url)
    return list(shown.values())


def parts_shown(own: OwnActivity, of: int | None) -> list[ShownLine]:
    """The parts of a course in order, each leading to where it is done."""
    if own.activity.kind is not ActivityKind.COURSE or own.activity.id not in own.growth.activities:
        return []
    shown = []
    for number in own.growth.parts_of(own.activity.id):
        line = own.growth.line(number)
        if line:
            shown.append(shown_line(line, own.growth.activities[number], of=of))
    return shown


def meetings_shown(rows: Sequence[MeetingRow], seats: Mapping[int, Seat], now: datetime) -> list[ShownMeeting]:
    """The dates to come, the first one first, and those where somebody had a seat."""
    has_one = any(row.meeting.id in seats and row.meeting.ends_at > now for row in rows)
    shown = [_meeting(row, seats.get(row.meeting.id), now, has_one=has_one) for row in rows]
    kept = [one for one in shown if one.has_seat or not (one.is_over or one.meeting.cancelled_at)]
    return sorted(kept, key=lambda one: (one.is_over, one.meeting.starts_at))


def _meeting(row: MeetingRow, seat: Seat | None, now: datetime, *, has_one: bool) -> ShownMeeting:
    meeting = row.meeting
    left = None if meeting.seats is None else max(0, meeting.seats - row.taken)
    is_coming = meeting.starts_at > now and meeting.cancelled_at is None
    return ShownMeeting(
        meeting=meeting,
        seats_left=left,
        has_seat=seat is not None,
        is_over=meeting.ends_at <= now,
        may_take=is_coming and seat is None and left != 0 and not has_one,
        may_give_up=is_coming and seat is not None and seat.attendance is None,
    )


@dataclass(frozen=True)
class Told:
    """What completing did, and what is next."""

    words: Sequence[Message]
    next: ShownLine | None
    url: str


def what_it_did(work: Work, before: Growth, after: Growth, own: OwnActivity, of: int | None) -> Told:
    """What the qualifications that ask for it are worth now, and the next open activity."""
    words = [say("“%(title)s” is done.", title=own.activity.title)]
    for one in {one.qualification.id: one for one, _line in own.asked}.values():
        then, now = before.of(one.qualification.id), after.of(one.qualification.id)
        if then and now and then.standing and now.standing:
            words.append(_effect(one.qualification.name, then.standing, now.standing))
    following = next(iter(others_open(work, after, of, but=own.activity.id)), None)
    return Told(words, following, player_url(own.activity.id, of))


def _effect(name: str, before: Standing, after: Standing) -> Message:
    changed = (before.meets, before.until) != (after.meets, after.until)
    if after.meets and changed and after.until:
        return say("%(name)s holds until %(day)s.", name=name, day=after.until)
    if after.meets and changed:
        return say("%(name)s is achieved, and does not end.", name=name)
    done, needed = after.progress
    if done < needed:
        return say("%(name)s: %(done)s of %(needed)s done.", name=name, done=done, needed=needed)
    if after.until:
        return say("%(name)s holds until %(day)s, as before.", name=name, day=after.until)
    return say("%(name)s holds as before.", name=name)
