"""What is on record about looking into portfolios, and what of it the owner reads.

The owner reads what stands in `Look` and nothing else: an event that is not named there is never shown, whatever it is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from foundation.audit import AuditLine
from foundation.work import Work
from people.models import Person
from people.rules import full_name
from portfolio.events import EntrySeen, FileTaken, PortfolioSeen
from portfolio.events.guests import GuestCameIn, GuestLooked, GuestTookFile, WitnessSigned
from portfolio.events.reviews import CommentAdded
from portfolio.models import Entry, EntryFile, GuestPass
from qualification_files.queries.lists import PAGE, Page

LATEST = 200  # of the actor's lines: whoever did more since then gets a line more, never one less


class Look(StrEnum):
    """Everything that the owner of a portfolio reads about others in it."""

    PORTFOLIO = PortfolioSeen.name
    ENTRY = EntrySeen.name
    FILE = FileTaken.name
    EXPORT = "portfolio.export-taken"
    CAME_IN = GuestCameIn.name
    GUEST_LOOKED = GuestLooked.name
    GUEST_FILE = GuestTookFile.name
    COMMENTED = CommentAdded.name
    SIGNED = WitnessSigned.name


BY_GUESTS = frozenset({Look.CAME_IN, Look.GUEST_LOOKED, Look.GUEST_FILE, Look.SIGNED})
BY_PEOPLE = frozenset({Look.PORTFOLIO, Look.ENTRY, Look.FILE, Look.EXPORT})


class Who(StrEnum):
    """Whose looks are listed."""

    ALL = ""
    PEOPLE = "people"
    GUESTS = "guests"


@dataclass(frozen=True)
class LookRow:
    """Somebody looked: who, at what, when."""

    id: int
    at: datetime
    look: Look
    name: str  # of the person or the guest; empty where that person is no longer known
    organisation: str  # of a guest
    by_guest: bool
    entry_id: int | None
    title: str  # of the entry, or empty
    file_name: str


def is_on_record(work: Work, taken: FileTaken, *, since: datetime) -> bool:
    """Whether the actor took this file since that moment, in this same sign-in (1 statement)."""
    return (FileTaken.name, taken.file_id) in _own_looks(work, taken.person_id, since=since)


def has_looked(work: Work, taken: FileTaken, *, entry_id: int, since: datetime) -> bool:
    """Whether the actor looked at what shows this file small: the portfolio, its entry or itself (1 statement)."""
    pages = {(PortfolioSeen.name, None), (EntrySeen.name, entry_id), (FileTaken.name, taken.file_id)}
    return not pages.isdisjoint(_own_looks(work, taken.person_id, since=since))


def guest_has_taken(work: Work, taken: GuestTookFile, *, since: datetime) -> bool:
    """Whether this guest took this file since that moment (1 statement)."""
    return (GuestTookFile.name, taken.file_id) in _guest_looks(work, taken, since=since)


def guest_has_looked(work: Work, taken: GuestTookFile, *, entry_id: int, since: datetime) -> bool:
    """Whether this guest looked at what shows this file small: the portfolio, its entry or itself (1 statement)."""
    pages = {(GuestLooked.name, None), (GuestLooked.name, entry_id), (GuestTookFile.name, taken.file_id)}
    return not pages.isdisjoint(_guest_looks(work, taken, since=since))


def looks(work: Work, owner_id: int, *, who: Who = Who.ALL, number: int = 1) -> Page[LookRow]:
    """One page of who looked into somebody's portfolio, newest first, in five statements at most."""
    wanted = (AuditLine.person_id == owner_id, *_by_others(owner_id, who))
    total = work.db.scalar(select(func.count()).select_from(AuditLine).where(*wanted)) or 0
    number = max(1, min(number, -(-total // PAGE)))
    lines: Select[AuditLine, str, str, str] = (
        select(AuditLine, Person.given_name, Person.name_prefix, Person.family_name)
        .outerjoin(Person, Person.id == AuditLine.actor_id)
        .where(*wanted)
        .order_by(AuditLine.at.desc(), AuditLine.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    found = work.db.execute(lines).all()
    known = _Known.of(work, owner_id, [row[0].facts for row in found])
    return Page([_row(row[0], full_name(*(part or "" for part in row[1:])), known) for row in found], total, number)


@dataclass(frozen=True)
class _Known:
    """What the numbers in the lines stand for; all of it the owner's own."""

    guests: Mapping[int, GuestPass]
    files: Mapping[int, tuple[str, int]]
    titles: Mapping[int, str]

    @classmethod
    def of(cls, work: Work, owner_id: int, facts: Sequence[Mapping[str, object]]) -> "_Known":
        guests = work.db.scalars(
            select(GuestPass).where(GuestPass.owner_id == owner_id, GuestPass.id.in_(_numbers(facts, "guest_pass_id")))
        )
        files = work.db.execute(
            select(EntryFile.id, EntryFile.name, EntryFile.entry_id)
            .join(EntryFile.entry)
            .where(Entry.owner_id == owner_id, EntryFile.id.in_(_numbers(facts, "file_id")))
        )
        named = {number: (name, entry_id) for number, name, entry_id in files}
        entry_ids = _numbers(facts, "entry_id") | {entry_id for _name, entry_id in named.values()}
        titles = work.db.execute(
            select(Entry.id, Entry.title).where(Entry.owner_id == owner_id, Entry.id.in_(entry_ids))
        )
        return cls({guest.id: guest for guest in guests}, named, {row[0]: row[1] for row in titles})


def _own_looks(work: Work, owner_id: int, *, since: datetime) -> set[tuple[str, int | None]]:
    """What the actor looked at of this owner since that moment, in this same sign-in: event, and entry or file."""
    lines = select(AuditLine).where(AuditLine.actor_id == work.actor.id).order_by(AuditLine.id.desc()).limit(LATEST)
    latest = lines.subquery()
    rows = work.db.execute(
        select(latest.c.event, latest.c.facts).where(
            latest.c.event.in_((PortfolioSeen.name, EntrySeen.name, FileTaken.name)),
            latest.c.person_id == owner_id,
            latest.c.sign_in_id == work.actor.sign_in_id,
            latest.c.at >= since,
        )
    )
    return {(row.event, row.facts.get("entry_id") or row.facts.get("file_id")) for row in rows}


def _guest_looks(work: Work, taken: GuestTookFile, *, since: datetime) -> set[tuple[str, int | None]]:
    """What this guest looked at since that moment: event, and entry or file."""
    lines = select(AuditLine).where(AuditLine.person_id == taken.person_id).order_by(AuditLine.id.desc()).limit(LATEST)
    latest = lines.subquery()
    rows = work.db.execute(
        select(latest.c.event, latest.c.facts).where(
            latest.c.event.in_((GuestLooked.name, GuestTookFile.name)), latest.c.at >= since
        )
    )
    mine = [row for row in rows if row.facts["guest_pass_id"] == taken.guest_pass_id]
    return {(row.event, row.facts.get("entry_id") or row.facts.get("file_id")) for row in mine}


def _by_others(owner_id: int, who: Who) -> tuple[ColumnElement[bool], ...]:
    """By people who are not the owner, and by guests; what jobs and commands do is no look."""
    by_guests = or_(
        AuditLine.event.in_(_names(BY_GUESTS)),
        and_(AuditLine.event == Look.COMMENTED.value, AuditLine.actor_id.is_(None)),
    )
    by_people = and_(
        AuditLine.event.in_(_names(BY_PEOPLE)), AuditLine.actor_id.is_not(None), AuditLine.actor_id != owner_id
    )
    return ({Who.ALL: or_(by_guests, by_people), Who.GUESTS: by_guests, Who.PEOPLE: by_people}[who],)


def _names(looks_: Collection[Look]) -> list[str]:
    return sorted(look.value for look in looks_)


def _numbers(facts: Sequence[Mapping[str, object]], name: str) -> set[int]:
    return {value for one in facts if isinstance(value := one.get(name), int)}


def _row(line: AuditLine, name: str, known: _Known) -> LookRow:
    guest = known.guests.get(line.facts.get("guest_pass_id") or 0)
    file_name, of_entry = known.files.get(line.facts.get("file_id") or 0, ("", None))
    entry_id = line.facts.get("entry_id") or of_entry
    return LookRow(
        id=line.id,
        at=line.at,
        look=Look(line.event),
        name=guest.name if guest else name,
        organisation=guest.organisation if guest else "",
        by_guest=line.actor_id is None,
        entry_id=entry_id if entry_id in known.titles else None,
        title=known.titles.get(entry_id or 0, ""),
        file_name=file_name,
    )
