"""Conditions carried out on items, in one world: whether each holds, on which numbers, and what falls short."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from exams.rules.cut_scores.conditions import (
    AtLeast,
    AtMostBelow,
    Compensation,
    CountAt,
    CriticalSteps,
    Each,
    MinimumShare,
    NotApplicable,
    OwnMark,
    Rule,
    ShareAt,
)
from exams.rules.cut_scores.items import Inside, Item, Number
from exams.rules.cut_scores.measuring import may_vanish, ratio, value_of
from exams.rules.steps import Tally


@dataclass(slots=True)
class Finding:
    """One condition in one world; where nothing is left to look at it holds and `reached` is empty."""

    held: bool
    reached: Number | None
    needed: Number
    total: int = 0  # how many were looked at
    short: Sequence[Item] = ()  # what falls short, for certain


def find(rule: Rule, inside: Inside, sums: Tally) -> Finding:
    """The condition in this world; `sums` are those of all steps in the part."""
    match rule:
        case MinimumShare():
            return _minimum_share(rule, sums, worst=inside.worst)
        case CriticalSteps():
            return _critical_steps(sums, worst=inside.worst)
        case OwnMark():
            mark = inside.mark
            return Finding(mark is None or mark >= rule.minimum or inside.may_vanish, mark, rule.minimum)
        case AtLeast():
            return _at_least(rule, inside)
        case Each():
            items = inside.items(rule.over)
            short = _below(rule, items, worst=inside.worst)
            return Finding(not short, len(items) - len(short), len(items), len(items), short)
        case ShareAt():
            return _share_at(rule, inside)
        case CountAt():
            return _count_at(rule, inside)
        case AtMostBelow():
            items = inside.items(rule.over)
            short = _below(rule, items, worst=inside.worst)
            return Finding(len(short) <= rule.count, len(short), rule.count, len(items), short)
        case Compensation():
            return _compensation(rule, inside)
        case NotApplicable():
            return _not_applicable(rule, inside)


def _minimum_share(rule: MinimumShare, sums: Tally, *, worst: bool) -> Finding:
    points = sums.points if worst else sums.possible
    reached = Fraction(points, sums.maximum) if sums.maximum else Fraction(0)
    return Finding(points >= rule.share * sums.maximum, reached, rule.share)


def _critical_steps(sums: Tally, *, worst: bool) -> Finding:
    critical = [step for step in sums.steps if step.critical]
    failed = [step for step in critical if sums.marks.get(step.id, step.critical_floor) < step.critical_floor]
    waiting = sum(step.id not in sums.marks for step in critical)
    reached = len(critical) - len(failed) - (waiting if worst else 0)
    return Finding(reached == len(critical), reached, len(critical), len(critical))


def _at_least(rule: AtLeast, inside: Inside) -> Finding:
    reached = value_of(rule.value, inside)
    if reached is None:
        return Finding(held=True, reached=None, needed=rule.minimum)
    held = reached >= rule.minimum or (not inside.worst and may_vanish(rule.value, inside))
    return Finding(held, reached, rule.minimum)


def _below(rule: Each | AtMostBelow, items: Sequence[Item], *, worst: bool) -> list[Item]:
    """What may still turn out not to be applicable falls short in the worst world alone."""
    return [item for item in items if (worst or not item.optional) and not item.reaches(rule.bar)]


def _share_at(rule: ShareAt, inside: Inside) -> Finding:
    items = inside.items_held(rule.over, rule.bar)
    weights = [item.weight if rule.weighted else 1 for item in items]
    terms = [
        (weight if item.reaches(rule.bar) else 0, weight, item.optional)
        for item, weight in zip(items, weights, strict=True)
    ]
    reached = ratio(terms, worst=inside.worst)
    vanishing = not inside.worst and all(item.optional for item in items)
    held = reached is None or reached >= rule.share or vanishing
    return Finding(held, reached, rule.share, len(items))


def _count_at(rule: CountAt, inside: Inside) -> Finding:
    """An exempt part counts as reaching the bar: the candidate must not lack it in the count."""
    items = inside.items_held(rule.over, rule.bar)
    reaching = [item for item in items if not (inside.worst and item.optional) and item.reaches(rule.bar)]
    freed = len(inside.freed_items(rule.over)) + len(inside.blank_items(rule.over, rule.bar))
    return Finding(len(reaching) + freed >= rule.count, len(reaching) + freed, rule.count, len(items) + freed)


def _compensation(rule: Compensation, inside: Inside) -> Finding:
    gaps = [(mark - rule.mark, item) for item, mark in inside.measured_items(rule.over)]
    counted = [(gap, item) for gap, item in gaps if not item.optional or (gap < 0) is inside.worst]
    short = [item for gap, item in counted if gap < 0]
    weigh = (lambda item: item.weight) if rule.weighted else (lambda _item: 1)
    missing = -sum(gap * weigh(item) for gap, item in counted if gap < 0)
    over = sum(gap * weigh(item) for gap, item in counted if gap > 0)
    held = (
        over >= missing
        and (rule.most is None or len(short) <= rule.most)
        and (rule.deepest is None or all(-gap <= rule.deepest for gap, _ in counted))
    )
    return Finding(held, over, missing, len(counted), short)


def _not_applicable(rule: NotApplicable, inside: Inside) -> Finding:
    waiting = sum(item.optional for item in inside.items(rule.over)) if inside.worst else 0
    found = len(inside.left_out_items(rule.over)) + waiting
    return Finding(found <= rule.most, found, rule.most)
