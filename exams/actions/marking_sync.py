"""Taking the marks that a device sends. Acknowledged means kept: the answer leaves after the commit."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, text, update
from sqlalchemy.dialects import sqlite

from exams.events import MarksRecorded, SittingBegan
from exams.models import Mark, Sitting
from exams.permissions import Permission
from exams.queries.marking_sync import HeldSheet, held_sheets, history
from exams.rules import Answer, AnswerKind, Decision, Operation, SittingState, decide_all, moment_made, read
from exams.rules.reading import JsonObject, objects_at
from foundation.messages import say, to_json
from foundation.refusals import Unreadable
from foundation.work import Work

MOST = 100
# A queue is accepted for thirty days; a mark that claims to be older says more about the clock than about the exam.
OLDEST = timedelta(days=30)
EARLIEST, LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

_RETURNED = (Mark.__table__.c.id, Mark.__table__.c.op)
_INSERT_ROWS = sqlite.insert(Mark).on_conflict_do_nothing(index_elements=["op"]).returning(*_RETURNED)
# Thirty rows of fourteen values are more than the driver prepares; as one document they are one value.
_INSERT_DOCUMENT = text(
    """
    INSERT INTO mark (op, sheet_id, step_id, examiner_id, value, remark, base_op, sequence,
                      made_at, sent_at, received_at, answer, answer_facts, parts)
    SELECT op, sheet_id, step_id, examiner_id, value, remark, base_op, sequence,
           made_at, sent_at, received_at, answer, answer_facts, parts
    FROM ROWS FROM (json_to_recordset(CAST(:rows AS json)) AS (
        op uuid, sheet_id integer, step_id integer, examiner_id integer, value integer, remark text, base_op uuid,
        sequence integer, made_at timestamptz, sent_at timestamptz, received_at timestamptz, answer text,
        answer_facts json, parts json)) WITH ORDINALITY AS sent
    ORDER BY ordinality
    ON CONFLICT (op) DO NOTHING
    RETURNING id, op
    """
).bindparams(bindparam("rows", type_=Text))


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What one request brought: operations, answers for those that could not be read, the device's clock."""

    operations: tuple[Operation, ...]
    unreadable: tuple[Answer, ...] = ()
    sent_at: datetime | None = None


def delivery(raw: JsonObject) -> Delivery:
    """The request as it came; only one that cannot be read at all is refused as a whole."""
    sent = objects_at(raw, "operations")
    if len(sent) > MOST:
        raise Unreadable(say("At most %(most)s marks can be sent at a time.", most=MOST))
    found = [read(operation) for operation in sent]
    return Delivery(
        operations=tuple(one for one in found if isinstance(one, Operation)),
        unreadable=tuple(one for one in found if isinstance(one, Answer)),
        sent_at=_moment(raw.get("sent_at")),
    )


def _moment(written: object) -> datetime | None:
    """The device's clock; marks are not held up because it cannot be read."""
    try:
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return _kept(found) if found and found.tzinfo else None


def _kept(moment: datetime) -> datetime:
    """The moment on a device whose clock may be wrong by years, as far as a database can read it back."""
    return min(max(moment, EARLIEST), LATEST)


def take_marks(work: Work, delivered: Delivery) -> list[Answer]:
    """An answer for each mark; what is new is kept under its id, and the first that stands begins the exam."""
    if not delivered.operations:
        return list(delivered.unreadable)
    held = held_sheets(work, {operation.sheet for operation in delivered.operations})
    own = {number: sheet for number, sheet in held.items() if work.allows(Permission.SEND_MARKS, sheet.state)}
    decisions = _decide(work, delivered.operations, own)
    numbers = _keep(work, [decision for decision in decisions if decision.is_new], delivered.sent_at)
    if raced := [d.operation for d in decisions if d.is_new and d.operation.op not in numbers]:
        # Race: the same id arrived for another sheet at this very moment. It is known now, and answered as known.
        again = {decision.operation.op: decision for decision in _decide(work, raced, own)}
        decisions = [again.get(decision.operation.op, decision) for decision in decisions]
    kept = [decision for decision in decisions if decision.operation.op in numbers and decision.is_new]
    _begin(work, kept, own, delivered.sent_at)
    _announce(work, kept, own, numbers)
    return [*(decision.answer for decision in decisions), *delivered.unreadable]


def _decide(work: Work, operations: Sequence[Operation], own: Mapping[int, HeldSheet]) -> list[Decision]:
    past = history(work, operations, own.keys())
    states = {number: sheet.state for number, sheet in own.items()}
    sender = work.actor.id or 0
    return decide_all(operations, states, sender=sender, standing=past.standing, known=past.known)


def _keep(work: Work, decisions: Sequence[Decision], sent_at: datetime | None) -> dict[UUID, int]:
    """The numbers under which they are kept now, in one INSERT; an id that is taken meanwhile is left out."""
    if not decisions:
        return {}
    rows = [_row(work, decision, sent_at) for decision in decisions]
    connection = work.db.connection()
    if connection.dialect.name == "postgresql":
        kept = connection.execute(_INSERT_DOCUMENT, {"rows": json.dumps(rows, default=str)})
    else:
        kept = connection.execute(_INSERT_ROWS, rows)
    return {op: number for number, op in kept}


def _row(work: Work, decision: Decision, sent_at: datetime | None) -> dict[str, Any]:
    operation, answer = decision.operation, decision.answer
    facts = {
        **({"reason": to_json(answer.reason)} if answer.reason else {}),
        **({"standing": answer.standing.to_json()} if answer.standing else {}),
    }
    return {
        "op": operation.op,
        "sheet_id": operation.sheet,
        "step_id": operation.step,
        "examiner_id": work.actor.id,
        "value": operation.value,
        "remark": operation.remark,
        "base_op": operation.base_op,
        "sequence": operation.sequence,
        "made_at": _kept(operation.made_at),
        "sent_at": sent_at,
        "received_at": work.now,
        "answer": answer.outcome,
        "answer_facts": facts or None,
        "parts": None if operation.parts is None else list(operation.parts),
    }


def _begin(work: Work, kept: Iterable[Decision], own: Mapping[int, HeldSheet], sent_at: datetime | None) -> None:
    """A tablet without network begins by itself: the exam began when its first mark was made.

    None that came before its day is among those that stand.
    """
    first: dict[int, datetime] = {}
    for decision in kept:
        sheet = own[decision.operation.sheet]
        if decision.answer.outcome is not AnswerKind.STORED or sheet.state.state is not SittingState.PLANNED:
            continue
        made = _made(work, decision.operation, sent_at)
        first[sheet.sitting_id] = min(first.get(sheet.sitting_id, made), made)
    for sitting_id, began in first.items():
        _set_begun(work, sitting_id, began)
    candidates = {sheet.sitting_id: sheet.candidate_id for sheet in own.values()}
    for sitting_id in first:
        work.emit(SittingBegan(sitting_id=sitting_id, person_id=candidates[sitting_id]))


def _made(work: Work, operation: Operation, sent_at: datetime | None) -> datetime:
    if sent_at is None:
        return work.now
    return moment_made(max(operation.made_at, sent_at - OLDEST), sent_at=sent_at, received_at=work.now)


def _set_begun(work: Work, sitting_id: int, began: datetime) -> None:
    sittings = Sitting.__table__
    change = {"state": SittingState.IN_PROGRESS, "began_at": began, "version": sittings.c.version + 1}
    work.db.connection().execute(update(Sitting).where(Sitting.id == sitting_id).values(change))


def _announce(
    work: Work, kept: Collection[Decision], own: Mapping[int, HeldSheet], numbers: Mapping[UUID, int]
) -> None:
    for sheet in own.values():
        here = [decision for decision in kept if decision.operation.sheet == sheet.id]
        if not here:
            continue
        outcomes = [decision.answer.outcome for decision in here]
        work.emit(
            MarksRecorded(
                sheet_id=sheet.id,
                person_id=sheet.candidate_id,
                mark_ids=tuple(numbers[decision.operation.op] for decision in here),
                stored=outcomes.count(AnswerKind.STORED),
                refused=outcomes.count(AnswerKind.REFUSED),
                conflicts=outcomes.count(AnswerKind.CONFLICT),
            )
        )
