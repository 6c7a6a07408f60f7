"""Where core tasks, work processes and indicators stand: one place up or down, elsewhere, or by number."""

from collections.abc import Sequence

from foundation.messages import Message, say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files.actions.qualifications import refuse_if_fixed
from qualification_files.actions.structure import (
    MOST_INDICATORS,
    NumberTaken,
    StructurePart,
    announce,
    number_is_taken,
    qualification_of,
    renumber,
)
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess
from qualification_files.rules import PART_ORDER, natural_key

Parent = Qualification | CoreTask | WorkProcess


class TreeChanged(Refusal):
    """Somebody changed the tree after the page was opened on which this was done."""


def refuse_if_changed(qualification: Qualification, seen: int | None) -> None:
    """Refuse what was decided on a tree that is no longer there."""
    if seen is not None and seen != qualification.version:
        raise TreeChanged(
            say("Somebody changed this tree after you opened it. Nothing is moved. This is how it stands now.")
        )


def move(work: Work, part: StructurePart, *, up: bool) -> None:
    """One place up or down among its siblings; at the end it stays where it is."""
    parent = parent_of(part)
    ordered = siblings_in(parent, part)
    target = ordered.index(part) + (-1 if up else 1)
    if not 0 <= target < len(ordered):
        refuse_if_fixed(work, qualification_of(part))
        return
    move_to(work, part, parent, target)


def move_to(
    work: Work, part: StructurePart, parent: Parent, place: int | None = None, *, number: str | None = None
) -> None:
    """To this place under this parent, the last one without a place; with a number of its own where that is asked."""
    qualification = qualification_of(part)
    refuse_if_fixed(work, qualification)
    _refuse_wrong_parent(part, parent)
    others = [other for other in siblings_in(parent, part) if other is not part]
    before = (parent_of(part), siblings_in(parent, part), _number_of(part))
    if isinstance(part, WorkProcess):
        _take_number(part, parent, others, number)
    if isinstance(part, Indicator) and len(others) >= MOST_INDICATORS:
        raise Unreadable(say("A work process has at most %(limit)s indicators.", limit=MOST_INDICATORS))
    others.insert(len(others) if place is None else max(0, min(place, len(others))), part)
    if before == (parent, others, _number_of(part)):
        return  # it stood there already
    _put_under(part, parent)
    renumber(others)
    if isinstance(part, CoreTask):
        keep_parts_together(qualification)
    announce(work, qualification, [part], "moved")


def sort_by_number(work: Work, parent: Qualification | CoreTask) -> None:
    """All that is under it in the order of its numbers, W2 before W10."""
    qualification = parent if isinstance(parent, Qualification) else parent.qualification
    refuse_if_fixed(work, qualification)
    if isinstance(parent, Qualification):
        tasks = sorted(parent.core_tasks, key=lambda task: (PART_ORDER[task.part], natural_key(task.number)))
        _put_in_order(work, qualification, tasks)
    else:
        _put_in_order(work, qualification, sorted(parent.work_processes, key=lambda each: natural_key(each.number)))


def keep_parts_together(qualification: Qualification) -> None:
    """The core tasks of the base, then those of the profile, then the school's own."""

    def rank(task: CoreTask) -> tuple[int, int]:
        return PART_ORDER[task.part], task.position

    ordered = sorted(qualification.core_tasks, key=rank)
    renumber(ordered)


def siblings_in(parent: Parent, part: StructurePart) -> list[StructurePart]:
    """What such a part would stand among there, in order; core tasks of base and profile stay apart."""
    found: Sequence[StructurePart]
    if isinstance(parent, Qualification):
        found = [task for task in parent.core_tasks if isinstance(part, CoreTask) and task.part is part.part]
    else:
        found = parent.work_processes if isinstance(parent, CoreTask) else parent.indicators
    return sorted(found, key=lambda other: other.position)


def parent_of(part: StructurePart) -> Parent:
    """What it stands under."""
    if isinstance(part, CoreTask):
        return part.qualification
    return part.core_task if isinstance(part, WorkProcess) else part.work_process


def _refuse_wrong_parent(part: StructurePart, parent: Parent) -> None:
    fits = {CoreTask: Qualification, WorkProcess: CoreTask, Indicator: WorkProcess}[type(part)]
    here = parent if isinstance(parent, Qualification) else qualification_of(parent)
    if not isinstance(parent, fits) or here is not qualification_of(part):
        raise Unreadable(say("It cannot be moved there. Choose a place of this qualification from the list."))


def _take_number(process: WorkProcess, parent: Parent, others: Sequence[StructurePart], number: str | None) -> None:
    wanted = number or process.number
    if not isinstance(parent, CoreTask) or not number_is_taken(wanted, parent.work_processes, but=process):
        process.number = wanted
        return
    raise NumberTaken(_taken_there(wanted, parent))


def _taken_there(number: str, task: CoreTask) -> Message:
    return say("%(number)s is taken in %(parent)s: choose a number for it there.", number=number, parent=task.number)


def _put_under(part: StructurePart, parent: Parent) -> None:
    if isinstance(part, WorkProcess) and isinstance(parent, CoreTask) and part.core_task is not parent:
        parent.work_processes.append(part)
    if isinstance(part, Indicator) and isinstance(parent, WorkProcess) and part.work_process is not parent:
        parent.indicators.append(part)


def _put_in_order(work: Work, qualification: Qualification, ordered: Sequence[CoreTask | WorkProcess]) -> None:
    if [part.position for part in ordered] == sorted(part.position for part in ordered):
        return
    renumber(ordered)
    announce(work, qualification, ordered, "moved")


def _number_of(part: StructurePart) -> str:
    return "" if isinstance(part, Indicator) else part.number
