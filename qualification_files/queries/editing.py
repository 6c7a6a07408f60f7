"""The tree of a qualification as it is edited, and what was taken out of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from qualification_files.models import (
    CoreTask,
    Qualification,
    StructureRemoval,
    WorkProcess,
    WorkProcessCompetence,
    WorkProcessMapping,
)

LATELY = 10


@dataclass(frozen=True)
class Removed:
    """A part that was taken out and can be put back."""

    id: int
    part: str
    number: str
    name: str
    below: int
    removed_at: datetime
    removed_by: str


def tree(work: Work, qualification: Qualification) -> Qualification:
    """The same qualification with core tasks, work processes, indicators and knowledge as they stand, in four."""
    found = work.db.scalars(
        select(CoreTask)
        .where(CoreTask.qualification_id == qualification.id)
        .order_by(CoreTask.position)
        .options(
            selectinload(CoreTask.knowledge), selectinload(CoreTask.work_processes).selectinload(WorkProcess.indicators)
        )
        .execution_options(populate_existing=True)  # parts may have been changed in this same unit of work
    ).all()
    set_committed_value(qualification, "core_tasks", list(found))
    return qualification


def competences_of(work: Work, process: WorkProcess) -> Sequence[WorkProcessCompetence]:
    """What this work process calls on, with the competences, in one statement."""
    return work.db.scalars(
        select(WorkProcessCompetence)
        .where(WorkProcessCompetence.work_process_id == process.id)
        .options(joinedload(WorkProcessCompetence.competence))
        .order_by(WorkProcessCompetence.competence_id)
    ).all()


def removed_lately(work: Work, qualification_id: int) -> list[Removed]:
    """What was taken out and not put back, the latest first."""
    content = StructureRemoval.content
    rows = work.db.execute(
        select(
            StructureRemoval.id,
            StructureRemoval.part,
            content["number"].as_string().label("number"),
            content["name"].as_string().label("name"),
            content["below"].as_integer().label("below"),
            StructureRemoval.removed_at,
            Person,
        )
        .outerjoin(Person, Person.id == StructureRemoval.removed_by)
        .where(StructureRemoval.qualification_id == qualification_id, StructureRemoval.undone_at.is_(None))
        .order_by(StructureRemoval.id.desc())
        .limit(LATELY)
    )
    return [
        Removed(id_, part, number, name, below, at, person.name if person else "")
        for id_, part, number, name, below, at, person in rows
    ]


def removal(work: Work, removal_id: int) -> StructureRemoval:
    """This removal."""
    found = work.db.get(StructureRemoval, removal_id)
    if found is None:
        raise NotFound
    return found


def mappings_to(work: Work, work_process_ids: Iterable[int]) -> Sequence[WorkProcessMapping]:
    """What of an earlier version went to these work processes."""
    return work.db.scalars(
        select(WorkProcessMapping).where(WorkProcessMapping.new_id.in_(list(work_process_ids)))
    ).all()


def not_mapped(work: Work, qualification_id: int, old_ids: Iterable[int]) -> set[int]:
    """Those of these work processes of an earlier version about which nothing is said here."""
    mapped = select(WorkProcessMapping.old_id).where(WorkProcessMapping.qualification_id == qualification_id)
    return set(
        work.db.scalars(select(WorkProcess.id).where(WorkProcess.id.in_(list(old_ids)), WorkProcess.id.not_in(mapped)))
    )
