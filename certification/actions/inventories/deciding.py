"""Deciding on what answers led to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from certification.events.inventories import InventoryProposalDecided
from certification.models import InventoryProposal, InventoryRun
from certification.permissions import Permission
from certification.queries import inventories as queries
from certification.queries.inventories import DecidableRun
from certification.rules.inventories import ProposalKind, ProposalState
from foundation.messages import say
from foundation.refusals import NotFound, Refusal, Unreadable
from foundation.work import Work
from qualification_files.actions.grounds import hold, release
from qualification_files.models import Qualification
from qualification_files.queries import Results
from qualification_files.rules import LinkOrigin, LinkResult, why_not_linked

TELL_DECIDED = "certification.tell-inventory-decided"
ORIGIN = LinkOrigin.BY_INVENTORY


class Verdict(StrEnum):
    """What somebody decides about a proposal."""

    APPROVE = "approve"
    CHANGE = "change"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Decision:
    """A verdict on one proposal, as it was when it was read; changed: into which qualification."""

    proposal_id: int
    version: int
    verdict: Verdict
    reason: str = ""
    qualification_id: int | None = None
    required: bool | None = None


class DecidedMeanwhile(Refusal):
    """Somebody else was first."""


def decide(work: Work, decidable: DecidableRun, decisions: Sequence[Decision]) -> int:
    """Carry out these decisions, all or none; give how many were new. The person is told once nothing waits."""
    work.require(Permission.DECIDE_INVENTORY, decidable)
    rows = {row.id: row for row in queries.proposals_of(work, decidable.run.id)}
    done = sum(_decide_one(work, decidable.run, rows.get(one.proposal_id), one) for one in decisions)
    if done and not any(row.state is ProposalState.WAITING for row in rows.values()):
        work.later(TELL_DECIDED, run_id=decidable.run.id)
    return done


def _decide_one(work: Work, run: InventoryRun, row: InventoryProposal | None, decision: Decision) -> bool:
    if row is None:
        raise NotFound
    if row.state is not ProposalState.WAITING and row.decided_by == work.actor.id and row.state is _state(decision):
        return False  # sent twice
    if row.state is not ProposalState.WAITING or row.version != decision.version:
        raise DecidedMeanwhile(say("Somebody else decided on this meanwhile. Look at it again."))
    _refuse_without_reason(row, decision)
    row.state, row.reason = _state(decision), decision.reason
    row.decided_at, row.decided_by = work.now, work.actor.id
    given = _carry_out(work, run, row, decision)
    work.emit(
        InventoryProposalDecided(
            person_id=run.person_id,
            run_id=run.id,
            proposal_id=row.id,
            decision=row.state.value,
            qualification_id=given,
        )
    )
    return True


def _state(decision: Decision) -> ProposalState:
    return {
        Verdict.APPROVE: ProposalState.APPROVED,
        Verdict.CHANGE: ProposalState.CHANGED,
        Verdict.REFUSE: ProposalState.REFUSED,
    }[decision.verdict]


def _refuse_without_reason(row: InventoryProposal, decision: Decision) -> None:
    if row.kind is ProposalKind.END:
        if decision.verdict is Verdict.CHANGE:
            raise Unreadable(say("What is no longer proposed can only be ended or kept."))
        return
    if decision.verdict is not Verdict.APPROVE and not decision.reason:
        raise Unreadable(say("Say why, so that the person understands it."))


def _carry_out(work: Work, run: InventoryRun, row: InventoryProposal, decision: Decision) -> int:
    """Do what was decided; give which qualification it is about."""
    if decision.verdict is Verdict.REFUSE:
        return row.qualification_id
    if row.kind is ProposalKind.END:
        _end(work, run, row)
        return row.qualification_id
    given, required = _what(work, row, decision)
    row.given_id, row.given_required = given.id, required
    found = hold(work, given, [run.person_id], origin=ORIGIN, source_id=row.id, required=required)
    _refuse_unlinked(run, found)
    for earlier in queries.earlier_standing(work, run):
        if (earlier.given_id or earlier.qualification_id) == given.id:  # the new reason takes its place
            _let_go(work, run, earlier)
    return given.id


def _what(work: Work, row: InventoryProposal, decision: Decision) -> tuple[Qualification, bool]:
    if decision.verdict is Verdict.APPROVE:
        return row.qualification, row.required
    found = queries.qualification_names(work, [decision.qualification_id or 0]).get(decision.qualification_id or 0)
    if found is None:
        raise Unreadable(say("Choose which qualification it becomes."))
    return found, row.required if decision.required is None else decision.required


def _refuse_unlinked(run: InventoryRun, found: Results) -> None:
    result = next((one for one, people in found.people.items() if people), LinkResult.UNCHANGED)
    if result in (LinkResult.CHANGED, LinkResult.UNCHANGED):
        return
    raise Refusal(
        say(
            "%(qualification)s cannot be given to %(name)s: %(why)s. Change or refuse this proposal.",
            qualification=found.qualification.name,
            name=run.person.name,
            why=why_not_linked(result, found.offer) or "",
        )
    )


def _end(work: Work, run: InventoryRun, row: InventoryProposal) -> None:
    earlier = work.db.get(InventoryProposal, row.earlier_id)
    if earlier is not None and earlier.released_at is None:
        _let_go(work, run, earlier)


def _let_go(work: Work, run: InventoryRun, earlier: InventoryProposal) -> None:
    number = earlier.given_id or earlier.qualification_id
    release(work, origin=ORIGIN, source_id=earlier.id, person_ids=[run.person_id], qualification_id=number)
    earlier.released_at = work.now
