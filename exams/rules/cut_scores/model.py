"""The cut score (cesuur) as data: per level how a mark is made, what must hold, and which label comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.cut_scores.coding import unknown_kind, value_in, written
from exams.rules.cut_scores.conditions import CriticalSteps, MinimumShare, Rule
from exams.rules.cut_scores.measures import Measure
from exams.rules.cut_scores.rounding import Rounding
from exams.rules.reading import JsonObject, object_in, objects_at, text_at, whole_at
from foundation.messages import say
from foundation.refusals import Unreadable

PLAIN, TYPED = 1, 2  # versions of the JSON; the plain one is what every tablet reads


class Carried(StrEnum):
    """Which of its two marks a part goes on with: as computed, or as rounded."""

    EXACT = "exact"
    ROUNDED = "rounded"


@dataclass(frozen=True, kw_only=True)
class Band:
    """A label for a part: O, V, G, excellent. Bands stand best first; the first that fits is the label."""

    label: str
    at_least: Fraction | None = None  # the mark it begins at; empty: whatever the mark
    below: Fraction | None = None  # where the better one begins, for rules written as ranges; only checked
    conditions: tuple[Rule, ...] = ()
    passes: bool = True


@dataclass(frozen=True, kw_only=True)
class PartRule:
    """What holds for one part: its mark, its conditions in order of precedence, its labels."""

    value: Measure | None = None
    rounding: Rounding | None = None
    judges: Carried = Carried.ROUNDED  # which mark the own conditions, labels and bars look at
    carries: Carried = Carried.EXACT  # which mark the level above computes with
    on_failed_critical: Fraction | None = None  # with a critical step failed the mark is at most this (BR-22)
    conditions: tuple[Rule, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def gives_mark(self) -> bool:
        """Whether it speaks of a mark; without a word about it, the mark is the sum of the points and is not told."""
        return self.value is not None or self.rounding is not None or self.labels_marks

    @property
    def labels_marks(self) -> bool:
        """Whether a label begins at a mark."""
        return any(band.at_least is not None for band in self.bands)

    @cached_property
    def counts_points(self) -> bool:
        """Whether a condition looks at the sums of all steps in the part."""
        asked = (*self.conditions, *(condition for band in self.bands for condition in band.conditions))
        return any(isinstance(condition, MinimumShare | CriticalSteps) for condition in asked)

    @property
    def minds_critical(self) -> bool:
        """Whether a failed critical step changes anything."""
        asked = (*self.conditions, *(condition for band in self.bands for condition in band.conditions))
        return self.on_failed_critical is not None or any(isinstance(one, CriticalSteps) for one in asked)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked or computed."""
        return self == PartRule()


@dataclass(frozen=True, kw_only=True)
class CutScore:
    """What it takes to pass: a rule for the exam, and rules for the parts on each level where there is one."""

    exam: PartRule = PartRule()
    core_tasks: PartRule | None = None
    groups: PartRule | None = None
    competences: PartRule | None = None
    exceptions: Mapping[str, PartRule] = field(default_factory=dict)  # by key, instead of the rule of its level

    @classmethod
    def of(cls, *conditions: Rule) -> "CutScore":
        """These conditions for the exam as a whole, and no more."""
        return cls(exam=PartRule(conditions=conditions))

    @classmethod
    def at_percentage(cls, percentage: int) -> "CutScore":
        """The plain cut score: this percentage of the points and every critical step."""
        return cls.of(MinimumShare(Fraction(percentage, 100)), CriticalSteps())

    @property
    def conditions(self) -> tuple[Rule, ...]:
        """What must hold for the exam as a whole."""
        return self.exam.conditions

    @property
    def minimum_percentage(self) -> int | None:
        """The percentage of the points that is needed, if this cut score asks for one."""
        return next((ceil(100 * rule.share) for rule in self.conditions if isinstance(rule, MinimumShare)), None)

    @cached_property
    def minds_critical(self) -> bool:
        """Whether anything in it looks at critical steps."""
        levels = (self.exam, self.core_tasks, self.groups, self.competences, *self.exceptions.values())
        return any(rule.minds_critical for rule in levels if rule is not None)

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than a share of the points and critical steps: what every tablet knows."""
        return self == CutScore.of(
            *(rule for rule in self.conditions if isinstance(rule, MinimumShare | CriticalSteps))
        )

    def rule_for(self, kind: PartKind, key: str) -> PartRule | None:
        """The rule of one part, if it has one."""
        return self.exceptions[key] if key in self.exceptions else self.of_level(kind)

    def of_level(self, kind: PartKind) -> PartRule | None:
        """The rule of all parts of a kind; a step has none, its mark is its points."""
        match kind:
            case PartKind.EXAM:
                return self.exam
            case PartKind.CORE_TASKS:
                return self.core_tasks
            case PartKind.GROUPS:
                return self.groups
            case PartKind.COMPETENCES:
                return self.competences
            case PartKind.STEPS:
                return None

    def with_level(self, kind: PartKind, rule: PartRule | None) -> "CutScore":
        """The same with another rule for a level; for the exam, None is the empty rule."""
        match kind:
            case PartKind.EXAM:
                return replace(self, exam=rule or PartRule())
            case PartKind.CORE_TASKS:
                return replace(self, core_tasks=rule)
            case PartKind.GROUPS:
                return replace(self, groups=rule)
            case PartKind.COMPETENCES:
                return replace(self, competences=rule)
            case PartKind.STEPS:
                raise ValueError("a step has no rule of its own")

    def to_json(self) -> dict[str, object]:
        """The cut score as plain JSON, in the lowest version that says it; see docs/cut-score.md."""
        if self.is_plain:
            return {"version": PLAIN, "conditions": [_plain_json(rule) for rule in self.conditions]}
        return {"version": TYPED, **written(self)}

    @classmethod
    def from_json(cls, raw: JsonObject) -> "CutScore":
        """The cut score that `to_json` wrote; refuses versions, kinds and keys it does not know."""
        version = whole_at(raw, "version")
        if version == PLAIN:
            return cls.of(*(_plain_rule(condition) for condition in objects_at(raw, "conditions")))
        if version != TYPED:
            raise Unreadable(say("This version of the cut score is not known here."))
        return value_in(cls, {key: value for key, value in raw.items() if key != "version"})


def _plain_json(rule: Rule) -> dict[str, object]:
    if not isinstance(rule, MinimumShare):
        return {"kind": rule.kind}
    share = {"numerator": rule.share.numerator, "denominator": rule.share.denominator}
    return {"kind": rule.kind, "share": share}


def _plain_rule(raw: JsonObject) -> Rule:
    kind = text_at(raw, "kind")
    if kind == CriticalSteps.kind:
        return CriticalSteps()
    if kind != MinimumShare.kind:
        raise unknown_kind(kind)
    share = object_in(raw.get("share"))
    return MinimumShare(Fraction(whole_at(share, "numerator"), whole_at(share, "denominator", at_least=1)))
