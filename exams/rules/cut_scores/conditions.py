"""Conditions: what must hold in a part. Each looks at parts within it, so the same kinds serve on every level.

All of them are such that a better mark can only help: that is what lets a result be foretold while steps are open.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from exams.rules.cut_scores.chosen import EVERY_STEP, SUFFICIENT, Bar, Over
from exams.rules.cut_scores.measures import Measure


@dataclass(frozen=True)
class MinimumShare:
    """At least this share of the points of all steps in the part, weights counted in."""

    kind: ClassVar[str] = "minimum-share"
    share: Fraction


@dataclass(frozen=True)
class CriticalSteps:
    """No critical step in the part below its minimum, whatever the points (BR-21 iv)."""

    kind: ClassVar[str] = "critical-steps"


@dataclass(frozen=True, kw_only=True)
class OwnMark:
    """The mark of the part itself is at least this; rounded first where the part says so."""

    kind: ClassVar[str] = "mark"
    minimum: Fraction


@dataclass(frozen=True, kw_only=True)
class AtLeast:
    """A mean, a sum, a share, the best few, two means averaged: any measure, exact, is at least this."""

    kind: ClassVar[str] = "at-least"
    value: Measure
    minimum: Fraction


@dataclass(frozen=True, kw_only=True)
class Each:
    """None below the bar: every one of them, or each of those named (a minimum for one part, BR-20, BR-23)."""

    kind: ClassVar[str] = "each"
    over: Over
    bar: Bar = SUFFICIENT


@dataclass(frozen=True, kw_only=True)
class ShareAt:
    """At least this share of them (of their weights where so said) reaches the bar."""

    kind: ClassVar[str] = "share-at"
    over: Over
    share: Fraction
    bar: Bar = SUFFICIENT
    weighted: bool = False


@dataclass(frozen=True, kw_only=True)
class CountAt:
    """At least this many reach the bar (BR-24)."""

    kind: ClassVar[str] = "count-at"
    over: Over
    count: int
    bar: Bar = SUFFICIENT


@dataclass(frozen=True, kw_only=True)
class AtMostBelow:
    """At most this many are below the bar (BR-21 ii)."""

    kind: ClassVar[str] = "at-most-below"
    over: Over
    count: int
    bar: Bar = SUFFICIENT


@dataclass(frozen=True, kw_only=True)
class Compensation:
    """What falls short of `mark` is made up by what others have above it.

    At most `most` may fall short, none by more than `deepest`; empty is without limit. Weights count where so said.
    """

    kind: ClassVar[str] = "compensation"
    over: Over
    mark: Fraction
    most: int | None = None
    deepest: Fraction | None = None
    weighted: bool = False


@dataclass(frozen=True, kw_only=True)
class NotApplicable:
    """At most this many are marked as not applicable."""

    kind: ClassVar[str] = "not-applicable"
    most: int
    over: Over = EVERY_STEP


Rule = (
    MinimumShare
    | CriticalSteps
    | OwnMark
    | AtLeast
    | Each
    | ShareAt
    | CountAt
    | AtMostBelow
    | Compensation
    | NotApplicable
)
