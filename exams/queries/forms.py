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
class Offer:
    """A qualification in the picker, with what decides whether it can carry an exam."""

    qualification: Qualification
    work_processes: int
    indicators: int
    first_core_task_id: int | None = None  # where a work process can be added
    successor_id: int | None = None  # the version that took its place


def containing(words: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Each word stands in one of the columns, whatever its case."""
    conditions = [
        or_(*(func.lower(column).contains(word, autoescape=True) for column in columns))
        for word in words.lower().split()[:8]
    ]
    return and_(true(), *conditions)


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


def form_with_key(work: Work, form_key: str | None) -> ExamForm | None:
    """The form that was made with this key, if it was sent before (1 statement)."""
    return work.db.scalar(select(ExamForm).where(ExamForm.form_key == form_key)) if form_key else None


def editions(work: Work, form: ExamForm) -> list[ExamForm]:
    """All editions of the same exam, the newest first (1 statement)."""
    family = or_(ExamForm.id == form.family, ExamForm.root_id == form.family)
    return list(work.db.scalars(select(ExamForm).where(family).order_by(ExamForm.edition.desc(), ExamForm.id)))


def step_keys_of_editions(work: Work, form: ExamForm) -> set[str]:
    """The keys of the steps of all editions of the same exam (1 statement)."""
    family = or_(ExamForm.id == form.family, ExamForm.root_id == form.family)
    statement = select(ExamStep.key).join(ExamStep.group).join(ExamGroup.form).where(family)
    return set(work.db.scalars(statement))


def group_keys_of_editions(work: Work, form: ExamForm) -> set[str]:
    """The keys of the groups of all editions of the same exam (1 statement)."""
    family = or_(ExamForm.id == form.family, ExamForm.root_id == form.family)
    return set(work.db.scalars(select(ExamGroup.key).join(ExamGroup.form).where(family)))


def has_later_editions(work: Work, form_id: int) -> bool:
    """Whether a later edition goes back to this form."""
    return bool(work.db.scalar(select(exists().where(ExamForm.root_id == form_id))))


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
