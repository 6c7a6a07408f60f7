"""The portfolio: entries with files, linked as evidence to work processes, and what others say of it."""

from portfolio.models.entries import (
    Entry,
    EntryDraft,
    EntryFile,
    EntryFilePage,
    EntryQualification,
    Evidence,
    EvidenceIndicator,
)
from portfolio.models.guests import GuestCode, GuestPass, GuestVisit, WitnessStatement
from portfolio.models.notes import OpenedNote, OpenedNoteFile, StaffNote, StaffNoteFile
from portfolio.models.opened import (
    OpenedComment,
    OpenedDraft,
    OpenedEntry,
    OpenedEvidence,
    OpenedFile,
    OpenedPage,
    Portfolio,
)
from portfolio.models.quality import EvidenceRule, OpenedWorkProcess, QualityJudgement, SelfAssessment
from portfolio.models.reviews import Comment, PortfolioAssessor, Review
from portfolio.models.transfer import PortfolioExport, PortfolioImport

__all__ = [
    "Comment",
    "Entry",
    "EntryDraft",
    "EntryFile",
    "EntryFilePage",
    "EntryQualification",
    "Evidence",
    "EvidenceIndicator",
    "EvidenceRule",
    "GuestCode",
    "GuestPass",
    "GuestVisit",
    "OpenedComment",
    "OpenedDraft",
    "OpenedEntry",
    "OpenedEvidence",
    "OpenedFile",
    "OpenedNote",
    "OpenedNoteFile",
    "OpenedPage",
    "OpenedWorkProcess",
    "Portfolio",
    "PortfolioAssessor",
    "PortfolioExport",
    "PortfolioImport",
    "QualityJudgement",
    "Review",
    "SelfAssessment",
    "StaffNote",
    "StaffNoteFile",
    "WitnessStatement",
]
