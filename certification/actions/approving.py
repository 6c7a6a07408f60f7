"""Deciding on certificates that people obtained elsewhere and sent in. Nothing approves one by itself."""

from certification.actions import completing
from certification.events.approving import ProofApproved, ProofRejected, ProofTakenBack
from certification.models import Proof, ProofDecision
from certification.models.approvals import OpenedProof
from certification.permissions import Permission
from certification.queries.approvals import approval_completion, locked_proof, times_approved
from certification.rules.approving import PROOF_STANDS, ApprovalKind, completion_source
from certification.rules.states import CompletedBy, ProofState
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work

TELL_DECIDED = "certification.tell-decided"


class StandsOtherwise(Refusal):
    """Somebody else decided, or the person withdrew it."""

    def __init__(self, state: ProofState) -> None:
        super().__init__(PROOF_STANDS[state])


class SentAnew(Refusal):
    """What is decided about is no longer what was shown."""

    def __init__(self) -> None:
        super().__init__(say("This was corrected and sent again while you looked at it. Look again, and decide."))


def approve(work: Work, opened: OpenedProof, *, version: int) -> None:
    """It counts from now on, as from the day it was achieved; pressed twice it counts once."""
    work.require(Permission.DECIDE_SENT_IN, opened)
    proof = locked_proof(work, opened.proof.id)
    if _decided_so(work, proof, ProofState.APPROVED, ""):
        return
    _refuse_changed(proof, version)
    _complete(work, proof, completion_source(ApprovalKind.CERTIFICATE, proof.id, times_approved(work, proof.id) + 1))
    _record(work, proof, ProofState.APPROVED, "")
    _announce_proof(work, proof, ProofApproved)


def reject(work: Work, opened: OpenedProof, reason: str, *, version: int) -> None:
    """It does not count, for this reason; the person can correct it and send it again."""
    work.require(Permission.DECIDE_SENT_IN, opened)
    if not reason:
        raise Unreadable(say("Say why: the person corrects it with your reason."))
    proof = locked_proof(work, opened.proof.id)
    if _decided_so(work, proof, ProofState.REJECTED, reason):
        return
    _refuse_changed(proof, version)
    _record(work, proof, ProofState.REJECTED, reason)
    _announce_proof(work, proof, ProofRejected)


def take_back(work: Work, opened: OpenedProof, reason: str) -> None:
    """The approval was a mistake: what came of it counts no more. Its history stays."""
    work.require(Permission.DECIDE_SENT_IN, opened)
    if not reason:
        raise Unreadable(say("Say why the approval is taken back."))
    proof = locked_proof(work, opened.proof.id)
    if _decided_so(work, proof, ProofState.TAKEN_BACK, reason):
        return
    if proof.state is not ProofState.APPROVED:
        raise StandsOtherwise(proof.state)
    source = completion_source(ApprovalKind.CERTIFICATE, proof.id, times_approved(work, proof.id))
    completion = approval_completion(work, source)
    if completion:
        completing.withdraw(work, completion, reason)
    _record(work, proof, ProofState.TAKEN_BACK, reason)
    _announce_proof(work, proof, ProofTakenBack)


def _decided_so(work: Work, proof: Proof, state: ProofState, reason: str) -> bool:
    """Whether the actor decided just this last: the same form twice."""
    return (proof.state, proof.decided_by, proof.reason) == (state, work.actor.id, reason)


def _refuse_changed(proof: Proof, version: int) -> None:
    if proof.state is not ProofState.SENT:
        raise StandsOtherwise(proof.state)
    if proof.version != version:
        raise SentAnew


def _complete(work: Work, proof: Proof, source: str) -> None:
    if proof.activity_id is None:
        completing.complete_whole(
            work,
            person_id=proof.person_id,
            qualification_id=proof.qualification_id,
            on=proof.achieved_on,
            source=source,
            expires_on=proof.expires_on,
        )
        return
    completing.complete(
        work,
        person_id=proof.person_id,
        activity_id=proof.activity_id,
        on=proof.achieved_on,
        how=CompletedBy.UPLOAD,
        source=source,
        expires_on=proof.expires_on,
    )


def _record(work: Work, proof: Proof, state: ProofState, reason: str) -> None:
    proof.state, proof.reason = state, reason
    proof.decided_at, proof.decided_by = work.now, work.actor.id
    decision = ProofDecision(
        proof_id=proof.id,
        state=state,
        at=work.now,
        by=work.actor.id,
        reason=reason,
        achieved_on=proof.achieved_on,
        expires_on=proof.expires_on,
        file_name=proof.file_name,
        file_key=proof.file_key,
    )
    work.db.add(decision)
    work.db.flush()  # the mail is known by the number of the decision
    work.later(TELL_DECIDED, kind=ApprovalKind.CERTIFICATE.value, item_id=proof.id, decision_id=decision.id)


def _announce_proof(work: Work, proof: Proof, kind: type[ProofApproved | ProofRejected | ProofTakenBack]) -> None:
    work.emit(
        kind(
            person_id=proof.person_id,
            proof_id=proof.id,
            qualification_id=proof.qualification_id,
            activity_id=proof.activity_id,
        )
    )
