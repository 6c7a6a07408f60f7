"""What is marked: steps with a scale, and how far the marking has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exams.rules.reading import JsonObject, objects_at, text_at, truth_at, whole_at

# Step id -> value. Absent and None both mean "not yet marked", which is not the lowest level.
Marks = Mapping[int, int | None]

# The value of the level "not applicable": a mark that counts nowhere, not in what is reached nor in what could be.
NOT_APPLICABLE = -1


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a scale: what it is worth, what it is called and when it applies."""

    value: int
    label: str
    description: str = ""

    def to_json(self) -> dict[str, object]:
        """The level as plain JSON."""
        return {"value": self.value, "label": self.label, "description": self.description}

    @classmethod
    def from_json(cls, raw: JsonObject) -> "Level":
        """The level that `to_json` wrote."""
        return cls(
            value=whole_at(raw, "value", at_least=NOT_APPLICABLE),
            label=text_at(raw, "label"),
            description=text_at(raw, "description"),
        )


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to mark; `group` names the work process it belongs to."""

    id: int
    name: str
    group: str = ""
    weight: int = 1
    critical: bool = False
    levels: tuple[Level, ...] = ()
    critical_minimum: int | None = None
    key: str = ""  # how the cut score and papers name it
    unit: int = 1  # how much of a value is one point: 10 when 55 means 5.5
    parts: tuple[int, ...] = ()  # what each sub-point is worth; a mark is the sum of those that were seen
    remark_values: frozenset[int] = frozenset()  # marks that ask for a remark

    @property
    def values(self) -> frozenset[int]:
        """Every value this step can be marked with."""
        return frozenset(level.value for level in self.levels)

    @property
    def lowest(self) -> int:
        """What the lowest level is worth."""
        return min(self._worth, default=0)

    @property
    def highest(self) -> int:
        """What the highest level is worth."""
        return max(self._worth, default=0)

    @property
    def _worth(self) -> frozenset[int]:
        return self.values - {NOT_APPLICABLE}

    @property
    def critical_floor(self) -> int:
        """The value a critical step needs; unless the form says more, anything above the lowest level."""
        return self.lowest + 1 if self.critical_minimum is None else self.critical_minimum

    def to_json(self) -> dict[str, object]:
        """The step as plain JSON, for the form's own JSON and for the tablet."""
        return {
            "id": self.id,
            "name": self.name,
            "group": self.group,
            "weight": self.weight,
            "critical": self.critical,
            "critical_minimum": self.critical_minimum,
            "levels": [level.to_json() for level in self.levels],
        }

    @classmethod
    def from_json(cls, raw: JsonObject) -> "Step":
        """The step that `to_json` wrote."""
        return cls(
            id=whole_at(raw, "id", at_least=1),
            name=text_at(raw, "name"),
            group=text_at(raw, "group"),
            weight=whole_at(raw, "weight"),
            critical=truth_at(raw, "critical"),
            critical_minimum=None if raw.get("critical_minimum") is None else whole_at(raw, "critical_minimum"),
            levels=tuple(Level.from_json(level) for level in objects_at(raw, "levels")),
        )


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many steps are marked, out of how many."""

    marked: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The sums behind a verdict. Open steps count for nothing yet, and at most for `possible`.

    A step that does not apply is none of `steps`, and counts nowhere.
    """

    steps: tuple[Step, ...]
    total: int  # of all steps of the form
    marks: Mapping[int, int]  # the marked ones alone
    points: int
    possible: int
    maximum: int
    open_steps: tuple[Step, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every step is marked."""
        return not self.open_steps

    def percentage(self, points: int) -> int:
        """These points as a whole percentage, rounded down so that 54.9 never reads as 55."""
        return 100 * points // self.maximum if self.maximum else 0


def tally(steps: Sequence[Step], marks: Marks) -> Tally:
    """The points reached, still possible and at most."""
    apply = tuple(step for step in steps if marks.get(step.id) != NOT_APPLICABLE)
    marked = {step.id: value for step in apply if (value := marks.get(step.id)) is not None}
    waiting = tuple(step for step in apply if step.id not in marked)
    points = sum(step.weight * marked[step.id] for step in apply if step.id in marked)
    return Tally(
        steps=apply,
        total=len(steps),
        marks=marked,
        points=points,
        possible=points + sum(step.weight * step.highest for step in waiting),
        maximum=sum(step.weight * step.highest for step in apply),
        open_steps=waiting,
    )


def open_steps(steps: Sequence[Step], marks: Marks) -> tuple[Step, ...]:
    """The steps that are not yet marked, in the order of the form."""
    return tuple(step for step in steps if marks.get(step.id) is None)


def progress(steps: Sequence[Step], marks: Marks) -> Progress:
    """How far the marking has come."""
    return Progress(marked=len(steps) - len(open_steps(steps, marks)), total=len(steps))
