"""What happens to sessions, slots and sittings, and to the certificates of examiners."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar

from foundation.events import BulkEvent, Event, Line


@dataclass(frozen=True, kw_only=True)
class SittingsEvent(BulkEvent):
    """One thing that happens to many sittings at once: a line for each, about its candidate."""

    sitting_ids: tuple[int, ...]  # beside person_ids, in the same order

    def lines(self) -> Iterable[Line]:
        """The shared facts once for every sitting, with its own number."""
        shared = {key: value for key, value in asdict(self).items() if key not in ("person_ids", "sitting_ids")}
        pairs = zip(self.sitting_ids, self.person_ids, strict=True)
        return (Line(facts={**shared, "sitting_id": sitting}, person_id=person) for sitting, person in pairs)


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
class SlotsMade(Event):
    """A session got so many more time slots."""

    name: ClassVar[str] = "exams.slots-made"
    session_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class SlotChanged(Event):
    """A time slot got another time, room or number of places."""

    name: ClassVar[str] = "exams.slot-changed"
    session_id: int
    slot_id: int


@dataclass(frozen=True, kw_only=True)
class SlotRemoved(Event):
    """A time slot without candidates was thrown away."""

    name: ClassVar[str] = "exams.slot-removed"
    session_id: int
    slot_id: int


@dataclass(frozen=True, kw_only=True)
class CandidatesPlanned(SittingsEvent):
    """These people sit this exam."""

    name: ClassVar[str] = "exams.candidates-planned"
    session_id: int


@dataclass(frozen=True, kw_only=True)
class ExaminerChosen(SittingsEvent):
    """Somebody examines these candidates from now on; who did so before at this position no longer does."""

    name: ClassVar[str] = "exams.examiner-chosen"
    session_id: int
    examiner_id: int
    position: int = 1


@dataclass(frozen=True, kw_only=True)
class SittingMoved(Event):
    """A candidate begins at another time, in another slot or session."""

    name: ClassVar[str] = "exams.sitting-moved"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SittingReplaced(Event):
    """A sitting was planned in the place of one that came to nothing, or as the next attempt."""

    name: ClassVar[str] = "exams.sitting-replaced"
    sitting_id: int
    person_id: int
    earlier_id: int
    attempt: int


@dataclass(frozen=True, kw_only=True)
class SittingRemoved(Event):
    """A candidate was taken off a plan before anything was marked."""

    name: ClassVar[str] = "exams.sitting-removed"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SittingsCancelled(SittingsEvent):
    """What these people were planned for does not take place."""

    name: ClassVar[str] = "exams.sittings-cancelled"
    session_id: int


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


@dataclass(frozen=True, kw_only=True)
class CertificateAdded(Event):
    """Somebody may examine from a day on."""

    name: ClassVar[str] = "exams.certificate-added"
    certificate_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class CertificateWithdrawn(Event):
    """A certificate of an examiner no longer holds."""

    name: ClassVar[str] = "exams.certificate-withdrawn"
    certificate_id: int
    person_id: int
