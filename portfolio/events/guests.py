"""Guests are invited, look, and sign. Events name the pass, never the person behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class GuestInvited(Event):
    """A candidate invited somebody from outside."""

    name: ClassVar[str] = "portfolio.guest-invited"
    person_id: int
    guest_pass_id: int
    entry_id: int | None
    kind: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class GuestLinkSent(Event):
    """A link was mailed to a guest; earlier links of that guest are worth nothing from now on."""

    name: ClassVar[str] = "portfolio.guest-link-sent"
    person_id: int
    guest_pass_id: int


@dataclass(frozen=True, kw_only=True)
class GuestProlonged(Event):
    """A guest may look for longer."""

    name: ClassVar[str] = "portfolio.guest-prolonged"
    person_id: int
    guest_pass_id: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class GuestWithdrawn(Event):
    """A guest may not look any more."""

    name: ClassVar[str] = "portfolio.guest-withdrawn"
    person_id: int
    guest_pass_id: int


@dataclass(frozen=True, kw_only=True)
class GuestCodeSent(Event):
    """A code was mailed to a guest."""

    name: ClassVar[str] = "portfolio.guest-code-sent"
    person_id: int
    guest_pass_id: int


@dataclass(frozen=True, kw_only=True)
class GuestCameIn(Event):
    """A guest typed the right code."""

    name: ClassVar[str] = "portfolio.guest-came-in"
    person_id: int
    guest_pass_id: int
    visit_id: int


@dataclass(frozen=True, kw_only=True)
class GuestLeft(Event):
    """A guest ended the visit."""

    name: ClassVar[str] = "portfolio.guest-left"
    person_id: int
    guest_pass_id: int
    visit_id: int


@dataclass(frozen=True, kw_only=True)
class GuestLooked(Event):
    """A guest looked at a portfolio, or at an entry of it."""

    name: ClassVar[str] = "portfolio.guest-looked"
    person_id: int
    guest_pass_id: int
    entry_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class GuestTookFile(Event):
    """A guest opened a file."""

    name: ClassVar[str] = "portfolio.guest-took-file"
    person_id: int
    guest_pass_id: int
    file_id: int


@dataclass(frozen=True, kw_only=True)
class WitnessSigned(Event):
    """A witness signed a statement about an entry."""

    name: ClassVar[str] = "portfolio.witness-signed"
    person_id: int
    guest_pass_id: int
    entry_id: int
    statement_id: int
    fingerprint: str
