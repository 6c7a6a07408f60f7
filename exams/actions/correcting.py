"""Changing a mark after signing: with a reason, beside the value before, and never by who gave it (BR-33)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select

from exams.actions.deciding import decide, refuse_decision, signed_on
from exams.actions.ratifying import hold_sittings
from exams.actions.repeats import SentBefore, bound, key_for
from exams.actions.results import foresee, settle
from exams.actions.unseen import OnPage, refuse_changed
from exams.actions.wording import require_words
from exams.events.board import MarkCorrected, ResultChanged
from exams.models import BoardDecision, Correction, ExamStep, Sitting
from exams.queries.standing import Source, Stands, standing_of
from exams.rules import SittingState
from exams.rules.decisions import DecisionFacts, DecisionKind, OutcomeCause
from exams.rules.records import Record
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


def correct_marks(
    work: Work,
    sitting: Sitting,
    facts: CorrectionFacts,
    decision: DecisionFacts | None,
    shown: OnPage | None = None,
) -> None:
    """Give other values to marks of a signed exam and compute the result again; a final one needs a decision."""
    steps = {step.id: step for step in sitting.session.form.steps}
    stands = standing_of(work, sitting)
    is_repeated = _sent_before(work, sitting, facts, steps)
    if is_repeated and not changed(stands, facts.values):
        return
    require_words(facts.reason)
    require_words(facts.improvement, say("Say what is done so that it does not happen again."))
    hold_sittings(work, [sitting])
    if is_repeated:
        raise SentBefore
    refuse_changed(work, [sitting], shown)
    _require_marks(work, sitting)
    changes = _changes(stands, facts.values, steps)
    if sitting.state is SittingState.RATIFIED and decision is None:
        raise Refusal(say("This result is final. Changing it needs a decision of the exam board."))
    made = _decided(work, sitting, decision) if decision else None
    for step, value in changes.items():
        _correct(work, sitting, step, value, stands.get(step), facts, made)
    settle_again(work, sitting, OutcomeCause.CORRECTED)


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What a result would become: the verdict that stands, and the one that would; nothing of it is kept."""

    sitting: Sitting
    before: Record
    after: Record
    marks: tuple[tuple[ExamStep, int | None, int], ...] = ()  # the step, the value that stands, the one that would

    @property
    def turns(self) -> bool:
        """Whether passed becomes failed, or failed passed."""
        return self.before.result is not self.after.result


def foresee_correction(
    work: Work,
    sitting: Sitting,
    values: Mapping[int, int],
    decision: DecisionFacts | None,
    shown: OnPage | None = None,
) -> Foreseen:
    """The result with these marks; refuses what `correct_marks` refuses, and writes nothing."""
    refuse_changed(work, [sitting], shown)
    _require_marks(work, sitting)
    stands, steps = standing_of(work, sitting), {step.id: step for step in sitting.session.form.steps}
    changes = _changes(stands, values, steps)
    if decision:
        refuse_decision(work, DecisionKind.CORRECTION, decision, since=signed_on(work, [sitting]))
    marks = [(one, stands[one.id].value if one.id in stands else None) for one in steps.values() if one.id in changes]
    corrected = {
        step: Stands(op="", value=value, remark="", source=Source.CORRECTED) for step, value in changes.items()
    }
    return Foreseen(
        sitting=sitting,
        before=Record.from_json(sitting.outcome or {}),
        after=foresee(work, sitting, {**stands, **corrected}),
        marks=tuple((step, before, changes[step.id]) for step, before in marks),
    )


def _changes(
    stands: Mapping[int, Stands], values: Mapping[int, int], steps: Mapping[int, ExamStep]
) -> Mapping[int, int]:
    changes = changed(stands, values)
    if not changes:
        raise Refusal(say("Choose at least one mark that becomes another."))
    _require_levels(steps, changes)
    return changes


def _require_marks(work: Work, sitting: Sitting) -> None:
    """What was purged at this very moment is not computed from nothing."""
    work.db.refresh(sitting, ["purged_at"])
    if sitting.purged_at:
        raise Refusal(say("The marks of this exam were taken away at the end of their term, so its result stays."))


def changed(stands: Mapping[int, Stands], values: Mapping[int, int]) -> dict[int, int]:
    """Of these new values (step id -> value) those that are another than what stands."""
    return {step: value for step, value in values.items() if step not in stands or stands[step].value != value}


def _decided(work: Work, sitting: Sitting, facts: DecisionFacts) -> BoardDecision:
    facts = bound(work, facts, DecisionKind.CORRECTION, sitting.id)
    return decide(work, DecisionKind.CORRECTION, facts, since=signed_on(work, [sitting]))


def _sent_before(work: Work, sitting: Sitting, facts: CorrectionFacts, steps: Iterable[int]) -> bool:
    keys = [_key(work, sitting, facts, step) for step in steps]
    return bool(work.db.scalar(select(exists().where(Correction.form_key.in_(keys)))))


def _key(work: Work, sitting: Sitting, facts: CorrectionFacts, step: int) -> str:
    return key_for(work, facts.form_key, DecisionKind.CORRECTION, sitting.id, step)


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
        form_key=_key(work, sitting, facts, step),
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
