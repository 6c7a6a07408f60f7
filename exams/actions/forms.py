"""Designing a form: everything here refuses once the form is in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from exams.events import FormChanged, FormMade, FormPutInUse, FormRemoved, FormReopened, FormWithdrawn
from exams.models import ExamForm, ExamGroup, ExamStep
from exams.queries.forms import Offer, is_planned
from exams.rules import CutScore, Level, problems
from exams.rules.design import FormState
from exams.rules.keys import group_key, step_key
from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files.models import CoreTask, WorkProcess
from qualification_files.rules import QualificationState, why_not_examined

USUAL_SHARE = 55

Placed = TypeVar("Placed", ExamGroup, ExamStep)


@dataclass(frozen=True, kw_only=True)
class FormFacts:
    """What stands on the front of a form."""

    title: str
    code: str
    formative: bool
    duration_minutes: int | None
    attempts_allowed: int | None
    instructions_candidate: str
    instructions_examiner: str


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """What can be said of one step."""

    text: str
    weight: int
    critical: bool
    critical_minimum: int | None
    levels: tuple[Level, ...]


@dataclass(frozen=True, kw_only=True)
class Weight:
    """What a step counts for."""

    weight: int
    critical: bool


def why_not_offered(offer: Offer) -> Message | None:
    """The reason this qualification cannot carry an exam, or None."""
    return why_not_examined(offer.qualification.state, work_processes=offer.work_processes)


def make_form(work: Work, offer: Offer, facts: FormFacts) -> ExamForm:
    """A draft for this qualification, still without steps."""
    if reason := why_not_offered(offer):
        raise Refusal(reason)
    form = ExamForm(
        qualification_id=offer.qualification.id,
        cut_score=CutScore.at_percentage(USUAL_SHARE).to_json(),
        made_by=work.actor.id,
        made_at=work.now,
        **vars(facts),
    )
    work.db.add(form)
    work.db.flush()  # the event needs the number
    work.emit(FormMade(form_id=form.id, qualification_id=form.qualification_id))
    return form


def change_form(work: Work, form: ExamForm, facts: FormFacts) -> None:
    """Another title, other instructions and the like."""
    _open(work, form)
    for name, value in vars(facts).items():
        setattr(form, name, value)
    work.emit(FormChanged(form_id=form.id, what="facts"))


def choose_work_processes(
    work: Work, form: ExamForm, core_tasks: Sequence[CoreTask], *, chosen: set[int], levels: Sequence[Level]
) -> None:
    """Examine exactly these: their indicators become steps, groups of others go; what was there already stays."""
    _open(work, form)
    form.groups = [group for group in form.groups if group.work_process_id is None or group.work_process_id in chosen]
    present = {group.work_process_id for group in form.groups}
    for task in core_tasks:
        for process in task.work_processes:
            if process.id in chosen - present:
                form.groups.append(_group(form, task, process, levels))
    _number(form.groups)
    work.emit(FormChanged(form_id=form.id, what="work-processes"))


def _group(form: ExamForm, task: CoreTask, process: WorkProcess, levels: Sequence[Level]) -> ExamGroup:
    # A work process without indicators can still be judged as a whole.
    told: list[tuple[str, int | None]] = [(indicator.text, indicator.id) for indicator in process.indicators] or [
        (process.name, None)
    ]
    key = group_key(process.number, keys_of_groups(form))
    group = ExamGroup(
        key=key,
        work_process_id=process.id,
        core_task_number=task.number,
        core_task_name=task.name,
        number=process.number,
        name=process.name,
        steps=[
            _step(text, levels, key=f"{key}.{place}", indicator_id=indicator_id)
            for place, (text, indicator_id) in enumerate(told, start=1)
        ],
    )
    _number(group.steps)
    return group


def _step(text: str, levels: Sequence[Level], *, key: str, indicator_id: int | None) -> ExamStep:
    return ExamStep(key=key, text=text, indicator_id=indicator_id, levels=[level.to_json() for level in levels])


def keys_of_groups(form: ExamForm) -> set[str]:
    """The keys that the groups of this form have."""
    return {group.key for group in form.groups}


def add_group(work: Work, form: ExamForm, name: str) -> None:
    """A heading of one's own, at the end."""
    _open(work, form)
    key = group_key("", keys_of_groups(form))
    form.groups.append(ExamGroup(key=key, position=len(form.groups) + 1, name=name))
    work.emit(FormChanged(form_id=form.id, what="group-added"))


def rename_group(work: Work, group: ExamGroup, name: str) -> None:
    """Another heading."""
    _open(work, group.form)
    group.name = name
    work.emit(FormChanged(form_id=group.form_id, what="group-renamed"))


def remove_group(work: Work, group: ExamGroup) -> None:
    """Take the group off the form with all its steps."""
    form = group.form
    _open(work, form)
    form.groups.remove(group)
    _number(form.groups)
    work.emit(FormChanged(form_id=form.id, what="group-removed"))


def move_group(work: Work, group: ExamGroup, *, by: int) -> None:
    """One place up (-1) or down (1)."""
    _open(work, group.form)
    _move(group.form.groups, group, by)
    work.emit(FormChanged(form_id=group.form_id, what="group-moved"))


def add_step(work: Work, group: ExamGroup, facts: StepFacts) -> ExamStep:
    """A step of one's own, at the end of the group."""
    _open(work, group.form)
    step = ExamStep(key=step_key(group.key, keys_of_steps(group.form)), position=len(group.steps) + 1)
    _fill(step, facts)
    group.steps.append(step)
    work.db.flush()  # the page shows the new step
    work.emit(FormChanged(form_id=group.form_id, what="step-added"))
    return step


def keys_of_steps(form: ExamForm) -> set[str]:
    """The keys that the steps of this form have."""
    return {step.key for step in form.steps}


def change_step(work: Work, step: ExamStep, facts: StepFacts, *, group: ExamGroup) -> None:
    """Another text, weight or scale; another group when `group` is not the one it stands in."""
    form = step.group.form
    _open(work, form)
    _fill(step, facts)
    if group is not step.group:
        step.position = len(group.steps) + 1
        step.group = group
    work.emit(FormChanged(form_id=form.id, what="step-changed"))


def remove_step(work: Work, step: ExamStep) -> None:
    """Take the step off the form."""
    group = step.group
    _open(work, group.form)
    group.steps.remove(step)
    _number(group.steps)
    work.emit(FormChanged(form_id=group.form_id, what="step-removed"))


def move_step(work: Work, step: ExamStep, *, by: int) -> None:
    """One place up (-1) or down (1) within its group."""
    _open(work, step.group.form)
    _move(step.group.steps, step, by)
    work.emit(FormChanged(form_id=step.group.form_id, what="step-moved"))


def weigh_steps(work: Work, form: ExamForm, weights: Mapping[int, Weight]) -> None:
    """Weight and criticality of many steps at once; steps that are not named stay as they are."""
    _open(work, form)
    for step in form.steps:
        if found := weights.get(step.id):
            step.weight, step.critical = found.weight, found.critical
            step.critical_minimum = step.critical_minimum if found.critical else None
    work.emit(FormChanged(form_id=form.id, what="weights"))


def apply_scale(work: Work, form: ExamForm, levels: Sequence[Level]) -> None:
    """One scale for every step; a critical minimum belonged to the old scale and is forgotten."""
    _open(work, form)
    for step in form.steps:
        step.levels = [level.to_json() for level in levels]
        step.critical_minimum = None
    work.emit(FormChanged(form_id=form.id, what="scale"))


def set_cut_score(work: Work, form: ExamForm, cut_score: CutScore) -> None:
    """What it takes to pass, fixed before the exam (BR-13)."""
    _open(work, form)
    form.cut_score = cut_score.to_json()
    work.emit(FormChanged(form_id=form.id, what="cut-score"))


def put_in_use(work: Work, form: ExamForm) -> None:
    """Fix the form, so that it can be planned; refused while something is wrong with it."""
    _open(work, form)
    if form.qualification.state is not QualificationState.ACTIVE:
        raise Refusal(say("The qualification of this form is not active. Activate it first."))
    if wrong := problems(form.design):
        raise Refusal(say("This form cannot be used yet."), details=wrong)
    form.state = FormState.IN_USE
    form.in_use_at = work.now
    work.emit(FormPutInUse(form_id=form.id))


def reopen_form(work: Work, form: ExamForm) -> None:
    """A draft again, as long as nothing was planned with it."""
    lock_form(work, form)
    if form.state is not FormState.IN_USE:
        raise Refusal(say("Only a form in use can become a draft again."))
    if is_planned(work, form.id):
        raise Refusal(say("An exam was planned with this form, so it stays as it is. Make a copy and change that."))
    form.state = FormState.DRAFT
    form.in_use_at = None
    work.emit(FormReopened(form_id=form.id))


def withdraw_form(work: Work, form: ExamForm) -> None:
    """No longer to be planned; what was planned goes on."""
    lock_form(work, form)
    if form.state is not FormState.IN_USE:
        raise Refusal(say("Only a form in use can be withdrawn."))
    form.state = FormState.WITHDRAWN
    work.emit(FormWithdrawn(form_id=form.id))


def copy_form(work: Work, form: ExamForm) -> ExamForm:
    """A new draft with the same steps, scales and cut score."""
    copy = ExamForm(
        qualification_id=form.qualification_id,
        cut_score=form.cut_score,
        made_by=work.actor.id,
        made_at=work.now,
        groups=[_copy_of_group(group) for group in form.groups],
        **{name: getattr(form, name) for name in FormFacts.__dataclass_fields__},
    )
    work.db.add(copy)
    work.db.flush()  # the event needs the number
    work.emit(FormMade(form_id=copy.id, qualification_id=copy.qualification_id, copied_from=form.id))
    return copy


def _copy_of_group(group: ExamGroup) -> ExamGroup:
    names = (
        "position",
        "key",
        "weight",
        "description",
        "work_process_id",
        "core_task_number",
        "core_task_name",
        "number",
        "name",
    )
    facts = {name: getattr(group, name) for name in names}
    return ExamGroup(steps=[_copy_of_step(step) for step in group.steps], **facts)


def _copy_of_step(step: ExamStep) -> ExamStep:
    names = (
        "position",
        "key",
        "indicator_id",
        "text",
        "weight",
        "critical",
        "critical_minimum",
        "levels",
        "unit",
        "parts",
        "remark_values",
        "competences",
    )
    return ExamStep(**{name: getattr(step, name) for name in names})


def remove_form(work: Work, form: ExamForm) -> None:
    """Throw a draft away."""
    _open(work, form)
    if is_planned(work, form.id):
        raise Refusal(say("An exam was planned with this form, so it stays."))
    work.db.delete(form)
    work.emit(FormRemoved(form_id=form.id))


def lock_form(work: Work, form: ExamForm) -> None:
    """Hold the form until the end: planning and reopening at once, or designing and putting in use, must not pass."""
    work.db.refresh(form, ["state", "version"], with_for_update=True)


def _open(work: Work, form: ExamForm) -> None:
    lock_form(work, form)
    if form.state is not FormState.DRAFT:
        raise Refusal(say("This form is in use, so nothing of it changes. Make a copy and change that."))


def _fill(step: ExamStep, facts: StepFacts) -> None:
    step.text, step.weight, step.critical = facts.text, facts.weight, facts.critical
    step.critical_minimum = facts.critical_minimum if facts.critical else None
    step.levels = [level.to_json() for level in facts.levels]


def _move(items: list[Placed], item: Placed, by: int) -> None:
    old = items.index(item)
    new = min(max(old + by, 0), len(items) - 1)
    items.insert(new, items.pop(old))
    _number(items)


def _number(items: Sequence[Placed]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position
