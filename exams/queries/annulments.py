"""By which decisions a result was annulled or corrected."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from exams.models import BoardDecision, Correction, Objection, Sitting
from exams.rules.annulling import AnnulledFor
from exams.rules.decisions import DecisionKind
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class Annulment:
    """Which decision annulled a result, why, and what became of the attempt."""

    decision_id: int
    number: str
    decided_on: date
    kind: DecisionKind
    told: str  # to the candidate
    on_account_of: AnnulledFor | None
    uses_attempt: bool


def annulment_of(work: Work, sitting: Sitting) -> Annulment | None:
    """The annulment of this result, if it was annulled (at most 2 statements)."""
    decision = work.db.get(BoardDecision, sitting.annulling_id) if sitting.annulling_id else None
    if decision is None:
        return None
    return Annulment(
        decision_id=decision.id,
        number=decision.number,
        decided_on=decision.decided_on,
        kind=decision.kind,
        told=_told(work, decision),
        on_account_of=sitting.annulled_for,
        uses_attempt=sitting.annulled_uses_attempt,
    )


def correcting_decisions(work: Work, sitting: Sitting) -> list[BoardDecision]:
    """The decisions by which marks of a final result were corrected, oldest first (1 statement)."""
    corrected = select(Correction.decision_id).where(Correction.sitting_id == sitting.id)
    found = select(BoardDecision).where(BoardDecision.id.in_(corrected)).order_by(BoardDecision.id)
    return list(work.db.scalars(found))


def _told(work: Work, decision: BoardDecision) -> str:
    """Of a case the candidate reads what they were told, not what the board wrote for itself."""
    if decision.kind is DecisionKind.ANNULMENT:
        return decision.grounds
    told = select(Objection.outcome).where(Objection.decision_id == decision.id).limit(1)
    return work.db.scalar(told) or ""
