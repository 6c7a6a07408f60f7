"""What a measure or a condition looks at, and the bar that each of these must reach."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class PartKind(StrEnum):
    """What a part of an exam is, and by which name a rule speaks of all of a kind."""

    STEPS = "steps"
    GROUPS = "groups"  # work processes
    CORE_TASKS = "core_tasks"
    COMPETENCES = "competences"
    EXAM = "exam"


# What each kind of part can look at within itself.
WITHIN: dict[PartKind, tuple[PartKind, ...]] = {
    PartKind.EXAM: (PartKind.STEPS, PartKind.GROUPS, PartKind.CORE_TASKS, PartKind.COMPETENCES),
    PartKind.CORE_TASKS: (PartKind.STEPS, PartKind.GROUPS),
    PartKind.GROUPS: (PartKind.STEPS,),
    PartKind.COMPETENCES: (PartKind.STEPS,),
}


@dataclass(frozen=True)
class Over:
    """All parts of a kind within the part that is judged; with keys those alone, or what lies within those keys."""

    of: PartKind
    keys: tuple[str, ...] = ()


EVERY_STEP = Over(PartKind.STEPS)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What one part must reach: a mark, a label at least as good, or (neither given) to be sufficient by itself.

    A step is sufficient from its critical minimum, or else above its lowest level; any other part when its own
    conditions hold and its label passes.
    """

    number: Fraction | None = None
    label: str | None = None


SUFFICIENT = Bar()


def at(number: int | str | Fraction) -> Bar:
    """The bar at this mark: `at("5.5")`."""
    return Bar(number=Fraction(number))


def labelled(label: str) -> Bar:
    """The bar at this label or a better one."""
    return Bar(label=label)
