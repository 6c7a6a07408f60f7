"""What a cut score makes of marks: every part with its mark, every condition with what is certain about it.

A sheet that is complete is judged once. While steps are open it is judged twice, at its worst and at its best, and only
what comes out the same both times is said (see `items`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.cut_scores.conditions import CriticalSteps, Rule
from exams.rules.cut_scores.explaining import explain
from exams.rules.cut_scores.items import Number
from exams.rules.cut_scores.judged import Condition, PartOutcome
from exams.rules.cut_scores.judging import Finding
from exams.rules.cut_scores.model import CutScore
from exams.rules.cut_scores.numbers import exact
from exams.rules.cut_scores.plain_words import failed_critical
from exams.rules.cut_scores.structure import Structure
from exams.rules.cut_scores.worlds import NO_SUMS, PLAIN, Exempt, Judged, World, tally_of, world_of
from exams.rules.steps import Marks, Tally


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All that can be said about these marks by now."""

    exam: PartOutcome
    parts: tuple[PartOutcome, ...]
    sums: Tally  # of all steps that count
    freed: bool  # whether the board freed the candidate from anything on this form
    is_lost: bool  # whether even the best marks for what is open no longer pass
    failed_critical: Mapping[int, str]  # critical steps that the cut score minds and that failed: id and text


def evaluate(structure: Structure, marks: Marks, cut_score: CutScore, exempt: Exempt) -> Evaluation:
    """The exam and its parts, judged."""
    worst = world_of(structure, marks, cut_score, exempt, worst=True)
    sums = tally_of(worst, structure.steps)
    best = worst if sums.is_complete else world_of(structure, marks, cut_score, exempt, worst=False)
    pairs = zip(worst.judged, best.judged, strict=True)
    *parts, exam = [_outcome(low, high, marks) for low, high in pairs if _says_something(low)]
    return Evaluation(
        exam=exam,
        parts=tuple(parts),
        sums=sums,
        freed=_frees(worst),
        is_lost=not best.judged[-1].sufficient,
        failed_critical=dict(failed_critical(sums)) if cut_score.minds_critical else {},
    )


def _frees(world: World) -> bool:
    return any(world.freed.values()) or any(judged.exempt for judged in world.judged)


def _says_something(judged: Judged) -> bool:
    """Of a part that the cut score does not speak of, only that it does not count; competences are told by it alone."""
    is_absent = judged.exempt or judged.left_out
    return judged.rule is not PLAIN or (is_absent and judged.part.kind is not PartKind.COMPETENCES)


def _outcome(worst: Judged, best: Judged, marks: Marks) -> PartOutcome:
    part, rule = worst.part, worst.rule
    is_told = (rule.gives_mark and not best.may_vanish) or worst.exempt
    return PartOutcome(
        kind=part.kind,
        key=part.key,
        name=part.name,
        grade=_same(worst.grade, best.grade) if is_told else None,
        rounded=_same(worst.rounded, best.rounded) if is_told else None,
        label=worst.band.label if worst.band and worst.band is best.band and not best.may_vanish else "",
        sufficient=worst.sufficient if worst.sufficient == best.sufficient else None,
        exempt=worst.exempt,
        left_out=worst.left_out,
        conditions=_conditions(worst, best, marks) if worst.sums else (),
        steps=tuple(step.id for step in part.steps),
    )


def _same(one: Number | None, other: Number | None) -> Fraction | None:
    return exact(one) if one is not None and one == other else None


def _conditions(worst: Judged, best: Judged, marks: Marks) -> tuple[Condition, ...]:
    triples = zip(worst.rule.conditions, worst.findings, best.findings, strict=True)
    found = [_condition(worst, rule, low, high, marks) for rule, low, high in triples if _applies(rule, low)]
    return tuple(_first_failed_decides(found))


def _applies(rule: Rule, finding: Finding) -> bool:
    """On a part without critical steps, nothing is said of them."""
    return not isinstance(rule, CriticalSteps) or finding.total > 0


def _condition(judged: Judged, rule: Rule, worst: Finding, best: Finding, marks: Marks) -> Condition:
    sums = judged.sums or NO_SUMS
    return Condition(
        name=rule.kind,
        held=worst.held if worst.held == best.held else None,
        needed=exact(worst.needed),
        reached=exact(worst.reached or 0),
        message=explain(rule, worst, best, sums),
        steps=_steps(rule, best, sums, marks),
        part=judged.part.key,
        parts=tuple(item.key for item in best.short if item.step is None),
        possible=None if best is worst else exact(best.reached or 0),
    )


def _steps(rule: Rule, best: Finding, sums: Tally, marks: Marks) -> tuple[int, ...]:
    """The steps that fall short, of those that are marked."""
    if isinstance(rule, CriticalSteps):
        return tuple(id_ for id_, _ in failed_critical(sums))
    steps = [item.step for item in best.short if item.step is not None]
    return tuple(step.id for step in steps if marks.get(step.id) is not None)


def _first_failed_decides(conditions: Iterable[Condition]) -> Iterable[Condition]:
    decided = False
    for condition in conditions:
        decides = condition.held is False and not decided
        decided = decided or decides
        yield replace(condition, decided=True) if decides else condition
