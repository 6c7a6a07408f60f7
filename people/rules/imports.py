"""What taking in a spreadsheet of people comes to: which rows are new, change somebody, or are wrong and why."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from foundation.messages import Message, say
from people.rules.names import plain
from people.rules.organisation import place_words
from people.rules.places import Names, Organisation, Place, as_found, missing_parts, told_place
from people.rules.roles import Role, why_not_together
from people.rules.spreadsheet import Column, Columns, Facts, Problem, columns_of, read_row

NOTHING = Organisation()
NAMED_ROWS = 5  # of those that say the same; more would fill the page


@dataclass(frozen=True)
class Known:
    """Somebody the environment knows already."""

    id: int
    given: str
    prefix: str
    family: str
    email: str
    number: str | None
    group: str
    language: str | None
    roles: frozenset[Role]
    supervisors: frozenset[str]  # e-mail addresses
    active: bool = True
    places: tuple[Place, ...] = ()
    leads: tuple[Names, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What becomes different for somebody."""

    column: str
    old: str | frozenset[Role]
    new: str | frozenset[Role]


class Outcome(StrEnum):
    """What a row comes to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True)
class Entry:
    """One row of the file as it was read, and what it comes to."""

    row: int
    cells: tuple[str, ...]
    facts: Facts
    problems: tuple[Problem, ...] = ()
    known: Known | None = None
    changes: tuple[Change, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What this row comes to."""
        if self.problems:
            return Outcome.WRONG
        if self.known is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED

    @property
    def roles(self) -> frozenset[Role]:
        """The roles this person will have; a newcomer without roles is a candidate."""
        roles = self.facts.roles
        if roles is None:
            roles = self.known.roles if self.known else frozenset({Role.CANDIDATE})
        return roles | {Role.MANAGER} if self.facts.leads else roles  # leading needs that role

    @property
    def places(self) -> tuple[Place, ...] | None:
        """Where this person will be; None if that does not change."""
        here = self.known.places if self.known else ()
        if self.facts.places is not None:
            return tuple(_with_function_kept(place, here, of=len(self.facts.places)) for place in self.facts.places)
        if self.facts.function is None or len(here) != 1:
            return None
        return (Place(here[0].names, self.facts.function),)

    def against(self, *problems: Problem) -> "Entry":
        """The same row with more wrong in it."""
        return replace(self, problems=(*self.problems, *problems))


@dataclass(frozen=True)
class Plan:
    """What taking in a spreadsheet would do."""

    header: tuple[str, ...]
    columns: Columns
    entries: tuple[Entry, ...]
    organisation: Organisation = field(default_factory=Organisation)

    @cached_property
    def new_parts(self) -> list[Names]:
        """The parts that will be made, each before what stands below it."""
        right = [entry for entry in self.entries if not entry.problems]
        wanted = [place.names for entry in right for place in entry.places or ()]
        return missing_parts(
            [*wanted, *(names for entry in right for names in entry.facts.leads or ())], self.organisation.parts
        )

    @cached_property
    def new_functions(self) -> list[str]:
        """The functions that will be made."""
        named = (place.function for entry in self.entries if not entry.problems for place in entry.places or ())
        return sorted(
            {plain(name): name for name in named if name and plain(name) not in self.organisation.functions}.values()
        )

    def of(self, outcome: Outcome) -> list[Entry]:
        """The rows that come to this."""
        return [entry for entry in self.entries if entry.outcome is outcome]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows come to what."""
        counts = {str(outcome): 0 for outcome in Outcome}
        for entry in self.entries:
            counts[entry.outcome] += 1
        return counts

    @property
    def does_something(self) -> bool:
        """Whether taking it in would change anything."""
        return bool(self.counts[Outcome.NEW] + self.counts[Outcome.CHANGED])

    @cached_property
    def fingerprint(self) -> str:
        """Differs when taking it in would do something else than before."""
        digest = hashlib.sha256()
        for entry in self.entries:
            known = entry.known.id if entry.known else 0
            digest.update(f"{entry.row}|{entry.outcome}|{known}|".encode())
            for change in entry.changes:
                digest.update(f"{change.column}|{_told(change.old)}|{_told(change.new)}|".encode())
        digest.update(repr((self.new_parts, self.new_functions)).encode())
        return digest.hexdigest()[:16]

    def label(self, column: str | None) -> str:
        """The heading of this column as the file writes it."""
        return "" if column is None or column not in self.columns.at else self.header[self.columns.at[column]]


def plan(
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    known: Sequence[Known],
    *,
    board_may_manage: bool = False,
    organisation: Organisation = NOTHING,
) -> Plan:
    """What each row comes to, given who is there already. Nothing is decided on part of the file: all rows count."""
    columns, attributes = columns_of(header, organisation.attributes), organisation.attributes
    entries = [Entry(number, tuple(cells), *read_row(cells, columns, attributes)) for number, cells in rows]
    entries = _matched(entries, known)
    entries = _once_each(entries)
    entries = [
        _keeping_apart(_keeping_leads(_keeping_administrators(entry)), board_may_manage=board_may_manage)
        for entry in entries
    ]
    entries = [_with_changes(entry) for entry in entries]
    return Plan(tuple(header), columns, tuple(_with_known_supervisors(entries, known)), organisation)


def _matched(entries: Iterable[Entry], known: Sequence[Known]) -> list[Entry]:
    """Each row with the person it is about: by e-mail address, else by number."""
    by_email = {person.email: person for person in known}
    by_number = {person.number: person for person in known if person.number}
    matched = []
    for entry in entries:
        here = by_email.get(entry.facts.email)
        there = by_number.get(entry.facts.number) if entry.facts.number else None
        entry = replace(entry, known=here or there)
        if here and there and here.id != there.id:
            entry = entry.against(
                Problem(
                    Column.NUMBER,
                    say("This number belongs to somebody with another e-mail address. Correct one of the two."),
                )
            )
        matched.append(entry)
    return matched


def _once_each(entries: Sequence[Entry]) -> list[Entry]:
    """Nobody stands in the file twice: neither of the rows is taken, since nobody knows which one counts."""
    same: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for entry in entries:
        for key in _identities(entry):
            same[key].append(entry.row)
    return [entry.against(*_doubles(entry, same)) for entry in entries]


def _identities(entry: Entry) -> Iterator[tuple[str | None, str]]:
    if entry.facts.email:
        yield Column.EMAIL, entry.facts.email
    if entry.facts.number:
        yield Column.NUMBER, entry.facts.number
    if entry.known:
        yield None, str(entry.known.id)


def _double(column: str | None, rows: str) -> Message:
    match column:
        case Column.EMAIL:
            return say("This e-mail address also stands in row %(rows)s. Keep one of the rows.", rows=rows)
        case Column.NUMBER:
            return say("This number also stands in row %(rows)s. Keep one of the rows.", rows=rows)
    return say("This row and row %(rows)s are about the same person. Keep one of the rows.", rows=rows)


def _doubles(entry: Entry, same: Mapping[tuple[str | None, str], list[int]]) -> Iterator[Problem]:
    told = False
    for column, value in _identities(entry):
        rows = same[column, value]
        if len(rows) > 1 and not (told and column is None):
            told = True
            others = [str(row) for row in rows[: NAMED_ROWS + 1] if row != entry.row][:NAMED_ROWS]
            yield Problem(column, _double(column, ", ".join(others) + (" …" if len(rows) > NAMED_ROWS + 1 else "")))


def _keeping_administrators(entry: Entry) -> Entry:
    if entry.known and Role.ADMINISTRATOR in entry.known.roles and Role.ADMINISTRATOR not in entry.roles:
        words = say("This person is an administrator. Take that role away on the person’s own page, not by a file.")
        return entry.against(Problem(Column.ROLES, words))
    return entry


def _keeping_leads(entry: Entry) -> Entry:
    """Leading a part needs the role of manager, and a file without a function for somebody nowhere helps nobody."""
    if entry.known and entry.known.leads and Role.MANAGER not in entry.roles:
        words = say("This person leads a part of the organisation, which needs the role of manager. End that first.")
        entry = entry.against(Problem(Column.ROLES, words))
    if entry.facts.function is not None and entry.places is None:
        words = say("This person is in no place or in several. Name the place too.")
        entry = entry.against(Problem(Column.FUNCTION, words))
    return entry


def _with_function_kept(place: Place, here: Sequence[Place], *, of: int) -> Place:
    """Where no function is said the one of that place stays; who goes from one place to one other keeps it too."""
    if place.function is not None:
        return place
    same = [other for other in here if as_found(other.names) == as_found(place.names)]
    if not same and len(here) == of == 1:
        same = list(here)
    return replace(place, function=same[0].function if same else "")


def _keeping_apart(entry: Entry, *, board_may_manage: bool) -> Entry:
    before = entry.known.roles if entry.known else frozenset()
    no = why_not_together(entry.roles, before=before, board_may_manage=board_may_manage)
    return entry.against(Problem(Column.ROLES, no)) if no else entry


def _with_changes(entry: Entry) -> Entry:
    return replace(entry, changes=tuple(_changes(entry.known, entry))) if entry.known else entry


def _changes(known: Known, entry: Entry) -> Iterator[Change]:
    facts = entry.facts
    # A name is one thing, so an empty prefix counts; elsewhere an empty cell changes nothing.
    named = [(Column.GIVEN, known.given, facts.given), (Column.PREFIX, known.prefix, facts.prefix)]
    kept = [(Column.FAMILY, known.family, facts.family), (Column.EMAIL, known.email, facts.email)]
    loose = [
        (Column.NUMBER, known.number or "", facts.number),
        (Column.GROUP, known.group, facts.group),
        (Column.LANGUAGE, known.language or "", facts.language),
    ]
    for column, old, new in [*named, *kept, *loose]:
        if new is not None and new != old:
            yield Change(column, old, new)
    if entry.roles != known.roles:
        yield Change(Column.ROLES, known.roles, entry.roles)
    if facts.supervisors is not None and frozenset(facts.supervisors) != known.supervisors:
        yield Change(Column.SUPERVISORS, _listed(known.supervisors), _listed(facts.supervisors))
    yield from _changes_of_place(known, entry)
    for key, value in facts.attributes.items():
        if value != known.attributes.get(key, ""):
            yield Change(f"attribute {key}", known.attributes.get(key, ""), value)


def _changes_of_place(known: Known, entry: Entry) -> Iterator[Change]:
    places, leads = entry.places, entry.facts.leads
    if places is not None and {_compared(one) for one in places} != {_compared(one) for one in known.places}:
        yield Change(Column.PLACE, _told_places(known.places), _told_places(places))
    if leads is not None and {as_found(one) for one in leads} != {as_found(one) for one in known.leads}:
        yield Change(Column.LEADS, _told_leads(known.leads), _told_leads(leads))


def _compared(place: Place) -> tuple[Names, str]:
    return as_found(place.names), plain(place.function or "")


def _told_places(places: Iterable[Place]) -> str:
    return "; ".join(sorted(told_place(place) for place in places))


def _told_leads(leads: Iterable[Names]) -> str:
    return "; ".join(sorted(place_words(names) for names in leads))


def _with_known_supervisors(entries: Sequence[Entry], known: Sequence[Known]) -> list[Entry]:
    """Whoever is named as a supervisor must be one, before or by this very file."""
    supervisors = [person for person in known if person.active and Role.SUPERVISOR in person.roles]
    checked = list(entries)
    while True:
        right = [entry for entry in checked if not entry.problems]
        here = {entry.known.id for entry in right if entry.known}
        able = {person.email for person in supervisors if person.id not in here}
        able |= {entry.facts.email for entry in right if _may_supervise(entry)}
        once_more = [entry if entry.problems else entry.against(*_strangers(entry, able)) for entry in checked]
        if [entry.outcome for entry in once_more] == [entry.outcome for entry in checked]:
            return once_more
        checked = once_more  # a row that fell out may have been somebody's supervisor


def _may_supervise(entry: Entry) -> bool:
    return Role.SUPERVISOR in entry.roles and (entry.known is None or entry.known.active)


def _strangers(entry: Entry, able: Set[str]) -> Iterator[Problem]:
    for address in entry.facts.supervisors or ():
        if address == entry.facts.email:
            yield Problem(Column.SUPERVISORS, say("Nobody can be their own supervisor. Name somebody else."))
        elif address not in able:
            yield Problem(
                Column.SUPERVISORS,
                say(
                    "%(email)s is not the address of an active supervisor, here or in the file. Correct it or add that"
                    " person.",
                    email=address[:80],
                ),
            )


def _listed(addresses: Iterable[str]) -> str:
    return ", ".join(sorted(addresses))


def _told(value: str | frozenset[Role]) -> str:
    return value if isinstance(value, str) else ",".join(sorted(value))
