"""Letting anybody read a qualification, and no longer."""

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files.events import QualificationPublished, QualificationUnpublished
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState


def publish(work: Work, qualification: Qualification) -> None:
    """From now on anybody may read it; refused while it was never activated."""
    if qualification.public_since is not None:
        return  # pressed twice
    if qualification.activated_at is None or qualification.state is QualificationState.DRAFT:
        raise Refusal(say("Only a qualification that was activated can be public. Activate it first."))
    qualification.public_since = work.now
    work.emit(QualificationPublished(qualification_id=qualification.id))


def unpublish(work: Work, qualification: Qualification) -> None:
    """From now on only those who may read it inside the school can."""
    if qualification.public_since is None:
        return  # pressed twice
    qualification.public_since = None
    work.emit(QualificationUnpublished(qualification_id=qualification.id))
