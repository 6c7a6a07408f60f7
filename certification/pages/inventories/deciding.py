"""Somebody's answers, and what they propose, for whoever decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from certification.models import InventoryProposal
from certification.pages.inventories.answers import Reason, reasons
from certification.pages.inventories.words import proposal_state
from certification.rules.inventories import Answers, Design, ProposalKind, ProposalState, proposed
from foundation.messages import Message
from qualification_files.models import Qualification


@dataclass(frozen=True)
class Decidable:
    """One proposal, with what was decided or can be."""

    id: int
    version: int
    qualification: Qualification
    required: bool
    is_end: bool
    is_waiting: bool
    because: tuple[Reason, ...]
    state: tuple[str, Message]
    given: Qualification | None
    given_required: bool | None
    reason: str
    decider: str
    decided_at: datetime | None


def decidables(design: Design, answers: Answers, rows: Sequence[InventoryProposal]) -> list[Decidable]:
    """The proposals of these answers; those that wait stand first."""
    why = {one.qualification_id: reasons(design, one.because) for one in proposed(design, answers)}
    found = [_decidable(row, why) for row in rows]
    return sorted(found, key=lambda one: not one.is_waiting)


def _decidable(row: InventoryProposal, why: Mapping[int, tuple[Reason, ...]]) -> Decidable:
    is_end = row.kind is ProposalKind.END
    return Decidable(
        id=row.id,
        version=row.version,
        qualification=row.qualification,
        required=row.required,
        is_end=is_end,
        is_waiting=row.state is ProposalState.WAITING,
        because=() if is_end else why.get(row.qualification_id, ()),
        state=proposal_state(row.kind, row.state),
        given=row.given if row.state is ProposalState.CHANGED else None,
        given_required=row.given_required,
        reason=row.reason,
        decider=row.decider.name if row.decider else "",
        decided_at=row.decided_at,
    )
