"""What somebody can do now, and what may be sent in for it: decided from the lines of the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from certification.rules.clock import ActivityStanding, Status
from certification.rules.completing import Counted
from certification.rules.states import ActivityKind, ProofState, Stage, SubmissionState
from foundation.messages import Message, say

PRESSING = (Status.OVERDUE, Status.OPEN, Status.OPTIONAL, Status.NOT_YET, Status.DONE)
BY_UPLOAD = frozenset({ActivityKind.E_LEARNING, ActivityKind.EXAM, ActivityKind.MEET_UP, ActivityKind.ASSIGNMENT})
CAN_BE_SENT_AGAIN = frozenset({ProofState.REJECTED})
LONGEST_REMARK = 2000
LONGEST_TEXT = 20_000
MOST_FILES = 10


def most_pressing(lines: Iterable[ActivityStanding]) -> ActivityStanding | None:
    """Of the lines about one activity the one that asks most; of two that open later the first that opens."""
    return min(lines, key=_pressure, default=None)


def _pressure(line: ActivityStanding) -> tuple[int, date]:
    day = line.opens_on if line.status is Status.NOT_YET else line.due_on
    return PRESSING.index(line.status), day or date.max


def why_not_now(line: ActivityStanding | None) -> Message | None:
    """Why it cannot be completed today; nothing when it can."""
    if line is None:
        return say("Nothing that you have to keep asks for this any more.")
    if line.is_open:
        return None
    if line.status is Status.DONE and line.done_on and line.opens_on:
        return say("You did this on %(done)s. It opens again on %(opens)s.", done=line.done_on, opens=line.opens_on)
    if line.status is Status.DONE and line.done_on:
        return say("You did this on %(done)s.", done=line.done_on)
    if line.opens_on:
        return say("This is not open yet: it opens on %(opens)s.", opens=line.opens_on)
    return say("This is not open yet: it opens when there is something to maintain.")


def why_no_upload(kind: ActivityKind, lines: Sequence[ActivityStanding]) -> Message | None:
    """Why no certificate from elsewhere can be sent in for this activity; nothing when one can."""
    allowed = [line for line in lines if line.upload_allowed]
    if not allowed or kind not in BY_UPLOAD:
        return say("For this activity no certificate from elsewhere is accepted.")
    return why_not_now(most_pressing(allowed))


def why_not_achieved_then(achieved: date, expires: date | None, today: date) -> Message | None:
    """What is wrong with the days on a certificate; nothing when they can be true."""
    if achieved > today:
        return say("This day is still to come. Fill in the day on which you achieved it.")
    if expires and expires <= achieved:
        return say("A certificate ends after it was achieved. Look at the two dates again.")
    if expires and expires <= today:
        return say("This certificate has ended already, so it proves nothing today.")
    return None


def too_early(achieved: date, lines: Sequence[ActivityStanding]) -> Message | None:
    """Why what was achieved that day would not count, though it can be sent in; nothing when it counts."""
    open_lines = [line for line in lines if line.is_open]
    opened = [line.opens_on for line in open_lines if line.stage is Stage.MAINTAIN and line.opens_on]
    if not open_lines or len(opened) < len(open_lines) or achieved >= min(opened):
        return None
    return say("What was achieved before %(opens)s does not count for the period that comes.", opens=min(opened))


def why_not_hand_in(latest: SubmissionState | None, line: ActivityStanding | None) -> Message | None:
    """Why nothing can be handed in now; nothing when it can."""
    if latest is SubmissionState.HANDED_IN:
        return say("What you handed in waits for an answer.")
    return why_not_now(line)


def part_line(course: ActivityStanding, part_id: int, done: Sequence[Counted]) -> ActivityStanding:
    """How a part of a course stands: done when it was done since the course was completed the last time."""
    since = max((one.id for one in done if one.activity_id == course.activity_id), default=0)
    own = [one for one in done if one.activity_id == part_id]
    is_done = course.status is Status.DONE or any(one.id > since for one in own)
    return replace(
        course,
        activity_id=part_id,
        status=Status.DONE if is_done else course.status,
        upload_allowed=False,
        done_on=max((one.on for one in own), default=None),
        ends_on=None,
    )


def opened_on(line: ActivityStanding, *, linked_on: date, published_on: date | None) -> date:
    """Since when somebody could do it."""
    return max(day for day in (linked_on, published_on, line.opens_on) if day)
