"""Looking again at a part of the exams (BR-34)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Finding(StrEnum):
    """What a second look found."""

    IN_ORDER = "in_order"
    REMARKS = "remarks"
    NOT_IN_ORDER = "not_in_order"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An exam that can be drawn, and who examined it."""

    sitting: int
    examiners: frozenset[int]


def to_draw(number: int, percentage: int) -> int:
    """How many that are: never fewer than the share that was promised, and one at least where there is any."""
    return -(-number * percentage // 100)


def drawn(
    candidates: Sequence[Candidate], *, percentage: int, seed: str, kept: Collection[int] = ()
) -> tuple[int, ...]:
    """The exams that are drawn: each examiner once as far as it goes, then by lot. The same seed draws the same.

    Those that somebody looked at already stay drawn, whatever came in later.
    """
    order = sorted(candidates, key=lambda one: sha256(f"{seed}:{one.sitting}".encode()).digest())
    chosen = [one.sitting for one in order if one.sitting in kept]
    number = to_draw(len(candidates), percentage)
    seen = {examiner for one in order if one.sitting in kept for examiner in one.examiners}
    for one in order:
        if len(chosen) < number and one.sitting not in kept and one.examiners - seen:
            chosen.append(one.sitting)
            seen |= one.examiners
    rest = [one.sitting for one in order if one.sitting not in chosen]
    return (*chosen, *rest[: max(number - len(chosen), 0)])
