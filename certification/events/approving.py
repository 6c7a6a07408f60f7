"""What was decided about what people sent in, and who looked at it."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ProofApproved(Event):
    """A certificate that somebody sent in counts from now on."""

    name: ClassVar[str] = "certification.proof-approved"
    person_id: int
    proof_id: int
    qualification_id: int
    activity_id: int | None


@dataclass(frozen=True, kw_only=True)
class ProofRejected(Event):
    """A certificate that somebody sent in does not count; it can be corrected and sent again."""

    name: ClassVar[str] = "certification.proof-rejected"
    person_id: int
    proof_id: int
    qualification_id: int
    activity_id: int | None


@dataclass(frozen=True, kw_only=True)
class ProofTakenBack(Event):
    """The approval of a certificate was a mistake."""

    name: ClassVar[str] = "certification.proof-taken-back"
    person_id: int
    proof_id: int
    qualification_id: int
    activity_id: int | None


@dataclass(frozen=True, kw_only=True)
class SubmissionGraded(Event):
    """An assignment was passed, or has to be done again."""

    name: ClassVar[str] = "certification.submission-graded"
    person_id: int
    submission_id: int
    activity_id: int
    state: str  # see rules.states.SubmissionState


@dataclass(frozen=True, kw_only=True)
class GradeTakenBack(Event):
    """That an assignment was passed was a mistake."""

    name: ClassVar[str] = "certification.grade-taken-back"
    person_id: int
    submission_id: int
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class SentInSeen(Event):
    """Somebody looked at what another sent in."""

    name: ClassVar[str] = "certification.sent-in-seen"
    person_id: int
    kind: str  # see rules.approving.ApprovalKind
    item_id: int


@dataclass(frozen=True, kw_only=True)
class SentInTaken(Event):
    """Somebody took a file that another sent in."""

    name: ClassVar[str] = "certification.sent-in-taken"
    person_id: int
    kind: str
    item_id: int
    file_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class FileDrawn(Event):
    """There are pictures now of a file that was sent in; none where it could not be drawn."""

    name: ClassVar[str] = "certification.file-drawn"
    file_key: str
    pages: int
