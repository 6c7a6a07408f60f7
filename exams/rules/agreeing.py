"""Two examiners beside each other: where they differ, and when they agree (BR-30, BR-31)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exams.rules.steps import Marks

# First and second examiner; a third one marks only to decide where these two differ.
BOTH = (1, 2)
THIRD = 3


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one examiner proposed or confirmed for a step; of a third one it decides."""

    sheet: int
    value: int
    decides: bool = False


def differing(first: Marks, second: Marks, steps: Iterable[int]) -> tuple[int, ...]:
    """The steps that were marked differently, in the order given. Remarks are no difference, “not applicable” is."""
    return tuple(step for step in steps if first.get(step) != second.get(step))


def agreed_value(said: Sequence[Said], sheets: Sequence[int]) -> int | None:
    """What stands for a step of what was said of it, oldest first: the decision, or what both say last."""
    if decided := [one.value for one in said if one.decides]:
        return decided[-1]
    latest: Mapping[int, int] = {one.sheet: one.value for one in said}
    values = {latest.get(sheet) for sheet in sheets}
    return values.pop() if len(values) == 1 and len(sheets) > 1 else None


@dataclass(frozen=True, kw_only=True)
class Seat:
    """An examiner whose sheet counts, and whether it is signed."""

    examiner: int
    position: int
    signed: bool


def is_veiled(seats: Sequence[Seat], *, required: int, position: int, reader: int | None) -> bool:
    """Whether this sheet is hidden from everybody but its own examiner: of two, until both have signed (BR-31).

    A third examiner marks as blind as the first two did, and nobody looks on.
    """
    both = [seat for seat in seats if seat.position in BOTH]
    needed = max(required, len(both))
    if needed > 1 and sum(seat.signed for seat in both) < needed:
        return True
    marking = [seat for seat in seats if seat.position == THIRD and not seat.signed]
    return any(position == THIRD or seat.examiner == reader for seat in marking)
