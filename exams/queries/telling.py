"""What is read to tell people that a result, a decision or a comparison waits for them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from exams.models import ExamSession, Objection, Sheet, Sitting
from exams.rules import SittingState
from exams.rules.objections import DECIDED
from foundation.work import Work


def sittings_in(work: Work, sitting_ids: Collection[int], state: SittingState) -> Sequence[Sitting]:
    """Those of these that are still in this state, with candidate and form (1 statement)."""
    statement = select(Sitting).where(Sitting.id.in_(list(sitting_ids)), Sitting.state == state)
    whole = joinedload(Sitting.session).joinedload(ExamSession.form)
    return work.db.scalars(statement.options(joinedload(Sitting.candidate), whole).order_by(Sitting.id)).all()


def decided_objection(work: Work, objection_id: int) -> Objection | None:
    """An objection on which there is a decision, with candidate and form (1 statement)."""
    sitting = joinedload(Objection.sitting)
    whole = sitting.joinedload(Sitting.session).joinedload(ExamSession.form)
    statement = select(Objection).where(Objection.id == objection_id, Objection.state.in_(list(DECIDED)))
    return work.db.scalars(statement.options(sitting.joinedload(Sitting.candidate), whole)).one_or_none()


def compared(work: Work, sitting_id: int) -> Sitting | None:
    """An exam whose examiners still compare, with them and the form (2 statements)."""
    whole = joinedload(Sitting.session).joinedload(ExamSession.form)
    statement = select(Sitting).where(Sitting.id == sitting_id, Sitting.state == SittingState.AGREEING)
    sheets = selectinload(Sitting.sheets).joinedload(Sheet.examiner)
    return work.db.scalars(statement.options(whole, sheets)).one_or_none()
