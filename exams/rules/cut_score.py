"""The cut score (cesuur) as data: conditions that must all hold, each judged with its numbers and in words.

As JSON, with room for kinds to come:

    {"version": 1, "conditions": [
        {"kind": "minimum-share", "share": {"numerator": 11, "denominator": 20}},
        {"kind": "critical-steps"}]}

A further kind is one more frozen dataclass with `kind`, `judge`, `to_json` and a line in `_KINDS`. All arithmetic is
exact: whole numbers and fractions, never floats, and nothing is rounded but the percentage in a sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import ClassVar

from exams.rules.reading import JsonObject, object_in, objects_at, text_at, whole_at
from exams.rules.steps import Tally
from foundation.messages import Message, say
from foundation.refusals import Unreadable

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition as it stands. `held` is None while open steps can still decide it either way."""

    name: str
    held: bool | None
    needed: Fraction
    reached: Fraction
    message: Message
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class MinimumShare:
    """At least this share of the points, weights counted in."""

    kind: ClassVar[str] = "minimum-share"
    share: Fraction

    def judge(self, tally: Tally) -> Condition:
        """The share reached against the share needed."""
        held = self._held(tally)
        return Condition(
            name=self.kind,
            held=held,
            needed=self.share,
            reached=Fraction(tally.points, tally.maximum) if tally.maximum else Fraction(0),
            message=self._explain(tally, held),
        )

    def _held(self, tally: Tally) -> bool | None:
        needed = self.share * tally.maximum
        if tally.points >= needed:
            return True
        return False if tally.possible < needed else None

    def _explain(self, tally: Tally, held: bool | None) -> Message:
        gaps = {
            "points": tally.points,
            "maximum": tally.maximum,
            "reached": tally.percentage(tally.points),
            "needed": ceil(100 * self.share),
        }
        if held:
            return say(
                "Enough points: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", **gaps
            )
        if held is None:
            return say(
                "Points so far: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", **gaps
            )
        if tally.is_complete:
            return say(
                "Too few points: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", **gaps
            )
        return say(
            "Too few points are left: at most %(possible)s of %(maximum)s (%(share)s%%). "
            "At least %(needed)s%% is needed.",
            possible=tally.possible,
            maximum=tally.maximum,
            share=tally.percentage(tally.possible),
            needed=gaps["needed"],
        )

    def to_json(self) -> dict[str, object]:
        """The condition as plain JSON."""
        share = {"numerator": self.share.numerator, "denominator": self.share.denominator}
        return {"kind": self.kind, "share": share}

    @classmethod
    def from_json(cls, raw: JsonObject) -> "MinimumShare":
        """The condition that `to_json` wrote."""
        share = object_in(raw.get("share"))
        return cls(Fraction(whole_at(share, "numerator"), whole_at(share, "denominator", at_least=1)))


@dataclass(frozen=True)
class CriticalSteps:
    """No critical step below its minimum, whatever the points (BR-21 iv)."""

    kind: ClassVar[str] = "critical-steps"

    def judge(self, tally: Tally) -> Condition | None:
        """The critical steps achieved against all of them; None on a form that has no critical steps."""
        critical = [step for step in tally.steps if step.critical]
        if not critical:
            return None
        marked = [(step, tally.marks[step.id]) for step in critical if step.id in tally.marks]
        failed = [step for step, value in marked if value < step.critical_floor]
        waiting = len(critical) - len(marked)
        held = False if failed else None if waiting else True
        achieved = len(marked) - len(failed)
        return Condition(
            name=self.kind,
            held=held,
            needed=Fraction(len(critical)),
            reached=Fraction(achieved),
            message=self._explain(held, len(critical), achieved, [step.name for step in failed]),
            steps=tuple(step.id for step in failed),
        )

    def _explain(self, held: bool | None, critical: int, achieved: int, failed: list[str]) -> Message:
        if held:
            return say("Critical steps achieved: %(achieved)s of %(critical)s.", achieved=achieved, critical=critical)
        if held is None:
            return say(
                "Critical steps achieved so far: %(achieved)s of %(critical)s.", achieved=achieved, critical=critical
            )
        return say(
            "Critical steps not achieved: %(failed)s of %(critical)s, namely %(names)s.",
            failed=len(failed),
            critical=critical,
            names=", ".join(f"“{name}”" for name in failed),
        )

    def to_json(self) -> dict[str, object]:
        """The condition as plain JSON."""
        return {"kind": self.kind}

    @classmethod
    def from_json(cls, _raw: JsonObject) -> "CriticalSteps":
        """The condition that `to_json` wrote."""
        return cls()


Rule = MinimumShare | CriticalSteps

_KINDS: Mapping[str, Callable[[JsonObject], Rule]] = MappingProxyType(
    {MinimumShare.kind: MinimumShare.from_json, CriticalSteps.kind: CriticalSteps.from_json}
)


@dataclass(frozen=True)
class CutScore:
    """What it takes to pass: every condition must hold."""

    conditions: tuple[Rule, ...]

    @classmethod
    def at_percentage(cls, percentage: int) -> "CutScore":
        """The plain cut score: this percentage of the points and every critical step."""
        return cls((MinimumShare(Fraction(percentage, 100)), CriticalSteps()))

    @property
    def minimum_percentage(self) -> int | None:
        """The percentage of the points that is needed, if this cut score asks for one."""
        return next((ceil(100 * rule.share) for rule in self.conditions if isinstance(rule, MinimumShare)), None)

    def judge(self, tally: Tally) -> tuple[Condition, ...]:
        """Each condition that applies to these steps, in the order of the cut score."""
        judged = (rule.judge(tally) for rule in self.conditions)
        return tuple(condition for condition in judged if condition is not None)

    def to_json(self) -> dict[str, object]:
        """The cut score as plain JSON."""
        return {"version": VERSION, "conditions": [rule.to_json() for rule in self.conditions]}

    @classmethod
    def from_json(cls, raw: JsonObject) -> "CutScore":
        """The cut score that `to_json` wrote; refuses versions and kinds it does not know."""
        if whole_at(raw, "version") != VERSION:
            raise Unreadable(say("This version of the cut score is not known here."))
        return cls(tuple(_rule(condition) for condition in objects_at(raw, "conditions")))


def _rule(raw: JsonObject) -> Rule:
    kind = text_at(raw, "kind")
    if kind not in _KINDS:
        raise Unreadable(say("The cut score has a condition of an unknown kind, “%(kind)s”.", kind=kind))
    return _KINDS[kind](raw)
