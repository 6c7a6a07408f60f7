"""What one form says otherwise than another: facts, groups, steps, levels and cut score, word by word."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exams.formats.exam_form import ExamFormFile, FileGroup, FileLevel, FileStep
from exams.rules.scales import written
from exams.rules.steps import NOT_APPLICABLE
from qualification_files.formats.differences import Change, Edit

FORM_FACTS = (
    "title",
    "code",
    "colour",
    "kind",
    "materials",
    "duration_minutes",
    "examiners",
    "attempts",
    "attempt_that_counts",
    "asks_global_rating",
    "shows_standing",
)
GROUP_FACTS = ("number", "name", "description", "weight", "all_achieved")


@dataclass(frozen=True, kw_only=True)
class StepDifference:
    """A step that was added, changed or removed."""

    edit: Edit
    key: str
    text: str
    was_in: str = ""  # the name of the group it came from
    moved: bool = False  # to another place in its group
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GroupDifference:
    """A group that was added, changed or removed, or in which something was."""

    edit: Edit  # SAME where only its steps differ
    key: str
    number: str
    name: str
    moved: bool = False
    changes: tuple[Change, ...] = ()
    steps: tuple[StepDifference, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Differences:
    """All that is different, in the order of the new form; what was removed stands at the end."""

    facts: tuple[Change, ...]
    groups: tuple[GroupDifference, ...]
    cut_score: Change | None

    def __bool__(self) -> bool:
        return bool(self.facts or self.groups or self.cut_score)

    def steps(self, edit: Edit) -> int:
        """How many steps have this edit."""
        return sum(step.edit is edit for group in self.groups for step in group.steps)

    def count(self, edit: Edit) -> int:
        """How many groups have this edit."""
        return sum(group.edit is edit for group in self.groups)


def differences(old: ExamFormFile, new: ExamFormFile) -> Differences:
    """What the new form says otherwise than the old one; groups and steps are known by their keys."""
    return Differences(
        facts=_facts(old, new),
        groups=tuple(_groups(old, new)),
        cut_score=_change("cut_score", _plain(old.cut_score), _plain(new.cut_score)),
    )


def _facts(old: ExamFormFile, new: ExamFormFile) -> tuple[Change, ...]:
    told = [(name, getattr(old, name), getattr(new, name)) for name in FORM_FACTS]
    told.append(("instructions_candidate", old.instructions.candidate, new.instructions.candidate))
    told.append(("instructions_examiner", old.instructions.examiner, new.instructions.examiner))
    return _changes(told)


def _groups(old: ExamFormFile, new: ExamFormFile) -> list[GroupDifference]:
    before = {group.key: group for group in old.groups}
    now = {group.key: group for group in new.groups}
    steps_before = {step.key: (step, group) for group in old.groups for step in group.steps}
    steps_now = {step.key for step in new.steps}
    moved = _moved([key for key in before if key in now], [key for key in now if key in before])
    found = [_group(before.get(key), group, steps_before, steps_now, moved=key in moved) for key, group in now.items()]
    gone = [_gone(group, steps_now) for key, group in before.items() if key not in now]
    return [one for one in (*found, *gone) if one is not None]


def _group(
    old: FileGroup | None,
    new: FileGroup,
    steps_before: Mapping[str, tuple[FileStep, FileGroup]],
    steps_now: set[str],
    *,
    moved: bool,
) -> GroupDifference | None:
    own = _changes([(name, getattr(old, name), getattr(new, name)) for name in GROUP_FACTS]) if old else ()
    stayed = {step.key for step in old.steps} if old else set()
    both = [step.key for step in new.steps if step.key in stayed]
    shifted = _moved([key for key in (step.key for step in old.steps) if key in both], both) if old else set()
    steps = [_step(steps_before.get(step.key), step, new, moved=step.key in shifted) for step in new.steps]
    gone = [_removed(step) for step in (old.steps if old else ()) if step.key not in steps_now]
    changed = tuple(step for step in (*steps, *gone) if step is not None)
    if old and not (own or changed or moved):
        return None
    edit = Edit.ADDED if old is None else Edit.CHANGED if own or moved else Edit.SAME
    return GroupDifference(
        edit=edit, key=new.key, number=new.number, name=new.name, moved=moved, changes=own, steps=changed
    )


def _gone(group: FileGroup, steps_now: set[str]) -> GroupDifference:
    gone = tuple(_removed(step) for step in group.steps if step.key not in steps_now)
    return GroupDifference(edit=Edit.REMOVED, key=group.key, number=group.number, name=group.name, steps=gone)


def _removed(step: FileStep) -> StepDifference:
    return StepDifference(edit=Edit.REMOVED, key=step.key, text=step.text)


def _step(
    before: tuple[FileStep, FileGroup] | None,
    new: FileStep,
    group: FileGroup,
    *,
    moved: bool,
) -> StepDifference | None:
    if before is None:
        return StepDifference(edit=Edit.ADDED, key=new.key, text=new.text)
    old, was_in = before
    changes = _changes([(name, _said(old, name), _said(new, name)) for name in STEP_FACTS])
    elsewhere = was_in.name if was_in.key != group.key else ""
    if not (changes or elsewhere or moved):
        return None
    return StepDifference(edit=Edit.CHANGED, key=new.key, text=new.text, was_in=elsewhere, moved=moved, changes=changes)


STEP_FACTS = ("text", "weight", "critical", "critical_minimum", "levels", "parts", "remark_values", "competences")


def _said(step: FileStep, name: str) -> object:
    """A fact of a step as a text that can be compared word by word."""
    match name:
        case "levels":
            return "\n".join(_level(level, step.unit) for level in step.levels)
        case "parts":
            return "\n".join(f"{part.text}: {part.points}" for part in step.parts)
        case "remark_values":
            names = {level.value: level.label for level in step.levels}
            return ", ".join(names.get(value, str(value)) for value in sorted(step.remark_values))
        case "critical_minimum":
            return None if step.critical_minimum is None else written(step.critical_minimum, step.unit)
        case "competences":
            return ", ".join(sorted(step.competences))
    found: object = getattr(step, name)
    return found


def _level(level: FileLevel, unit: int) -> str:
    worth = "" if level.value == NOT_APPLICABLE else f"{written(level.value, unit)} · "
    return f"{worth}{level.label}{': ' if level.description else ''}{level.description}"


def _moved(before: Sequence[str], now: Sequence[str]) -> set[str]:
    """The few that have another place among the others; those between which they were put stayed where they were."""
    place = {key: at for at, key in enumerate(before)}
    chains: list[list[str]] = []
    for key in now:
        longest = max((chain for chain in chains if place[chain[-1]] < place[key]), key=len, default=[])
        chains.append([*longest, key])
    return {*now} - {*max(chains, key=len, default=[])}


def _changes(told: Sequence[tuple[str, object, object]]) -> tuple[Change, ...]:
    found = (_change(name, _text(before), _text(after)) for name, before, after in told)
    return tuple(change for change in found if change)


def _change(name: str, before: str, after: str) -> Change | None:
    return Change(name, before, after) if before.split() != after.split() else None


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
