"""People as pages show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from foundation.messages import Message
from people.models import Membership, PartLead, Person, SignIn
from people.queries.organisation import AttributeKey, TreePart
from people.rules import ROLE_NAMES
from people.rules.attributes import AttributeKind

# Several names stand in each signature; the first that is found counts.
BROWSERS = (
    *(("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox")),
    *(("Chrom", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari")),
)
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook")),
    *(("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux")),
)


def photo_url(person_id: int, photo_key: str | None) -> str | None:
    """Where the photo is; the address changes with the photo, so that browsers may keep it. None without one."""
    return url_for("people.photo", person_id=person_id, v=photo_version(photo_key)) if photo_key else None


def photo_version(photo_key: str) -> str:
    """A few characters that differ from photo to photo."""
    return photo_key.rpartition("/")[2][:12]


@dataclass(frozen=True)
class PersonRow:
    """A person in a list."""

    id: int
    name: str
    email: str
    number: str
    group: str
    active: bool
    roles: tuple[Message, ...]
    photo_url: str | None
    url: str


def person_row(person: Person) -> PersonRow:
    """The person as lists show one; the roles must have been loaded."""
    roles = tuple(name for role, name in ROLE_NAMES.items() if role in person.role_names)
    return replace(person_row_without_roles(person), roles=roles)


def person_row_without_roles(person: Person) -> PersonRow:
    """The person as lists show one where it is clear what the role is."""
    return PersonRow(
        id=person.id,
        name=person.name,
        email=person.email,
        number=person.number or "",
        group=person.group_name,
        active=person.active,
        roles=(),
        photo_url=photo_url(person.id, person.photo_key),
        url=url_for("people.show_person", person_id=person.id),
    )


@dataclass(frozen=True)
class SignInRow:
    """A browser where somebody is signed in."""

    id: int
    browser: str
    since: datetime
    seen_at: datetime
    is_this_one: bool


def sign_in_rows(sign_ins: Sequence[SignIn], *, current: int | None) -> list[SignInRow]:
    """Where somebody is signed in; the browser in use stands first."""
    rows = [
        SignInRow(row.id, browser_name(row.browser), row.created_at, row.seen_at, row.id == current) for row in sign_ins
    ]
    return sorted(rows, key=lambda row: not row.is_this_one)


def browser_name(agent: str) -> str:
    """A browser as people know it, for instance "Firefox on Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("An unknown browser"))


@dataclass(frozen=True)
class MemberRow:
    """Somebody in a part."""

    membership_id: int
    person: PersonRow
    function: str
    since: date


def member_row(membership: Membership) -> MemberRow:
    """A place as the list of a part shows it; person and function must have been loaded."""
    function = membership.function.name if membership.function else ""
    return MemberRow(membership.id, person_row_without_roles(membership.person), function, membership.since)


@dataclass(frozen=True)
class HistoryRow:
    """What somebody was in a part, from a day until a day."""

    person: PersonRow
    function: str
    leads: bool
    since: date
    until: date | None


def history_rows(found: Sequence[Membership | PartLead]) -> list[HistoryRow]:
    """Who came, left and led, as the page shows it."""
    return [
        HistoryRow(
            person=person_row_without_roles(one.person),
            function=one.function.name if isinstance(one, Membership) and one.function else "",
            leads=isinstance(one, PartLead),
            since=one.since,
            until=one.until,
        )
        for one in found
    ]


@dataclass(frozen=True)
class MoveChange:
    """Who leads somebody before a move and after it."""

    member: MemberRow
    before: str
    after: str


@dataclass(frozen=True)
class TreeRow:
    """A part in the tree, with what is below it."""

    part: TreePart
    people: int
    below: tuple["TreeRow", ...]


def nested(parts: Sequence[TreePart], counts: Mapping[int, int], *, keep: int | None) -> list[TreeRow]:
    """The parts below each other; closed ones are left out, but for the one that is looked at."""
    shown = {part.id for part in parts}
    below: dict[int | None, list[TreePart]] = defaultdict(list)
    for part in parts:
        if not part.closed or part.id == keep:
            below[part.parent_id if part.parent_id in shown else None].append(part)

    def row(part: TreePart) -> TreeRow:
        return TreeRow(part, counts.get(part.id, 0), tuple(row(other) for other in below[part.id]))

    return [row(part) for part in below[None]]


def attribute_facts(known: Sequence[AttributeKey], kept: Mapping[int, str], *, language: str) -> list[tuple[str, str]]:
    """What is known of somebody, with its name; dates as people read them."""
    return [(one.name(language), _as_read(one.kind, kept[one.id])) for one in known if kept.get(one.id)]


def _as_read(kind: AttributeKind, value: str) -> str:
    return format_date(date.fromisoformat(value), "d MMM y") if kind is AttributeKind.DATE else value
