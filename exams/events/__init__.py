"""What happens to exams."""

from exams.events.agreeing import (
    ComparisonBegan,
    ComparisonClosed,
    ExaminerReplaced,
    MarkAgreed,
    ThirdExaminerAsked,
    ThirdExaminerGiven,
)
from exams.events.designing import FormChanged, FormMade, FormPutInUse, FormRemoved, FormReopened, FormWithdrawn
from exams.events.marking import MarksRecorded, SheetSeen, SheetSigned, SittingAborted, SittingBegan
from exams.events.planning import (
    CandidatesPlanned,
    ExaminerChosen,
    NoShowReported,
    NoShowTakenBack,
    SessionMoved,
    SessionPlanned,
    SessionRemoved,
    SittingMoved,
    SittingRemoved,
    SittingsCancelled,
)
from exams.events.results import ResultComputed, ResultRatified, ResultSeen

__all__ = [
    "CandidatesPlanned",
    "ComparisonBegan",
    "ComparisonClosed",
    "ExaminerChosen",
    "ExaminerReplaced",
    "FormChanged",
    "FormMade",
    "FormPutInUse",
    "FormRemoved",
    "FormReopened",
    "FormWithdrawn",
    "MarkAgreed",
    "MarksRecorded",
    "NoShowReported",
    "NoShowTakenBack",
    "ResultComputed",
    "ResultRatified",
    "ResultSeen",
    "SessionMoved",
    "SessionPlanned",
    "SessionRemoved",
    "SheetSeen",
    "SheetSigned",
    "SittingAborted",
    "SittingBegan",
    "SittingMoved",
    "SittingRemoved",
    "SittingsCancelled",
    "ThirdExaminerAsked",
    "ThirdExaminerGiven",
]
