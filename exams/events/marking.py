"""What happens while marking."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class SittingBegan(Event):
    """The examiner began, or the first mark arrived."""

    name: ClassVar[str] = "exams.sitting-began"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SittingBegunElsewhere(SittingBegan):
    """The first mark came another way than from the device of its examiner: see exams.rules.deeds.MarkSource."""

    source: str


@dataclass(frozen=True, kw_only=True)
class MarksRecorded(Event):
    """A device sent marks of one sheet; how many of them stand, were refused or wait for a decision."""

    name: ClassVar[str] = "exams.marks-recorded"
    sheet_id: int
    person_id: int
    mark_ids: tuple[int, ...]
    stored: int
    refused: int
    conflicts: int


@dataclass(frozen=True, kw_only=True)
class MarksEntered(MarksRecorded):
    """Marks of one sheet came another way than from the device of its examiner: see exams.rules.deeds.MarkSource."""

    source: str


@dataclass(frozen=True, kw_only=True)
class SheetSigned(Event):
    """An examiner put a name under all marks of a sheet."""

    name: ClassVar[str] = "exams.sheet-signed"
    sheet_id: int
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SittingAborted(Event):
    """An exam that had begun was stopped, for a reason that stands at the sitting."""

    name: ClassVar[str] = "exams.sitting-aborted"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SheetSeen(Event):
    """Somebody other than the examiner looked at a sheet."""

    name: ClassVar[str] = "exams.sheet-seen"
    sheet_id: int
    person_id: int
