"""How a mark is rounded: to which step, and which way."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from foundation.messages import say
from foundation.refusals import Unreadable


class RoundingMode(StrEnum):
    """Which way a number goes that lies between two."""

    HALF_UP = "half-up"  # 5.50 becomes 6, 5.49 becomes 5: the first decimal decides (BR-26)
    HALF_EVEN = "half-even"
    UP = "up"  # 3.01 becomes 3.1 (BR-22)
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """To multiples of `step`, for instance a tenth or one."""

    mode: RoundingMode = RoundingMode.HALF_UP
    step: Fraction

    def __post_init__(self) -> None:
        if self.step <= 0:
            raise Unreadable(say("A mark is rounded to a step above 0, for instance 0.1 or 1."))

    def applied(self, number: Fraction) -> Fraction:
        """The number rounded, once."""
        steps = number / self.step
        return _whole(steps, self.mode) * self.step


def _whole(number: Fraction, mode: RoundingMode) -> int:
    match mode:
        case RoundingMode.HALF_UP:
            return floor(number + Fraction(1, 2))
        case RoundingMode.HALF_EVEN:
            return round(number)  # of a Fraction: exact, and half to even
        case RoundingMode.UP:
            return ceil(number)
        case RoundingMode.DOWN:
            return floor(number)
