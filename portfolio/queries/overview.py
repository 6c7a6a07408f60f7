"""Reading the overview and the progress: plain rows, few statements, however large the qualification is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Row, Subquery, and_, bindparam, case, func, select

from foundation.work import Work
from people.models import Person, Supervision
from portfolio.models import Entry, EntryFile, Evidence
from portfolio.queries.following import is_followed
from portfolio.queries.moving import CAME_FROM, EARLIER
from portfolio.rules import Coverage, EntryKind, EvidenceState, PreviewState
from portfolio.rules.coverage import REACHED
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


@dataclass(frozen=True)
class Guided:
    """A candidate of a supervisor, with how many pieces of evidence are how far."""

    person: Person
    waiting: int
    returned: int
    accepted: int
    since: datetime | None  # when a review was asked for of what waits longest


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
    .where(
        EntryFile.entry_id == Entry.id,
        EntryFile.archived_at.is_(None),
        EntryFile.replaced_at.is_(None),
        EntryFile.preview == PreviewState.READY,
    )
    .correlate(Entry)
    .scalar_subquery()
)
_TILES = (
    select(
        Evidence.work_process_id,
        Evidence.id,
        Evidence.state,
        Entry.id,
        Entry.title,
        Entry.kind,
        _FACE,
        *CAME_FROM,
    )
    .join(Evidence.entry)
    .outerjoin(VersionMove, VersionMove.id == Evidence.move_id)
    .outerjoin(EARLIER, EARLIER.id == VersionMove.old_id)
    .where(Entry.owner_id == bindparam("owner_id"), Entry.archived_at.is_(None), Evidence.archived_at.is_(None))
    .order_by(Evidence.id)
)
_PEOPLE: BindParameter[Sequence[int]] = bindparam("person_ids", expanding=True)
_REACHED = func.max(case({state.value: -place for place, state in enumerate(REACHED)}, value=Evidence.state))
_SHOWN = (
    select(Evidence.work_process_id, Entry.owner_id, _REACHED.label("reached"))
    .join(Evidence.entry)
    .where(Entry.owner_id.in_(_PEOPLE), Entry.archived_at.is_(None), Evidence.archived_at.is_(None))
    .group_by(Evidence.work_process_id, Entry.owner_id)
    .subquery()
)


def _in_state(state: EvidenceState) -> ColumnElement[int]:
    return func.count(case((_SHOWN.c.reached == -REACHED.index(state), 1)))


_PROGRESS = (
    select(
        QualificationLink.person_id,
        Qualification.id,
        Qualification.name,
        func.count(WorkProcess.id),
        _in_state(EvidenceState.ACCEPTED),
        _in_state(EvidenceState.RETURNED),
        _in_state(EvidenceState.WAITING),
        _in_state(EvidenceState.OPEN),
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


class TileRow(NamedTuple):
    """A link as the overview shows it."""

    process_id: int
    evidence_id: int
    state: EvidenceState
    entry_id: int
    title: str
    kind: EntryKind
    face: int | None  # the file whose thumbnail stands for it
    came_from: str | None  # the name, code and cohort of the earlier version that it was moved along from
    came_from_code: str | None
    came_from_cohort: str | None
    came_at: datetime | None


def tiles(work: Work, owner_id: int) -> list[TileRow]:
    """What this person has linked, oldest first (1 statement)."""
    return [TileRow(*row) for row in work.db.connection().execute(_TILES, {"owner_id": owner_id})]


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
        Progress(
            person,
            number,
            name,
            Coverage(total=total, accepted=accepted, returned=returned, waiting=waiting, open=still_open),
            terms,
        )
        for person, number, name, total, accepted, returned, waiting, still_open, terms in rows
    ]


def candidates_of(work: Work, supervisor_id: int, *, words: str = "", page: int = 1) -> Page[Guided]:
    """The candidates that this supervisor guides, whose evidence waits longest first, in two statements."""
    rows = (
        select(Person.id)
        .join(Supervision, Supervision.candidate_id == Person.id)
        .where(Supervision.supervisor_id == supervisor_id, Person.active.is_(True))
    )
    if words:
        rows = rows.where(contains(words, Person.given_name, Person.family_name, Person.number, Person.group_name))
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(page, -(-total // PAGE)))
    pieces = _pieces_of(supervisor_id)
    shown = (
        rows.outerjoin(pieces, pieces.c.owner_id == Person.id)
        .with_only_columns(Person, pieces.c.waiting, pieces.c.returned, pieces.c.accepted, pieces.c.since)
        .order_by(pieces.c.since.asc().nulls_last(), Person.sorting_name, Person.id)
    )
    found = work.db.execute(shown.limit(PAGE).offset((number - 1) * PAGE))
    guided = [
        Guided(person, waiting or 0, returned or 0, accepted or 0, since)
        for person, waiting, returned, accepted, since in found
    ]
    return Page(guided, total, number)


def guided_ids(work: Work, supervisor_id: int) -> Sequence[int]:
    """The ids of all active candidates that this supervisor guides."""
    return work.db.scalars(
        select(Supervision.candidate_id)
        .join(Person, Person.id == Supervision.candidate_id)
        .where(Supervision.supervisor_id == supervisor_id, Person.active.is_(True))
    ).all()


def _pieces_of(supervisor_id: int) -> Subquery:
    """Per candidate of this supervisor: the evidence in each state, and since when the first of it waits."""

    def in_state(state: EvidenceState) -> ColumnElement[int]:
        return func.count(case((Evidence.state == state, 1)))

    return (
        select(
            Entry.owner_id,
            in_state(EvidenceState.WAITING).label("waiting"),
            in_state(EvidenceState.RETURNED).label("returned"),
            in_state(EvidenceState.ACCEPTED).label("accepted"),
            func.min(case((Evidence.state == EvidenceState.WAITING, Evidence.asked_at))).label("since"),
        )
        .join(Evidence.entry)
        .join(Supervision, Supervision.candidate_id == Entry.owner_id)
        .where(
            Supervision.supervisor_id == supervisor_id,
            Entry.archived_at.is_(None),
            Evidence.archived_at.is_(None),
            is_followed(),
        )
        .group_by(Entry.owner_id)
        .subquery()
    )
