"""What stands on a sheet."""

from sqlalchemy import func, select

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
