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
    parts: tuple[int, ...] = ()  # of sub-points: the places behind the value


def seen_by_both(ticked: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of sub-points the places that everybody saw, and those that only some did."""
    seen = [set(places) for places in ticked]
    both = set.intersection(*seen) if seen else set[int]()
    return tuple(sorted(both)), tuple(sorted(set[int]().union(*seen) - both))


def differing(first: Marks, second: Marks, steps: Iterable[int]) -> tuple[int, ...]:
    """The steps that were marked differently, in the order given. Remarks are no difference, “not applicable” is."""
    return tuple(step for step in steps if first.get(step) != second.get(step))


def agreed(said: Sequence[Said], sheets: Sequence[int]) -> Said | None:
    """What stands for a step of what was said of it, oldest first: the decision, or what both say last."""
    if decided := [one for one in said if one.decides]:
        return decided[-1]
    latest: Mapping[int, Said] = {one.sheet: one for one in said}
    if len(sheets) < len(BOTH) or not all(sheet in latest for sheet in sheets):
        return None
    return latest[sheets[0]] if len({latest[sheet].value for sheet in sheets}) == 1 else None


def agreed_value(said: Sequence[Said], sheets: Sequence[int]) -> int | None:
    """The value that stands for a step of what was said of it, oldest first."""
    found = agreed(said, sheets)
    return found.value if found else None


def parts_behind(value: int, worth: Sequence[int], ticked: Sequence[Sequence[int]]) -> tuple[int, ...] | None:
    """The sub-points behind a value that examiners name for a step: the places, or None where their ticks do not tell.

    Those of an examiner who gave this very value; else what any of them saw, what all of them saw, or everything.
    """
    if value <= 0:  # none was seen, or the step does not apply
        return ()
    every = set(range(len(worth)))
    seen = [every & set(places) for places in ticked]
    guesses = (*seen, set[int]().union(*seen), every.intersection(*seen), every)
    fits = (tuple(sorted(places)) for places in guesses if sum(worth[place] for place in places) == value)
    return next(fits, None)


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
