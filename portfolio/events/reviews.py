"""Reviews are asked for, given and withdrawn; comments are made; portfolios are given to assessors."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class EvidenceHandedIn(Event):
    """A review was asked for links of an entry."""

    name: ClassVar[str] = "portfolio.evidence-handed-in"
    person_id: int
    entry_id: int
    evidence_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewTakenBack(Event):
    """A review is no longer asked for."""

    name: ClassVar[str] = "portfolio.review-taken-back"
    person_id: int
    entry_id: int
    evidence_id: int


@dataclass(frozen=True, kw_only=True)
class EvidenceAccepted(Event):
    """Links of an entry were accepted; the entry stays as it is."""

    name: ClassVar[str] = "portfolio.evidence-accepted"
    person_id: int
    entry_id: int
    evidence_ids: tuple[int, ...]
    capacity: str  # as what: supervisor or assessor


@dataclass(frozen=True, kw_only=True)
class EvidenceSentBack(Event):
    """Links of an entry were sent back, with a reason."""

    name: ClassVar[str] = "portfolio.evidence-sent-back"
    person_id: int
    entry_id: int
    evidence_ids: tuple[int, ...]
    capacity: str  # as what: supervisor or assessor


@dataclass(frozen=True, kw_only=True)
class AcceptanceWithdrawn(Event):
    """An acceptance was a mistake: the link waits for a review again."""

    name: ClassVar[str] = "portfolio.acceptance-withdrawn"
    person_id: int
    entry_id: int
    evidence_id: int
    capacity: str  # as what: supervisor or assessor
    thawed: bool  # the entry can be changed again


@dataclass(frozen=True, kw_only=True)
class CommentAdded(Event):
    """Something was said about an entry."""

    name: ClassVar[str] = "portfolio.comment-added"
    person_id: int
    entry_id: int
    comment_id: int
    guest_pass_id: int | None = None  # said by a guest


@dataclass(frozen=True, kw_only=True)
class CommentWithdrawn(Event):
    """Who said something about an entry withdrew it."""

    name: ClassVar[str] = "portfolio.comment-withdrawn"
    person_id: int
    entry_id: int
    comment_id: int
    guest_pass_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AssessorAssigned(Event):
    """A portfolio was given to an examiner to assess."""

    name: ClassVar[str] = "portfolio.assessor-assigned"
    person_id: int
    assessor_id: int


@dataclass(frozen=True, kw_only=True)
class AssessorEnded(Event):
    """An examiner no longer assesses a portfolio."""

    name: ClassVar[str] = "portfolio.assessor-ended"
    person_id: int
    assessor_id: int
