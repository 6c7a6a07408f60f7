"""What happens when two examiners judge one exam."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ComparisonBegan(Event):
    """Both examiners have signed and differ on so many steps."""

    name: ClassVar[str] = "exams.comparison-began"
    sitting_id: int
    person_id: int
    differences: int


@dataclass(frozen=True, kw_only=True)
class MarkAgreed(Event):
    """An examiner proposed or confirmed a mark for a step on which they differ, or decided as the third."""

    name: ClassVar[str] = "exams.mark-agreed"
    sitting_id: int
    person_id: int
    agreed_mark_id: int
    step_id: int
    decides: bool


@dataclass(frozen=True, kw_only=True)
class ComparisonClosed(Event):
    """An examiner closed the comparison: what is agreed by now stands."""

    name: ClassVar[str] = "exams.comparison-closed"
    sitting_id: int
    person_id: int
    sheet_id: int


@dataclass(frozen=True, kw_only=True)
class ThirdExaminerAsked(Event):
    """The examiners do not agree, and somebody asked for a third one."""

    name: ClassVar[str] = "exams.third-examiner-asked"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ThirdExaminerGiven(Event):
    """A third examiner marks the exam and decides where the two differ."""

    name: ClassVar[str] = "exams.third-examiner-given"
    sitting_id: int
    person_id: int
    examiner_id: int


@dataclass(frozen=True, kw_only=True)
class ExaminerReplaced(Event):
    """Another examiner goes on with an exam that has begun; the marks of the one before stay, and count no more."""

    name: ClassVar[str] = "exams.examiner-replaced"
    sitting_id: int
    person_id: int
    examiner_id: int
    replaced_id: int
