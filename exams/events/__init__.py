"""What happens to exams."""

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
    "ExaminerChosen",
    "FormChanged",
    "FormMade",
    "FormPutInUse",
    "FormRemoved",
    "FormReopened",
    "FormWithdrawn",
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
]
