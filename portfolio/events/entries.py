"""Entries come, change and go."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class EntryAdded(Event):
    """Somebody added an entry to the own portfolio."""

    name: ClassVar[str] = "portfolio.entry-added"
    person_id: int
    entry_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class EntryChanged(Event):
    """An entry tells something else than before."""

    name: ClassVar[str] = "portfolio.entry-changed"
    person_id: int
    entry_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EntryVersionMade(Event):
    """A new version of an entry that can no longer be changed was begun."""

    name: ClassVar[str] = "portfolio.entry-version-made"
    person_id: int
    entry_id: int
    predecessor_id: int


@dataclass(frozen=True, kw_only=True)
class EntryRemoved(Event):
    """An entry was put aside, with its files and evidence."""

    name: ClassVar[str] = "portfolio.entry-removed"
    person_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class EntryRestored(Event):
    """A removed entry was put back."""

    name: ClassVar[str] = "portfolio.entry-restored"
    person_id: int
    entry_id: int
