"""Where the marks that stand came from, where that is not the device of their examiner."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from exams.models import Mark, Sheet, Sitting
from exams.models.tablets import ShelfDecision
from exams.rules import AnswerKind
from exams.rules.deeds import MarkSource
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class CameFrom:
    """The way a mark that stands came in; of one that was taken over, whose it was at first."""

    op: UUID
    step: int
    source: MarkSource
    entered_by: Person
    first_by: Person | None


def origins(work: Work, sheet_id: int) -> list[CameFrom]:
    """The marks that stand on a sheet and did not come from its examiner's device (1 statement)."""
    return list(origins_of(work, [sheet_id]).get(sheet_id, ()))


def origins_of(work: Work, sheet_ids: Collection[int]) -> Mapping[int, Sequence[CameFrom]]:
    """The same for each of these sheets (1 statement; none where there are no sheets)."""
    if not sheet_ids:
        return {}
    latest = (
        select(func.max(Mark.id))
        .where(Mark.sheet_id.in_(sheet_ids), Mark.answer == AnswerKind.STORED)
        .group_by(Mark.sheet_id, Mark.step_id)
    )
    found = defaultdict[int, list[CameFrom]](list)
    for sheet, origin in _came(work, Mark.id.in_(latest)):
        found[sheet].append(origin)
    return found


def origins_of_marks(work: Work, ops: Collection[UUID]) -> Mapping[UUID, CameFrom]:
    """How these marks came, of those that did not come from their examiner's device (1 statement; none for none)."""
    return {origin.op: origin for _, origin in _came(work, Mark.op.in_(ops))} if ops else {}


def _came(work: Work, which: ColumnElement[bool]) -> Iterator[tuple[int, CameFrom]]:
    """The sheet of each of these marks that came another way, and how."""
    refused, first, enterer = aliased(Mark), aliased(Person), aliased(Person)
    rows = work.db.execute(
        select(Mark.sheet_id, Mark.op, Mark.step_id, Mark.source, enterer, first)
        .join(enterer, enterer.id == func.coalesce(Mark.entered_by, Mark.examiner_id))
        .outerjoin(ShelfDecision, ShelfDecision.new_op == Mark.op)
        .outerjoin(refused, refused.op == ShelfDecision.op)
        .outerjoin(first, first.id == refused.examiner_id)
        .where(which, Mark.source.is_not(None))
        .order_by(Mark.id)
    )
    for sheet, op, step, source, by, whose in rows:
        if step is not None and source is not None:
            yield sheet, CameFrom(op=op, step=step, source=source, entered_by=by, first_by=whose)


def first_mark(work: Work, sitting_id: int) -> tuple[str, datetime] | None:
    """Who gave the first mark of an exam, or typed it in, and when it came in (1 statement)."""
    row = work.db.execute(
        select(Person, Mark.received_at)
        .join(Mark, func.coalesce(Mark.entered_by, Mark.examiner_id) == Person.id)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.sitting_id == sitting_id, Mark.answer == AnswerKind.STORED)
        .order_by(Mark.id)
        .limit(1)
    ).one_or_none()
    return (row[0].name, row[1]) if row else None


def held_sitting(work: Work, sitting_id: int) -> Sitting:
    """A sitting of which nobody marks, signs or stops a sheet until this work is done (3 statements).

    Race: whoever else decides, types or sends waits here, and reads what this work left behind.
    """
    sheets = select(Sheet.id).join(Sheet.sitting).where(Sheet.sitting_id == sitting_id).order_by(Sheet.id)
    work.db.execute(sheets.with_for_update(of=(Sheet, Sitting)))
    sitting = work.db.get_one(Sitting, sitting_id)
    work.db.refresh(sitting, ["state", "began_at", "version"])
    for sheet in sitting.sheets:
        work.db.refresh(sheet, ["signed_at", "withdrawn_at"])
    return sitting


def standing_of_sheets(work: Work, sheet_ids: list[int]) -> dict[tuple[int, int], Mark]:
    """What stands: sheet and step -> the latest stored mark (1 statement)."""
    latest = (
        select(func.max(Mark.id))
        .where(Mark.sheet_id.in_(sheet_ids), Mark.answer == AnswerKind.STORED)
        .group_by(Mark.sheet_id, Mark.step_id)
    )
    marks = work.db.scalars(select(Mark).where(Mark.id.in_(latest)))
    return {(mark.sheet_id, mark.step_id): mark for mark in marks if mark.step_id is not None}


def marks_called(work: Work, ops: list[UUID]) -> dict[UUID, Mark]:
    """The marks with these ids, as they were answered (1 statement for each 500)."""
    found: dict[UUID, Mark] = {}
    for place in range(0, len(ops), 500):
        some = ops[place : place + 500]
        found |= {mark.op: mark for mark in work.db.scalars(select(Mark).where(Mark.op.in_(some)))}
    return found


def open_conflicts(work: Work, sheet_id: int) -> dict[int, Mark]:
    """Step -> the latest mark that differed from what stood, where nobody decided since (1 statement)."""
    later = aliased(Mark)
    settled = exists().where(
        later.sheet_id == Mark.sheet_id,
        later.step_id == Mark.step_id,
        later.id > Mark.id,
        later.answer == AnswerKind.STORED,
    )
    rows = select(Mark).where(Mark.sheet_id == sheet_id, Mark.answer == AnswerKind.CONFLICT, ~settled)
    return {mark.step_id: mark for mark in work.db.scalars(rows.order_by(Mark.id)) if mark.step_id is not None}
