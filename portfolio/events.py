"""What happens in portfolios, and who looked into whose."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from foundation.events import BulkEvent, Event, Line


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


@dataclass(frozen=True, kw_only=True)
class FilesAdded(Event):
    """Files came with an entry."""

    name: ClassVar[str] = "portfolio.files-added"
    person_id: int
    entry_id: int
    file_ids: tuple[int, ...]
    sha256: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    """A file was put aside."""

    name: ClassVar[str] = "portfolio.file-removed"
    person_id: int
    entry_id: int
    file_id: int


@dataclass(frozen=True, kw_only=True)
class FileRestored(Event):
    """A removed file was put back."""

    name: ClassVar[str] = "portfolio.file-restored"
    person_id: int
    entry_id: int
    file_id: int


@dataclass(frozen=True, kw_only=True)
class PreviewMade(Event):
    """A picture without metadata was drawn of a photo, or it turned out that none can be."""

    name: ClassVar[str] = "portfolio.preview-made"
    person_id: int
    file_id: int
    preview: str


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


@dataclass(frozen=True, kw_only=True)
class MovedAlong:
    """What one person showed for an earlier version that shows something of the next one now."""

    person_id: int
    evidence_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceMovedAlong(Event):
    """What people showed for an earlier version of a qualification shows the next one too."""

    name: ClassVar[str] = "portfolio.evidence-moved-along"
    move_id: int
    people: tuple[MovedAlong, ...]

    def lines(self) -> Iterable[Line]:
        """A line for each of them, with what came along."""
        return (
            Line(facts={"move_id": self.move_id, "evidence_ids": moved.evidence_ids}, person_id=moved.person_id)
            for moved in self.people
        )


@dataclass(frozen=True, kw_only=True)
class EvidenceTakenBack(BulkEvent):
    """A move to the next version was undone: what it had brought along and nobody changed since is gone again."""

    name: ClassVar[str] = "portfolio.evidence-taken-back"
    move_id: int


@dataclass(frozen=True, kw_only=True)
class PortfolioSeen(Event):
    """Somebody looked at the portfolio of another."""

    name: ClassVar[str] = "portfolio.portfolio-seen"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class EntrySeen(Event):
    """Somebody looked at an entry of another."""

    name: ClassVar[str] = "portfolio.entry-seen"
    person_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class FileTaken(Event):
    """Somebody opened a file of another."""

    name: ClassVar[str] = "portfolio.file-taken"
    person_id: int
    file_id: int
