"""The tree of a qualification and what stands above it: its state, what is missing, what to look at."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _

from foundation.messages import Message, say, say_many
from qualification_files.actions import StructurePart, parent_of, siblings_in
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess
from qualification_files.pages.lists import CAN_BE_ACTIVATED
from qualification_files.pages.words import PARTS, Sign, counted_processes, state_sign
from qualification_files.queries import completeness
from qualification_files.rules import (
    PART_ORDER,
    Gap,
    Part,
    gaps_in,
    natural_key,
    next_number,
    what_is_missing,
    why_structure_stays,
)


@dataclass(frozen=True)
class Missing:
    """Something that is missing for activation, and where to add it."""

    words: Message
    url: str
    label: str


@dataclass(frozen=True)
class Panel:
    """What stands above the tree."""

    state: Sign
    missing: list[Missing]
    remarks: list[Message]
    fixed: Message | None
    can_be_activated: bool
    followers: int
    without_indicators: Message | None = None  # how many work processes have nothing to mark, where that is no obstacle
    versions_url: str | None = None  # where a new version is made

    @property
    def open(self) -> bool:
        """Whether the structure may be changed."""
        return self.fixed is None


@dataclass(frozen=True)
class Target:
    """What a part can be moved to."""

    id: int
    name: str


@dataclass(frozen=True)
class Place:
    """Where a part stands among its siblings, and what else it can stand under."""

    is_first: bool
    is_last: bool
    targets: list[Target]


def panel(found: Qualification, *, followers: int) -> Panel:
    """The panel of a qualification whose structure was read."""
    missing = list(_missing(found))
    return Panel(
        state=state_sign(found.state),
        missing=missing,
        remarks=list(_remarks(found)),
        fixed=why_structure_stays(found.state, followers=followers),
        can_be_activated=found.state in CAN_BE_ACTIVATED and not missing,
        followers=followers,
        without_indicators=_without_indicators(found),
        versions_url=_versions_url(found),
    )


def parts(found: Qualification) -> list[tuple[str, list[CoreTask]]]:
    """The core tasks under Base part, Profile part and Own part; where all are own they need no such heading."""

    def rank(task: CoreTask) -> int:
        return PART_ORDER[task.part]

    grouped = [(part, list(tasks)) for part, tasks in groupby(sorted(found.core_tasks, key=rank), key=_part)]
    if [part for part, _tasks in grouped] == [Part.OWN]:
        return [("", grouped[0][1])]
    return [(str(PARTS[part]), tasks) for part, tasks in grouped]


def no_indicators(panel: Panel) -> Sign:
    """What stands beside a work process without indicators; it asks for nothing where one may do without."""
    return Sign("attention" if panel.missing else "quiet", say("no indicators"))


def note(panel: Panel, task: CoreTask) -> Sign:
    """How complete a core task is, in words with a symbol."""
    if not task.work_processes:
        return Sign("attention", say("no work process"))
    bare = sum(not process.indicators for process in task.work_processes)
    if bare:
        words = say_many("%(count)s without indicators", "%(count)s without indicators", bare)
        return Sign("attention" if panel.missing else "quiet", words)
    return Sign("ok", counted_processes(len(task.work_processes)))


def number_to_come(found: Qualification, task: CoreTask | None) -> str:
    """The number of the next work process of this core task, or of the next core task."""
    if task is None:
        return next_number([each.number for each in found.core_tasks], first="K1")
    return next_number([process.number for process in task.work_processes], first=f"{task.number}-W1")


def place(found: Qualification, part: StructurePart) -> Place:
    """Where a part stands and where it may go."""
    parent = parent_of(part)
    siblings = siblings_in(parent, part)
    targets: list[Target] = []
    if isinstance(part, WorkProcess):
        targets = [Target(task.id, f"{task.number} {task.name}") for task in found.core_tasks]
    elif isinstance(part, Indicator):
        targets = [
            Target(process.id, f"{process.number} {process.name}")
            for task in found.core_tasks
            for process in task.work_processes
        ]
    return Place(
        is_first=siblings[0] is part,
        is_last=siblings[-1] is part,
        targets=[target for target in targets if target.id != parent.id],
    )


def opened(found: Qualification, chosen: StructurePart | None, *, everything: bool) -> set[int]:
    """The work processes whose indicators are shown in the tree from the start."""
    if everything:
        return {process.id for task in found.core_tasks for process in task.work_processes}
    if isinstance(chosen, Indicator):
        return {chosen.work_process_id}
    return {chosen.id} if isinstance(chosen, WorkProcess) else set()


def in_order(siblings: Sequence[CoreTask | WorkProcess]) -> bool:
    """Whether these stand in the order of their numbers, each part of the file by itself."""
    keys = [(PART_ORDER[each.part] if isinstance(each, CoreTask) else 0, natural_key(each.number)) for each in siblings]
    return keys == sorted(keys)


def _without_indicators(found: Qualification) -> Message | None:
    number = sum(not process.indicators for task in found.core_tasks for process in task.work_processes)
    if not number:
        return None
    return say_many(
        "%(count)s work process has no performance indicators yet; that is allowed.",
        "%(count)s work processes have no performance indicators yet; that is allowed.",
        number,
    )


def _versions_url(found: Qualification) -> str:
    return url_for("qualification_files.versions", qualification_id=found.id)


def _part(task: CoreTask) -> Part:
    return task.part


def _missing(found: Qualification) -> Iterator[Missing]:
    size = completeness(found)
    for gap, words in zip(gaps_in(size), what_is_missing(size), strict=True):
        if gap is Gap.NO_CORE_TASK:
            url = url_for("qualification_files.new_core_task", qualification_id=found.id)
            yield Missing(words, url, _("Add core task"))
        elif gap is Gap.NO_KNOWLEDGE:
            url = url_for("qualification_files.core_task", core_task_id=found.core_tasks[0].id)
            yield Missing(words, url, _("Add knowledge and skills"))
        else:
            url = url_for("qualification_files.new_work_process", core_task_id=found.core_tasks[0].id)
            yield Missing(words, url, _("Add work process"))


def _remarks(found: Qualification) -> Iterator[Message]:
    """BR-06, and what a coordinator would want to look at before activating."""
    base = {task.name.casefold(): task.number for task in found.core_tasks if task.part is Part.BASE}
    for task in found.core_tasks:
        if task.part is Part.PROFILE and task.name.casefold() in base:
            yield say(
                "%(number)s has the same name as %(other)s in the base part.",
                number=task.number,
                other=base[task.name.casefold()],
            )
    names = Counter(task.name.casefold() for task in found.core_tasks if task.part is Part.OWN)
    for task in found.core_tasks:
        if task.part is Part.OWN and names[task.name.casefold()] > 1:
            yield say("More than one core task is called “%(name)s”.", name=task.name)
            return
