"""From signatures to a result."""

from collections.abc import Iterable

from exams import queries
from exams.actions.ratifying import ratify, waits_for_board
from exams.events import ResultComputed
from exams.models import Mark, Sitting
from exams.rules import SittingState, is_signed_by_all, may_become, verdict
from exams.rules.records import Record, Stood, fingerprint
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


def finish_sitting(work: Work, sitting: Sitting) -> None:
    """The provisional result, once every examiner has signed; it is final at once where no board ratifies."""
    sheets = [sheet for sheet in sitting.sheets if sheet.withdrawn_at is None]
    signatures = sum(sheet.signed_at is not None for sheet in sheets)
    if not is_signed_by_all(required_signatures=len(sheets), signatures=signatures):
        return
    if not may_become(sitting.state, SittingState.SIGNED):
        raise Refusal(say("Only an exam in progress can be signed."))
    _compute(work, sitting, queries.standing_marks(work, sheets[0].id))
    if not waits_for_board(work, sitting):
        ratify(work, sitting)


def _compute(work: Work, sitting: Sitting, marks: dict[int, Mark]) -> None:
    design = sitting.session.form.design
    outcome = verdict(design.steps, {step: mark.value for step, mark in marks.items()}, design.cut_score)
    record = Record.of(outcome, fingerprint=fingerprint(sitting.id, stood(marks.values())))
    sitting.state = SittingState.SIGNED
    sitting.signed_at = work.now
    sitting.passed = record.passed
    sitting.outcome = record.to_json()
    work.emit(ResultComputed(sitting_id=sitting.id, person_id=sitting.candidate_id, passed=record.passed))


def stood(marks: Iterable[Mark]) -> list[Stood]:
    """The marks as the fingerprint takes them."""
    return [
        Stood(step=mark.step_id, op=str(mark.op), value=mark.value, remark=mark.remark)
        for mark in marks
        if mark.step_id is not None
    ]
