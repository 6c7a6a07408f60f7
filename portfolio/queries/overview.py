"""Reading the overview and the progress: plain rows, few statements, however large the qualification is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, func, select

from foundation.work import Work
from people.models import Person, Supervision
from portfolio.models import Entry, EntryFile, Evidence
from portfolio.queries.moving import CAME_FROM, EARLIER
from portfolio.rules import Coverage, EntryKind, PreviewState
from qualification_files.models import CoreTask, Indicator, Qualification, QualificationLink, VersionMove, WorkProcess
from qualification_files.queries.lists import PAGE, Page, contains


@dataclass(frozen=True)
class Progress:
    """How far somebody is with a qualification."""

    person_id: int
    qualification_id: int
    qualification: str
    coverage: Coverage
    terms: Mapping[str, Any]


# Home and overview are the pages candidates look at most: their statements are built once, and ask for plain rows.
_STRUCTURE = (
    select(
        CoreTask.qualification_id,
        CoreTask.id,
        CoreTask.number,
        CoreTask.name,
        WorkProcess.id,
        WorkProcess.number,
        WorkProcess.name,
    )
    .join(CoreTask.work_processes)
    .where(CoreTask.qualification_id.in_(bindparam("qualification_ids", expanding=True)))
    .order_by(CoreTask.qualification_id, CoreTask.position, CoreTask.id, WorkProcess.position, WorkProcess.id)
)
_INDICATORS = (
    select(Indicator.work_process_id, Indicator.text)
    .join(WorkProcess, WorkProcess.id == Indicator.work_process_id)
    .join(CoreTask, CoreTask.id == WorkProcess.core_task_id)
    .where(CoreTask.qualification_id.in_(bindparam("qualification_ids", expanding=True)))
    .order_by(Indicator.work_process_id, Indicator.position, Indicator.id)
)
_FACE = (
    select(func.min(EntryFile.id))
    .where(EntryFile.entry_id == Entry.id, EntryFile.archived_at.is_(None), EntryFile.preview == PreviewState.READY)
    .correlate(Entry)
    .scalar_subquery()
)
_TILES = (
    select(Evidence.work_process_id, Entry.id, Entry.title, Entry.kind, _FACE, *CAME_FROM)
    .join(Evidence.entry)
    .outerjoin(VersionMove, VersionMove.id == Evidence.move_id)
    .outerjoin(EARLIER, EARLIER.id == VersionMove.old_id)
    .where(Entry.owner_id == bindparam("owner_id"), Entry.archived_at.is_(None), Evidence.archived_at.is_(None))
    .order_by(Evidence.id)
)
_PEOPLE: BindParameter[Sequence[int]] = bindparam("person_ids", expanding=True)
_SHOWN = (
    select(Evidence.work_process_id, Entry.owner_id)
    .join(Evidence.entry)
    .where(Entry.owner_id.in_(_PEOPLE), Entry.archived_at.is_(None), Evidence.archived_at.is_(None))
    .distinct()
    .subquery()
)
_PROGRESS = (
    select(
        QualificationLink.person_id,
        Qualification.id,
        Qualification.name,
        func.count(_SHOWN.c.work_process_id),
        func.count(WorkProcess.id),
        Qualification.terms,  # depends on the id, so it needs no place in the grouping
    )
    .join(Qualification, Qualification.id == QualificationLink.qualification_id)
    .outerjoin(CoreTask, CoreTask.qualification_id == Qualification.id)
    .outerjoin(WorkProcess, WorkProcess.core_task_id == CoreTask.id)
    .outerjoin(
        _SHOWN,
        and_(_SHOWN.c.work_process_id == WorkProcess.id, _SHOWN.c.owner_id == QualificationLink.person_id),
    )
    .where(QualificationLink.person_id.in_(_PEOPLE), QualificationLink.ended_at.is_(None))
    .group_by(QualificationLink.person_id, Qualification.id, Qualification.name)
    .order_by(Qualification.name, Qualification.id)
)


def structure(work: Work, qualification_ids: Sequence[int]) -> Sequence[Row[int, int, str, str, int, str, str]]:
    """Per work process: qualification, core task (id, number, name) and work process (id, number, name), in order."""
    return work.db.connection().execute(_STRUCTURE, {"qualification_ids": qualification_ids}).all()


def indicators(work: Work, qualification_ids: Sequence[int]) -> Sequence[Row[int, str]]:
    """Per indicator: its work process and its text, in order."""
    return work.db.connection().execute(_INDICATORS, {"qualification_ids": qualification_ids}).all()


def indicators_of(work: Work, work_process_id: int) -> Sequence[str]:
    """The indicators of one work process, in order."""
    return work.db.scalars(
        select(Indicator.text).where(Indicator.work_process_id == work_process_id).order_by(Indicator.position)
    ).all()


def tiles(
    work: Work, owner_id: int
) -> Sequence[Row[int, int, str, EntryKind, int | None, str | None, str | None, str | None, datetime | None]]:
    """Per link: work process, entry (id, title, kind), the file whose thumbnail stands for it, oldest first.

    And where it came along from: name, code and cohort of the earlier version, and when.
    """
    return work.db.connection().execute(_TILES, {"owner_id": owner_id}).all()


def linked_work_processes(work: Work, entry_id: int) -> set[int]:
    """The work processes that this entry is linked to now."""
    rows = work.db.scalars(
        select(Evidence.work_process_id).where(Evidence.entry_id == entry_id, Evidence.archived_at.is_(None))
    )
    return set(rows)


def progress(work: Work, person_ids: Sequence[int]) -> list[Progress]:
    """How far these people are with each qualification they follow now, by name, in one statement."""
    rows = work.db.connection().execute(_PROGRESS, {"person_ids": person_ids})
    return [
        Progress(person, number, name, Coverage(done, total), terms)
        for person, number, name, done, total, terms in rows
    ]


def candidates_of(work: Work, supervisor_id: int, *, words: str = "", page: int = 1) -> Page[Person]:
    """The candidates that this supervisor guides, by name, in two statements."""
    rows = (
        select(Person)
        .join(Supervision, Supervision.candidate_id == Person.id)
        .where(Supervision.supervisor_id == supervisor_id, Person.active.is_(True))
    )
    if words:
        rows = rows.where(contains(words, Person.given_name, Person.family_name, Person.number, Person.group_name))
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(page, -(-total // PAGE)))
    ordered = rows.order_by(Person.sorting_name, Person.id).limit(PAGE).offset((number - 1) * PAGE)
    return Page(work.db.scalars(ordered).all(), total, number)


def guided_ids(work: Work, supervisor_id: int) -> Sequence[int]:
    """The ids of all active candidates that this supervisor guides."""
    return work.db.scalars(
        select(Supervision.candidate_id)
        .join(Person, Person.id == Supervision.candidate_id)
        .where(Supervision.supervisor_id == supervisor_id, Person.active.is_(True))
    ).all()
