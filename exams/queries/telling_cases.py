"""What is read to tell people of objections, exams that were missed, exemptions and files that open."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from exams.models import ExamSession, Exemption, InspectionGrant, Objection, Sitting
from foundation.work import Work


def case(work: Work, objection_id: int) -> Objection | None:
    """An objection or appeal with candidate and form (1 statement)."""
    sitting = joinedload(Objection.sitting)
    whole = sitting.joinedload(Sitting.session).joinedload(ExamSession.form)
    statement = select(Objection).where(Objection.id == objection_id)
    return work.db.scalars(statement.options(sitting.joinedload(Sitting.candidate), whole)).one_or_none()


def exam_of(work: Work, sitting_id: int) -> Sitting | None:
    """An exam with candidate and form (1 statement)."""
    whole = joinedload(Sitting.session).joinedload(ExamSession.form)
    statement = select(Sitting).where(Sitting.id == sitting_id)
    return work.db.scalars(statement.options(joinedload(Sitting.candidate), whole)).one_or_none()


def exemption_of(work: Work, exemption_id: int) -> Exemption | None:
    """An exemption with candidate and form (1 statement)."""
    statement = select(Exemption).where(Exemption.id == exemption_id)
    return work.db.scalars(statement.options(joinedload(Exemption.candidate), joinedload(Exemption.form))).one_or_none()


def grant_of(work: Work, grant_id: int) -> InspectionGrant | None:
    """What was opened to an auditor, with whom and which files (2 statements)."""
    statement = select(InspectionGrant).where(InspectionGrant.id == grant_id)
    whole = joinedload(InspectionGrant.auditor), selectinload(InspectionGrant.chosen)
    return work.db.scalars(statement.options(*whole)).one_or_none()
