"""Marks that came another way than from the device they were made on, and what was decided about refused ones."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ShelfDecided(Event):
    """A coordinator took refused marks over into a sheet, or set refused marks and deeds of this one aside."""

    name: ClassVar[str] = "exams.shelf-decided"
    sitting_id: int
    sheet_id: int
    person_id: int
    taken_over: bool
    count: int
    into_sheet_id: int | None


@dataclass(frozen=True, kw_only=True)
class MarkFileTakenIn(Event):
    """A file that a tablet saved was taken in; the marks themselves are told of sheet by sheet."""

    name: ClassVar[str] = "exams.mark-file-taken-in"
    file_id: int
    person_id: int  # the examiner whose file it is
    proven: bool
    sha256: str
    stored: int
    conflicts: int
    refused: int
