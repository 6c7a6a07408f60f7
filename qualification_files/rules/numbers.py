"""Serial numbers as people write them: B1-K1-W2 stands before B1-K1-W10."""

import re
from collections.abc import Sequence

_DIGITS = re.compile(r"([0-9]+)")


def natural_key(number: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts digits as numbers and everything else as text without regard to case."""
    return tuple(
        (0, int(piece), "") if piece.isdecimal() else (1, 0, piece.casefold())
        for piece in _DIGITS.split(number)
        if piece
    )


def place_of(number: str, others: Sequence[str]) -> int:
    """The index at which a number is put among others that may have been given an order of their own."""
    key = natural_key(number)
    before = [index for index, other in enumerate(others) if natural_key(other) <= key]
    return before[-1] + 1 if before else 0


def next_number(others: Sequence[str], *, first: str) -> str:
    """The number that comes after the highest one; `first` where there is none yet."""
    highest = max(others, key=natural_key, default=None)
    if highest is None:
        return first
    stem, digits = re.fullmatch(r"(.*?)([0-9]*)", highest, re.DOTALL).groups()  # type: ignore[union-attr]  # always fits
    return f"{stem}{int(digits) + 1}" if digits else f"{highest}-2"
