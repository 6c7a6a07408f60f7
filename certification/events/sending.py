"""What people send in: certificates from elsewhere, and what assignments ask for."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ProofSent(Event):
    """Somebody sent a certificate from elsewhere; it waits for a decision."""

    name: ClassVar[str] = "certification.proof-sent"
    person_id: int
    proof_id: int
    qualification_id: int
    activity_id: int | None
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ProofCorrected(Event):
    """A certificate was corrected and sent again; it waits for a decision."""

    name: ClassVar[str] = "certification.proof-corrected"
    person_id: int
    proof_id: int
    qualification_id: int
    activity_id: int | None
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ProofWithdrawn(Event):
    """Whoever sent it took it back before a decision."""

    name: ClassVar[str] = "certification.proof-withdrawn"
    person_id: int
    proof_id: int
    qualification_id: int
    activity_id: int | None


@dataclass(frozen=True, kw_only=True)
class AssignmentHandedIn(Event):
    """Somebody handed in what an assignment asks; it waits for an answer."""

    name: ClassVar[str] = "certification.assignment-handed-in"
    person_id: int
    submission_id: int
    activity_id: int
    files: int


@dataclass(frozen=True, kw_only=True)
class ActivityOpened(Event):
    """Somebody began an activity, or went on with it."""

    name: ClassVar[str] = "certification.activity-opened"
    person_id: int
    activity_id: int
