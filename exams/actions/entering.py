"""Marks that come another way than from the device they were made on, under the same rules as those that do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from exams.events import MarksEntered, SittingBegunElsewhere
from exams.models import Mark, Sitting
from exams.queries.marking_sync import HeldSheet, held_sheets, history
from exams.rules import Answer, AnswerKind, Decision, Operation, SittingState, decide_all
from exams.rules.deeds import Deed, MarkSource, sent_otherwise
from foundation.access import Actor
from foundation.messages import say, to_json
from foundation.refusals import Refusal
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Which way marks came, and from which tablet where that is known."""

    source: MarkSource
    tablet: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What becomes of these operations, with the sheets they go to held until this work is done."""

    decisions: tuple[Decision, ...]
    sheets: Mapping[int, HeldSheet]
    marks: frozenset[UUID] = frozenset()  # ids that are of marks, of those that were asked about


def foresee(work: Work, operations: Sequence[Operation], *, examiner: int, deeds: Collection[Deed] = ()) -> Foreseen:
    """What becomes of marks of this examiner; nothing is kept yet. The sheets of these deeds are held too."""
    theirs = work.on_behalf_of(Actor(id=examiner))
    sheets = held_sheets(theirs, {one.sheet for one in operations} | {deed.sheet for deed in deeds})
    past = history(work, operations, sheets.keys(), also=[deed.op for deed in deeds])
    states = {number: sheet.state for number, sheet in sheets.items()}
    marks = [one for one in operations if one.op not in past.deeds]
    found = decide_all(marks, states, sender=examiner, standing=past.standing, known=past.known)
    taken = [Decision(operation=one, answer=sent_otherwise(one.op)) for one in operations if one.op in past.deeds]
    return Foreseen(decisions=(*found, *taken), sheets=sheets, marks=frozenset(past.known))


def enter_marks(work: Work, operations: Sequence[Operation], *, examiner: int, origin: Origin) -> Foreseen:
    """Keep marks for this examiner's own sheets: each gets its answer, and the first that stands begins the exam."""
    if not operations:
        return Foreseen(decisions=(), sheets={})
    found = foresee(work, operations, examiner=examiner)
    kept = [decision for decision in found.decisions if decision.is_new]
    rows = {decision.operation.op: _row(work, decision, examiner, origin) for decision in kept}
    try:
        with work.db.begin_nested():
            work.db.add_all(rows.values())
    except IntegrityError as error:  # race: the same id came in for another sheet at this very moment
        raise Refusal(say("Somebody else changed this at the same moment. Look again and repeat it.")) from error
    _begin(work, kept, found.sheets, origin)
    _announce(work, kept, found.sheets, rows, origin)
    return found


def _row(work: Work, decision: Decision, examiner: int, origin: Origin) -> Mark:
    operation, answer = decision.operation, decision.answer
    return Mark(
        op=operation.op,
        sheet_id=operation.sheet,
        step_id=operation.step,
        examiner_id=examiner,
        value=operation.value,
        remark=operation.remark,
        parts=None if operation.parts is None else list(operation.parts),
        base_op=operation.base_op,
        sequence=operation.sequence,
        made_at=operation.made_at,
        received_at=work.now,
        answer=answer.outcome,
        answer_facts=_facts(answer) or None,
        tablet_id=origin.tablet,
        source=origin.source,
        entered_by=None if work.actor.id == examiner else work.actor.id,
    )


def _facts(answer: Answer) -> dict[str, object]:
    return {
        **({"reason": to_json(answer.reason)} if answer.reason else {}),
        **({"standing": answer.standing.to_json()} if answer.standing else {}),
    }


def _begin(work: Work, kept: Collection[Decision], sheets: Mapping[int, HeldSheet], origin: Origin) -> None:
    """An exam that nobody began is begun by its first mark: when that was made, and not after it came in."""
    for number in {sheet.sitting_id for sheet in sheets.values() if sheet.state.state is SittingState.PLANNED}:
        made = [one.operation.made_at for one in kept if _is_stored_in(one, number, sheets)]
        if not made:
            continue
        sitting = work.db.get_one(Sitting, number)
        work.db.refresh(sitting, ["state", "began_at", "version"])
        sitting.state = SittingState.IN_PROGRESS
        sitting.began_at = min(max(min(made), sitting.starts_at), work.now)
        began = SittingBegunElsewhere(sitting_id=number, person_id=sitting.candidate_id, source=origin.source)
        work.emit(began)


def _is_stored_in(decision: Decision, sitting: int, sheets: Mapping[int, HeldSheet]) -> bool:
    stored = decision.answer.outcome is AnswerKind.STORED
    return stored and sheets[decision.operation.sheet].sitting_id == sitting


def _announce(
    work: Work,
    kept: Collection[Decision],
    sheets: Mapping[int, HeldSheet],
    rows: Mapping[UUID, Mark],
    origin: Origin,
) -> None:
    for sheet in sheets.values():
        here = [decision for decision in kept if decision.operation.sheet == sheet.id]
        if not here:
            continue
        outcomes = [decision.answer.outcome for decision in here]
        work.emit(
            MarksEntered(
                sheet_id=sheet.id,
                person_id=sheet.candidate_id,
                mark_ids=tuple(rows[decision.operation.op].id for decision in here),
                stored=outcomes.count(AnswerKind.STORED),
                refused=outcomes.count(AnswerKind.REFUSED),
                conflicts=outcomes.count(AnswerKind.CONFLICT),
                source=origin.source,
            )
        )
