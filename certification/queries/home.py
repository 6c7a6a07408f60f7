"""What the home page tells somebody about what has to be kept, beside where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from certification.models import Activity, Proof, Submission
from certification.rules.states import ProofState, SubmissionState
from foundation.work import Work
from qualification_files.models import Qualification, QualificationLink

MOST = 5


@dataclass(frozen=True, kw_only=True)
class CameBack:
    """Something that was sent in and has to be done again."""

    id: int  # of the certificate, or of the activity of an assignment
    title: str
    reason: str
    at: datetime | None


def rejected_proofs(work: Work, person_id: int) -> Sequence[CameBack]:
    """Certificates that were not accepted, of what is still to be kept, newest first (1 statement)."""
    follows = exists().where(
        QualificationLink.person_id == person_id,
        QualificationLink.qualification_id == Proof.qualification_id,
        QualificationLink.ended_at.is_(None),
    )
    rows = work.db.execute(
        select(Proof.id, func.coalesce(Activity.title, Qualification.name), Proof.reason, Proof.decided_at)
        .outerjoin(Activity, Activity.id == Proof.activity_id)
        .join(Qualification, Qualification.id == Proof.qualification_id)
        .where(Proof.person_id == person_id, Proof.state == ProofState.REJECTED, follows)
        .order_by(Proof.decided_at.desc(), Proof.id.desc())
        .limit(MOST)
    )
    return [CameBack(id=number, title=title, reason=reason, at=at) for number, title, reason, at in rows]


def assignments_again(work: Work, person_id: int) -> Sequence[CameBack]:
    """Assignments that were not good enough and were not handed in anew, newest first (1 statement)."""
    later = aliased(Submission)
    newer = exists().where(
        and_(
            later.person_id == Submission.person_id,
            later.activity_id == Submission.activity_id,
            later.id > Submission.id,
        )
    )
    rows = work.db.execute(
        select(Activity.id, Activity.title, Submission.feedback, Submission.decided_at)
        .join(Activity, Activity.id == Submission.activity_id)
        .where(Submission.person_id == person_id, Submission.state == SubmissionState.AGAIN, ~newer)
        .order_by(Submission.decided_at.desc(), Submission.id.desc())
        .limit(MOST)
    )
    return [CameBack(id=number, title=title, reason=reason, at=at) for number, title, reason, at in rows]
