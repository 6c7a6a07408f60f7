"""Reading entries: the list, and what belongs to one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from foundation.work import Work
from portfolio.models import Entry, EntryFile, EntryFilePage, EntryQualification, Evidence
from portfolio.queries.moving import CAME_FROM, EARLIER
from portfolio.rules import GOING_ON, EntryKind, EntryOrder, EntryStanding, EvidenceState, PreviewState
from qualification_files.models import CoreTask, Qualification, QualificationLink, VersionMove, WorkProcess
from qualification_files.queries.lists import PAGE, Page, contains


@dataclass(frozen=True)
class WantedEntries:
    """Which entries a list shows."""

    owner_id: int
    words: str = ""
    kind: EntryKind | None = None
    qualification_id: int | None = None
    standing: EntryStanding | None = None
    order: EntryOrder = EntryOrder.ADDED
    by_time: bool = False  # as a time line, whatever the order
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
    open: int  # links to work processes, by how far they are
    waiting: int
    returned: int
    accepted: int
    frozen: bool
    succeeded: bool  # there is a newer version
    predecessor_id: int | None
    thumbnail_id: int | None

    @property
    def links(self) -> int:
        """How many work processes it is linked to."""
        return self.open + self.waiting + self.returned + self.accepted


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


@dataclass(frozen=True)
class VersionRow:
    """A version of an entry, as the line of its versions shows it."""

    id: int
    title: str
    created_at: datetime
    frozen_at: datetime | None
    removed: bool


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

MOST_WORDS = 8  # of a search
_TOLD = (Entry.title, Entry.organisation, Entry.role, Entry.level, Entry.outcome, Entry.description)
_LINKED = (Evidence.entry_id == Entry.id, Evidence.archived_at.is_(None))
_THERE = (EntryFile.entry_id == Entry.id, EntryFile.archived_at.is_(None), EntryFile.replaced_at.is_(None))
_AT = func.coalesce(Entry.ended_on, Entry.started_on)
_IS_GOING_ON = and_(Entry.kind.in_(GOING_ON), Entry.started_on.is_not(None), Entry.ended_on.is_(None))
_ORDERS: Mapping[EntryOrder, Sequence[ColumnElement[Any]]] = {
    EntryOrder.ADDED: (Entry.created_at.desc(), Entry.id.desc()),
    EntryOrder.ADDED_FIRST: (Entry.created_at.asc(), Entry.id.asc()),
    EntryOrder.NAME: (func.lower(Entry.title).asc(), Entry.id.asc()),
    EntryOrder.NAME_LAST: (func.lower(Entry.title).desc(), Entry.id.desc()),
    EntryOrder.DATE: (_AT.desc().nulls_last(), Entry.id.desc()),
    EntryOrder.DATE_FIRST: (_AT.asc().nulls_last(), Entry.id.asc()),
    EntryOrder.CHANGED: (Entry.updated_at.desc(), Entry.id.desc()),
    EntryOrder.CHANGED_FIRST: (Entry.updated_at.asc(), Entry.id.asc()),
}
# First what goes on, then year by year, and what tells no date at the end.
_IN_TIME = (case((_IS_GOING_ON, 0), (_AT.is_not(None), 1), else_=2), _AT.desc(), Entry.id.desc())


def entries(work: Work, wanted: WantedEntries) -> Page[EntryRow]:
    """One page of somebody's entries, in two statements."""
    rows = _narrowed(select(Entry.id), wanted)
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(wanted.page, -(-total // PAGE)))
    order = _IN_TIME if wanted.by_time else _ORDERS[wanted.order]
    shown = _narrowed(_as_rows(), wanted).order_by(*order)
    found = work.db.execute(shown.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page([EntryRow(*row) for row in found], total, number)


def entry_with_key(work: Work, form_key: str) -> Entry | None:
    """The entry that this form has made already."""
    return work.db.scalars(select(Entry).where(Entry.form_key == form_key)).one_or_none()


def versions_of(work: Work, entry_id: int) -> list[VersionRow]:
    """The versions of this entry that there are, oldest first, itself among them."""
    earlier = select(Entry.id, Entry.predecessor_id).where(Entry.id == entry_id).cte("earlier", recursive=True)
    earlier = earlier.union(select(Entry.id, Entry.predecessor_id).join(earlier, Entry.id == earlier.c.predecessor_id))
    later = select(Entry.id).where(Entry.id == entry_id).cte("later", recursive=True)
    later = later.union(select(Entry.id).join(later, Entry.predecessor_id == later.c.id))
    rows = select(Entry.id, Entry.title, Entry.created_at, Entry.frozen_at, Entry.archived_at.is_not(None))
    mine = or_(Entry.id.in_(select(earlier.c.id)), Entry.id.in_(select(later.c.id)))
    # A version is only made of one that is there: the numbers go up along the line.
    return [VersionRow(*row) for row in work.db.execute(rows.where(mine).order_by(Entry.id))]


def successor_of(work: Work, entry_id: int) -> Entry | None:
    """The version that was made of it."""
    return work.db.scalars(select(Entry).where(Entry.predecessor_id == entry_id)).one_or_none()


def pages_of_files(work: Work, file_ids: Sequence[int]) -> Sequence[EntryFilePage]:
    """The pages that were drawn of these files."""
    return work.db.scalars(select(EntryFilePage).where(EntryFilePage.file_id.in_(file_ids))).all()


def links_to_follow(work: Work, entry: Entry) -> Sequence[Evidence]:
    """Its links to work processes of what its owner follows now, with their indicators."""
    return work.db.scalars(
        select(Evidence)
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .join(QualificationLink, QualificationLink.qualification_id == CoreTask.qualification_id)
        .where(
            Evidence.entry_id == entry.id,
            Evidence.archived_at.is_(None),
            QualificationLink.person_id == entry.owner_id,
            QualificationLink.ended_at.is_(None),
        )
        .options(selectinload(Evidence.indicators))
        .order_by(Evidence.id)
    ).all()


def files_of(work: Work, entry_id: int) -> Sequence[EntryFile]:
    """All its files, oldest first; those that were put aside too."""
    return work.db.scalars(select(EntryFile).where(EntryFile.entry_id == entry_id).order_by(EntryFile.id)).all()


def previews_waiting(work: Work, entry_id: int) -> int:
    """How many of its pictures are still to be drawn."""
    waiting = (EntryFile.entry_id == entry_id, EntryFile.archived_at.is_(None), EntryFile.replaced_at.is_(None))
    return work.db.scalar(select(func.count()).where(*waiting, EntryFile.preview == PreviewState.WAITING)) or 0


def links_of(work: Work, entry_id: int) -> list[LinkRow]:
    """What it is linked to, in the order of the qualification files; links that were undone too."""
    rows: Select[*tuple[Any, ...]] = (
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
    if wanted.qualification_id:
        rows = rows.where(_concerns(wanted.qualification_id))
    if wanted.standing:
        rows = rows.where(_stands(wanted.standing))
    return rows.where(*(_tells(word) for word in wanted.words.split()[:MOST_WORDS]))


def _concerns(qualification_id: int) -> ColumnElement[bool]:
    """It was marked as relevant for this qualification, or shows a work process of it."""
    marked = exists().where(
        EntryQualification.entry_id == Entry.id, EntryQualification.qualification_id == qualification_id
    )
    shows = exists().where(
        *_LINKED,
        Evidence.work_process_id == WorkProcess.id,
        WorkProcess.core_task_id == CoreTask.id,
        CoreTask.qualification_id == qualification_id,
    )
    return or_(marked, shows)


def _stands(standing: EntryStanding) -> ColumnElement[bool]:
    if standing is EntryStanding.UNLINKED:
        return ~exists().where(*_LINKED)
    return exists().where(*_LINKED, Evidence.state == EvidenceState(standing.value))


def _tells(word: str) -> ColumnElement[bool]:
    """This word stands in what it tells, in why it shows something, or in the name of one of its files."""
    reasons = exists().where(*_LINKED, Evidence.reasoning.icontains(word, autoescape=True))
    names = exists().where(*_THERE, EntryFile.name.icontains(word, autoescape=True))
    return or_(contains(word, *_TOLD), reasons, names)


def _as_rows() -> Select[Any]:
    files = select(func.count()).select_from(EntryFile).where(*_THERE)
    face = select(func.min(EntryFile.id)).where(*_THERE, EntryFile.preview == PreviewState.READY)
    later = aliased(Entry)
    return select(
        Entry.id,
        Entry.kind,
        Entry.title,
        Entry.organisation,
        Entry.started_on,
        Entry.ended_on,
        Entry.created_at,
        files.correlate(Entry).scalar_subquery(),
        *(
            select(func.count())
            .select_from(Evidence)
            .where(*_LINKED, Evidence.state == state)
            .correlate(Entry)
            .scalar_subquery()
            for state in EvidenceState
        ),
        Entry.frozen_at.is_not(None),
        exists().where(later.predecessor_id == Entry.id, later.archived_at.is_(None)),
        Entry.predecessor_id,
        face.correlate(Entry).scalar_subquery(),
    )
