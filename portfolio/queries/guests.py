"""Reading guest passes: of their owner, by the link in a mail, and by the visit of a browser.

Whoever has a link or a cookie that is worth nothing gets one and the same answer, whatever the reason: `GuestGone`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from people.models import Person, SignInAttempt
from portfolio.models import (
    Comment,
    Entry,
    EntryFile,
    EntryFilePage,
    Evidence,
    GuestPass,
    GuestVisit,
    WitnessStatement,
)
from portfolio.queries.places import standing_in_place
from portfolio.queries.talk import TALK, within
from portfolio.rules import EntryKind, GuestKind, PreviewState
from portfolio.rules.guests import PassState, pass_state
from qualification_files.models import CoreTask, Qualification, QualificationLink, WorkProcess
from qualification_files.queries.lists import PAGE, Page


class GuestGone(Refusal):
    """A link or a visit that is worth nothing: too old, withdrawn or never there; nobody learns which."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            say(
                "This link does not work. It may be too old, withdrawn or cut off. "
                "Ask whoever sent it to you for a new one."
            )
        )


@dataclass(frozen=True)
class OpenedPass:
    """A guest pass, as its owner finds it."""

    guest: GuestPass
    owner_id: int
    entry_title: str  # empty: the whole portfolio
    state: PassState


@dataclass(frozen=True)
class Sight:
    """What a guest may see at this moment."""

    guest: GuestPass
    visit: GuestVisit
    owner: Person
    entry_id: int | None  # empty: the whole portfolio

    @property
    def pass_id(self) -> int:
        """Which pass it is."""
        return self.guest.id

    @property
    def signs(self) -> bool:
        """Whether a statement is asked for."""
        return self.guest.kind is GuestKind.WITNESS


@dataclass(frozen=True)
class SeenEntry:
    """An entry before the eyes of a guest."""

    sight: Sight
    entry: Entry


@dataclass(frozen=True)
class SeenFile:
    """A file before the eyes of a guest."""

    sight: Sight
    file: EntryFile

    @property
    def file_id(self) -> int:
        """Which file it is."""
        return self.file.id


@dataclass(frozen=True)
class SeenPage(SeenFile):
    """A page of a document before the eyes of a guest."""

    key: str


@dataclass(frozen=True)
class SeenStatement:
    """A statement before the eyes of the guest who signed it."""

    sight: Sight
    entry: Entry
    statement: WitnessStatement


@dataclass(frozen=True)
class GuestEntryRow:
    """An entry in the list that a guest sees."""

    id: int
    kind: EntryKind
    title: str
    organisation: str
    started_on: date | None
    ended_on: date | None
    created_at: datetime
    thumbnail_id: int | None


@dataclass(frozen=True)
class Reasoned:
    """A work process that an entry shows, in the candidate's own words."""

    number: str
    name: str
    qualification: str
    reasoning: str


@dataclass(frozen=True)
class Shown:
    """A work process with the entries that show it."""

    number: str
    name: str
    core_task: str
    qualification_id: int
    qualification: str
    terms: Mapping[str, Any]
    entries: Sequence[tuple[int, str]]


def passes(work: Work, owner_id: int, *, number: int = 1) -> Page[OpenedPass]:
    """One page of somebody's guests, newest first, in two statements."""
    mine = GuestPass.owner_id == owner_id
    total = work.db.scalar(select(func.count()).select_from(GuestPass).where(mine)) or 0
    number = max(1, min(number, -(-total // PAGE)))
    found = work.db.execute(
        _with_title().where(mine).order_by(GuestPass.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    ).all()
    return Page([_opened(work, *row) for row in found], total, number)


def passes_of_entry(work: Work, entry_id: int) -> list[OpenedPass]:
    """Who was invited to this entry and may look now, newest first (1 statement)."""
    rows = _with_title().where(GuestPass.entry_id == entry_id, *_open(work)).order_by(GuestPass.id.desc())
    return [_opened(work, *row) for row in work.db.execute(rows)]


def guest_pass(work: Work, pass_id: int) -> OpenedPass:
    """One pass, in one statement."""
    row = work.db.execute(_with_title().where(GuestPass.id == pass_id)).one_or_none()
    if row is None:
        raise NotFound
    return _opened(work, *row)


def locked_pass(work: Work, pass_id: int) -> GuestPass:
    """The pass as it stands, held until the end of this work."""
    return work.db.scalars(
        select(GuestPass)
        .where(GuestPass.id == pass_id)
        .options(joinedload(GuestPass.owner))
        .with_for_update(of=GuestPass)  # race: withdrawn while a mail is made for it
        .execution_options(populate_existing=True)
    ).one()


def pass_with_key(work: Work, form_key: str) -> GuestPass | None:
    """The pass that this form has made already."""
    return work.db.scalars(select(GuestPass).where(GuestPass.form_key == form_key)).one_or_none()


def count_passes(work: Work, owner_id: int, *, made_since: datetime) -> tuple[int, int]:
    """How many of somebody's passes are open, and how many were made since that moment (1 statement)."""
    row = work.db.execute(
        select(func.count().filter(*_open(work)), func.count().filter(GuestPass.created_at > made_since)).where(
            GuestPass.owner_id == owner_id
        )
    ).one()
    return row[0], row[1]


def attempts(work: Work, *, since: datetime, account: str = "", address: str = "") -> int:
    """How many attempts of this account, or from this address, were counted since that moment."""
    counted = SignInAttempt.account == account if account else SignInAttempt.address == address
    return work.db.scalar(select(func.count()).select_from(SignInAttempt).where(SignInAttempt.at > since, counted)) or 0


def linked_pass(work: Work, hashed: str) -> GuestPass:
    """The pass that a link opens, with its owner; the same question whatever is wrong with it (1 statement)."""
    found: GuestPass | None = work.db.scalars(
        _worth(work, select(GuestPass)).where(GuestPass.token_hash == hashed).options(joinedload(GuestPass.owner))
    ).one_or_none()
    if found is None:
        raise GuestGone
    return found


def sight(work: Work, pass_id: int, hashed: str) -> Sight:
    """What the guest in this browser may see, asked anew at each request (1 statement)."""
    row = work.db.execute(
        _worth(work, select(GuestPass, GuestVisit))
        .join(GuestVisit, GuestVisit.guest_pass_id == GuestPass.id)
        .where(
            GuestPass.id == pass_id,
            GuestVisit.token_hash == hashed,
            GuestVisit.expires_at > work.now,
            GuestVisit.ended_at.is_(None),
        )
        .options(joinedload(GuestPass.owner))
    ).one_or_none()
    if row is None:
        raise GuestGone
    guest: GuestPass = row[0]
    visit: GuestVisit = row[1]
    return Sight(guest, visit, guest.owner, guest.entry_id)


def seen_entry(work: Work, found: Sight, entry_id: int) -> SeenEntry:
    """An entry that the guest may see: that one, or any of the portfolio that is not put aside (1 statement)."""
    entry = work.db.scalars(select(Entry).where(Entry.id == entry_id, *_within(found))).one_or_none()
    if entry is None:
        raise NotFound
    return SeenEntry(found, entry)


def seen_file(work: Work, found: Sight, file_id: int) -> SeenFile:
    """A file of such an entry, unless it was put aside or replaced (1 statement)."""
    file = work.db.scalars(
        select(EntryFile)
        .join(EntryFile.entry)
        .where(EntryFile.id == file_id, *_within(found), *_stands())
        .options(contains_eager(EntryFile.entry))
    ).one_or_none()
    if file is None:
        raise NotFound
    return SeenFile(found, file)


def seen_page(work: Work, found: Sight, file_id: int, number: int) -> SeenPage:
    """A page of such a file, drawn by us (2 statements)."""
    seen = seen_file(work, found, file_id)
    page = work.db.get(EntryFilePage, (file_id, number))
    if page is None:
        raise NotFound
    return SeenPage(found, seen.file, page.key)


def drawn_pages(work: Work, file_id: int) -> Sequence[EntryFilePage]:
    """The pages that we drew of a document, in order (1 statement)."""
    return work.db.scalars(
        select(EntryFilePage).where(EntryFilePage.file_id == file_id).order_by(EntryFilePage.number)
    ).all()


def seen_statement(work: Work, found: Sight, statement_id: int) -> SeenStatement:
    """What this guest signed (1 statement)."""
    row = work.db.execute(
        select(Entry, WitnessStatement)
        .join(Entry, Entry.id == WitnessStatement.entry_id)
        .where(WitnessStatement.id == statement_id, WitnessStatement.guest_pass_id == found.pass_id, *_within(found))
    ).one_or_none()
    if row is None:
        raise NotFound
    return SeenStatement(found, row[0], row[1])


def standing_files(work: Work, entry_id: int) -> Sequence[EntryFile]:
    """The files that an entry shows now, in their order: neither put aside nor replaced."""
    return standing_in_place(work, entry_id)


def reasoned(work: Work, entry_id: int) -> list[Reasoned]:
    """What an entry shows, with the candidate's reasoning, in the order of the qualification files."""
    rows = (
        select(WorkProcess.number, WorkProcess.name, Qualification.name, Evidence.reasoning)
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .where(Evidence.entry_id == entry_id, Evidence.archived_at.is_(None))
        .order_by(Qualification.name, Qualification.id, CoreTask.position, WorkProcess.position)
    )
    return [Reasoned(*row) for row in work.db.execute(rows)]


def shown_work_processes(work: Work, owner_id: int) -> list[Shown]:
    """Every work process of what somebody follows, with the entries that show it, in order (2 statements)."""
    entries: dict[int, list[tuple[int, str]]] = defaultdict(list)
    tiles = (
        select(Evidence.work_process_id, Entry.id, Entry.title)
        .join(Evidence.entry)
        .where(Entry.owner_id == owner_id, Entry.archived_at.is_(None), Evidence.archived_at.is_(None))
        .order_by(Evidence.id)
    )
    for process_id, entry_id, title in work.db.execute(tiles):
        entries[process_id].append((entry_id, title))
    rows = (
        select(
            WorkProcess.id,
            WorkProcess.number,
            WorkProcess.name,
            CoreTask.name,
            Qualification.id,
            Qualification.name,
            Qualification.terms,
        )
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .join(QualificationLink, QualificationLink.qualification_id == Qualification.id)
        .where(QualificationLink.person_id == owner_id, QualificationLink.ended_at.is_(None))
        .order_by(Qualification.name, Qualification.id, CoreTask.position, CoreTask.id, WorkProcess.position)
    )
    found = work.db.execute(rows).all()
    return [
        Shown(number, name, task, qualification_id, qualification, terms, entries[process_id])
        for process_id, number, name, task, qualification_id, qualification, terms in found
    ]


def guest_entries(work: Work, owner_id: int, *, number: int = 1) -> Page[GuestEntryRow]:
    """One page of a portfolio's entries, newest first, in two statements."""
    mine = (Entry.owner_id == owner_id, Entry.archived_at.is_(None))
    total = work.db.scalar(select(func.count()).select_from(Entry).where(*mine)) or 0
    number = max(1, min(number, -(-total // PAGE)))
    face = select(func.min(EntryFile.id)).where(
        EntryFile.entry_id == Entry.id, EntryFile.preview == PreviewState.READY, *_stands()
    )
    columns = (
        Entry.id,
        Entry.kind,
        Entry.title,
        Entry.organisation,
        Entry.started_on,
        Entry.ended_on,
        Entry.created_at,
    )
    rows = (
        select(*columns, face.correlate(Entry).scalar_subquery())
        .where(*mine)
        .order_by(Entry.created_at.desc(), Entry.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page([GuestEntryRow(*row) for row in work.db.execute(rows)], total, number)


def conversations(work: Work, entry_id: int, pass_id: int, *, number: int = 1) -> Page[Comment]:
    """One page of the comments in every thread of this entry that the guest takes part in (2 statements).

    The newest are on the first page; each page is oldest first.
    """
    mine = select(func.coalesce(Comment.thread_id, Comment.id)).where(
        Comment.entry_id == entry_id, Comment.guest_pass_id == pass_id
    )
    theirs = (Comment.entry_id == entry_id, or_(Comment.id.in_(mine), Comment.thread_id.in_(mine)))
    total = work.db.scalar(select(func.count()).select_from(Comment).where(*theirs)) or 0
    number = within(number, total)
    rows = work.db.scalars(
        select(Comment)
        .where(*theirs)
        .options(joinedload(Comment.author), joinedload(Comment.guest_pass))
        .order_by(Comment.id.desc())
        .limit(TALK)
        .offset((number - 1) * TALK)
    ).all()
    return Page(rows[::-1], total, number, TALK)


def own_thread(work: Work, entry_id: int, pass_id: int) -> int | None:
    """The thread of this entry that the guest began or joined first."""
    mine = (Comment.entry_id == entry_id, Comment.guest_pass_id == pass_id)
    return work.db.scalar(select(func.min(func.coalesce(Comment.thread_id, Comment.id))).where(*mine))


def statement_with_key(work: Work, form_key: str) -> WitnessStatement | None:
    """The statement that this form has made already."""
    return work.db.scalars(select(WitnessStatement).where(WitnessStatement.form_key == form_key)).one_or_none()


def statement(work: Work, statement_id: int) -> WitnessStatement:
    """One statement."""
    found = work.db.get(WitnessStatement, statement_id)
    if found is None:
        raise NotFound
    return found


def statements_of(work: Work, entry_id: int, *, pass_id: int | None = None) -> Sequence[WitnessStatement]:
    """What witnesses signed about an entry, newest first; of one guest alone if asked so."""
    rows = select(WitnessStatement).where(WitnessStatement.entry_id == entry_id)
    if pass_id is not None:
        rows = rows.where(WitnessStatement.guest_pass_id == pass_id)
    return work.db.scalars(rows.order_by(WitnessStatement.id.desc())).all()


def count_statements(work: Work, pass_id: int) -> int:
    """How often a guest signed."""
    mine = WitnessStatement.guest_pass_id == pass_id
    return work.db.scalar(select(func.count()).select_from(WitnessStatement).where(mine)) or 0


def _with_title() -> Select[GuestPass, str]:
    return (
        select(GuestPass, Entry.title)
        .outerjoin(Entry, Entry.id == GuestPass.entry_id)
        .options(joinedload(GuestPass.owner))
    )


def _opened(work: Work, guest: GuestPass, title: str | None) -> OpenedPass:
    state = pass_state(
        now=work.now,
        expires_at=guest.expires_at,
        revoked_at=guest.revoked_at,
        confirmed_at=guest.confirmed_at,
        seen_at=guest.seen_at,
    )
    return OpenedPass(guest, guest.owner_id, title or "", state)


def _open(work: Work) -> tuple[ColumnElement[bool], ...]:
    return GuestPass.revoked_at.is_(None), GuestPass.expires_at > work.now


def _worth(work: Work, rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Only passes that are open, of an owner who is active, to an entry that was not put aside."""
    return (
        rows.select_from(GuestPass)
        .join(Person, Person.id == GuestPass.owner_id)
        .outerjoin(Entry, Entry.id == GuestPass.entry_id)
        .where(Person.active.is_(True), Entry.archived_at.is_(None), *_open(work))
    )


def _within(found: Sight) -> tuple[ColumnElement[bool], ...]:
    mine = and_(Entry.owner_id == found.guest.owner_id, Entry.archived_at.is_(None))
    return (mine,) if found.entry_id is None else (mine, Entry.id == found.entry_id)


def _stands() -> tuple[ColumnElement[bool], ...]:
    columns: tuple[InstrumentedAttribute[datetime | None], ...] = (EntryFile.archived_at, EntryFile.replaced_at)
    return tuple(column.is_(None) for column in columns)
