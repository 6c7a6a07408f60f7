"""Measures: how one number is made from several marks. A part's mark is a measure, and so is what a condition weighs.

Weights count in sums, shares, grades and weighted means; nowhere else. What is not applicable or exempt is left out.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from exams.rules.cut_scores.chosen import Over
from foundation.messages import say
from foundation.refusals import Unreadable


@dataclass(frozen=True, kw_only=True)
class Points:
    """The sum of the marks, each times its weight."""

    kind: ClassVar[str] = "points"
    over: Over


@dataclass(frozen=True, kw_only=True)
class PointShare:
    """The points as a share of the points that could be reached, from 0 to 1."""

    kind: ClassVar[str] = "share"
    over: Over


@dataclass(frozen=True, kw_only=True)
class Grade:
    """`base` + `span` x points / maximum: 1 + 9 x points / maximum gives a grade from 1 to 10 (BR-22)."""

    kind: ClassVar[str] = "grade"
    over: Over
    base: Fraction = Fraction(1)
    span: Fraction = Fraction(9)

    def __post_init__(self) -> None:
        if self.span <= 0:
            raise Unreadable(say("A grade must grow with the points: what the share is multiplied by is above 0."))


@dataclass(frozen=True, kw_only=True)
class Mean:
    """The mean of the marks; weighted where so said."""

    kind: ClassVar[str] = "mean"
    over: Over
    weighted: bool = False


@dataclass(frozen=True, kw_only=True)
class Best:
    """The mean of the `count` best marks, or their sum. Where fewer are left, of those."""

    kind: ClassVar[str] = "best"
    over: Over
    count: int
    total: bool = False

    def __post_init__(self) -> None:
        if self.count < 1:
            raise Unreadable(say("Of the best marks at least one must be taken."))


@dataclass(frozen=True, kw_only=True)
class Lowest:
    """The lowest of the marks."""

    kind: ClassVar[str] = "lowest"
    over: Over


@dataclass(frozen=True, kw_only=True)
class Average:
    """Several measures averaged, each counting once: the mean of one part and the mean of another."""

    kind: ClassVar[str] = "average"
    measures: tuple["Measure", ...]

    def __post_init__(self) -> None:
        if not self.measures:
            raise Unreadable(say("An average needs something to be made of."))


Measure = Points | PointShare | Grade | Mean | Best | Lowest | Average
