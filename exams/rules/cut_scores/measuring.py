"""Measures carried out on items. Exact: sums of whole numbers and fractions, one division at the end."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from exams.rules.cut_scores.items import Inside, Item, Number
from exams.rules.cut_scores.measures import Average, Best, Grade, Lowest, Mean, Measure, Points, PointShare

# What counts above and below the line of a mean or a share, and whether it may still be left out.
Term = tuple[Number, Number, bool]


def value_of(measure: Measure, inside: Inside, worth: Callable[[Item], Number] | None = None) -> Number | None:
    """The measure in this world, None where nothing is left to measure; `worth` is each item's mark if not carried."""
    if worth is not None:
        return _computed(measure, inside, worth)
    if measure not in inside.known:
        inside.known[measure] = _computed(measure, inside, None)
    return inside.known[measure]


def _computed(measure: Measure, inside: Inside, worth: Callable[[Item], Number] | None) -> Number | None:
    if isinstance(measure, Average):
        return _average(measure, inside, worth)
    items = [item for item, _ in inside.measured_items(measure.over)]
    return _of_items(measure, items, worth or _carried, worst=inside.worst)


def may_vanish(measure: Measure, inside: Inside) -> bool:
    """Whether everything that is measured can still turn out to be not applicable."""
    if isinstance(measure, Average):
        return all(may_vanish(part, inside) for part in measure.measures)
    return all(item.optional for item, _ in inside.measured_items(measure.over))


def _carried(item: Item) -> Number:
    return item.carried or 0


def _of_items(
    measure: Measure, items: Sequence[Item], worth: Callable[[Item], Number], *, worst: bool
) -> Number | None:
    if not items:
        return None
    match measure:
        case Points():
            return _sum([(item.weight * worth(item), item.optional) for item in items], worst=worst)
        case Mean(weighted=True):
            return ratio([(item.weight * worth(item), item.weight, item.optional) for item in items], worst=worst)
        case Mean():
            return ratio([(worth(item), 1, item.optional) for item in items], worst=worst)
        case PointShare():
            return _share(items, worth, worst=worst)
        case Grade():
            share = _share(items, worth, worst=worst)
            return None if share is None else measure.base + measure.span * share
        case Best():
            return _best(measure, items, worth, worst=worst)
        case Lowest():
            return _lowest([(worth(item), item.optional) for item in items], worst=worst)
    raise TypeError(measure)


def _average(measure: Average, inside: Inside, worth: Callable[[Item], Number] | None) -> Number | None:
    found = [(value_of(part, inside, worth), may_vanish(part, inside)) for part in measure.measures]
    return ratio([(value, 1, optional) for value, optional in found if value is not None], worst=inside.worst)


def _share(items: Sequence[Item], worth: Callable[[Item], Number], *, worst: bool) -> Number | None:
    terms = [(item.weight * worth(item), item.weight * item.highest(), item.optional) for item in items]
    return ratio(terms, worst=worst)


def _sum(terms: Sequence[tuple[Number, bool]], *, worst: bool) -> Number:
    """What is optional is counted where it makes the sum worse, or better."""
    return sum(value for value, optional in terms if not optional or (value < 0) is worst)


def ratio(terms: Sequence[Term], *, worst: bool) -> Number | None:
    """The sum of the numerators over that of the denominators, at its worst or best over what is optional."""
    above: Number = 0
    below: Number = 0
    waiting: list[Term] = []
    for term in terms:
        if not term[1]:
            continue  # without weight or maximum it says nothing
        if term[2]:
            waiting.append(term)
        else:
            above, below = above + term[0], below + term[1]
    # The lowest ratio takes along each term that lies below it, and those alone; so they come in that order.
    for more, under, _ in sorted(waiting, key=lambda term: Fraction(term[0], term[1]), reverse=not worst):
        if below and (more * below < above * under) is not worst:
            break
        above, below = above + more, below + under
    return Fraction(above, below) if below else None


def _lowest(marks: Sequence[tuple[Number, bool]], *, worst: bool) -> Number:
    certain = [mark for mark, optional in marks if not optional]
    if worst:
        return min(mark for mark, _ in marks)
    return min(certain) if certain else max(mark for mark, _ in marks)


def _best(measure: Best, items: Sequence[Item], worth: Callable[[Item], Number], *, worst: bool) -> Number:
    certain = [worth(item) for item in items if not item.optional]
    waiting = sorted((worth(item) for item in items if item.optional), reverse=not worst)
    found = [_top(certain, measure)] if certain else []
    for count in range(1, min(len(waiting), measure.count) + 1):  # more of them change nothing for the worse or better
        found.append(_top([*certain, *waiting[:count]], measure))
    return min(found) if worst else max(found)


def _top(marks: Sequence[Number], measure: Best) -> Number:
    best = sorted(marks, reverse=True)[: measure.count]
    return sum(best) if measure.total else Fraction(sum(best), len(best) or 1)
