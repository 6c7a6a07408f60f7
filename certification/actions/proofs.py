"""Certificates obtained elsewhere: sent in, corrected, taken back. Somebody else decides (see `approving`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from certification.actions.once import bound_key
from certification.events.sending import ProofCorrected, ProofSent, ProofWithdrawn
from certification.models import Activity, Proof, ProofDecision
from certification.queries.sent_in import latest_proof, locked_link, locked_proof, proof_by_key
from certification.rules.clock import ActivityStanding
from certification.rules.growth import CAN_BE_SENT_AGAIN, too_early, why_no_upload, why_not_achieved_then
from certification.rules.states import ProofState
from foundation.files import Category, TakenIn
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work

PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True)
class ProofFacts:
    """What somebody says of a certificate."""

    achieved_on: date
    expires_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """For what it is: an activity in a qualification that one has to keep, or an external qualification as a whole."""

    person_id: int
    qualification_id: int
    external: bool = False
    activity: Activity | None = None
    lines: Sequence[ActivityStanding] = ()  # of this activity in this qualification


def send_proof(work: Work, frame: Frame, facts: ProofFacts, taken: TakenIn, *, form_key: str) -> Proof:
    """It waits for a decision from now on; the same form twice sends it once."""
    activity_id = frame.activity.id if frame.activity else None
    key = bound_key(work, form_key, frame.qualification_id, activity_id)
    # Race: two tabs send one at the same moment. One of them waits here, and is then told.
    locked_link(work, frame.person_id, frame.qualification_id)
    if before := proof_by_key(work, key):
        return before
    _refuse(work, frame, facts, taken)
    _refuse_second(work, frame.person_id, frame.qualification_id, activity_id)
    proof = Proof(
        person_id=frame.person_id,
        qualification_id=frame.qualification_id,
        activity_id=activity_id,
        form_key=key,
    )
    _keep(work, proof, facts, taken)
    work.db.add(proof)
    work.db.flush()  # the event needs the number
    _record(work, proof)
    _tell(work, ProofSent, proof)
    return proof


def correct_proof(work: Work, proof: Proof, frame: Frame, facts: ProofFacts, taken: TakenIn | None = None) -> None:
    """Send a rejected one again, with what was wrong put right; without a file the one that is there stays."""
    proof = locked_proof(work, proof.id)
    if proof.state is ProofState.SENT:
        return  # the same form twice
    if proof.state not in CAN_BE_SENT_AGAIN:
        raise Refusal(say("Only what was rejected can be corrected and sent again."))
    _refuse(work, frame, facts, taken)
    _keep(work, proof, facts, taken)
    _record(work, proof)
    _tell(work, ProofCorrected, proof)


def withdraw_proof(work: Work, proof: Proof) -> None:
    """Take it back before somebody decides; pressed twice it is back once."""
    proof = locked_proof(work, proof.id)
    if proof.state is ProofState.WITHDRAWN:
        return
    if proof.state not in (ProofState.SENT, ProofState.REJECTED):
        raise Refusal(say("Somebody decided already, so it stays."))
    proof.state = ProofState.WITHDRAWN
    _record(work, proof)
    work.emit(
        ProofWithdrawn(
            person_id=proof.person_id,
            proof_id=proof.id,
            qualification_id=proof.qualification_id,
            activity_id=proof.activity_id,
        )
    )


def _refuse(work: Work, frame: Frame, facts: ProofFacts, taken: TakenIn | None) -> None:
    if frame.activity is None and not frame.external:
        raise Refusal(
            say("This qualification is achieved here, so no certificate from elsewhere proves it as a whole.")
        )
    if frame.activity and (no := why_no_upload(frame.activity.kind, frame.lines)):
        raise Refusal(no)
    if wrong := why_not_achieved_then(facts.achieved_on, facts.expires_on, work.today):
        raise Unreadable(wrong)
    if frame.activity and (early := too_early(facts.achieved_on, frame.lines)):
        raise Unreadable(early)
    if taken and taken.category != Category.IMAGE and taken.media_type != PDF:
        raise Unreadable(say("Send the certificate as a PDF or as a picture."))


def _refuse_second(work: Work, person_id: int, qualification_id: int, activity_id: int | None) -> None:
    latest = latest_proof(work, person_id, qualification_id, activity_id)
    if latest and latest.state is ProofState.SENT:
        raise Refusal(say("A certificate that you sent waits for a decision. Take it back first, or wait."))


def _keep(work: Work, proof: Proof, facts: ProofFacts, taken: TakenIn | None) -> None:
    proof.achieved_on, proof.expires_on, proof.remark = facts.achieved_on, facts.expires_on, facts.remark
    proof.state, proof.sent_at = ProofState.SENT, work.now
    proof.decided_at, proof.decided_by, proof.reason = None, None, ""
    if taken:
        proof.file_name, proof.file_key, proof.media_type = taken.name, taken.key, taken.media_type
        proof.size, proof.sha256 = taken.size, taken.sha256


def _record(work: Work, proof: Proof) -> None:
    work.db.add(
        ProofDecision(
            proof_id=proof.id,
            state=proof.state,
            at=work.now,
            by=work.actor.id,
            achieved_on=proof.achieved_on,
            expires_on=proof.expires_on,
            file_name=proof.file_name,
            file_key=proof.file_key,
        )
    )


def _tell(work: Work, kind: type[ProofSent | ProofCorrected], proof: Proof) -> None:
    work.emit(
        kind(
            person_id=proof.person_id,
            proof_id=proof.id,
            qualification_id=proof.qualification_id,
            activity_id=proof.activity_id,
            sha256=proof.sha256,
        )
    )
