"""What holds about portfolios, without database, clock or web."""

from portfolio.rules.entries import (
    FIELDS,
    LONGEST_TEXT,
    STARR,
    Asked,
    Coverage,
    EntryFacts,
    EntryKind,
    PreviewState,
    Told,
    changed,
    is_period,
    joined,
    suiting,
)
from portfolio.rules.fingerprints import fingerprint
from portfolio.rules.states import (
    Capacity,
    Decision,
    EvidenceState,
    ExportKind,
    GuestKind,
    Judgement,
    NoteCategory,
    SelfLevel,
)

__all__ = [
    "FIELDS",
    "LONGEST_TEXT",
    "STARR",
    "Asked",
    "Capacity",
    "Coverage",
    "Decision",
    "EntryFacts",
    "EntryKind",
    "EvidenceState",
    "ExportKind",
    "GuestKind",
    "Judgement",
    "NoteCategory",
    "PreviewState",
    "SelfLevel",
    "Told",
    "changed",
    "fingerprint",
    "is_period",
    "joined",
    "suiting",
]
