"""What becomes of uploads."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class UploadBegun(Event):
    """Somebody begins to send a file."""

    name: ClassVar[str] = "uploading.begun"
    person_id: int
    upload_id: int
    purpose: str
    size: int


@dataclass(frozen=True, kw_only=True)
class UploadTaken(Event):
    """All of a file is here, and it may stay."""

    name: ClassVar[str] = "uploading.taken"
    person_id: int
    upload_id: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class UploadRefused(Event):
    """All of a file is here, and it may not stay."""

    name: ClassVar[str] = "uploading.refused"
    person_id: int
    upload_id: int


@dataclass(frozen=True, kw_only=True)
class UploadDropped(Event):
    """Whoever sent a file does not want that any more."""

    name: ClassVar[str] = "uploading.dropped"
    person_id: int
    upload_id: int
