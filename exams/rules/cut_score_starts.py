"""Cut scores to begin with: the kinds that schools use most, for the form at hand."""

from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from math import ceil

from exams.rules.cut_scores import (
    SUFFICIENT,
    AtMostBelow,
    Band,
    Bar,
    Compensation,
    CountAt,
    CriticalSteps,
    CutScore,
    Each,
    Grade,
    Mean,
    Over,
    OwnMark,
    PartKind,
    PartRule,
    Rounding,
    Rule,
    ShareAt,
    at,
)
from exams.rules.cut_scores.structure import Structure
from exams.rules.forms import Form, rule_problems
from exams.rules.steps import NOT_APPLICABLE, Level, Step
from foundation.messages import Message, say

STEPS, GROUPS, CORE_TASKS = Over(PartKind.STEPS), Over(PartKind.GROUPS), Over(PartKind.CORE_TASKS)
ENOUGH = Fraction(11, 2)
MOST = Fraction(7, 10)  # of the steps of a checklist
FEWEST_LABELS, MOST_LABELS = 3, 5

# What can have a rule, the whole first.
LEVELS = (PartKind.EXAM, PartKind.CORE_TASKS, PartKind.GROUPS, PartKind.COMPETENCES)


class Start(StrEnum):
    """What a cut score can begin as."""

    SHARE = "share"
    ALL_STEPS = "all-steps"
    LABELS = "labels"
    GRADES = "grades"
    CHECKLIST = "checklist"
    COMPENSATION = "compensation"


def start(kind: Start, structure: Structure) -> CutScore:
    """A whole cut score of this kind for this form."""
    match kind:
        case Start.SHARE:
            return CutScore.at_percentage(55)
        case Start.ALL_STEPS:
            return CutScore.of(Each(over=STEPS))
        case Start.LABELS:
            return _labels(structure)
        case Start.GRADES:
            return _grades(structure)
        case Start.CHECKLIST:
            return CutScore.of(CriticalSteps(), _most_steps(structure))
        case Start.COMPENSATION:
            return CutScore(
                groups=_graded(),
                exam=PartRule(
                    conditions=(
                        CriticalSteps(),
                        Compensation(over=GROUPS, mark=ENOUGH, most=1, deepest=Fraction(3, 2)),
                    )
                ),
            )


def why_not(kind: Start, form: Form) -> Message | None:
    """Why a cut score of this kind makes no sense on this form; nothing where the checker accepts it as it begins."""
    if not form.steps:
        return None  # what it says is checked once there are steps
    if reason := _why_not(kind, form.structure):
        return reason
    return next(iter(rule_problems(replace(form, cut_score=start(kind, form.structure)))), None)


def _why_not(kind: Start, structure: Structure) -> Message | None:
    """The reasons that can be said better than the checker says them."""
    if kind is Start.LABELS:
        return _why_no_labels(structure)
    if kind is Start.COMPENSATION and sum(bool(group.steps) for group in structure.groups) < 2:
        return say("There is one group of steps, so nothing can make up for it.")
    return None


def _why_no_labels(structure: Structure) -> Message | None:
    scales = {tuple(level.label for level in _counted(step)) for step in structure.steps}
    if len(scales) > 1:
        return say("The steps have different scales, so no label is the best one of all of them.")
    if any(not FEWEST_LABELS <= len(labels) <= MOST_LABELS for labels in scales):
        return say("Labels suit a scale of three, four or five levels.")
    return None


def _counted(step: Step) -> list[Level]:
    """The levels that count, best first."""
    return sorted((level for level in step.levels if level.value != NOT_APPLICABLE), key=lambda level: -level.value)


def _most_steps(structure: Structure) -> Rule:
    """Seven of ten; as a share where a step can turn out not to be applicable."""
    if any(step.may_be_left_out for step in structure.steps):
        return ShareAt(over=STEPS, share=MOST)
    return CountAt(over=STEPS, count=max(1, ceil(MOST * len(structure.steps))))


def _labels(structure: Structure) -> CutScore:
    """O/V/G per work process (BR-22): good if 51 % is good, sufficient if every step is."""
    best, middle, lowest = _names(structure)
    bar = Bar(label=best) if all(_best(step) == best for step in structure.steps) else SUFFICIENT
    bands = (
        Band(label=best, conditions=(ShareAt(over=STEPS, share=Fraction(51, 100), bar=bar), Each(over=STEPS))),
        Band(label=middle, conditions=(Each(over=STEPS),)),
        Band(label=lowest, passes=False),
    )
    return CutScore(groups=PartRule(bands=bands), exam=PartRule(conditions=(Each(over=GROUPS),)))


def _names(structure: Structure) -> tuple[str, str, str]:
    """The labels of the scale of the form, best first, or three letters."""
    labels = [level.label for level in _counted(structure.steps[0])] if structure.steps else []
    return (labels[0], labels[1], labels[-1]) if len(set(labels)) > 2 else ("G", "V", "O")


def _best(step: Step) -> str:
    return next((level.label for level in step.levels if level.value == step.highest), "")


def _graded() -> PartRule:
    """1 + 9 x points / maximum, in tenths; 1.0 with a critical step failed (BR-22)."""
    return PartRule(value=Grade(over=STEPS), rounding=Rounding(step=Fraction(1, 10)), on_failed_critical=Fraction(1))


def _grades(structure: Structure) -> CutScore:
    """BR-20 and BR-21: a core task has a sufficient mean, one work process below at most, none below 4."""
    mean, below, none = OwnMark(minimum=ENOUGH), AtMostBelow(over=GROUPS, count=1, bar=Bar(number=ENOUGH)), at(4)
    # Where no core task has two work processes, "at most one" would say nothing.
    few: tuple[Rule, ...] = (below,) if _has_several(structure) else ()
    among: tuple[Rule, ...] = (CriticalSteps(), mean, *few, Each(over=GROUPS, bar=none))
    rule = PartRule(value=Mean(over=GROUPS), conditions=among)
    if not structure.core_tasks:
        return CutScore(groups=_graded(), exam=rule)
    loose = tuple(group.key for group in structure.groups if not group.within and group.steps)
    own = (Each(over=Over(PartKind.GROUPS, loose), bar=Bar(number=ENOUGH)),) if loose else ()
    return CutScore(
        groups=_graded(), core_tasks=rule, exam=PartRule(conditions=(CriticalSteps(), Each(over=CORE_TASKS), *own))
    )


def _has_several(structure: Structure) -> bool:
    held = [sum(task.key in group.within for group in structure.groups) for task in structure.core_tasks]
    return any(count > 1 for count in held or [len(structure.groups)])
