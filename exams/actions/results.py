"""From signatures to a result: the one place where verdicts are made."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from exams.actions.ratifying import ratify, waits_for_board
from exams.events import ComparisonBegan, ResultComputed
from exams.models import Sitting, SittingOutcome
from exams.queries.standing import Stands, exempt_parts, freed_steps, judging, raw_marks, standing_of
from exams.rules import Outcome, Result, SittingState, is_signed_by_all, may_become
from exams.rules.agreeing import BOTH, differing
from exams.rules.decisions import OutcomeCause
from exams.rules.records import Record, Stood, fingerprint
from foundation.messages import say, say_many
from foundation.refusals import Refusal
from foundation.work import Work

# From these states a verdict is the first one; from the others it is made anew.
FIRST = frozenset({SittingState.IN_PROGRESS, SittingState.AGREEING})


def finish_sitting(work: Work, sitting: Sitting) -> None:
    """Once every examiner has signed: a result, or where two of them differ, the marks side by side (BR-30)."""
    sheets = [sheet for sheet in sitting.standing_sheets if sheet.position in BOTH]
    required = max(sitting.session.form.examiners_required, len(sheets))
    signatures = sum(sheet.signed_at is not None for sheet in sheets)
    if not is_signed_by_all(required_signatures=required, signatures=signatures):
        return
    if not may_become(sitting.state, SittingState.SIGNED):
        raise Refusal(say("Only an exam in progress can be signed."))
    if len(sheets) > 1 and (steps := differences(work, sitting)):
        _compare(work, sitting, steps)
    else:
        settle(work, sitting, cause=OutcomeCause.SIGNED)


def differences(work: Work, sitting: Sitting) -> tuple[int, ...]:
    """The steps that both examiners signed for and marked differently, in the order of the form (2 statements)."""
    first, second = judging(sitting)
    raw = raw_marks(work, [first.id, second.id])
    values = [{step: mark.value for step, mark in raw.get(sheet.id, {}).items()} for sheet in (first, second)]
    freed = freed_steps(work, sitting)
    return differing(values[0], values[1], [step.id for step in sitting.session.form.steps if step.id not in freed])


def _compare(work: Work, sitting: Sitting, steps: Sequence[int]) -> None:
    sitting.state = SittingState.AGREEING
    sitting.compared_at = work.now
    work.emit(ComparisonBegan(sitting_id=sitting.id, person_id=sitting.candidate_id, differences=len(steps)))


def settle(work: Work, sitting: Sitting, *, cause: OutcomeCause) -> Record:
    """The verdict from what stands now: the first one is provisional, a later one is kept beside those before.

    Refuses where there is none: a step without a mark, or nothing left that applies. That is no failed exam.
    """
    stands = standing_of(work, sitting)
    outcome = judge(work, sitting, stands)
    _refuse_no_result(outcome)
    record = Record.of(outcome, fingerprint=fingerprint(sitting.id, stood(stands)))
    is_first = sitting.state in FIRST
    if is_first:
        sitting.state = SittingState.SIGNED
        sitting.signed_at = work.now
    _keep(work, sitting, record, cause)
    if is_first and not waits_for_board(work, sitting):
        ratify(work, sitting)
    return record


def foresee(
    work: Work, sitting: Sitting, stands: Mapping[int, Stands], *, freed: Mapping[str, Fraction | None] | None = None
) -> Record:
    """What `settle` would make of these marks, or of these exempt parts; refuses where it would, and writes nothing."""
    exempt = exempt_parts(work, sitting) if freed is None else freed
    outcome = sitting.session.form.design.judge({step: one.value for step, one in stands.items()}, exempt=exempt)
    _refuse_no_result(outcome)
    return Record.of(outcome, fingerprint="")


def _refuse_no_result(outcome: Outcome) -> None:
    if outcome.result is not Result.INCOMPLETE:
        return
    if outcome.open_steps:
        count = len(outcome.open_steps)
        raise Refusal(
            say_many(
                "%(count)s step has no mark, so there is no result.",
                "%(count)s steps have no mark, so there is no result.",
                count,
            )
        )
    raise Refusal(say("No step would apply, so there would be nothing to judge. Mark at least one step otherwise."))


def judge(work: Work, sitting: Sitting, stands: Mapping[int, Stands]) -> Outcome:
    """What these marks come to by the cut score of the form, without the parts the board freed the candidate from."""
    design = sitting.session.form.design
    marks = {step: one.value for step, one in stands.items()}
    return design.judge(marks, exempt=exempt_parts(work, sitting))


def _keep(work: Work, sitting: Sitting, record: Record, cause: OutcomeCause) -> None:
    sitting.passed = record.passed
    sitting.outcome = record.to_json()
    work.db.add(
        SittingOutcome(
            sitting_id=sitting.id,
            cause=cause,
            passed=record.passed,
            outcome=sitting.outcome,
            made_by=work.actor.id,
            made_at=work.now,
        )
    )
    work.emit(ResultComputed(sitting_id=sitting.id, person_id=sitting.candidate_id, passed=record.passed, cause=cause))


def stood(stands: Mapping[int, Stands]) -> list[Stood]:
    """What stands, as the fingerprint takes it."""
    return [Stood(step=step, op=one.op, value=one.value, remark=one.remark) for step, one in stands.items()]
