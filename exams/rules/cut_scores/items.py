"""What measures and conditions compute with: the marks of parts, at their worst and at their best.

While steps are open there are two *worlds*: in the worst each open step gets its lowest level, in the best its highest.
What holds in the worst is certain, what fails in the best is lost. An open step that may be marked as not applicable is
`optional`: each measure takes it along or leaves it out, whichever is worse or better.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exams.rules.cut_scores.chosen import Bar, Over, PartKind
from exams.rules.steps import Step

Number = Fraction | int


@dataclass(slots=True)
class Item:
    """One part with its mark in one world."""

    key: str
    weight: int
    mark: Number  # the one that bars look at
    carried: Number  # the one that measures compute with
    maximum: Callable[[], Number] | Number
    steps: tuple[int, ...] = ()
    within: tuple[str, ...] = ()
    sufficient: bool = True
    optional: bool = False
    exempt: bool = False
    labels: tuple[str, ...] = ()  # best first
    rank: int | None = None  # the place of its label among those
    step: Step | None = None

    def highest(self) -> Number:
        """The most that can be carried."""
        return self.maximum() if callable(self.maximum) else self.maximum

    def reaches(self, bar: Bar) -> bool:
        """Whether this part is at or above the bar."""
        if self.exempt and (bar.label is None or self.rank is None):
            return True
        if bar.number is not None:
            return self.mark >= bar.number
        if bar.label is None:
            return self.sufficient
        if self.step is not None:
            return _reaches_level(self.step, self.mark, bar.label)
        return self.rank is not None and bar.label in self.labels and self.rank <= self.labels.index(bar.label)


def _reaches_level(step: Step, mark: Number, label: str) -> bool:
    found = [step.points(level.value) for level in step.levels if level.label == label and level.value >= 0]
    return bool(found) and mark >= max(found)


Items = dict[PartKind, list[Item]]


@dataclass(slots=True)
class Inside:
    """What lies within a part that is being judged, in one world."""

    worst: bool
    of: Items
    freed: Items  # exempt without a mark: satisfied, counting nowhere
    left_out: Items  # marked as not applicable
    mark: Number | None = None  # of the part itself, for what is asked of it

    def items(self, over: Over) -> list[Item]:
        """The parts that a measure or condition looks at."""
        return chosen(self.of.get(over.of, ()), over.keys)

    def freed_items(self, over: Over) -> list[Item]:
        """Those among them from which the board freed the candidate."""
        return chosen(self.freed.get(over.of, ()), over.keys)

    def left_out_items(self, over: Over) -> list[Item]:
        """Those among them that are not applicable."""
        return chosen(self.left_out.get(over.of, ()), over.keys)


def chosen(items: Sequence[Item], keys: Sequence[str]) -> list[Item]:
    """Those that are named, or lie within what is named; all where nothing is."""
    if not keys:
        return list(items)
    names = frozenset(keys)
    return [item for item in items if item.key in names or not names.isdisjoint(item.within)]
