"""Where the rules of a cut score look: every measure and condition with the level it stands on, and what it names."""

from collections.abc import Iterator
from dataclasses import dataclass

from exams.rules.cut_scores.chosen import SUFFICIENT, WITHIN, Bar, Over, PartKind
from exams.rules.cut_scores.conditions import (
    AtLeast,
    AtMostBelow,
    Compensation,
    CountAt,
    Each,
    NotApplicable,
    Rule,
    ShareAt,
)
from exams.rules.cut_scores.measures import Average, Measure
from exams.rules.cut_scores.model import CutScore, PartRule
from exams.rules.cut_scores.phrases import PARTS, listed
from exams.rules.cut_scores.structure import Structure
from foundation.messages import Message, say

LEVELS = (PartKind.GROUPS, PartKind.COMPETENCES, PartKind.CORE_TASKS, PartKind.EXAM)


@dataclass(frozen=True)
class Placed:
    """A rule where it stands: on a level, or by way of exception on one part."""

    kind: PartKind
    rule: PartRule
    key: str = ""


def placed(cut_score: CutScore, structure: Structure) -> Iterator[Placed]:
    """Every rule that applies to something; exceptions for parts that are not there are told elsewhere."""
    for kind in LEVELS:
        rule = cut_score.of_level(kind)
        if rule is not None:
            yield Placed(kind, rule)
    for key, rule in cut_score.exceptions.items():
        for kind in LEVELS[:-1]:
            if key in structure.keys(kind):
                yield Placed(kind, rule, key)


def overs_of(measure: Measure | None) -> Iterator[Over]:
    """What a measure looks at."""
    if isinstance(measure, Average):
        for part in measure.measures:
            yield from overs_of(part)
    elif measure is not None:
        yield measure.over


def rules_of(rule: PartRule) -> tuple[Rule, ...]:
    """Every condition of a part, those of its labels included."""
    return (*rule.conditions, *(condition for band in rule.bands for condition in band.conditions))


def looks(rule: PartRule) -> Iterator[tuple[Over, Bar | None]]:
    """What a rule looks at, and the bar it holds it against."""
    yield from ((over, None) for over in overs_of(rule.value))
    for condition in rules_of(rule):
        match condition:
            case AtLeast():
                yield from ((over, None) for over in overs_of(condition.value))
            case Each() | ShareAt() | CountAt() | AtMostBelow():
                yield condition.over, condition.bar
            case Compensation() | NotApplicable():
                yield condition.over, None


def misplaced(cut_score: CutScore, structure: Structure) -> Iterator[Message]:
    """Names that nobody has, and levels that look at what does not lie within them."""
    known = {key for kind in LEVELS[:-1] for key in structure.keys(kind)}
    if unknown := [key for key in cut_score.exceptions if key not in known]:
        yield say(
            "The cut score has an exception for parts that are not on the form: %(names)s.", names=listed(unknown)
        )
    for here in placed(cut_score, structure):
        for over, bar in looks(here.rule):
            yield from _misplaced(here, over, bar, cut_score, structure)


def _misplaced(
    here: Placed, over: Over, bar: Bar | None, cut_score: CutScore, structure: Structure
) -> Iterator[Message]:
    if over.of not in WITHIN[here.kind]:
        yield say(
            "Among the %(level)s the cut score looks at %(parts)s, which do not lie within them.",
            level=PARTS[here.kind],
            parts=PARTS[over.of],
        )
        return
    if unknown := sorted(set(over.keys) - _names(over.of, structure)):
        yield say("The cut score names %(names)s, which are not on the form.", names=listed(unknown))
    if bar is not None and bar.label is not None and bar.label not in _labels(over.of, cut_score, structure):
        yield say(
            "The cut score asks for the label “%(label)s”, which none of the %(parts)s can get.",
            label=bar.label,
            parts=PARTS[over.of],
        )


def _names(kind: PartKind, structure: Structure) -> set[str]:
    names = set(structure.keys(kind))
    if kind in (PartKind.STEPS, PartKind.GROUPS):
        names |= {*structure.keys(PartKind.CORE_TASKS)}
    if kind is PartKind.STEPS:
        names |= {*structure.keys(PartKind.GROUPS)}
    return names


def _labels(kind: PartKind, cut_score: CutScore, structure: Structure) -> set[str]:
    if kind is PartKind.STEPS:
        return {level.label for step in structure.steps for level in step.levels}
    rules = [rule for key in structure.keys(kind) if (rule := cut_score.rule_for(kind, key))]
    return {band.label for rule in rules for band in rule.bands}


def unheard(cut_score: CutScore, structure: Structure) -> Iterator[Message]:
    """What is asked of parts although nothing above looks whether it is met."""
    used = {
        over.of
        for here in placed(cut_score, structure)
        for over, bar in looks(here.rule)
        if bar == SUFFICIENT or (bar is not None and bar.label is not None)
    }
    for kind in LEVELS[:-1]:
        rule = cut_score.of_level(kind)
        if rule is not None and rule.conditions and kind not in used:
            yield say(
                "What is asked of the %(parts)s decides nothing: no condition says that they must be sufficient.",
                parts=PARTS[kind],
            )


def rounded_twice(cut_score: CutScore, structure: Structure) -> Iterator[Message]:
    """Levels that round a mark made from marks that were rounded before."""
    for here in placed(cut_score, structure):
        if here.rule.rounding is None:
            continue
        if any(_is_rounded(over.of, cut_score, structure) for over in overs_of(here.rule.value)):
            yield say(
                "A mark of the %(parts)s would be rounded twice: it is made from marks that are rounded already. "
                "Let those go on with the exact mark, or do not round here.",
                parts=PARTS[here.kind],
            )


def _is_rounded(kind: PartKind, cut_score: CutScore, structure: Structure) -> bool:
    rules = [here.rule for here in placed(cut_score, structure) if here.kind is kind]
    return any(
        (rule.rounding is not None and rule.carries == "rounded")
        or any(_is_rounded(over.of, cut_score, structure) for over in overs_of(rule.value) if over.of is not kind)
        for rule in rules
    )
