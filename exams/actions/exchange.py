"""A form that comes in from a file becomes a draft, whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from exams.actions.forms import why_not_offered
from exams.actions.repeats import add_once, key_for
from exams.events import FormMade
from exams.formats import ExamFormFile, FileGroup, FileStep
from exams.models import ExamForm, ExamGroup, ExamStep
from exams.queries.forms import Offer, form_with_key
from exams.rules.design import AttemptThatCounts
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files.models import CoreTask, WorkProcess


@dataclass(frozen=True)
class Match:
    """A group of the file, and the work process here that has its number."""

    group: FileGroup
    task: CoreTask | None
    process: WorkProcess | None


def matches(file: ExamFormFile, core_tasks: Sequence[CoreTask]) -> list[Match]:
    """Each group with the work process of its number; the first of two groups with one number has it."""
    known = {process.number: (task, process) for task in core_tasks for process in task.work_processes}
    found = []
    for group in file.groups:
        task, process = known.pop(group.number, (None, None)) if group.number else (None, None)
        found.append(Match(group, task, process))
    return found


def import_form(
    work: Work, file: ExamFormFile, offer: Offer, core_tasks: Sequence[CoreTask], *, form_key: str | None = None
) -> ExamForm:
    """A draft for this qualification with everything of the file; the same page sent twice makes one."""
    key = key_for(work, form_key, offer.qualification.id, file.title, file.code) if form_key else None
    if earlier := form_with_key(work, key):
        return earlier
    if reason := why_not_offered(offer):
        raise Refusal(reason)
    form = ExamForm(
        qualification_id=offer.qualification.id,
        title=file.title,
        code=file.code,
        colour=file.colour,
        formative=file.kind == "formative",
        instructions_candidate=file.instructions.candidate,
        instructions_examiner=file.instructions.examiner,
        materials=file.materials,
        readable_from=file.day_readable,
        duration_minutes=file.duration_minutes,
        attempts_allowed=file.attempts,
        attempt_that_counts=AttemptThatCounts(file.attempt_that_counts),
        examiners_required=file.examiners,
        asks_global_rating=file.asks_global_rating,
        shows_standing=file.shows_standing,
        cut_score=dict(file.cut_score),
        made_by=work.actor.id,
        made_at=work.now,
        form_key=key,
        groups=[_group(match, place) for place, match in enumerate(matches(file, core_tasks), start=1)],
    )
    made = add_once(work, form, lambda: form_with_key(work, key))
    if made is form:
        work.emit(FormMade(form_id=form.id, qualification_id=form.qualification_id, imported=True))
    return made


def _group(match: Match, place: int) -> ExamGroup:
    told = match.group.core_task
    return ExamGroup(
        position=place,
        key=match.group.key,
        number=match.group.number,
        name=match.group.name,
        description=match.group.description,
        weight=match.group.weight,
        all_achieved=match.group.all_achieved,
        work_process_id=match.process.id if match.process else None,
        core_task_number=match.task.number if match.task else told.number if told else "",
        core_task_name=match.task.name if match.task else told.name if told else "",
        steps=[_step(step, at, match.process) for at, step in enumerate(match.group.steps, start=1)],
    )


def _step(step: FileStep, place: int, process: WorkProcess | None) -> ExamStep:
    known = {one.text.strip(): one.id for one in process.indicators} if process else {}
    return ExamStep(
        position=place,
        key=step.key,
        indicator_id=known.get((step.indicator or "").strip()),
        text=step.text,
        weight=step.weight,
        critical=step.critical,
        critical_minimum=step.critical_minimum,
        levels=[level.model_dump(mode="json") for level in step.levels],
        unit=step.unit,
        parts=[part.model_dump(mode="json") for part in step.parts] or None,
        remark_values=list(step.remark_values),
        competences=list(step.competences),
    )
