"""What stands on a sheet."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from exams.models import Mark
from exams.rules import AnswerKind
from foundation.work import Work


def standing_marks(work: Work, sheet_id: int) -> dict[int, Mark]:
    """Step id -> the latest stored mark of this sheet (one statement); steps never marked are absent."""
    latest = (
        select(func.max(Mark.id))
        .where(Mark.sheet_id == sheet_id, Mark.answer == AnswerKind.STORED)
        .group_by(Mark.step_id)
    )
    marks = work.db.scalars(select(Mark).where(Mark.id.in_(latest)).order_by(Mark.id))
    return {mark.step_id: mark for mark in marks if mark.step_id is not None}


def steps_in_conflict(work: Work, sheet_id: int) -> frozenset[int]:
    """The steps marked differently on two devices, of which no later mark says what stands (1 statement)."""
    later = aliased(Mark)
    settled = exists().where(
        later.sheet_id == Mark.sheet_id,
        later.step_id == Mark.step_id,
        later.id > Mark.id,
        later.answer == AnswerKind.STORED,
    )
    rows = select(Mark.step_id).where(Mark.sheet_id == sheet_id, Mark.answer == AnswerKind.CONFLICT, ~settled)
    return frozenset(step for step in work.db.scalars(rows) if step is not None)
