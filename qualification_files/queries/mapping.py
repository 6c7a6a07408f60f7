"""Reading the mapping between a version and the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from people.models import Person
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess, WorkProcessMapping
from qualification_files.rules.mapping import Process


@dataclass(frozen=True)
class Pair:
    """A version and the one before it, with the work processes of both."""

    old: Qualification
    new: Qualification
    before: Sequence[Process]
    after: Sequence[Process]


@dataclass(frozen=True)
class Decision:
    """What somebody said about one work process of the earlier version."""

    row: WorkProcessMapping
    decided_by: str


def predecessor(work: Work, new: Qualification) -> Qualification:
    """The version before this one; refused in words when there is none."""
    if new.predecessor_id is None:
        raise Refusal(say("This qualification follows on no earlier version. Choose one under Versions first."))
    found = work.db.get(Qualification, new.predecessor_id)
    if found is None:
        raise NotFound
    return found


def pair(work: Work, new: Qualification) -> Pair:
    """Both versions, in three statements."""
    old = predecessor(work, new)
    processes = processes_of(work, [old.id, new.id])
    return Pair(old, new, processes[old.id], processes[new.id])


def processes_of(work: Work, qualification_ids: Sequence[int]) -> dict[int, list[Process]]:
    """The work processes of these, in reading order with their indicators, in two statements."""
    indicators: dict[int, list[str]] = {}
    for process_id, text in work.db.execute(
        select(Indicator.work_process_id, Indicator.text)
        .join(Indicator.work_process)
        .join(WorkProcess.core_task)
        .where(CoreTask.qualification_id.in_(qualification_ids))
        .order_by(Indicator.work_process_id, Indicator.position)
    ):
        indicators.setdefault(process_id, []).append(text)
    found: dict[int, list[Process]] = {number: [] for number in qualification_ids}
    for qualification_id, task, number, name, process_id in work.db.execute(
        select(CoreTask.qualification_id, CoreTask.number, WorkProcess.number, WorkProcess.name, WorkProcess.id)
        .join(CoreTask.work_processes)
        .where(CoreTask.qualification_id.in_(qualification_ids))
        .order_by(CoreTask.qualification_id, CoreTask.position, WorkProcess.position, WorkProcess.id)
    ):
        texts = tuple(indicators.get(process_id, ()))
        found[qualification_id].append(Process(process_id, task, number, name, texts))
    return found


def decisions(work: Work, new_id: int, old: Qualification) -> dict[int, Decision]:
    """What was decided about the work processes of this earlier version, by their number, in one statement."""
    rows = work.db.execute(
        select(WorkProcessMapping, Person)
        .join(WorkProcessMapping.old)
        .join(WorkProcess.core_task)
        .outerjoin(Person, Person.id == WorkProcessMapping.decided_by)
        .where(WorkProcessMapping.qualification_id == new_id, CoreTask.qualification_id == old.id)
        .options(joinedload(WorkProcessMapping.new))
        .execution_options(populate_existing=True)
    )
    return {row.old_id: Decision(row, person.name if person else "") for row, person in rows}
