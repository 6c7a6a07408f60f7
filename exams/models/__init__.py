"""Exams: the form that is designed, the session that uses it, the sitting of one candidate, what became of it."""

from exams.models.forms import ExamForm, ExamGroup, ExamStep, FormApproval, FormDocument, SavedScale
from exams.models.planning import CalendarFeed, ExaminerCertificate
from exams.models.quality import AngoffJudgement, SampleReview, SamplingPlan
from exams.models.records import ExamEvent, GrantedSitting, InspectionGrant, PaperRun
from exams.models.results import (
    BoardDecision,
    Correction,
    Exemption,
    Graduation,
    Objection,
    ObjectionFile,
    RetentionHold,
    SittingOutcome,
)
from exams.models.sittings import AgreedMark, ExamSession, ExamSlot, Mark, Sheet, Sitting
from exams.models.tablets import MarkFile, MarkPhoto, ShelfDecision, Tablet, TabletDeed

__all__ = [
    "AgreedMark",
    "AngoffJudgement",
    "BoardDecision",
    "CalendarFeed",
    "Correction",
    "ExamEvent",
    "ExamForm",
    "ExamGroup",
    "ExamSession",
    "ExamSlot",
    "ExamStep",
    "ExaminerCertificate",
    "Exemption",
    "FormApproval",
    "FormDocument",
    "Graduation",
    "GrantedSitting",
    "InspectionGrant",
    "Mark",
    "MarkFile",
    "MarkPhoto",
    "Objection",
    "ObjectionFile",
    "PaperRun",
    "RetentionHold",
    "SampleReview",
    "SamplingPlan",
    "SavedScale",
    "Sheet",
    "ShelfDecision",
    "Sitting",
    "SittingOutcome",
    "Tablet",
    "TabletDeed",
]
