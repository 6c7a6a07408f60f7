"""What measures and conditions compute with: the marks of parts, at their worst and at their best.

While steps are open there are two *worlds*: in the worst each open step gets its lowest level, in the best its highest.
What holds in the worst is certain, what fails in the best is lost. An open step that may be marked as not applicable is
`optional`: each measure takes it along or leaves it out, whichever is worse or better.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from exams.rules.cut_scores.chosen import SUFFICIENT, Bar, Over, PartKind
from exams.rules.steps import Step

Number = Fraction | int


@dataclass(slots=True)
class Item:
    """One part with its mark in one world."""

    key: str
    weight: int
    mark: Number | None  # the one that bars look at; none where nothing of it is left to measure
    carried: Number | None  # the one that measures compute with
    maximum: Callable[[], Number] | Number
    steps: tuple[int, ...] = ()
    within: tuple[str, ...] = ()
    sufficient: bool = True
    optional: bool = False
    exempt: bool = False
    blank: bool = False  # without a mark because of what is exempt within it
    name: str = ""
    labels: tuple[str, ...] = ()  # best first
    rank: int | None = None  # the place of its label among those
    step: Step | None = None

    @property
    def named(self) -> str:
        """By its code and its name; a step by its text."""
        return " ".join(one for one in (self.key, f"“{self.step.name}”" if self.step else self.name) if one)

    def highest(self) -> Number:
        """The most that can be carried."""
        return self.maximum() if callable(self.maximum) else self.maximum

    def reaches(self, bar: Bar) -> bool:
        """Whether this part is at or above the bar; one without a mark is not held against a number or a label."""
        if self.exempt and (bar.label is None or self.rank is None):
            return True
        if bar == SUFFICIENT:
            return self.sufficient
        if self.mark is None:
            return True
        if bar.number is not None:
            return self.mark >= bar.number
        if self.step is not None:
            return _reaches_level(self.step, self.mark, bar.label or "")
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
    may_vanish: bool = False  # whether that mark can still turn out to be none
    known: dict[object, Number | None] = field(default_factory=dict)  # measures that were computed here already

    def items(self, over: Over) -> list[Item]:
        """The parts that a measure or condition looks at."""
        return chosen(self.of.get(over.of, ()), over.keys)

    def as_if_done(self) -> "Inside":
        """The same with what is exempt or left out among what counts, for what could have been reached."""
        every = {
            kind: [*found, *self.freed.get(kind, ()), *self.left_out.get(kind, ())] for kind, found in self.of.items()
        }
        return Inside(self.worst, every, {}, {})

    def measured_items(self, over: Over) -> list[tuple[Item, Number]]:
        """Those that carry a mark, with it."""
        return [(item, item.carried) for item in self.items(over) if item.carried is not None]

    def items_held(self, over: Over, bar: Bar) -> list[Item]:
        """Those that can be held against this bar."""
        return [item for item in self.items(over) if item.mark is not None or bar == SUFFICIENT]

    def blank_items(self, over: Over, bar: Bar) -> list[Item]:
        """The others, where an exemption left them without a mark."""
        return [item for item in self.items(over) if item.mark is None and bar != SUFFICIENT and item.blank]

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
