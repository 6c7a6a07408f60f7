"""People as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from foundation.messages import Message
from people.models import Person, SignIn
from people.rules import ROLE_NAMES

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
