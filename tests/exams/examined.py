"""Exams with two signed sheets, as fast as rows can be written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from exams import queries
from exams.models import Sheet, Sitting
from exams.rules import SittingState
from people.models import Person
from people.rules import Role
from tests.conftest import NOON
from tests.exams.conftest import School, mark_of


def examined(
    school: School,
    *sheets: Sequence[int | None],
    examiners: Sequence[Person] = (),
    ratings: Sequence[int | None] = (),
    passed: bool = True,
    state: SittingState = SittingState.RATIFIED,
    starts_at: datetime = NOON,
    **fields: Any,
) -> Sitting:
    """A signed exam with the marks of each examiner, step for step; None is not marked."""
    examiners = examiners or [school.examiner, school.administrator]
    candidate = fields.pop("candidate", None) or school.make.person(Role.CANDIDATE)
    form = fields.pop("form", school.form)
    sitting = school.make.sitting(form, candidate, examiners[0], starts_at=starts_at, state=state, **fields)
    with school.desk.writing() as work:
        found = queries.sitting(work, sitting.id)
        found.passed, found.signed_at, found.ratified_at = passed, work.now, work.now
        work.db.add_all(
            Sheet(sitting_id=found.id, examiner_id=examiner.id, position=place)
            for place, examiner in enumerate(examiners[1 : len(sheets)], start=2)
        )
        work.db.flush()
        work.db.refresh(found, ["sheets"])
        for place, (sheet, values) in enumerate(zip(found.sheets, sheets, strict=True)):
            sheet.signed_at, sheet.signed_name = work.now, "Signed Name"
            sheet.global_rating = ratings[place] if place < len(ratings) else None
            for step, value in zip(found.session.form.steps, values, strict=True):
                if value is not None:
                    work.db.add(mark_of(sheet.id, step.id, sheet.examiner_id, value, "", work.now))
    return sitting
