"""What happens to exams."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import BulkEvent, Event


@dataclass(frozen=True, kw_only=True)
class FormMade(Event):
    """Somebody began to design a form, or copied one."""

    name: ClassVar[str] = "exams.form-made"
    form_id: int
    qualification_id: int
    copied_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class FormChanged(Event):
    """Something of a draft was changed."""

    name: ClassVar[str] = "exams.form-changed"
    form_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class FormPutInUse(Event):
    """From now on the form is fixed and can be planned."""

    name: ClassVar[str] = "exams.form-put-in-use"
    form_id: int


@dataclass(frozen=True, kw_only=True)
class FormReopened(Event):
    """Nothing was planned with the form, and it became a draft again."""

    name: ClassVar[str] = "exams.form-reopened"
    form_id: int


@dataclass(frozen=True, kw_only=True)
class FormWithdrawn(Event):
    """The form can no longer be planned."""

    name: ClassVar[str] = "exams.form-withdrawn"
    form_id: int


@dataclass(frozen=True, kw_only=True)
class FormRemoved(Event):
    """A draft was thrown away."""

    name: ClassVar[str] = "exams.form-removed"
    form_id: int


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


@dataclass(frozen=True, kw_only=True)
class SittingBegan(Event):
    """The examiner began, or the first mark arrived."""

    name: ClassVar[str] = "exams.sitting-began"
    sitting_id: int
    person_id: int


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


@dataclass(frozen=True, kw_only=True)
class ResultComputed(Event):
    """Every required examiner has signed; there is a provisional result."""

    name: ClassVar[str] = "exams.result-computed"
    sitting_id: int
    person_id: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class ResultRatified(Event):
    """The result is final. Only a summative one (not formative) counts elsewhere."""

    name: ClassVar[str] = "exams.result-ratified"
    sitting_id: int
    person_id: int
    form_id: int
    qualification_id: int
    passed: bool
    formative: bool


@dataclass(frozen=True, kw_only=True)
class ResultSeen(Event):
    """Somebody looked at another person's result, or took a copy."""

    name: ClassVar[str] = "exams.result-seen"
    sitting_id: int
    person_id: int
