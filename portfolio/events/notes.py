"""Staff write down something about a candidate. None of it is among what that candidate reads here."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class StaffNoteAdded(Event):
    """Somebody wrote a note about a candidate."""

    name: ClassVar[str] = "portfolio.staff-note-added"
    person_id: int
    note_id: int
    category: str


@dataclass(frozen=True, kw_only=True)
class StaffNoteChanged(Event):
    """A note says something else than before."""

    name: ClassVar[str] = "portfolio.staff-note-changed"
    person_id: int
    note_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StaffNoteRemoved(Event):
    """A note was put aside."""

    name: ClassVar[str] = "portfolio.staff-note-removed"
    person_id: int
    note_id: int


@dataclass(frozen=True, kw_only=True)
class StaffNoteRestored(Event):
    """A note that was put aside was put back."""

    name: ClassVar[str] = "portfolio.staff-note-restored"
    person_id: int
    note_id: int


@dataclass(frozen=True, kw_only=True)
class StaffNoteFilesAdded(Event):
    """Files came with a note."""

    name: ClassVar[str] = "portfolio.staff-note-files-added"
    person_id: int
    note_id: int
    file_ids: tuple[int, ...]
    sha256: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StaffNoteFileRemoved(Event):
    """A file of a note was put aside."""

    name: ClassVar[str] = "portfolio.staff-note-file-removed"
    person_id: int
    note_id: int
    file_id: int


@dataclass(frozen=True, kw_only=True)
class StaffNoteFileRestored(Event):
    """A file of a note was put back."""

    name: ClassVar[str] = "portfolio.staff-note-file-restored"
    person_id: int
    note_id: int
    file_id: int


@dataclass(frozen=True, kw_only=True)
class StaffNotesSeen(Event):
    """Somebody looked at the notes about a candidate."""

    name: ClassVar[str] = "portfolio.staff-notes-seen"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class StaffNoteFileTaken(Event):
    """Somebody opened a file of a note about a candidate."""

    name: ClassVar[str] = "portfolio.staff-note-file-taken"
    person_id: int
    file_id: int
