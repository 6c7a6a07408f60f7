"""Parts beside qualifications: how many of those who should hold it do."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from insights.rules.tallies import Holding, Pair, Tally

WIDEST = 12  # columns at a time: more cannot be read beside each other
Cell = tuple[int | None, int]  # part (none: all that was looked at), qualification


def cells(
    pairs: Mapping[Pair, Holding], places: Mapping[int, Iterable[int]], rows: Collection[int]
) -> dict[Cell, Tally]:
    """Each of these parts with each qualification, and all together; cells in which nobody stands are absent."""
    counted: dict[Cell, Counter[Holding]] = {}
    for (person_id, qualification_id), one in pairs.items():
        for part_id in (None, *(number for number in places.get(person_id, ()) if number in rows)):
            counted.setdefault((part_id, qualification_id), Counter())[one] += 1
    return {cell: Tally(*(found[one] for one in Holding)) for cell, found in counted.items()}


def columns(known: Sequence[int], wanted: Collection[int]) -> list[int]:
    """Which qualifications stand beside each other: those that were chosen, else the first; never more than fit."""
    chosen = [number for number in known if number in wanted]
    return (chosen or list(known))[:WIDEST]


def rows_below(parts: Iterable[tuple[int, int | None]], part_id: int | None) -> list[int]:
    """The parts directly below this one; without one, those with nothing above them among these (number, above).

    Where only one stands on top there is nothing to hold it against: then it is those below it.
    """
    known = list(parts)
    numbers = {number for number, _ in known}
    if part_id in numbers:
        return [number for number, above in known if above == part_id]
    top = [number for number, above in known if above not in numbers]
    below = [number for number, above in known if above == top[0]] if len(top) == 1 else []
    return below or top
