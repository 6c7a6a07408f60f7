"""A page of somebody's entries: as a list, or along the years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import url_for
from flask_babel import format_date, get_timezone
from flask_babel import gettext as _

from foundation.messages import Message, say, say_many
from foundation.web.words import said
from foundation.work import Work
from portfolio import queries
from portfolio.pages.kinds import KINDS, STANDINGS, KindWords
from portfolio.queries import EntryRow, Followed, WantedEntries
from portfolio.rules import EntryKind, EntryStanding, goes_on


@dataclass(frozen=True)
class State:
    """How far some of its evidence is, in words and with a sign."""

    kind: str
    words: Message


@dataclass(frozen=True)
class ListedEntry:
    """An entry in a list."""

    row: EntryRow
    kind: KindWords
    url: str
    thumbnail_url: str | None
    period: str
    added: str
    states: Sequence[State]


@dataclass(frozen=True)
class Years:
    """What stands under one heading of the time line."""

    heading: str
    entries: Sequence[ListedEntry]


@dataclass(frozen=True)
class EntryList:
    """One page of them, with what they can be narrowed by."""

    entries: Sequence[ListedEntry]
    years: Sequence[Years]  # the same along the years; empty where a list was asked for
    total: int
    number: int
    pages: int
    filters: Sequence[dict[str, object]]
    narrowed: bool


def entry_list(work: Work, wanted: WantedEntries, followed: Sequence[Followed]) -> EntryList:
    """A page of entries (2 statements)."""
    page = queries.entries(work, wanted)
    listed = [_listed(row) for row in page.rows]
    return EntryList(
        entries=listed,
        years=_years(listed) if wanted.by_time else (),
        total=page.total,
        number=page.number,
        pages=page.pages,
        filters=_filters(wanted, followed),
        narrowed=bool(wanted.words or wanted.kind or wanted.standing or wanted.qualification_id),
    )


def period(kind: EntryKind, started_on: date | None, ended_on: date | None) -> str:
    """When it was, in words; nothing where no date was told."""
    if started_on and ended_on and started_on != ended_on:
        return said(say("%(first)s – %(last)s", first=_day(started_on), last=_day(ended_on)))
    if goes_on(kind, started_on, ended_on):
        return said(say("Since %(first)s", first=_day(started_on)))
    return _day(ended_on or started_on)


def _listed(row: EntryRow) -> ListedEntry:
    return ListedEntry(
        row=row,
        kind=KINDS[row.kind],
        url=url_for("portfolio.entry", entry_id=row.id),
        thumbnail_url=url_for("portfolio.thumbnail", file_id=row.thumbnail_id) if row.thumbnail_id else None,
        period=period(row.kind, row.started_on, row.ended_on),
        added=_day(row.created_at),
        states=list(_states(row)),
    )


def _day(value: date | datetime | None) -> str:
    """Short, as it stands in a list: nobody needs to know on which day of the week it was."""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone()).date()
    return str(format_date(value, "d MMM y")) if value else ""


def _states(row: EntryRow) -> Iterable[State]:
    """What asks something of its owner first."""
    if not row.links:
        yield State("quiet", say("Not linked"))
    if row.returned:
        yield State("attention", say_many("%(count)s returned", "%(count)s returned", row.returned))
    if row.open:
        yield State("open", say_many("%(count)s not handed in", "%(count)s not handed in", row.open))
    if row.waiting:
        yield State("wait", say_many("%(count)s waits for review", "%(count)s wait for review", row.waiting))
    if row.accepted:
        yield State("ok", say_many("%(count)s accepted", "%(count)s accepted", row.accepted))


def _years(listed: Sequence[ListedEntry]) -> list[Years]:
    return [Years(heading, list(those)) for heading, those in groupby(listed, _heading)]


def _heading(entry: ListedEntry) -> str:
    row = entry.row
    if goes_on(row.kind, row.started_on, row.ended_on):
        return str(_("Going on now"))
    at = row.ended_on or row.started_on
    return str(at.year) if at else str(_("Without a date"))


def _filters(wanted: WantedEntries, followed: Sequence[Followed]) -> list[dict[str, object]]:
    filters = [
        _filter("kind", _("Kind"), [(kind.value, said(words.label)) for kind, words in KINDS.items()], wanted.kind),
        _filter("state", _("State"), [(each.value, said(STANDINGS[each])) for each in EntryStanding], wanted.standing),
    ]
    if followed:
        options = [(str(row.id), f"{row.name} {row.cohort}".strip()) for row in followed]
        filters.insert(1, _filter("qualification", _("Qualification"), options, wanted.qualification_id))
    return filters


def _filter(name: str, label: str, options: Sequence[tuple[str, str]], value: object) -> dict[str, object]:
    return {"name": name, "label": label, "options": options, "value": value or ""}
