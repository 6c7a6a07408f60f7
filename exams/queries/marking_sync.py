"""What is read and written to answer a device: plain rows, in a fixed handful of statements however many marks came."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, any_, bindparam, func, literal_column, null, select, union_all
from sqlalchemy.dialects import postgresql

from exams.models import ExamForm, ExamSession, Mark, Sheet, Sitting
from exams.models.tablets import TabletDeed
from exams.queries.marking_forms import FormKey, design
from exams.rules import Answer, AnswerKind, Operation, Recorded, SheetState, Standing
from exams.rules.agreeing import THIRD
from foundation.messages import from_json
from foundation.work import Work

_mark, _sheet, _sitting = Mark.__table__.c, Sheet.__table__.c, Sitting.__table__.c
_deed, _session, _form = TabletDeed.__table__.c, ExamSession.__table__.c, ExamForm.__table__.c


@dataclass(frozen=True, kw_only=True)
class HeldSheet:
    """A sheet that nobody else can sign, stop or mark until this work is done."""

    id: int
    sitting_id: int
    candidate_id: int
    starts_at: datetime
    state: SheetState


@dataclass(frozen=True, kw_only=True)
class History:
    """What is known already of the operations that came, and what stands where they go."""

    known: Mapping[UUID, Recorded]
    standing: Mapping[tuple[int, int], Standing]
    deeds: frozenset[UUID] = frozenset()  # the ids that are of deeds, so of no mark


# Race: a signature, an abort or another device while marks arrive. All of them take the sheet and its sitting, in the
# order of the sheets; whoever comes second decides on what the first left behind. (SQLite: one writer at a time.)
_HELD = (
    select(
        _sheet.id,
        _sheet.sitting_id,
        _sheet.examiner_id,
        _sheet.signed_at,
        _sheet.withdrawn_at,
        _sheet.position,
        _sitting.candidate_id,
        _sitting.state,
        _sitting.starts_at,
        _form.id.label("form_id"),
        _form.version,
        _form.in_use_at,
    )
    .join_from(Sheet.__table__, Sitting.__table__)
    .join(ExamSession.__table__)
    .join(ExamForm.__table__)
    .where(_sheet.id.in_(bindparam("sheets", expanding=True)), _sheet.examiner_id == bindparam("examiner"))
    .order_by(_sheet.id)
    .with_for_update(of=(Sheet.__table__, Sitting.__table__))
)

_ROW: tuple[ColumnElement[Any], ...] = (
    _mark.id,
    _mark.op,
    _mark.sheet_id,
    _mark.step_id,
    _mark.examiner_id,
    _mark.value,
    _mark.remark,
    _mark.base_op,
    _mark.sequence,
    _mark.made_at,
    _mark.parts,
    _mark.answer,
    _mark.answer_facts,
    literal_column("0").label("is_deed"),
)
# Under the same heads; of a deed no more is asked than that it has this id.
_DEED_ROW: tuple[ColumnElement[Any], ...] = (
    _deed.id,
    _deed.op,
    _deed.sheet_id,
    null(),
    _deed.examiner_id,
    null(),
    literal_column("''"),
    null(),
    _deed.sequence,
    _deed.made_at,
    null(),
    _deed.answer,
    null(),
    literal_column("1"),
)

Among = Callable[[ColumnElement[Any], str], ColumnElement[bool]]


def _in_list(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.in_(bindparam(name, expanding=True))


def _in_array(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """One array instead of many values: the driver reads a long statement anew each time."""
    return column == any_(bindparam(name, type_=postgresql.ARRAY(column.type)))


def _history_with(among: Among) -> CompoundSelect[Any]:
    """The operations themselves and what they rest on; refused ones, which one may rest on too; what stands; deeds."""
    latest = (
        select(func.max(_mark.id))
        .where(among(_mark.sheet_id, "sheets"), among(_mark.step_id, "steps"), _mark.answer == AnswerKind.STORED)
        .group_by(_mark.sheet_id, _mark.step_id)
    )
    return union_all(
        select(*_ROW).where(among(_mark.op, "ops")),
        select(*_ROW).where(among(_mark.sheet_id, "sheets"), _mark.answer == AnswerKind.REFUSED),
        select(*_ROW).where(_mark.id.in_(latest)),
        select(*_DEED_ROW).where(among(_deed.op, "ops")),
    )


_HISTORY = {"sqlite": _history_with(_in_list), "postgresql": _history_with(_in_array)}


def held_sheets(work: Work, sheet_ids: Collection[int]) -> dict[int, HeldSheet]:
    """Those of these sheets that the actor fills in, held until this work is done (1 statement)."""
    facts = {"sheets": sorted(sheet_ids), "examiner": work.actor.id}
    rows = work.db.connection().execute(_HELD, facts).all()
    return {row.id: _held(work, row) for row in rows}


def _held(work: Work, row: Any) -> HeldSheet:
    state = SheetState(
        examiner=row.examiner_id,
        state=row.state,
        day=row.starts_at.astimezone(work.zone).date(),
        today=work.today,
        signed=row.signed_at is not None,
        withdrawn=row.withdrawn_at is not None,
        third=row.position == THIRD,
        steps=design(work, FormKey(row.form_id, row.version, row.in_use_at)).steps,
    )
    return HeldSheet(
        id=row.id, sitting_id=row.sitting_id, candidate_id=row.candidate_id, starts_at=row.starts_at, state=state
    )


def history(
    work: Work, operations: Sequence[Operation], sheet_ids: Collection[int], *, also: Collection[UUID] = ()
) -> History:
    """What has to be known to decide about these operations (1 statement); `also` whether these ids are of marks."""
    ops = {operation.op for operation in operations}
    bases = {operation.base_op for operation in operations if operation.base_op is not None}
    facts = {
        "ops": list({*ops, *bases, *also}),
        "sheets": sorted(sheet_ids),
        "steps": sorted({operation.step for operation in operations}),
    }
    known, standing = dict[UUID, Recorded](), dict[tuple[int, int], tuple[int, Standing]]()
    deeds = set[UUID]()
    connection = work.db.connection()
    for row in connection.execute(_HISTORY[connection.dialect.name], facts):
        if row.is_deed:
            deeds.add(row.op)
            continue
        found = _recorded(row)
        known[row.op] = found
        if row.answer is AnswerKind.STORED and row.sheet_id in sheet_ids:
            place = (row.sheet_id, row.step_id)
            # A base that was overwritten since comes along too: the latest of a step is what stands.
            if place not in standing or standing[place][0] < row.id:
                standing[place] = (row.id, _standing(found))
    stands = {place: found for place, (_, found) in standing.items()}
    return History(known=known, standing=stands, deeds=frozenset(deeds))


def _recorded(row: Any) -> Recorded:
    operation = Operation(
        op=row.op,
        sheet=row.sheet_id,
        step=row.step_id or 0,
        value=row.value,
        remark=row.remark,
        base_op=row.base_op,
        sequence=row.sequence,
        made_at=row.made_at,
        parts=None if row.parts is None else tuple(row.parts),
    )
    return Recorded(operation=operation, sender=row.examiner_id, answer=_answer(row))


def _answer(row: Any) -> Answer:
    facts = row.answer_facts or {}
    return Answer(
        op=str(row.op),
        outcome=row.answer,
        reason=from_json(facts["reason"]) if facts.get("reason") else None,
        standing=_standing_in(facts["standing"]) if facts.get("standing") else None,
    )


def _standing_in(plain: Mapping[str, Any]) -> Standing:
    return Standing(
        op=UUID(plain["op"]),
        value=plain["value"],
        remark=plain["remark"],
        by=plain["by"],
        made_at=datetime.fromisoformat(plain["made_at"]),
        parts=tuple(plain["parts"]) if "parts" in plain else None,
    )


def _standing(found: Recorded) -> Standing:
    operation = found.operation
    return Standing(
        op=operation.op,
        value=operation.value,
        remark=operation.remark,
        by=found.sender,
        made_at=operation.made_at,
        parts=operation.parts,
    )
