"""A form as a file holds it."""

from sqlalchemy import select

from exams.formats import ExamFormFile, FileGroup, FileStep, written
from exams.formats.exam_form import FileCoreTask, FileInstructions, FileLevel, FileQualification, FileSubPoint
from exams.models import ExamForm, ExamGroup, ExamStep
from foundation.work import Work
from qualification_files.models import Indicator


def indicator_texts(work: Work, form: ExamForm) -> dict[int, str]:
    """The indicators that steps were made from, as they read now (1 statement)."""
    wanted = {step.indicator_id for step in form.steps if step.indicator_id}
    if not wanted:
        return {}
    rows = work.db.execute(select(Indicator.id, Indicator.text).where(Indicator.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def content_of(form: ExamForm, indicators: dict[int, str] | None = None) -> ExamFormFile:
    """All of a form that is its own: what another school could use."""
    return ExamFormFile.model_construct(
        title=form.title,
        code=form.code,
        colour=form.colour,  # type: ignore[arg-type]  # forms hold no other
        kind="formative" if form.formative else "summative",
        language=form.qualification.language,
        qualification=FileQualification(
            code=form.qualification.code, cohort=form.qualification.cohort, name=form.qualification.name
        ),
        instructions=FileInstructions(candidate=form.instructions_candidate, examiner=form.instructions_examiner),
        materials=form.materials,
        readable_from=form.readable_from.isoformat() if form.readable_from else None,
        duration_minutes=form.duration_minutes,
        examiners=form.examiners_required,  # type: ignore[arg-type]  # the database refuses others
        attempts=form.attempts_allowed,
        attempt_that_counts=form.attempt_that_counts.value,
        asks_global_rating=form.asks_global_rating,
        shows_standing=form.shows_standing,
        groups=tuple(_group(group, indicators or {}) for group in form.groups),
        cut_score=form.cut_score,
    )


def design_file(work: Work, form: ExamForm) -> str:
    """The form as the text of a file that can be brought in, here or elsewhere (1 statement at most)."""
    return written(content_of(form, indicator_texts(work, form)))


def _group(group: ExamGroup, indicators: dict[int, str]) -> FileGroup:
    task = FileCoreTask(number=group.core_task_number, name=group.core_task_name) if group.core_task_number else None
    return FileGroup.model_construct(
        key=group.key,
        number=group.number,
        name=group.name,
        description=group.description,
        core_task=task,
        weight=group.weight,
        all_achieved=group.all_achieved,
        steps=tuple(_step(step, indicators) for step in group.steps),
    )


def _step(step: ExamStep, indicators: dict[int, str]) -> FileStep:
    return FileStep.model_construct(
        key=step.key,
        text=step.text,
        indicator=indicators.get(step.indicator_id or 0),
        weight=step.weight,
        critical=step.critical,
        critical_minimum=step.critical_minimum,
        unit=step.unit,  # type: ignore[arg-type]  # steps hold no other
        levels=tuple(FileLevel.model_construct(**level) for level in step.levels),
        parts=tuple(FileSubPoint.model_construct(**part) for part in step.parts or ()),
        remark_values=tuple(step.remark_values),
        competences=tuple(step.competences),
    )
