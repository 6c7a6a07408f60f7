"""The one way to each thing: raises NotFound, and names what comes along."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql import Select

from exams.models import ExamForm, ExamGroup, ExamSession, ExamStep, Sheet, Sitting
from foundation.refusals import NotFound
from foundation.work import Work

T = TypeVar("T")


def form(work: Work, form_id: int) -> ExamForm:
    """A form with its qualification, groups and steps (3 statements)."""
    return _one(
        work,
        select(ExamForm)
        .where(ExamForm.id == form_id)
        .options(joinedload(ExamForm.qualification), selectinload(ExamForm.groups).selectinload(ExamGroup.steps)),
    )


def group(work: Work, group_id: int) -> ExamGroup:
    """A group with its whole form (4 statements)."""
    found = work.db.get(ExamGroup, group_id)
    if found is None:
        raise NotFound
    set_committed_value(found, "form", form(work, found.form_id))  # held, or the session forgets it again
    return found


def step(work: Work, step_id: int) -> ExamStep:
    """A step with its whole form (4 statements)."""
    found = _one(
        work,
        select(ExamStep).join(ExamStep.group).where(ExamStep.id == step_id).options(contains_eager(ExamStep.group)),
    )
    set_committed_value(found.group, "form", form(work, found.group.form_id))
    return found


def session(work: Work, session_id: int, *, anew: bool = False) -> ExamSession:
    """A session with form, slots, candidates and their examiners (4 statements); `anew` reads over what is known."""
    return _one(
        work,
        select(ExamSession)
        .where(ExamSession.id == session_id)
        .execution_options(populate_existing=anew)
        .options(
            joinedload(ExamSession.form).joinedload(ExamForm.qualification),
            selectinload(ExamSession.slots),
            selectinload(ExamSession.sittings).joinedload(Sitting.candidate),
            selectinload(ExamSession.sittings).selectinload(Sitting.sheets).joinedload(Sheet.examiner),
        ),
    )


def sitting(work: Work, sitting_id: int) -> Sitting:
    """A sitting with candidate, session, the whole form and the sheets with their examiners (4 statements)."""
    whole_form = joinedload(Sitting.session).joinedload(ExamSession.form)
    return _one(
        work,
        select(Sitting)
        .where(Sitting.id == sitting_id)
        .options(
            joinedload(Sitting.candidate),
            whole_form.joinedload(ExamForm.qualification),
            whole_form.selectinload(ExamForm.groups).selectinload(ExamGroup.steps),
            selectinload(Sitting.sheets).joinedload(Sheet.examiner),
        ),
    )


def sheet(work: Work, sheet_id: int) -> Sheet:
    """A sheet with its examiner and all that `sitting` brings along (5 statements)."""
    found = work.db.get(Sheet, sheet_id, options=[joinedload(Sheet.examiner)])
    if found is None:
        raise NotFound
    set_committed_value(found, "sitting", sitting(work, found.sitting_id))
    return found


def _one(work: Work, statement: Select[T]) -> T:
    found = work.db.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found
