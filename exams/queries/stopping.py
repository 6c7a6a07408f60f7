"""Which examiners can go on no more: shut out, no examiner any longer, or guiding the candidate by now (BR-31)."""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from exams.models import Sheet, Sitting
from foundation.work import Work
from people.models import Person, PersonRole, Supervision
from people.rules import Role

# Of a sheet and its sitting, in a statement that has both.
HAS_STOPPED: ColumnElement[bool] = or_(
    ~exists().where(
        Person.id == Sheet.examiner_id,
        Person.active.is_(True),
        PersonRole.person_id == Person.id,
        PersonRole.role == Role.EXAMINER,
    ),
    exists().where(
        and_(Supervision.supervisor_id == Sheet.examiner_id, Supervision.candidate_id == Sitting.candidate_id)
    ),
)


def stopped(work: Work, sitting: Sitting) -> frozenset[int]:
    """The sheets that count of this exam whose examiner can go on no more (1 statement)."""
    return frozenset(
        work.db.scalars(
            select(Sheet.id)
            .join(Sheet.sitting)
            .where(Sheet.sitting_id == sitting.id, Sheet.withdrawn_at.is_(None), HAS_STOPPED)
        )
    )
