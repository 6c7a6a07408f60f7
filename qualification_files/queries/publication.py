"""Qualifications that anybody may read: the list, one by identifier, and when each last changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, union_all
from sqlalchemy.orm.attributes import set_committed_value

from foundation.audit import AuditLine
from foundation.work import Work
from qualification_files import events
from qualification_files.formats import QualificationFile
from qualification_files.models import Competence, CoreTask, Indicator, Qualification, WorkProcess
from qualification_files.queries.contents import read_content
from qualification_files.queries.lists import PAGE, Page, contains
from qualification_files.queries.versions import versions
from qualification_files.rules import QualificationState, natural_key

CHANGES = (
    events.QualificationAdded,
    events.QualificationImported,
    events.QualificationChanged,
    events.QualificationActivated,
    events.QualificationDeactivated,
    events.QualificationSuperseded,
    events.QualificationClosed,
    events.QualificationPublished,
    events.StructureChanged,
    events.ContentTakenOver,
    events.InstructionChanged,
    events.VersionMade,
)
PUBLIC_SORTS = {
    "title": Qualification.name,
    "identifier": Qualification.identifier,
    "language": Qualification.language,
    "version": Qualification.edition,
    "adoptionStatus": Qualification.state,
    "statusStartDate": Qualification.valid_from,
    "statusEndDate": Qualification.programme_ends,
}


@dataclass(frozen=True, kw_only=True)
class PublicWanted:
    """Which public qualifications somebody asks for, and in which order."""

    limit: int
    offset: int = 0
    sort: str = "title"
    descending: bool = False
    title: str | None = None
    identifier: UUID | None = None
    language: str | None = None
    version: str | None = None
    states: Sequence[QualificationState] | None = None


class PublicLine(NamedTuple):
    """A line of the public list."""

    identifier: UUID
    name: str
    code: str
    cohort: str
    edition: str
    level: int | None
    language: str
    state: QualificationState


def public_qualifications(work: Work, wanted: PublicWanted) -> tuple[Sequence[Qualification], int]:
    """Some of them without their parts, and how many there are in all, in two statements."""
    rows = select(Qualification).where(*_conditions(wanted))
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    column = PUBLIC_SORTS[wanted.sort]
    order = (column.desc() if wanted.descending else column.asc()).nulls_last()
    found = work.db.scalars(
        rows.order_by(order, Qualification.id.asc()).limit(wanted.limit).offset(wanted.offset)
    ).all()
    return found, total


def public_qualification(work: Work, identifier: UUID) -> Qualification | None:
    """The public one with this identifier, without its parts."""
    return work.db.scalar(select(Qualification).where(_is_public(), Qualification.identifier == identifier))


def public_qualification_with(work: Work, identifier: UUID) -> Qualification | None:
    """The public one that has a core task, work process or indicator with this identifier, without its parts."""
    task = select(CoreTask.qualification_id)
    process = task.join(WorkProcess, WorkProcess.core_task_id == CoreTask.id)
    indicator = process.join(Indicator, Indicator.work_process_id == WorkProcess.id)
    holding = union_all(
        task.where(CoreTask.identifier == identifier),
        process.where(WorkProcess.identifier == identifier),
        indicator.where(Indicator.identifier == identifier),
    )
    found = select(Qualification).where(_is_public(), Qualification.id.in_(holding)).order_by(Qualification.id)
    return work.db.scalars(found.limit(1)).first()


def public_successor(work: Work, row: Qualification) -> Qualification | None:
    """The newest public version after this one, where this one is not the one to go by any more."""
    if row.state not in (QualificationState.SUPERSEDED, QualificationState.CLOSED):
        return None
    line = [version.qualification for version in versions(work, row.id)]
    after = line[[one.id for one in line].index(row.id) + 1 :]
    shown = (one for one in reversed(after) if one.public_since and one.state is not QualificationState.DRAFT)
    return next(shown, None)


def is_anything_public(work: Work) -> bool:
    """Whether anybody may read any qualification."""
    return work.db.scalar(select(Qualification.id).where(_is_public()).limit(1)) is not None


def public_page(work: Work, words: str, page: int) -> Page[PublicLine]:
    """A page of those in whose name, code or cohort these words stand, by name; in one statement."""
    found = work.db.execute(
        select(
            Qualification.identifier,
            Qualification.name,
            Qualification.code,
            Qualification.cohort,
            Qualification.edition,
            Qualification.level,
            Qualification.language,
            Qualification.state,
        ).where(_is_public(), contains(words, Qualification.name, Qualification.code, Qualification.cohort))
    )
    # Sorted here: no database puts 9001 before 10001.
    rows = sorted(map(PublicLine._make, found), key=lambda row: [natural_key(value) for value in row[1:5]])
    number = max(1, min(page, -(-len(rows) // PAGE)))
    return Page(rows[(number - 1) * PAGE : number * PAGE], len(rows), number)


def facts_alone(row: Qualification) -> QualificationFile:
    """What a qualification says about itself, without its parts; for reading only."""
    set_committed_value(row, "core_tasks", [])  # otherwise each one of a list would be asked for its parts
    return read_content(row)


def changed_at(work: Work, rows: Sequence[Qualification]) -> Mapping[int, datetime]:
    """When something that a file says of each of these last changed, by number, in one statement."""
    number = AuditLine.facts["qualification_id"].as_integer()
    lines = (
        select(number.label("number"), func.max(AuditLine.at).label("at"))
        .where(AuditLine.event.in_([kind.name for kind in CHANGES]), number.in_([row.id for row in rows]))
        .group_by(number)
    )
    on_record = {line.number: line.at for line in work.db.execute(lines)}
    return {row.id: max(filter(None, (on_record.get(row.id), *_known_moments(row)))) for row in rows}


def competence_words(work: Work) -> list[list[str]]:
    """The words of all competences: what qualifications say changes with them."""
    rows = work.db.execute(
        select(Competence.letter, Competence.name_nl, Competence.name_en).order_by(Competence.letter)
    )
    return [list(row) for row in rows]


def _known_moments(row: Qualification) -> tuple[datetime | None, ...]:
    return row.created_at, row.activated_at, row.public_since


def _is_public() -> ColumnElement[bool]:
    return and_(Qualification.public_since.is_not(None), Qualification.state != QualificationState.DRAFT)


def _conditions(wanted: PublicWanted) -> list[ColumnElement[bool]]:
    asked = (
        (Qualification.name, wanted.title),
        (Qualification.identifier, wanted.identifier),
        (Qualification.language, wanted.language),
        (Qualification.edition, wanted.version),
    )
    conditions = [_is_public(), *(column == value for column, value in asked if value is not None)]
    if wanted.states is not None:
        conditions.append(Qualification.state.in_(wanted.states))
    return conditions
