"""A form as rules look at it: its steps, and the parts they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.steps import Group, Step


@dataclass(frozen=True, kw_only=True)
class Part:
    """A group, a core task, a competence or the whole exam; `within` are the keys of the parts that hold it."""

    kind: PartKind
    key: str
    name: str = ""
    weight: int = 1
    within: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Structure:
    """All parts of a form. A core task is there when a group names it; a competence when a step does."""

    steps: tuple[Step, ...]
    groups: tuple[Part, ...]
    core_tasks: tuple[Part, ...]
    competences: tuple[Part, ...]

    @cached_property
    def exam(self) -> Part:
        """The whole."""
        return Part(kind=PartKind.EXAM, key="", steps=self.steps)

    @cached_property
    def within(self) -> dict[int, tuple[str, ...]]:
        """Step id -> the keys of its group and its core task."""
        return {step.id: (group.key, *group.within) for group in self.groups for step in group.steps}

    @cached_property
    def within_of(self) -> dict[str, tuple[str, ...]]:
        """Group key -> the key of its core task."""
        return {group.key: group.within for group in self.groups}

    def parts(self, kind: PartKind) -> tuple[Part, ...]:
        """The parts of a kind, in the order of the form; steps are no parts of their own."""
        match kind:
            case PartKind.GROUPS:
                return self.groups
            case PartKind.CORE_TASKS:
                return self.core_tasks
            case PartKind.COMPETENCES:
                return self.competences
            case PartKind.EXAM:
                return (self.exam,)
            case PartKind.STEPS:
                return ()

    def keys(self, kind: PartKind) -> tuple[str, ...]:
        """How the parts of a kind are called, steps included."""
        if kind is PartKind.STEPS:
            return tuple(step.key for step in self.steps)
        return tuple(part.key for part in self.parts(kind))


def structure_of(steps: Sequence[Step], groups: Sequence[Group] = ()) -> Structure:
    """The parts of these steps; groups that are not described are taken from the steps."""
    described = {group.key: group for group in groups}
    keys = [*described, *(step.group_key for step in steps if step.group_key and step.group_key not in described)]
    parts = tuple(_group(described.get(key) or Group(key=key), steps) for key in dict.fromkeys(keys))
    names = {group.core_task: group.core_task_name for group in reversed(groups) if group.core_task}
    tasks = dict.fromkeys(group.core_task for group in groups if group.core_task)
    return Structure(
        steps=tuple(steps),
        groups=parts,
        core_tasks=tuple(_core_task(key, names[key], parts) for key in tasks),
        competences=tuple(_competence(code, steps) for code in _codes(steps)),
    )


def _group(group: Group, steps: Sequence[Step]) -> Part:
    return Part(
        kind=PartKind.GROUPS,
        key=group.key,
        name=group.name,
        weight=group.weight,
        within=(group.core_task,) if group.core_task else (),
        steps=tuple(step for step in steps if step.group_key == group.key),
    )


def _core_task(key: str, name: str, groups: Sequence[Part]) -> Part:
    steps = tuple(step for group in groups if key in group.within for step in group.steps)
    return Part(kind=PartKind.CORE_TASKS, key=key, name=name, steps=steps)


def _competence(code: str, steps: Sequence[Step]) -> Part:
    return Part(kind=PartKind.COMPETENCES, key=code, steps=tuple(step for step in steps if code in step.competences))


def _codes(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for step in steps for code in step.competences))
