"""What a board member should look at before a result becomes final, in words with numbers (BR-31, BR-33, BR-35)."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from exams.rules.operations import moment_made
from exams.rules.steps import NOT_APPLICABLE
from exams.rules.workdays import NONE, working_days_left
from foundation.messages import Message, say, say_many


class Unusual(StrEnum):
    """What can be out of the ordinary with a result."""

    SAMPLE = "sample"
    COACH = "coach"
    UNSIGNED = "unsigned"
    SHELVED = "shelved"
    CORRECTED = "corrected"
    DIFFERENCES = "differences"
    THIRD = "third"
    MANY_POINTS = "many_points"
    RECEIVED_LATE = "received_late"
    CLOCK = "clock"
    CHANGED = "changed"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From where on something is unusual; the school may set each of them."""

    difference: int = 2  # levels between two examiners on one step
    differences: int = 3  # steps on which they differ, however little
    late_hours: int = 24  # between the making of a mark and its arrival
    clock_minutes: int = 5
    changes: int = 3  # marks given anew before signing: see `given_anew`
    points: int = 75  # per cent of the points with which somebody failed all the same


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Marks that a device sent at once: the first of them by its clock, when it sent them, when they came in."""

    made_at: datetime
    sent_at: datetime | None
    received_at: datetime
    count: int


@dataclass(frozen=True, kw_only=True)
class Given:
    """A mark as it came in, in its order on the sheet."""

    step: int
    value: int | None  # None: taken back
    tour: int  # the same for marks of one step between which no other step was marked
    in_parts: bool = False  # made up of sub-points, so each tap changes its value


def given_anew(marks: Sequence[Given]) -> int:
    """How often a mark of one sheet became another after it had been complete.

    A mark is complete at once, and that of a step with sub-points when the examiner goes on to another step: ticking
    one sub-point after the other is marking, and so is mending a tick before going on. Only its value counts: another
    remark, or other sub-points for the same points, is no other mark. Taking a mark back and giving it anew are two.
    """
    complete = [
        mark
        for mark, later in zip_longest(marks, marks[1:])
        if not mark.in_parts or later is None or (later.step, later.tour) != (mark.step, mark.tour)
    ]
    stands, changes = dict[int, int | None](), 0
    for mark in complete:
        changes += mark.step in stands and stands[mark.step] != mark.value
        stands[mark.step] = mark.value
    return changes


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one result, as far as it may be unusual."""

    day: date  # of the exam
    signed_on: date
    required: int = 1
    signatures: int = 1
    differences: tuple[tuple[int, int], ...] = ()  # per step on which two examiners differ: both values
    third: bool = False  # a third examiner signed too
    batches: tuple[Batch, ...] = ()
    last_received_on: date | None = None  # of the first and second examiner: a third is asked afterwards
    changed: int = 0
    corrected: int = 0
    coached: bool = False
    not_in_order: bool = False  # as a sample found
    shelved: bool = False  # a refused mark waits for a decision
    passed: bool = True
    share: int = 0  # whole per cent of the points


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One unusual thing, in words."""

    kind: Unusual
    message: Message


def unusual(
    facts: Facts, limits: Limits, *, today: date, official_by: date, free: Container[date] = NONE
) -> tuple[Remark, ...]:
    """Everything about this result that a board member should know, the gravest first."""
    found = (
        (Unusual.SAMPLE, _sampled(facts)),
        (Unusual.COACH, _coached(facts)),
        (Unusual.UNSIGNED, _unsigned(facts)),
        (Unusual.SHELVED, _shelved(facts)),
        (Unusual.CORRECTED, _corrected(facts)),
        (Unusual.THIRD, _third(facts)),
        (Unusual.DIFFERENCES, _differences(facts, limits)),
        (Unusual.MANY_POINTS, _many_points(facts, limits)),
        (Unusual.RECEIVED_LATE, _late(facts, limits)),
        (Unusual.CLOCK, _clock(facts.batches, limits)),
        (Unusual.CHANGED, _changed(facts, limits)),
        (Unusual.OVERDUE, _overdue(today, official_by, free)),
    )
    return tuple(Remark(kind=kind, message=message) for kind, message in found if message)


def _sampled(facts: Facts) -> Message | None:
    return say("A sample found that this exam is not in order.") if facts.not_in_order else None


def _coached(facts: Facts) -> Message | None:
    return say("An examiner guides this candidate by now.") if facts.coached else None


def _unsigned(facts: Facts) -> Message | None:
    missing = facts.required - facts.signatures
    if missing <= 0:
        return None
    return say_many("%(count)s signature is missing.", "%(count)s signatures are missing.", missing)


def _shelved(facts: Facts) -> Message | None:
    return say("A mark was refused when it came in, and nobody decided about it yet.") if facts.shelved else None


def _corrected(facts: Facts) -> Message | None:
    if not facts.corrected:
        return None
    return say_many(
        "%(count)s mark was changed after signing.", "%(count)s marks were changed after signing.", facts.corrected
    )


def _third(facts: Facts) -> Message | None:
    return say("A third examiner decided where the other two did not agree.") if facts.third else None


def _differences(facts: Facts, limits: Limits) -> Message | None:
    gaps = [abs(one - other) for one, other in facts.differences if NOT_APPLICABLE not in (one, other)]
    largest = max(gaps, default=0)
    if len(facts.differences) < limits.differences and largest < limits.difference:
        return None
    return say_many(
        "The examiners differed on %(count)s step, by %(most)s at most.",
        "The examiners differed on %(count)s steps, by %(most)s at most.",
        len(facts.differences),
        most=largest,
    )


def _many_points(facts: Facts, limits: Limits) -> Message | None:
    if facts.passed or facts.share < limits.points:
        return None
    return say("Failed, although %(share)s%% of the points were reached.", share=facts.share)


def _late(facts: Facts, limits: Limits) -> Message | None:
    longest = max((_gap(batch) for batch in facts.batches), default=timedelta())
    if longest > timedelta(hours=limits.late_hours):
        return say_many(
            "Marks came in up to %(count)s hour after they were made.",
            "Marks came in up to %(count)s hours after they were made.",
            int(longest / timedelta(hours=1)),
        )
    if facts.last_received_on and facts.last_received_on > facts.day:
        return say("Marks came in after the day of the exam, the last on %(day)s.", day=facts.last_received_on)
    return None


def _gap(batch: Batch) -> timedelta:
    """How long the oldest mark of a batch was on its way, however wrong the device's clock is."""
    if batch.sent_at is None:
        return timedelta()
    return batch.received_at - moment_made(batch.made_at, sent_at=batch.sent_at, received_at=batch.received_at)


def _clock(batches: Sequence[Batch], limits: Limits) -> Message | None:
    off = max((abs(batch.received_at - batch.sent_at) for batch in batches if batch.sent_at), default=timedelta())
    if off <= timedelta(minutes=limits.clock_minutes):
        return None
    return say_many(
        "The clock of a tablet was %(count)s minute wrong.",
        "The clock of a tablet was %(count)s minutes wrong.",
        round(off / timedelta(minutes=1)),
    )


def _changed(facts: Facts, limits: Limits) -> Message | None:
    if facts.changed < limits.changes:
        return None
    return say_many(
        "%(count)s mark was given anew before signing.",
        "%(count)s marks were given anew before signing.",
        facts.changed,
    )


def _overdue(today: date, official_by: date, free: Container[date]) -> Message | None:
    left = working_days_left(today, official_by, free)
    if left >= 0:
        return None
    return say_many(
        "It should have been official %(count)s working day ago.",
        "It should have been official %(count)s working days ago.",
        -left,
    )
