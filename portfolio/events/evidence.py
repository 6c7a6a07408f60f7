"""Entries are linked to work processes."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Event):
    """An entry was linked to work processes."""

    name: ClassVar[str] = "portfolio.evidence-added"
    person_id: int
    entry_id: int
    work_process_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceChanged(Event):
    """The reasoning of a link was rewritten."""

    name: ClassVar[str] = "portfolio.evidence-changed"
    person_id: int
    evidence_id: int


@dataclass(frozen=True, kw_only=True)
class EvidenceRemoved(Event):
    """An entry is no longer linked to a work process."""

    name: ClassVar[str] = "portfolio.evidence-removed"
    person_id: int
    evidence_id: int


@dataclass(frozen=True, kw_only=True)
class EvidenceRestored(Event):
    """A link that was undone is there again."""

    name: ClassVar[str] = "portfolio.evidence-restored"
    person_id: int
    evidence_id: int
