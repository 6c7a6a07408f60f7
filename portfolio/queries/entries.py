"""Reading entries: the list, and what belongs to one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from foundation.work import Work
from portfolio.models import Entry, EntryFile, EntryQualification, Evidence
from portfolio.queries.moving import CAME_FROM, EARLIER
from portfolio.rules import EntryKind, EvidenceState, PreviewState
from qualification_files.models import CoreTask, Qualification, QualificationLink, VersionMove, WorkProcess
from qualification_files.queries.lists import PAGE, Page, contains


@dataclass(frozen=True)
class WantedEntries:
    """Which entries a list shows."""

    owner_id: int
    words: str = ""
    kind: EntryKind | None = None
    removed: bool = False
    page: int = 1


@dataclass(frozen=True)
class EntryRow:
    """An entry as a list shows it."""

    id: int
    kind: EntryKind
    title: str
    organisation: str
    started_on: date | None
    ended_on: date | None
    created_at: datetime
    files: int
    links: int
    thumbnail_id: int | None


@dataclass(frozen=True)
class Followed:
    """A qualification that somebody follows."""

    id: int
    name: str
    code: str
    cohort: str
    language: str
    terms: Mapping[str, Any]
    instruction_title: str  # empty while no instruction is shown
    instruction_explanation: str
    instruction_text: str


@dataclass(frozen=True)
class LinkRow:
    """A link to a work process, as the page of its entry shows it."""

    id: int
    reasoning: str
    removed: bool
    state: EvidenceState
    number: str
    name: str
    core_task: str
    qualification: str
    qualification_id: int
    cohort: str
    terms: Mapping[str, Any]
    came_from: str | None  # the name, code and cohort of the earlier version that it was moved along from
    came_from_code: str | None
    came_from_cohort: str | None
    came_at: datetime | None

    @property
    def frozen(self) -> bool:
        """Whether it was accepted, and stays as it is."""
        return self.state is EvidenceState.ACCEPTED


_FOLLOWED = (
    select(
        Qualification.id,
        Qualification.name,
        Qualification.code,
        Qualification.cohort,
        Qualification.language,
        Qualification.terms,
        *(
            case((Qualification.has_instruction, text), else_="")  # what is hidden is not read
            for text in (
                Qualification.instruction_title,
                Qualification.instruction_explanation,
                Qualification.instruction_text,
            )
        ),
    )
    .join(QualificationLink, QualificationLink.qualification_id == Qualification.id)
    .where(QualificationLink.person_id == bindparam("person_id"), QualificationLink.ended_at.is_(None))
    .order_by(Qualification.name, Qualification.id)
)


def entries(work: Work, wanted: WantedEntries) -> Page[EntryRow]:
    """One page of somebody's entries, newest first, in two statements."""
    rows = _narrowed(select(Entry.id), wanted)
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(wanted.page, -(-total // PAGE)))
    shown = _narrowed(_as_rows(), wanted).order_by(Entry.created_at.desc(), Entry.id.desc())
    found = work.db.execute(shown.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page([EntryRow(*row) for row in found], total, number)


def entry_with_key(work: Work, form_key: str) -> Entry | None:
    """The entry that this form has made already."""
    return work.db.scalars(select(Entry).where(Entry.form_key == form_key)).one_or_none()


def files_of(work: Work, entry_id: int) -> Sequence[EntryFile]:
    """All its files, oldest first; those that were put aside too."""
    return work.db.scalars(select(EntryFile).where(EntryFile.entry_id == entry_id).order_by(EntryFile.id)).all()


def previews_waiting(work: Work, entry_id: int) -> int:
    """How many of its pictures are still to be drawn."""
    waiting = (EntryFile.preview == PreviewState.WAITING, EntryFile.archived_at.is_(None))
    return work.db.scalar(select(func.count()).where(EntryFile.entry_id == entry_id, *waiting)) or 0


def links_of(work: Work, entry_id: int) -> list[LinkRow]:
    """What it is linked to, in the order of the qualification files; links that were undone too."""
    rows: Select[Any] = (
        select(
            Evidence.id,
            Evidence.reasoning,
            Evidence.archived_at.is_not(None),
            Evidence.state,
            WorkProcess.number,
            WorkProcess.name,
            CoreTask.name,
            Qualification.name,
            Qualification.id,
            Qualification.cohort,
            Qualification.terms,
            *CAME_FROM,
        )
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .outerjoin(VersionMove, VersionMove.id == Evidence.move_id)
        .outerjoin(EARLIER, EARLIER.id == VersionMove.old_id)
        .where(Evidence.entry_id == entry_id)
        .order_by(Qualification.name, Qualification.id, CoreTask.position, WorkProcess.position)
    )
    return [LinkRow(*row) for row in work.db.execute(rows)]


def evidence_for(work: Work, entry_id: int, work_process_ids: Sequence[int]) -> dict[int, Evidence]:
    """The links of this entry to these work processes, undone ones too, by work process."""
    rows = work.db.scalars(
        select(Evidence).where(Evidence.entry_id == entry_id, Evidence.work_process_id.in_(work_process_ids))
    )
    return {row.work_process_id: row for row in rows}


def relevant_for(work: Work, entry_id: int) -> list[EntryQualification]:
    """The qualifications its owner finds it relevant for, by name."""
    return list(
        work.db.scalars(
            select(EntryQualification)
            .join(EntryQualification.qualification)
            .where(EntryQualification.entry_id == entry_id)
            .options(joinedload(EntryQualification.qualification))
            .order_by(Qualification.name, Qualification.id)
        )
    )


def followed(work: Work, person_id: int) -> list[Followed]:
    """What this person follows now, by name."""
    return [Followed(*row) for row in work.db.connection().execute(_FOLLOWED, {"person_id": person_id})]


def _narrowed(rows: Select[Any], wanted: WantedEntries) -> Select[Any]:
    aside = Entry.archived_at.is_not(None) if wanted.removed else Entry.archived_at.is_(None)
    rows = rows.where(Entry.owner_id == wanted.owner_id, aside)
    if wanted.kind:
        rows = rows.where(Entry.kind == wanted.kind)
    return (
        rows.where(contains(wanted.words, Entry.title, Entry.organisation, Entry.description)) if wanted.words else rows
    )


def _as_rows() -> Select[Any]:
    mine: tuple[ColumnElement[bool], ...] = (EntryFile.entry_id == Entry.id, EntryFile.archived_at.is_(None))
    files = select(func.count()).select_from(EntryFile).where(*mine)
    links = (
        select(func.count()).select_from(Evidence).where(Evidence.entry_id == Entry.id, Evidence.archived_at.is_(None))
    )
    face = select(func.min(EntryFile.id)).where(*mine, EntryFile.preview == PreviewState.READY)
    return select(
        Entry.id,
        Entry.kind,
        Entry.title,
        Entry.organisation,
        Entry.started_on,
        Entry.ended_on,
        Entry.created_at,
        files.correlate(Entry).scalar_subquery(),
        links.correlate(Entry).scalar_subquery(),
        face.correlate(Entry).scalar_subquery(),
    )
