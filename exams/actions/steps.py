"""The inside of a draft: groups, steps, weights, scales. Everything here refuses once the form is no draft any more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from exams.actions.forms import hold_draft
from exams.actions.repeats import key_for
from exams.actions.seen import refuse_unseen, seen_group, seen_step, seen_weights, seen_work_processes
from exams.events import FormChanged
from exams.models import ExamForm, ExamGroup, ExamStep
from exams.queries.approval import form_anew
from exams.queries.forms import group_keys_of_editions, step_keys_of_editions
from exams.rules import Level
from exams.rules.keys import first_step_keys, group_key, keys_named, step_key
from exams.rules.scales import Scale
from exams.rules.steps import SubPoint
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.models import CoreTask, WorkProcess

Placed = TypeVar("Placed", ExamGroup, ExamStep)


@dataclass(frozen=True, kw_only=True)
class GroupFacts:
    """What can be said of one group."""

    name: str
    description: str = ""
    weight: int = 1
    core_task_number: str = ""  # of an own group; one that was made from a work process keeps that of its file
    core_task_name: str = ""
    all_achieved: bool = False  # the examiner may mark its steps achieved at once


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """What can be said of one step."""

    text: str
    weight: int
    critical: bool
    critical_minimum: int | None
    levels: tuple[Level, ...]
    unit: int = 1
    parts: tuple[SubPoint, ...] = ()
    remark_values: tuple[int, ...] = ()
    competences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Weight:
    """What a step counts for."""

    weight: int
    critical: bool


def choose_work_processes(
    work: Work, form: ExamForm, core_tasks: Sequence[CoreTask], *, chosen: set[int], scale: Scale, seen: str = ""
) -> None:
    """Examine exactly these: their indicators become steps, groups of others go; what was there already stays."""
    _hold(work, form)
    refuse_unseen(seen, seen_work_processes(form))
    form.groups = [group for group in form.groups if group.work_process_id is None or group.work_process_id in chosen]
    present = {group.work_process_id for group in form.groups}
    for task in core_tasks:
        for process in task.work_processes:
            if process.id in chosen - present:
                form.groups.append(_group(form, task, process, scale))
    _number(form.groups)
    work.emit(FormChanged(form_id=form.id, what="work-processes"))


def _hold(work: Work, form: ExamForm, part: ExamGroup | ExamStep | None = None) -> None:
    """Hold the draft and read it anew: what was read before the lock may be gone, or changed by another designer."""
    hold_draft(work, form)
    form_anew(work, form.id)
    if part is not None and part not in (*form.groups, *form.steps):
        raise NotFound


def _group(form: ExamForm, task: CoreTask, process: WorkProcess, scale: Scale) -> ExamGroup:
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
            _step(text, scale, key=step, indicator_id=indicator_id)
            for (text, indicator_id), step in zip(
                told, first_step_keys(key, len(told), keys_of_steps(form)), strict=True
            )
        ],
    )
    _number(group.steps)
    return group


def _step(text: str, scale: Scale, *, key: str, indicator_id: int | None) -> ExamStep:
    levels = [level.to_json() for level in scale.levels]
    return ExamStep(key=key, text=text, indicator_id=indicator_id, levels=levels, unit=scale.unit)


def keys_of_groups(form: ExamForm) -> set[str]:
    """The keys that the groups of this form have."""
    return {group.key for group in form.groups}


def add_group(work: Work, form: ExamForm, facts: GroupFacts, *, form_key: str | None = None) -> ExamGroup:
    """A heading of one's own, at the end; the same page sent twice makes one."""
    _hold(work, form)
    sent = key_for(work, form_key, form.id, *vars(facts).values()) if form_key else None
    if earlier := next((group for group in form.groups if sent and group.form_key == sent), None):
        return earlier
    taken = keys_of_groups(form) | keys_named(form.cut_score) | group_keys_of_editions(work, form)
    group = ExamGroup(key=group_key("", taken), position=len(form.groups) + 1, form_key=sent, **vars(facts))
    form.groups.append(group)
    work.db.flush()  # the page shows the new group
    work.emit(FormChanged(form_id=form.id, what="group-added"))
    return group


def change_group(work: Work, group: ExamGroup, facts: GroupFacts, *, seen: str = "") -> None:
    """Another heading, explanation or weight; refused when it is not what was `seen` any more."""
    _hold(work, group.form, group)
    refuse_unseen(seen, seen_group(group))
    group.name, group.description, group.weight = facts.name, facts.description, facts.weight
    group.all_achieved = facts.all_achieved
    if group.work_process_id is None:
        group.core_task_number, group.core_task_name = facts.core_task_number, facts.core_task_name
    work.emit(FormChanged(form_id=group.form_id, what="group-changed"))


def remove_group(work: Work, group: ExamGroup) -> None:
    """Take the group off the form with all its steps."""
    form = group.form
    _hold(work, form, group)
    form.groups.remove(group)
    _number(form.groups)
    work.emit(FormChanged(form_id=form.id, what="group-removed"))


def move_group(work: Work, group: ExamGroup, *, by: int) -> None:
    """One place up (-1) or down (1)."""
    _hold(work, group.form, group)
    _move(group.form.groups, group, by)
    work.emit(FormChanged(form_id=group.form_id, what="group-moved"))


def add_step(work: Work, group: ExamGroup, facts: StepFacts, *, form_key: str | None = None) -> ExamStep:
    """A step of one's own, at the end of the group; the same page sent twice makes one."""
    form = group.form
    _hold(work, form, group)
    sent = key_for(work, form_key, group.id, *vars(facts).values()) if form_key else None
    if earlier := next((step for step in form.steps if sent and step.form_key == sent), None):
        return earlier
    taken = keys_of_steps(form) | keys_named(form.cut_score) | step_keys_of_editions(work, form)
    step = ExamStep(key=step_key(group.key, taken), position=len(group.steps) + 1, form_key=sent)
    _fill(step, facts)
    group.steps.append(step)
    work.db.flush()  # the page shows the new step
    work.emit(FormChanged(form_id=group.form_id, what="step-added"))
    return step


def keys_of_steps(form: ExamForm) -> set[str]:
    """The keys that the steps of this form have."""
    return {step.key for step in form.steps}


def change_step(work: Work, step: ExamStep, facts: StepFacts, *, group: ExamGroup, seen: str = "") -> None:
    """Another text, weight or scale; another group when `group` is not the one it stands in."""
    form = step.group.form
    _hold(work, form, step)
    refuse_unseen(seen, seen_step(step))
    if group not in form.groups:
        raise NotFound  # removed while the step was moved to it
    _fill(step, facts)
    if group is not step.group:
        step.position = len(group.steps) + 1
        step.group = group
    work.emit(FormChanged(form_id=form.id, what="step-changed"))


def remove_step(work: Work, step: ExamStep) -> None:
    """Take the step off the form."""
    form = step.group.form
    _hold(work, form, step)
    group = step.group  # it may stand in another one by now
    group.steps.remove(step)
    _number(group.steps)
    work.emit(FormChanged(form_id=form.id, what="step-removed"))


def move_step(work: Work, step: ExamStep, *, by: int) -> None:
    """One place up (-1) or down (1); the first of a group goes up to the end of the group before it, and so on."""
    form = step.group.form
    _hold(work, form, step)
    steps, groups = step.group.steps, form.groups
    place = steps.index(step) + by
    beside = groups.index(step.group) + by
    if 0 <= place < len(steps):
        _move(steps, step, by)
    elif 0 <= beside < len(groups):
        _move_over(step, groups[beside], at_end=by < 0)
    work.emit(FormChanged(form_id=form.id, what="step-moved"))


def _move_over(step: ExamStep, group: ExamGroup, *, at_end: bool) -> None:
    before = step.group
    before.steps.remove(step)
    _number(before.steps)
    group.steps.insert(len(group.steps) if at_end else 0, step)
    _number(group.steps)


def weigh_steps(
    work: Work,
    form: ExamForm,
    weights: Mapping[int, Weight],
    *,
    groups: Mapping[int, int] | None = None,
    seen: str = "",
) -> None:
    """Weight and criticality of many steps, and weights of groups, at once; what is not named stays as it is."""
    _hold(work, form)
    refuse_unseen(seen, seen_weights(form))
    for group in form.groups:
        group.weight = (groups or {}).get(group.id, group.weight)
    for step in form.steps:
        if found := weights.get(step.id):
            step.weight, step.critical = found.weight, found.critical
            step.critical_minimum = step.critical_minimum if found.critical else None
    work.emit(FormChanged(form_id=form.id, what="weights"))


def apply_scale(work: Work, form: ExamForm, scale: Scale, *, steps: Collection[ExamStep] | None = None) -> None:
    """One scale for these steps, or for every step; whatever belonged to the old scale is forgotten with it."""
    _hold(work, form)
    for step in form.steps if steps is None else [step for step in form.steps if step in steps]:
        step.levels = [level.to_json() for level in scale.levels]
        step.unit, step.parts = scale.unit, None
        step.critical_minimum, step.remark_values = None, []
    work.emit(FormChanged(form_id=form.id, what="scale"))


def _fill(step: ExamStep, facts: StepFacts) -> None:
    step.text, step.weight, step.critical = facts.text, facts.weight, facts.critical
    step.critical_minimum = facts.critical_minimum if facts.critical else None
    step.levels = [level.to_json() for level in facts.levels]
    step.unit = facts.unit
    step.parts = [part.to_json() for part in facts.parts] or None
    step.remark_values = list(facts.remark_values)
    step.competences = list(facts.competences)


def _move(items: list[Placed], item: Placed, by: int) -> None:
    old = items.index(item)
    new = min(max(old + by, 0), len(items) - 1)
    items.insert(new, items.pop(old))
    _number(items)


def _number(items: Sequence[Placed]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position
