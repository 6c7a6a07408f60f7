"""Files come with entries, and go."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class FilesAdded(Event):
    """Files came with an entry."""

    name: ClassVar[str] = "portfolio.files-added"
    person_id: int
    entry_id: int
    file_ids: tuple[int, ...]
    sha256: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FileReplaced(Event):
    """A newer version came in the place of a file; the earlier one stays to be read."""

    name: ClassVar[str] = "portfolio.file-replaced"
    person_id: int
    entry_id: int
    file_id: int
    replaces_id: int
    sha256: str


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
    """What others are shown of a file was made, or it turned out that nothing can be."""

    name: ClassVar[str] = "portfolio.preview-made"
    person_id: int
    file_id: int
    preview: str
