"""Cut scores to begin with: the kinds that schools use most, for the form at hand."""

from enum import StrEnum
from fractions import Fraction

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
from exams.rules.steps import NOT_APPLICABLE, Step

STEPS, GROUPS, CORE_TASKS = Over(PartKind.STEPS), Over(PartKind.GROUPS), Over(PartKind.CORE_TASKS)
ENOUGH = Fraction(11, 2)

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
            return CutScore.of(CountAt(over=STEPS, count=_most_of(len(structure.steps))), CriticalSteps())
        case Start.COMPENSATION:
            return CutScore(
                groups=_graded(),
                exam=PartRule(
                    conditions=(
                        Compensation(over=GROUPS, mark=ENOUGH, most=1, deepest=Fraction(3, 2)),
                        CriticalSteps(),
                    )
                ),
            )


def _most_of(steps: int) -> int:
    """Seven of ten, and at least one."""
    return max(1, -(-7 * steps // 10))


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
    """The labels of the scale that the form begins with, best first, or three letters."""
    first = structure.steps[0].levels if structure.steps else ()
    labels = [level.label for level in sorted(first, key=lambda level: -level.value) if level.value != NOT_APPLICABLE]
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
    among: tuple[Rule, ...] = (mean, *few, Each(over=GROUPS, bar=none), CriticalSteps())
    rule = PartRule(value=Mean(over=GROUPS), conditions=among)
    if not structure.core_tasks:
        return CutScore(groups=_graded(), exam=rule)
    return CutScore(groups=_graded(), core_tasks=rule, exam=PartRule(conditions=(Each(over=CORE_TASKS),)))


def _has_several(structure: Structure) -> bool:
    held = [sum(task.key in group.within for group in structure.groups) for task in structure.core_tasks]
    return any(count > 1 for count in held or [len(structure.groups)])
