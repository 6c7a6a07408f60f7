"""Rules that nobody can ever fit: found before they are switched on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from certification.rules.linking.conditions import Criterion, Group, Is, Node, asking
from certification.rules.linking.states import How, Key, Test

MOST_STEPS = 20_000  # after so many it is taken to be possible: better a rule that fits nobody than a page that hangs


@dataclass(frozen=True)
class Literal:
    """A criterion that must hold, or must not."""

    criterion: Criterion
    holds: bool


Clash = tuple[Literal, Literal]
Above = Mapping[int, frozenset[int]]  # of each part: its own number and those of all parts above it


def clash_in(condition: Group, above: Above) -> Clash | None:
    """Two demands that nobody can meet at once, where every way to fit holds such a pair; None where somebody can."""
    search = _Search(above)
    return search.clash([(condition, not condition.negated)], ()) if asking(condition) else None


class _Search:
    def __init__(self, above: Above) -> None:
        self._above = above
        self._steps = 0

    def clash(self, todo: Sequence[tuple[Node, bool]], met: tuple[Literal, ...]) -> Clash | None:
        """Why these nodes cannot all be as wanted beside what is met already; None where they can."""
        self._steps += 1
        if not todo or self._steps > MOST_STEPS:
            return None
        (node, wanted), rest = todo[0], list(todo[1:])
        if isinstance(node, Is):
            new = Literal(node.criterion, wanted)
            return _clash(new, met, self._above) or self.clash(rest, (*met, new))
        return self._of_group(node, rest, met, wanted=wanted)

    def _of_group(
        self, group: Group, rest: list[tuple[Node, bool]], met: tuple[Literal, ...], *, wanted: bool
    ) -> Clash | None:
        below = [(one, wanted is not one.negated) for one in asking(group)]
        if (group.how is How.ALL) is wanted:  # not any of them is: all of them not
            return self.clash([*below, *rest], met)
        found: Clash | None = None
        for one in below:
            clash = self.clash([one, *rest], met)
            if clash is None:
                return None
            found = found or clash
        return found


def _clash(new: Literal, met: Iterable[Literal], above: Above) -> Clash | None:
    for old in met:
        if _excludes(old, new, above) or _excludes(new, old, above):
            return old, new
    return _clash_of_values(new, [*met, new])


def _excludes(one: Literal, other: Literal, above: Above) -> bool:
    """Whether what holds in the one is what must not hold in the other."""
    if not one.holds or other.holds:
        return False
    yes, no = one.criterion, other.criterion
    if yes == no:
        return True
    if yes.key is Key.PLACE and no.key is Key.PLACE:
        return no.function_id in (None, yes.function_id) and all(_within(part, no.values, above) for part in yes.values)
    if yes.key is Key.PLACE and no.key is Key.FUNCTION:
        return yes.function_id is not None and str(yes.function_id) in no.values
    if _subject(yes) != _subject(no):
        return False
    if no.test is Test.KNOWN:
        return True
    return yes.test is no.test is Test.IS and set(_plain(yes)) <= set(_plain(no))


def _within(part: str, others: Sequence[str], above: Above) -> bool:
    return not above.get(int(part), frozenset({int(part)})).isdisjoint(int(other) for other in others)


def _clash_of_values(new: Literal, met: Sequence[Literal]) -> Clash | None:
    """Nobody has two groups, two languages or two values of one attribute."""
    subject = _subject(new.criterion)
    if new.criterion.key not in {Key.GROUP, Key.LANGUAGE, Key.ATTRIBUTE}:
        return None
    same = [one for one in met if _subject(one.criterion) == subject]
    if not any(one.holds for one in same):
        return None  # it may be unknown, and then nothing of it holds
    if _possible(same):
        return None
    return next((one for one in reversed(same[:-1]) if not _possible([one, new])), same[0]), new


def _possible(same: Sequence[Literal]) -> bool:
    allowed: set[str] | None = None
    for one in same:
        if one.holds and one.criterion.test is Test.IS:
            values = set(_plain(one.criterion))
            allowed = values if allowed is None else allowed & values
    for one in same:
        if allowed is not None:
            allowed = {value for value in allowed if _answer(one.criterion, value) is one.holds}
    return bool(allowed) if allowed is not None else _room(same)


def _room(same: Sequence[Literal]) -> bool:
    """Whether anything lies between the ends that these set to a day or a number."""
    low = [_measure(one.criterion) for one in same if one.criterion.test in UP and one.holds]
    low += [_measure(one.criterion) for one in same if one.criterion.test in DOWN and not one.holds]
    high = [_measure(one.criterion) for one in same if one.criterion.test in DOWN and one.holds]
    high += [_measure(one.criterion) for one in same if one.criterion.test in UP and not one.holds]
    return not low or not high or max(low) < min(high)


UP, DOWN = {Test.FROM, Test.AT_LEAST}, {Test.BEFORE, Test.LESS}
ANSWERS: Mapping[Test, Callable[[Criterion, str], bool]] = {
    Test.IS: lambda criterion, value: value in _plain(criterion),
    Test.CONTAINS: lambda criterion, value: any(part in value for part in _plain(criterion)),
    Test.BEFORE: lambda criterion, value: value < criterion.values[0],
    Test.FROM: lambda criterion, value: value >= criterion.values[0],
    Test.LESS: lambda criterion, value: Decimal(value) < Decimal(criterion.values[0]),
    Test.AT_LEAST: lambda criterion, value: Decimal(value) >= Decimal(criterion.values[0]),
    Test.KNOWN: lambda criterion, value: True,
}


def _answer(criterion: Criterion, value: str) -> bool:
    return ANSWERS[criterion.test](criterion, value)


def _measure(criterion: Criterion) -> Decimal:
    return Decimal(criterion.values[0].replace("-", "") if criterion.test in DAYS else criterion.values[0])


DAYS = {Test.BEFORE, Test.FROM}


def _plain(criterion: Criterion) -> tuple[str, ...]:
    return tuple(value.casefold() for value in criterion.values)


def _subject(criterion: Criterion) -> tuple[Key, str]:
    return criterion.key, criterion.attribute
