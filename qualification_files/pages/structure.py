"""The tree of a qualification and what stands above it: its state, what is missing, what to look at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _

from foundation.messages import Message, say
from qualification_files.models import CoreTask, Qualification
from qualification_files.pages.lists import CAN_BE_ACTIVATED
from qualification_files.pages.words import PARTS, Sign, state_sign
from qualification_files.queries import completeness
from qualification_files.rules import Gap, Part, gaps_in, what_is_missing, why_structure_stays


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

    @property
    def open(self) -> bool:
        """Whether the structure may be changed."""
        return self.fixed is None


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
    )


def parts(found: Qualification) -> list[tuple[str, list[CoreTask]]]:
    """The core tasks under Base part and Profile part; own ones need no such heading."""
    return [
        ("" if part is Part.OWN else str(PARTS[part]), list(tasks))
        for part, tasks in groupby(found.core_tasks, key=lambda task: task.part)
    ]


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
