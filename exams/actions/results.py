"""From signatures to a result, and from a result to one that counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exams import queries
from exams.events import ResultComputed, ResultRatified
from exams.models import Mark, Sitting
from exams.permissions import Permission
from exams.rules import SittingState, is_signed_by_all, may_become, verdict
from exams.rules.records import Record, Stood, fingerprint
from foundation.environment import setting
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
    if not board_ratifies(work):
        ratify(work, sitting)


def board_ratifies(work: Work) -> bool:
    """Whether this school has set up a board that ratifies results; otherwise the last signature does."""
    return bool(setting(work.db, "exams.ratified_by", "signature") == "board")


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


@dataclass(frozen=True, kw_only=True)
class Ratified:
    """What became of a selection: how many are final now, and whose was passed over."""

    done: int
    passed_over: tuple[Sitting, ...]


def ratify_all(work: Work, sittings: Sequence[Sitting]) -> Ratified:
    """Ratify each result this board member may ratify; the others are named, not touched."""
    allowed = [sitting for sitting in sittings if work.allows(Permission.RATIFY, sitting)]
    for sitting in allowed:
        ratify(work, sitting)
    return Ratified(done=len(allowed), passed_over=tuple(s for s in sittings if s not in allowed))


def ratify(work: Work, sitting: Sitting) -> None:
    """Make a provisional result final; only a ratified, summative one counts elsewhere."""
    if not may_become(sitting.state, SittingState.RATIFIED):
        raise Refusal(say("Only a provisional result can be ratified."))
    sitting.state = SittingState.RATIFIED
    sitting.ratified_at = work.now
    sitting.ratified_by = work.actor.id
    form = sitting.session.form
    work.emit(
        ResultRatified(
            sitting_id=sitting.id,
            person_id=sitting.candidate_id,
            form_id=form.id,
            qualification_id=form.qualification_id,
            passed=bool(sitting.passed),
            formative=form.formative,
        )
    )
