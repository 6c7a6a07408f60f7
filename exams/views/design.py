"""Doors for the inside of a form: work processes, groups, steps, weights, scale and cut score."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import forms as actions
from exams.forms import (
    SCALE_CHOICES,
    CutScoreForm,
    GroupForm,
    ScaleForm,
    StepForm,
    WorkProcessesForm,
    rows_of,
    weights_in,
)
from exams.models import ExamForm, ExamGroup, ExamStep
from exams.pages import forms as pages
from exams.permissions import Permission
from exams.queries.forms import structure
from exams.rules.scales import ScaleName
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.web.guard import Subject
from foundation.work import Work
from qualification_files.models import CoreTask
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
    return _show_tree(form, WorkProcessesForm(chosen=chosen), structure(work, form.qualification_id))


def _show_tree(form: ExamForm, tree: WorkProcessesForm, tasks: list[CoreTask], status: int = 200) -> tuple[str, int]:
    page = render_template(
        "exams/work_processes.html", exam_form=form, form=tree, tasks=tasks, covered=pages.covered(form, tasks)
    )
    return page, status


@bp.post("/forms/<int:form_id>/work-processes", needs=Permission.DESIGN_FORM, load=FORM)
def choose_work_processes(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Their indicators become steps."""
    tasks = structure(work, form.qualification_id)
    sent = WorkProcessesForm()
    sent.chosen.choices = [SelectChoice(process.id, process.name) for task in tasks for process in task.work_processes]
    if not sent.validate():
        return _show_tree(form, sent, tasks, 422)
    levels = pages.scale_in(form.qualification.language, ScaleName(sent.scale.data))
    actions.choose_work_processes(work, form, tasks, chosen=set(sent.chosen.data or ()), levels=levels)
    flash(_("The steps of the chosen work processes are on the form."), "success")
    return _back(form.id)


@bp.get("/forms/<int:form_id>/groups/new", needs=Permission.DESIGN_FORM, load=FORM)
def new_group(work: Work, form: ExamForm) -> ResponseReturnValue:
    """A heading of one's own."""
    return render_template("exams/group.html", exam_form=form, group=None, form=GroupForm())


@bp.post("/forms/<int:form_id>/groups/new", needs=Permission.DESIGN_FORM, load=FORM)
def add_group(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Put it at the end."""
    sent = GroupForm()
    if not sent.validate():
        return render_template("exams/group.html", exam_form=form, group=None, form=sent), 422
    actions.add_group(work, form, sent.name.data or "")
    return _back(form.id)


@bp.get("/groups/<int:group_id>", needs=Permission.DESIGN_FORM, load=GROUP)
def group(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """The name of a group."""
    return render_template("exams/group.html", exam_form=group.form, group=group, form=GroupForm(obj=group))


@bp.post("/groups/<int:group_id>", needs=Permission.DESIGN_FORM, load=GROUP)
def rename_group(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """Another name."""
    sent = GroupForm()
    if not sent.validate():
        return render_template("exams/group.html", exam_form=group.form, group=group, form=sent), 422
    actions.rename_group(work, group, sent.name.data or "")
    return _back(group.form_id, f"group-{group.id}")


@bp.post("/groups/<int:group_id>/move", needs=Permission.DESIGN_FORM, load=GROUP)
def move_group(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """One place up or down."""
    actions.move_group(work, group, by=_direction())
    return _back(group.form_id, f"group-{group.id}")


@bp.get("/groups/<int:group_id>/remove", needs=Permission.DESIGN_FORM, load=GROUP)
def confirm_group_removal(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """The steps that would go with it."""
    return render_template("exams/remove_part.html", exam_form=group.form, group=group, steps=group.steps)


@bp.post("/groups/<int:group_id>/remove", needs=Permission.DESIGN_FORM, load=GROUP)
def remove_group(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """Take it off the form with its steps."""
    actions.remove_group(work, group)
    flash(_("The group is off the form."), "success")
    return _back(group.form_id)


@bp.get("/groups/<int:group_id>/steps/new", needs=Permission.DESIGN_FORM, load=GROUP)
def new_step(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """A step of one's own, with the scale the form uses already."""
    steps = group.steps or group.form.steps
    levels = steps[-1].scale if steps else pages.scale_in(group.form.qualification.language, ScaleName.THREE_LEVELS)
    return _show_step(group.form, None, StepForm(group=group.id, levels=rows_of(levels)))


def _show_step(exam_form: ExamForm, step: ExamStep | None, form: StepForm, status: int = 200) -> tuple[str, int]:
    form.group.choices = [SelectChoice(group.id, group.name) for group in exam_form.groups]
    return render_template("exams/step.html", exam_form=exam_form, step=step, form=form), status


def _sent_step(form: ExamForm) -> StepForm:
    sent = StepForm()
    sent.group.choices = [SelectChoice(group.id, group.name) for group in form.groups]
    return sent


def _chosen_group(form: ExamForm, sent: StepForm) -> ExamGroup:
    return next(group for group in form.groups if group.id == sent.group.data)


@bp.post("/groups/<int:group_id>/steps/new", needs=Permission.DESIGN_FORM, load=GROUP)
def add_step(work: Work, group: ExamGroup) -> ResponseReturnValue:
    """Put it at the end of its group."""
    sent = _sent_step(group.form)
    if not sent.validate():
        return _show_step(group.form, None, sent, 422)
    step = actions.add_step(work, _chosen_group(group.form, sent), sent.facts)
    return _back(group.form_id, f"step-{step.id}")


@bp.get("/steps/<int:step_id>", needs=Permission.DESIGN_FORM, load=STEP)
def step(work: Work, step: ExamStep) -> ResponseReturnValue:
    """Text, weight, criticality and scale of one step."""
    return _show_step(step.group.form, step, StepForm.of(step))


@bp.post("/steps/<int:step_id>", needs=Permission.DESIGN_FORM, load=STEP)
def change_step(work: Work, step: ExamStep) -> ResponseReturnValue:
    """Keep what was filled in."""
    form = step.group.form
    sent = _sent_step(form)
    if not sent.validate():
        return _show_step(form, step, sent, 422)
    actions.change_step(work, step, sent.facts, group=_chosen_group(form, sent))
    return _back(form.id, f"step-{step.id}")


@bp.post("/steps/<int:step_id>/move", needs=Permission.DESIGN_FORM, load=STEP)
def move_step(work: Work, step: ExamStep) -> ResponseReturnValue:
    """One place up or down in its group."""
    actions.move_step(work, step, by=_direction())
    return _back(step.group.form_id, f"step-{step.id}")


@bp.get("/steps/<int:step_id>/remove", needs=Permission.DESIGN_FORM, load=STEP)
def confirm_step_removal(work: Work, step: ExamStep) -> ResponseReturnValue:
    """The step that would go."""
    return render_template("exams/remove_part.html", exam_form=step.group.form, group=None, steps=[step])


@bp.post("/steps/<int:step_id>/remove", needs=Permission.DESIGN_FORM, load=STEP)
def remove_step(work: Work, step: ExamStep) -> ResponseReturnValue:
    """Take it off the form."""
    group = step.group
    actions.remove_step(work, step)
    flash(_("The step is off the form."), "success")
    return _back(group.form_id, f"group-{group.id}")


@bp.get("/forms/<int:form_id>/weights", needs=Permission.DESIGN_FORM, load=FORM)
def weights(work: Work, form: ExamForm) -> ResponseReturnValue:
    """All steps in one table: what each counts for."""
    return render_template("exams/weights.html", form=form, groups=pages.numbered(form), wrong=(), sent=None)


@bp.post("/forms/<int:form_id>/weights", needs=Permission.DESIGN_FORM, load=FORM)
def weigh_steps(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Keep all weights at once."""
    found, wrong = weights_in(request.form, form.steps)
    if wrong:
        page = render_template(
            "exams/weights.html", form=form, groups=pages.numbered(form), wrong=wrong, sent=request.form
        )
        return page, 422
    actions.weigh_steps(work, form, found)
    flash(_("Weights and critical steps are saved."), "success")
    return _back(form.id)


@bp.get("/forms/<int:form_id>/scale", needs=Permission.DESIGN_FORM, load=FORM)
def scale(work: Work, form: ExamForm) -> ResponseReturnValue:
    """One scale for every step."""
    return render_template("exams/scale.html", exam_form=form, form=ScaleForm(), scales=_scales(form))


def _scales(form: ExamForm) -> list[tuple[str, object]]:
    language = form.qualification.language
    return [(str(choice.label), pages.scale_in(language, choice.value)) for choice in SCALE_CHOICES]


@bp.post("/forms/<int:form_id>/scale", needs=Permission.DESIGN_FORM, load=FORM)
def apply_scale(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Replace the levels of every step."""
    sent = ScaleForm()
    if not sent.validate():
        return render_template("exams/scale.html", exam_form=form, form=sent, scales=_scales(form)), 422
    actions.apply_scale(work, form, pages.scale_in(form.qualification.language, ScaleName(sent.scale.data)))
    flash(_("Every step has this scale now."), "success")
    return _back(form.id)


@bp.get("/forms/<int:form_id>/cut-score", needs=Permission.DESIGN_FORM, load=FORM)
def cut_score(work: Work, form: ExamForm) -> ResponseReturnValue:
    """What it takes to pass."""
    return render_template("exams/cut_score.html", exam_form=form, form=CutScoreForm.of(form))


@bp.post("/forms/<int:form_id>/cut-score", needs=Permission.DESIGN_FORM, load=FORM)
def set_cut_score(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Keep it."""
    sent = CutScoreForm()
    if not sent.validate():
        return render_template("exams/cut_score.html", exam_form=form, form=sent), 422
    actions.set_cut_score(work, form, sent.cut_score)
    flash(_("The cut score is saved."), "success")
    return _back(form.id)
