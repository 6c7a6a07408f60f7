"""What is read to design forms and to choose one."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from exams.models import ExamForm, ExamGroup, ExamSession, ExamStep
from exams.rules.design import FormState
from foundation.work import Work
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess
from qualification_files.rules import QualificationState


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """A form in a list."""

    form: ExamForm
    steps: int
    sessions: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A qualification in the picker, with what decides whether it can carry an exam."""

    qualification: Qualification
    work_processes: int
    indicators: int
    first_core_task_id: int | None = None  # where a work process can be added
    successor_id: int | None = None  # the version that took its place


def forms(
    work: Work, *, words: str = "", state: FormState | None = None, limit: int = 25, offset: int = 0
) -> list[FormRow]:
    """Forms whose title, code or qualification holds these words, newest first (1 statement)."""
    steps = (
        select(func.count())
        .select_from(ExamStep)
        .join(ExamGroup, ExamGroup.id == ExamStep.group_id)
        .where(ExamGroup.form_id == ExamForm.id)
        .scalar_subquery()
    )
    sessions = select(func.count()).select_from(ExamSession).where(ExamSession.form_id == ExamForm.id).scalar_subquery()
    rows = work.db.execute(
        select(ExamForm, steps, sessions)
        .join(ExamForm.qualification)
        .where(*_matching(words, state))
        .options(joinedload(ExamForm.qualification))
        .order_by(ExamForm.made_at.desc(), ExamForm.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [FormRow(form=form, steps=steps, sessions=sessions) for form, steps, sessions in rows]


def form_counts(work: Work, *, words: str = "") -> dict[FormState, int]:
    """How many forms there are in each state (1 statement)."""
    rows = work.db.execute(
        select(ExamForm.state, func.count().label("number"))
        .join(ExamForm.qualification)
        .where(*_matching(words, None))
        .group_by(ExamForm.state)
    )
    found = {row.state: row.number for row in rows}
    return {state: found.get(state, 0) for state in FormState}


def containing(words: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Each word stands in one of the columns, whatever its case."""
    conditions = [
        or_(*(func.lower(column).contains(word, autoescape=True) for column in columns))
        for word in words.lower().split()[:8]
    ]
    return and_(true(), *conditions)


def _matching(words: str, state: FormState | None) -> list[ColumnElement[bool]]:
    found = containing(words, ExamForm.title, ExamForm.code, Qualification.name, Qualification.code)
    return [found, ExamForm.state == state] if state else [found]


def offers(work: Work, *, words: str = "") -> list[Offer]:
    """The qualifications whose name, code or cohort holds these words, active ones first (1 statement)."""
    return _offers(work, containing(words, Qualification.name, Qualification.code, Qualification.cohort))


def offer(work: Work, qualification_id: int) -> Offer | None:
    """This qualification as the picker has it (1 statement)."""
    return next(iter(_offers(work, Qualification.id == qualification_id)), None)


def _offers(work: Work, asked: ColumnElement[bool]) -> list[Offer]:
    task = aliased(CoreTask)
    processes = (
        select(func.count())
        .select_from(WorkProcess)
        .join(CoreTask, CoreTask.id == WorkProcess.core_task_id)
        .where(CoreTask.qualification_id == Qualification.id)
        .scalar_subquery()
    )
    indicators = (
        select(func.count())
        .select_from(Indicator)
        .join(WorkProcess, WorkProcess.id == Indicator.work_process_id)
        .join(CoreTask, CoreTask.id == WorkProcess.core_task_id)
        .where(CoreTask.qualification_id == Qualification.id)
        .scalar_subquery()
    )
    first_task = (
        select(task.id)
        .where(task.qualification_id == Qualification.id)
        .order_by(task.position, task.id)
        .limit(1)
        .scalar_subquery()
    )
    later = aliased(Qualification)
    successor = select(func.max(later.id)).where(later.predecessor_id == Qualification.id).scalar_subquery()
    active = Qualification.state == QualificationState.ACTIVE
    rows = work.db.execute(
        select(Qualification, processes, indicators, first_task, successor)
        .where(asked)
        .order_by(active.desc(), Qualification.name, Qualification.cohort, Qualification.id)
    )
    return [
        Offer(qualification=q, work_processes=p, indicators=i, first_core_task_id=f, successor_id=s)
        for q, p, i, f, s in rows
    ]


def structure(work: Work, qualification_id: int) -> list[CoreTask]:
    """The core tasks of a qualification with their work processes and indicators (3 statements)."""
    return list(
        work.db.scalars(
            select(CoreTask)
            .where(CoreTask.qualification_id == qualification_id)
            .order_by(CoreTask.position)
            .options(selectinload(CoreTask.work_processes).selectinload(WorkProcess.indicators))
        )
    )


def is_planned(work: Work, form_id: int) -> bool:
    """Whether any session uses this form."""
    return bool(work.db.scalar(select(exists().where(ExamSession.form_id == form_id))))


def plannable_forms(work: Work) -> list[ExamForm]:
    """The forms that are in use, with their qualification, by title (1 statement)."""
    return list(
        work.db.scalars(
            select(ExamForm)
            .where(ExamForm.state == FormState.IN_USE)
            .options(joinedload(ExamForm.qualification))
            .order_by(ExamForm.title, ExamForm.id)
        )
    )
