"""Doors for the inside of a form: work processes, groups, steps and weights."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import steps as inside
from exams.actions.seen import ChangedMeanwhile, seen_group, seen_step, seen_weights, seen_work_processes
from exams.actions.steps import StepFacts
from exams.forms import GroupForm, StepForm, WorkProcessesForm, scale_data, weights_in
from exams.models import ExamForm, ExamGroup, ExamStep
from exams.pages import forms as pages
from exams.pages import scales as scale_pages
from exams.permissions import Permission
from exams.queries.competences import competences_of
from exams.queries.forms import structure
from exams.queries.scales import saved_scales
from exams.rules.scales import ScaleName
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.refusals import Refusal
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from qualification_files.models import Competence, CoreTask
from qualification_files.pages.terms import in_its_words

GROUP = Subject(
    load=in_its_words(queries.group, lambda group: group.form.qualification.terms), sees=Permission.SEE_FORM
)
STEP = Subject(
    load=in_its_words(queries.step, lambda step: step.group.form.qualification.terms), sees=Permission.SEE_FORM
)


def _back(form_id: int, anchor: str | None = None) -> Response:
    return redirect(url_for(".form", form_id=form_id, _anchor=anchor), 303)


def _direction() -> int:
    return -1 if request.form.get("to") == "up" else 1


@bp.get("/forms/<int:form_id>/work-processes", needs=Permission.DESIGN_FORM, load=FORM)
def work_processes(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The tree of the qualification with check boxes, and the coverage of what is chosen."""
    chosen = [group.work_process_id for group in form.groups if group.work_process_id is not None]
    tree, scales = WorkProcessesForm(chosen=chosen, seen=seen_work_processes(form)), _scales(work, form)
    tree.scale.choices = [SelectChoice(one.value, one.label) for one in scales]
    return _show_tree(form, tree, structure(work, form.qualification_id))


def _scales(work: Work, form: ExamForm) -> list[scale_pages.Offered]:
    return scale_pages.offered(form.qualification.language, saved_scales(work))


def _show_tree(form: ExamForm, tree: WorkProcessesForm, tasks: list[CoreTask], status: int = 200) -> tuple[str, int]:
    page = render_template(
        "exams/work_processes.html",
        exam_form=form,
        form=tree,
        tasks=tasks,
        covered=pages.covered(form, tasks),
        now=[group for group in form.groups if group.work_process_id] if status == 409 else [],
    )
    return page, status


@bp.post("/forms/<int:form_id>/work-processes", needs=Permission.DESIGN_FORM, load=FORM)
def choose_work_processes(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Their indicators become steps."""
    tasks, scales = structure(work, form.qualification_id), _scales(work, form)
    sent = WorkProcessesForm()
    sent.chosen.choices = [SelectChoice(process.id, process.name) for task in tasks for process in task.work_processes]
    sent.scale.choices = [SelectChoice(one.value, one.label) for one in scales]
    if not sent.validate():
        return _show_tree(form, sent, tasks, 422)
    scale = next(one.scale for one in scales if one.value == sent.scale.data)
    chosen, seen = set(sent.chosen.data or ()), sent.seen.data or ""
    try:
        inside.choose_work_processes(work, form, tasks, chosen=chosen, scale=scale, seen=seen)
    except ChangedMeanwhile as refusal:
        sent.form_errors, sent.seen.data = [said(refusal.message)], seen_work_processes(form)
        return _show_tree(form, sent, tasks, 409)
    flash(_("The steps of the chosen work processes are on the form."), "success")
    return _back(form.id)


@bp.get("/forms/<int:form_id>/groups/new", needs=Permission.DESIGN_FORM, load=FORM)
def new_group(work: Work, form: ExamForm) -> ResponseReturnValue:
    """A heading of one's own."""
    return _show_group(form, None, _with_core_tasks(work, form, GroupForm()))


def _with_core_tasks(work: Work, form: ExamForm, sent: GroupForm, group: ExamGroup | None = None) -> GroupForm:
    """With the core tasks of the qualification, and the one that it stands under already."""
    known = {task.number: task.name for task in structure(work, form.qualification_id)}
    own = {group.core_task_number: group.core_task_name} if group and group.core_task_number else {}
    sent.offer({**known, **own})
    return sent


def _show_group(form: ExamForm, group: ExamGroup | None, sent: GroupForm, now: str = "") -> str:
    return render_template("exams/group.html", exam_form=form, group=group, form=sent, now=now)


@bp.post("/forms/<int:form_id>/groups/new", needs=Permission.DESIGN_FORM, load=FORM)
def add_group(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Put it at the end."""
    sent = _with_core_tasks(work, form, GroupForm())
    if not sent.validate():
        return _show_group(form, None, sent), 422
    group = inside.add_group(work, form, sent.facts, form_key=sent.form_key.data or None)
    return _back(form.id, f"group-{group.id}")


@bp.get("/groups/<int:group_id>", needs=Permission.DESIGN_FORM, load=GROUP)
def group(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """Name, explanation, weight and core task of a group."""
    return _show_group(group.form, group, _with_core_tasks(work, group.form, GroupForm.of(group), group))


@bp.post("/groups/<int:group_id>", needs=Permission.DESIGN_FORM, load=GROUP)
def change_group(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """Keep what was filled in."""
    sent = _with_core_tasks(work, group.form, GroupForm(), group)
    if not sent.validate():
        return _show_group(group.form, group, sent), 422
    try:
        inside.change_group(work, group, sent.facts, seen=sent.seen.data or "")
    except ChangedMeanwhile as refusal:
        sent.form_errors, sent.seen.data = [said(refusal.message)], seen_group(group)
        return _show_group(group.form, group, sent, now=group.name), 409
    return _back(group.form_id, f"group-{group.id}")


@bp.post("/groups/<int:group_id>/move", needs=Permission.DESIGN_FORM, load=GROUP)
def move_group(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """One place up or down."""
    inside.move_group(work, group, by=_direction())
    return _back(group.form_id, f"group-{group.id}")


@bp.get("/groups/<int:group_id>/remove", needs=Permission.DESIGN_FORM, load=GROUP)
def confirm_group_removal(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """The steps that would go with it."""
    rows = next(row.steps for row in pages.numbered(group.form) if row.group is group)
    return render_template("exams/remove_part.html", exam_form=group.form, group=group, steps=rows)


@bp.post("/groups/<int:group_id>/remove", needs=Permission.DESIGN_FORM, load=GROUP)
def remove_group(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """Take it off the form with its steps."""
    inside.remove_group(work, group)
    flash(_("The group is off the form."), "success")
    return _back(group.form_id)


@bp.get("/groups/<int:group_id>/steps/new", needs=Permission.DESIGN_FORM, load=GROUP)
def new_step(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """A step of one's own, with the scale the form uses already."""
    steps = [step for step in (group.steps or group.form.steps) if not step.parts]
    usual = scale_pages.scale_in(group.form.qualification.language, ScaleName.THREE_LEVELS)
    levels, unit = (steps[-1].scale, steps[-1].unit) if steps else (usual.levels, usual.unit)
    return _show_step(work, group, None, StepForm(data={**scale_data(levels, unit), "group": group.id, "weight": 1}))


def _show_step(
    work: Work, group: ExamGroup, step: ExamStep | None, form: StepForm, status: int = 200, *, now: str = ""
) -> tuple[str, int]:
    _offer(work, group, form)
    indicator = next((row.indicator for row in _row_of(work, step)), None)
    page = render_template(
        "exams/step.html", exam_form=group.form, group=group, step=step, form=form, indicator=indicator, now=now
    )
    return page, status


def _row_of(work: Work, step: ExamStep | None) -> list[pages.StepRow]:
    if step is None or step.indicator_id is None:
        return []
    form = step.group.form
    rows = pages.numbered(form, structure(work, form.qualification_id))
    return [row for group in rows for row in group.steps if row.step is step]


def _offer(work: Work, group: ExamGroup, form: StepForm) -> None:
    """The groups it can stand in, and the competences: those of its work process first, then the others."""
    form.group.choices = [SelectChoice(one.id, one.name) for one in group.form.groups]
    known = competences_of(work, group.form.qualification_id)
    own = known.get(group.work_process_id or 0, [])
    others = {one.letter: one for found in known.values() for one in found if one not in own}
    offered = {one.letter: _named(one) for one in (*own, *others.values())}
    kept = {code: code for code in form.competences.data or () if code in form.kept_competences(group)}
    form.competences.choices = list({**kept, **offered}.items())


def _named(competence: Competence) -> str:
    name = competence.name_nl if str(get_locale()) == "nl" else competence.name_en
    return f"{competence.letter} · {name}"


def _sent_step(work: Work, group: ExamGroup) -> StepForm:
    sent = StepForm()
    _offer(work, group, sent)
    return sent


def _chosen_group(form: ExamForm, sent: StepForm) -> ExamGroup:
    return next(group for group in form.groups if group.id == sent.group.data)


def _facts(form: ExamForm, sent: StepForm) -> StepFacts:
    with scale_pages.in_language(form.qualification.language) as sign:
        return sent.facts_in(said, sign=sign)


@bp.post("/groups/<int:group_id>/steps/new", needs=Permission.DESIGN_FORM, load=GROUP)
def add_step(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """Put it at the end of its group."""
    sent = _sent_step(work, group)
    if not sent.validate():
        return _show_step(work, group, None, sent, 422)
    chosen, key = _chosen_group(group.form, sent), sent.form_key.data or None
    step = inside.add_step(work, chosen, _facts(group.form, sent), form_key=key)
    return _back(group.form_id, f"step-{step.id}")


@bp.get("/steps/<int:step_id>", needs=Permission.DESIGN_FORM, load=STEP)
def step(work: Work, step: ExamStep) -> ResponseReturnValue:
    """Text, weight, criticality and scale of one step."""
    return _show_step(work, step.group, step, StepForm.of(step))


@bp.post("/steps/<int:step_id>", needs=Permission.DESIGN_FORM, load=STEP)
def change_step(work: Work, step: ExamStep) -> ResponseReturnValue:
    """Keep what was filled in."""
    form = step.group.form
    sent = _sent_step(work, step.group)
    if not sent.validate():
        return _show_step(work, step.group, step, sent, 422)
    try:
        inside.change_step(work, step, _facts(form, sent), group=_chosen_group(form, sent), seen=sent.seen.data or "")
    except ChangedMeanwhile as refusal:
        sent.form_errors, sent.seen.data = [said(refusal.message)], seen_step(step)
        return _show_step(work, step.group, step, sent, 409, now=step.text)
    return _back(form.id, f"step-{step.id}")


@bp.post("/steps/<int:step_id>/move", needs=Permission.DESIGN_FORM, load=STEP)
def move_step(work: Work, step: ExamStep) -> ResponseReturnValue:
    """One place up or down, over the edge of its group into the next."""
    inside.move_step(work, step, by=_direction())
    return _back(step.group.form_id, f"step-{step.id}")


@bp.get("/steps/<int:step_id>/remove", needs=Permission.DESIGN_FORM, load=STEP)
def confirm_step_removal(work: Work, step: ExamStep) -> ResponseReturnValue:
    """The step that would go."""
    form = step.group.form
    rows = [row for group in pages.numbered(form) for row in group.steps if row.step is step]
    return render_template("exams/remove_part.html", exam_form=form, group=None, steps=rows)


@bp.post("/steps/<int:step_id>/remove", needs=Permission.DESIGN_FORM, load=STEP)
def remove_step(work: Work, step: ExamStep) -> ResponseReturnValue:
    """Take it off the form."""
    group = step.group
    inside.remove_step(work, step)
    flash(_("The step is off the form."), "success")
    return _back(group.form_id, f"group-{group.id}")


@bp.get("/forms/<int:form_id>/weights", needs=Permission.DESIGN_FORM, load=FORM)
def weights(work: Work, form: ExamForm) -> ResponseReturnValue:
    """All groups and steps in one table: what each counts for."""
    return _show_weights(form)


def _show_weights(
    form: ExamForm, status: int = 200, *, wrong: tuple[str, ...] = (), refusal: Refusal | None = None
) -> tuple[str, int]:
    page = render_template(
        "exams/weights.html",
        form=form,
        groups=pages.numbered(form),
        wrong=wrong,
        sent=request.form if status != 200 else None,
        refusal=refusal,
        seen=request.form.get("seen", "") if status == 422 else seen_weights(form),  # it was not read anew
    )
    return page, status


@bp.post("/forms/<int:form_id>/weights", needs=Permission.DESIGN_FORM, load=FORM)
def weigh_steps(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Keep all weights at once."""
    sent = weights_in(request.form, form)
    if sent.wrong:
        return _show_weights(form, 422, wrong=tuple(sent.wrong))
    try:
        inside.weigh_steps(work, form, sent.steps, groups=sent.groups, seen=request.form.get("seen", ""))
    except ChangedMeanwhile as refusal:
        return _show_weights(form, 409, refusal=refusal)
    flash(_("Weights and critical steps are saved."), "success")
    return _back(form.id)
