"""Deciding about several at once: each is checked by itself, and what could not be done is told with the reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from certification.actions import approving, grading
from certification.actions.grading import Grading
from certification.models.approvals import OpenedProof, OpenedSubmission
from certification.queries.approvals import opened_proofs, opened_submissions
from certification.queries.inventories import DecidableRun, decidable_runs
from certification.rules.approving import AT_ONCE, Answer, ApprovalKind
from foundation.messages import Message, say
from foundation.refusals import NotFound, Refusal, Unreadable
from foundation.work import Work


@dataclass(frozen=True)
class Chosen:
    """One of a list, in the version that the list showed."""

    kind: ApprovalKind
    item_id: int
    version: int


@dataclass(frozen=True)
class NotDone:
    """One about which nothing was decided, and why."""

    owner: str
    title: str
    reason: Message


@dataclass
class Decided:
    """How deciding about several came out."""

    done: int = 0
    not_done: list[NotDone] = field(default_factory=list)


Opened = OpenedProof | OpenedSubmission | DecidableRun


def decide_all(work: Work, chosen: Sequence[Chosen], answer: Answer, reason: str) -> Decided:
    """Approve or reject these; what is somebody else's to decide is as if it were not there."""
    if len(chosen) > AT_ONCE:
        raise Unreadable(say("At most %(most)s can be decided in one go. Choose fewer.", most=AT_ONCE))
    if answer is Answer.REJECT and not reason:
        raise Unreadable(say("Say why: the person corrects it with your reason."))
    opened, outcome = _opened(work, chosen), Decided()
    for one in dict.fromkeys(chosen):
        found = opened.get((one.kind, one.item_id))
        try:
            if found is None or not found.looked_after or found.owner_id == work.actor.id:
                raise NotFound
            _DECIDE[one.kind](work, found, answer, reason, one.version)
            outcome.done += 1
        except Refusal as refusal:
            outcome.not_done.append(_not_done(found, refusal))
    return outcome


def _opened(work: Work, chosen: Sequence[Chosen]) -> Mapping[tuple[ApprovalKind, int], Opened]:
    def of(kind: ApprovalKind) -> list[int]:
        return [one.item_id for one in chosen if one.kind is kind]

    proofs = opened_proofs(work, of(ApprovalKind.CERTIFICATE))
    handed_in = opened_submissions(work, of(ApprovalKind.ASSIGNMENT))
    answered = decidable_runs(work, of(ApprovalKind.INVENTORY))
    return {
        **{(ApprovalKind.CERTIFICATE, number): one for number, one in proofs.items()},
        **{(ApprovalKind.ASSIGNMENT, number): one for number, one in handed_in.items()},
        **{(ApprovalKind.INVENTORY, number): one for number, one in answered.items()},
    }


def _proof(work: Work, opened: Opened, answer: Answer, reason: str, version: int) -> None:
    assert isinstance(opened, OpenedProof)
    if answer is Answer.APPROVE:
        approving.approve(work, opened, version=version)
    else:
        approving.reject(work, opened, reason, version=version)


def _assignment(work: Work, opened: Opened, answer: Answer, reason: str, version: int) -> None:
    assert isinstance(opened, OpenedSubmission)
    grading.grade(work, opened, Grading(answer=answer, feedback=reason), version=version)


def _by_itself(_work: Work, _opened: Opened, _answer: Answer, _reason: str, _version: int) -> None:
    raise Refusal(say("The outcome of an inventory is decided on its own page, proposal by proposal."))


_DECIDE: Mapping[ApprovalKind, Callable[[Work, Opened, Answer, str, int], None]] = {
    ApprovalKind.CERTIFICATE: _proof,
    ApprovalKind.ASSIGNMENT: _assignment,
    ApprovalKind.INVENTORY: _by_itself,
}


def _not_done(found: Opened | None, refusal: Refusal) -> NotDone:
    """Who may not see something is not told whose it is, nor what."""
    if found is None or isinstance(refusal, NotFound):
        return NotDone("", "", say("This is no longer there, or not yours to decide."))
    if isinstance(found, OpenedProof):
        about = found.proof.activity.title if found.proof.activity else found.proof.qualification.name
        return NotDone(found.proof.person.name, about, refusal.message)
    if isinstance(found, DecidableRun):
        return NotDone(found.run.person.name, found.version.name, refusal.message)
    return NotDone(found.submission.person.name, found.submission.activity.title, refusal.message)
