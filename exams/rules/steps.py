"""What is marked: steps with a scale, and how far the marking has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from exams.rules.reading import JsonObject, objects_at, text_at, texts_at, truth_at, whole_at, wholes_at

# Step id -> value. Absent and None both mean "not yet marked", which is not the lowest level.
Marks = Mapping[int, int | None]

# The value of the level "not applicable": a mark that counts nowhere, not in what is reached nor in what could be.
NOT_APPLICABLE = -1
# So few levels are: not achieved, achieved, and perhaps better than that.
FEW_LEVELS = 3


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
class SubPoint:
    """A part of a step that is seen or not, and what it is worth."""

    text: str
    points: int = 1

    def to_json(self) -> dict[str, object]:
        """The sub-point as plain JSON."""
        return {"text": self.text, "points": self.points}

    @classmethod
    def from_json(cls, raw: JsonObject) -> "SubPoint":
        """The sub-point that `to_json` wrote."""
        return cls(text=text_at(raw, "text"), points=whole_at(raw, "points"))


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to mark; `group` names the work process it belongs to, `group_key` is what rules call it by.

    A value is worth value / unit points: 55 with unit 10 is 5.5. Empty keys stand for a form that has none.
    """

    id: int
    name: str
    group: str = ""
    weight: int = 1
    critical: bool = False
    levels: tuple[Level, ...] = ()
    critical_minimum: int | None = None
    key: str = ""
    group_key: str = ""
    unit: int = 1
    parts: tuple[SubPoint, ...] = ()  # a mark is the sum of those that were seen
    remark_values: tuple[int, ...] = ()  # marks that ask for a remark
    competences: tuple[str, ...] = ()  # codes

    @cached_property
    def values(self) -> frozenset[int]:
        """Every value this step can be marked with, not applicable among them."""
        return frozenset(level.value for level in self.levels)

    @cached_property
    def lowest(self) -> int:
        """What the lowest level is worth; not applicable is no level of worth."""
        return min(self.values - {NOT_APPLICABLE}, default=0)

    @cached_property
    def highest(self) -> int:
        """What the highest level is worth."""
        return max(self.values - {NOT_APPLICABLE}, default=0)

    @property
    def may_be_left_out(self) -> bool:
        """Whether "not applicable" is a mark for this step."""
        return NOT_APPLICABLE in self.values

    @property
    def critical_floor(self) -> int:
        """The value a critical step needs; unless the form says more, anything above the lowest level."""
        return self.lowest + 1 if self.critical_minimum is None else self.critical_minimum

    @property
    def achieved_at(self) -> int:
        """The lowest value that achieves it: of two or three levels the second; of points and sums the most there is.

        No level of those is called enough. The twin of `achieved` in static/js/marking/sheet.js.
        """
        values = sorted(self.values - {NOT_APPLICABLE})
        return values[1] if not self.parts and 1 < len(values) <= FEW_LEVELS else self.highest

    def points(self, value: int) -> Fraction | int:
        """What this value is worth, exactly and without the weight."""
        return value if self.unit == 1 else Fraction(value, self.unit)

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
            "key": self.key,
            "group_key": self.group_key,
            "unit": self.unit,
            "parts": [part.to_json() for part in self.parts],
            "remark_values": list(self.remark_values),
            "competences": list(self.competences),
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
            key=text_at(raw, "key") if "key" in raw else "",
            group_key=text_at(raw, "group_key") if "group_key" in raw else "",
            unit=whole_at(raw, "unit", at_least=1) if "unit" in raw else 1,
            parts=tuple(SubPoint.from_json(part) for part in objects_at(raw, "parts")) if "parts" in raw else (),
            remark_values=wholes_at(raw, "remark_values", at_least=NOT_APPLICABLE) if "remark_values" in raw else (),
            competences=texts_at(raw, "competences") if "competences" in raw else (),
        )


@dataclass(frozen=True, kw_only=True)
class Group:
    """Steps that belong together, a work process: how it is called, what it weighs, and its core task if it has one."""

    key: str
    name: str = ""
    weight: int = 1
    core_task: str = ""
    core_task_name: str = ""

    def to_json(self) -> dict[str, object]:
        """The group as plain JSON."""
        return {
            "key": self.key,
            "name": self.name,
            "weight": self.weight,
            "core_task": self.core_task,
            "core_task_name": self.core_task_name,
        }

    @classmethod
    def from_json(cls, raw: JsonObject) -> "Group":
        """The group that `to_json` wrote; only the key has to be there."""
        return cls(
            key=text_at(raw, "key"),
            name=text_at(raw, "name") if "name" in raw else "",
            weight=whole_at(raw, "weight") if "weight" in raw else 1,
            core_task=text_at(raw, "core_task") if raw.get("core_task") is not None else "",
            core_task_name=text_at(raw, "core_task_name") if "core_task_name" in raw else "",
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
    points: Fraction | int
    possible: Fraction | int
    maximum: Fraction | int
    open_steps: tuple[Step, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every step is marked."""
        return not self.open_steps

    def percentage(self, points: Fraction | int) -> int:
        """These points as a whole percentage, rounded down so that 54.9 never reads as 55."""
        return int(100 * points // self.maximum) if self.maximum else 0


def tally(steps: Sequence[Step], marks: Marks) -> Tally:
    """The points reached, still possible and at most."""
    counting = tuple(step for step in steps if marks.get(step.id) != NOT_APPLICABLE)
    marked = {step.id: value for step in counting if (value := marks.get(step.id)) is not None}
    waiting = tuple(step for step in counting if step.id not in marked)
    points = sum(step.weight * step.points(marked[step.id]) for step in counting if step.id in marked)
    return Tally(
        steps=counting,
        total=len(steps),
        marks=marked,
        points=whole_if_so(points),
        possible=whole_if_so(points + sum(step.weight * step.points(step.highest) for step in waiting)),
        maximum=whole_if_so(sum(step.weight * step.points(step.highest) for step in counting)),
        open_steps=waiting,
    )


def whole_if_so(number: Fraction | int) -> Fraction | int:
    """A whole number as such: 8, not 8/1."""
    return number.numerator if number.denominator == 1 else number


def open_steps(steps: Sequence[Step], marks: Marks) -> tuple[Step, ...]:
    """The steps that are not yet marked, in the order of the form."""
    return tuple(step for step in steps if marks.get(step.id) is None)


def progress(steps: Sequence[Step], marks: Marks) -> Progress:
    """How far the marking has come."""
    return Progress(marked=len(steps) - len(open_steps(steps, marks)), total=len(steps))
