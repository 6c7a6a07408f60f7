"""Changing a mark after signing: with a reason, beside the value before, and never by who gave it (BR-33)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import exists, select

from exams.actions.deciding import decide
from exams.actions.ratifying import hold_sittings
from exams.actions.results import settle
from exams.events.board import MarkCorrected, ResultChanged
from exams.models import BoardDecision, Correction, ExamStep, Sitting
from exams.queries.standing import Stands, standing_of
from exams.rules import SittingState
from exams.rules.decisions import DecisionFacts, DecisionKind, OutcomeCause
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class CorrectionFacts:
    """Which marks become what (step id -> value), why, and what is done so that it does not happen again."""

    values: Mapping[int, int]
    reason: str
    improvement: str
    form_key: str


def correct_marks(work: Work, sitting: Sitting, facts: CorrectionFacts, decision: DecisionFacts | None) -> None:
    """Give other values to marks of a signed exam and compute the result again; a final one needs a decision."""
    if _sent_before(work, facts):
        return
    hold_sittings(work, [sitting])
    _require_marks(work, sitting)
    stands = standing_of(work, sitting)
    steps = {step.id: step for step in sitting.session.form.steps}
    changes = {step: value for step, value in facts.values.items() if step not in stands or stands[step].value != value}
    if not changes:
        raise Refusal(say("Choose at least one mark that becomes another."))
    _require_levels(steps, changes)
    if sitting.state is SittingState.RATIFIED and decision is None:
        raise Refusal(say("This result is final. Changing it needs a decision of the exam board."))
    made = decide(work, DecisionKind.CORRECTION, decision) if decision else None
    for step, value in changes.items():
        _correct(work, sitting, step, value, stands.get(step), facts, made)
    settle_again(work, sitting, OutcomeCause.CORRECTED)


def _require_marks(work: Work, sitting: Sitting) -> None:
    """What was purged at this very moment is not computed from nothing."""
    work.db.refresh(sitting, ["purged_at"])
    if sitting.purged_at:
        raise Refusal(say("The marks of this exam were taken away at the end of their term, so its result stays."))


def _sent_before(work: Work, facts: CorrectionFacts) -> bool:
    keys = [_key(facts, step) for step in facts.values]
    return bool(work.db.scalar(select(exists().where(Correction.form_key.in_(keys)))))


def _key(facts: CorrectionFacts, step: int) -> str:
    return str(uuid5(UUID(facts.form_key), str(step)))


def _require_levels(steps: Mapping[int, ExamStep], changes: Mapping[int, int]) -> None:
    for step, value in changes.items():
        if step not in steps or value not in {level.value for level in steps[step].scale}:
            raise Unreadable(say("This is no mark of this step. Choose one of the list."))


def _correct(
    work: Work,
    sitting: Sitting,
    step: int,
    value: int,
    stood: Stands | None,
    facts: CorrectionFacts,
    decision: BoardDecision | None,
) -> None:
    correction = Correction(
        sitting_id=sitting.id,
        step_id=step,
        value_before=stood.value if stood else None,
        value=value,
        reason=facts.reason,
        improvement=facts.improvement,
        decision_id=decision.id if decision else None,
        made_by=work.actor.id,
        made_at=work.now,
        form_key=_key(facts, step),
    )
    work.db.add(correction)
    work.db.flush()  # the event needs the number
    work.emit(
        MarkCorrected(
            sitting_id=sitting.id,
            person_id=sitting.candidate_id,
            step_id=step,
            correction_id=correction.id,
            decision_id=correction.decision_id,
            value_before=correction.value_before,
            value=value,
        )
    )


def settle_again(work: Work, sitting: Sitting, cause: OutcomeCause) -> None:
    """The verdict from what stands now; where it was final already, what is built on it is told."""
    passed = sitting.passed
    settle(work, sitting, cause=cause)
    if sitting.state is not SittingState.RATIFIED or sitting.passed == passed:
        return
    form = sitting.session.form
    work.emit(
        ResultChanged(
            sitting_id=sitting.id,
            person_id=sitting.candidate_id,
            form_id=form.id,
            qualification_id=form.qualification_id,
            passed=bool(sitting.passed),
            formative=form.formative,
        )
    )
