"""How much a cut score may hold: more than any school asks, and little enough to be read, shown and judged at once."""

from collections.abc import Iterator

from exams.rules.cut_scores.conditions import AtLeast, Rule
from exams.rules.cut_scores.measures import Average, Measure
from exams.rules.cut_scores.model import CutScore, PartRule
from foundation.messages import Message, say
from foundation.refusals import Unreadable

MOST_CONDITIONS = 30  # in one place: of a level, of a part by way of exception, of a label
MOST_LABELS = 12  # of one level or part
MOST_EXCEPTIONS = 60
MOST_FOR_LEVELS = 60  # conditions, those of labels counted in; each is asked of every part of its level
MOST_IN_ALL = 300  # conditions, those of exceptions counted in
MOST_MEASURES = 50
DEEPEST_AVERAGE = 3


def refuse_too_much(cut_score: CutScore) -> None:
    """Refuse a cut score that holds more than it may."""
    if problem := next(_too_much(cut_score), None):
        raise Unreadable(problem)


def _too_much(cut_score: CutScore) -> Iterator[Message]:
    levels = [rule for rule in (cut_score.exam, *_levels(cut_score)) if rule is not None]
    rules = [*levels, *cut_score.exceptions.values()]
    if len(cut_score.exceptions) > MOST_EXCEPTIONS:
        yield say("A cut score has at most %(most)s exceptions.", most=MOST_EXCEPTIONS)
    if any(len(rule.bands) > MOST_LABELS for rule in rules):
        yield say("A cut score has at most %(most)s labels for one level or part.", most=MOST_LABELS)
    if any(len(conditions) > MOST_CONDITIONS for rule in rules for conditions in _places(rule)):
        yield say(
            "A cut score has at most %(most)s conditions for one level, part or label. Take some together.",
            most=MOST_CONDITIONS,
        )
    if sum(map(_count, levels)) > MOST_FOR_LEVELS:
        yield say(
            "A cut score has at most %(most)s conditions for its levels, those of labels counted in.",
            most=MOST_FOR_LEVELS,
        )
    if sum(map(_count, rules)) > MOST_IN_ALL:
        yield say("A cut score has at most %(most)s conditions in all.", most=MOST_IN_ALL)
    measures = [measure for rule in rules for measure in _measures(rule)]
    if sum(_size(measure) for measure in measures if isinstance(measure, Average)) > MOST_MEASURES:
        yield say("The averages of a cut score are made of at most %(most)s things in all.", most=MOST_MEASURES)
    if any(_depth(measure) > DEEPEST_AVERAGE for measure in measures):
        yield say("An average of averages of averages is the most that a cut score can say.")


def _levels(cut_score: CutScore) -> tuple[PartRule | None, ...]:
    return cut_score.core_tasks, cut_score.groups, cut_score.competences


def _places(rule: PartRule) -> Iterator[tuple[Rule, ...]]:
    yield rule.conditions
    yield from (band.conditions for band in rule.bands)


def _count(rule: PartRule) -> int:
    return sum(map(len, _places(rule)))


def _measures(rule: PartRule) -> Iterator[Measure]:
    if rule.value is not None:
        yield rule.value
    for conditions in _places(rule):
        yield from (condition.value for condition in conditions if isinstance(condition, AtLeast))


def _size(measure: Measure) -> int:
    """How many things are measured for it."""
    return sum(map(_size, measure.measures)) if isinstance(measure, Average) else 1


def _depth(measure: Measure) -> int:
    return 1 + max(map(_depth, measure.measures)) if isinstance(measure, Average) else 0
