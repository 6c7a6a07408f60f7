"""What happens to sessions and sittings."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import BulkEvent, Event


@dataclass(frozen=True, kw_only=True)
class SessionPlanned(Event):
    """A form will be used on a day, at a place."""

    name: ClassVar[str] = "exams.session-planned"
    session_id: int
    form_id: int


@dataclass(frozen=True, kw_only=True)
class SessionMoved(Event):
    """Another moment or another place."""

    name: ClassVar[str] = "exams.session-moved"
    session_id: int


@dataclass(frozen=True, kw_only=True)
class SessionRemoved(Event):
    """A session without candidates was thrown away."""

    name: ClassVar[str] = "exams.session-removed"
    session_id: int


@dataclass(frozen=True, kw_only=True)
class CandidatesPlanned(BulkEvent):
    """These people sit this exam."""

    name: ClassVar[str] = "exams.candidates-planned"
    session_id: int


@dataclass(frozen=True, kw_only=True)
class ExaminerChosen(BulkEvent):
    """Somebody examines these candidates from now on; who did so before no longer does."""

    name: ClassVar[str] = "exams.examiner-chosen"
    session_id: int
    examiner_id: int


@dataclass(frozen=True, kw_only=True)
class SittingMoved(Event):
    """A candidate begins at another time of the day."""

    name: ClassVar[str] = "exams.sitting-moved"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SittingRemoved(Event):
    """A candidate was taken off a plan before anything was marked."""

    name: ClassVar[str] = "exams.sitting-removed"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SittingsCancelled(BulkEvent):
    """What these people were planned for does not take place."""

    name: ClassVar[str] = "exams.sittings-cancelled"
    session_id: int
    sitting_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NoShowReported(Event):
    """The candidate did not come."""

    name: ClassVar[str] = "exams.no-show-reported"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class NoShowTakenBack(Event):
    """The candidate came after all, and is planned again."""

    name: ClassVar[str] = "exams.no-show-taken-back"
    sitting_id: int
    person_id: int
