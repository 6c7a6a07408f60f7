"""What courses consist of."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from certification.models import CoursePart
from foundation.work import Work


def parts(work: Work, course_id: int) -> list[CoursePart]:
    """The parts of a course in order, with their activities (1 statement)."""
    wanted = select(CoursePart).where(CoursePart.course_id == course_id).options(joinedload(CoursePart.activity))
    again = {"populate_existing": True}  # they may have been changed in this same unit of work
    return list(work.db.scalars(wanted.order_by(CoursePart.position, CoursePart.id).execution_options(**again)))
