"""Doors for scales: one for many steps of a form, and the library of the school."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import scales as actions
from exams.actions.steps import apply_scale as apply
from exams.forms import ApplyScaleForm, SavedScaleForm, scale_data, whole
from exams.models import ExamForm, ExamStep, SavedScale
from exams.pages import forms as form_pages
from exams.pages import scales as pages
from exams.permissions import Permission
from exams.queries.scales import saved_scale, saved_scales
from exams.rules.scales import Scale, ScaleName
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.refusals import NotFound, Refusal
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work

SCALE = Subject(load=saved_scale, sees=Permission.SEE_FORM)
SHORTENED = 60  # characters of a step in a list of choices


@bp.get("/forms/<int:form_id>/scale", needs=Permission.DESIGN_FORM, load=FORM)
def form_scale(work: Work, form: ExamForm) -> ResponseReturnValue:
    """One scale for every step, for a group or for one step."""
    sent = ApplyScaleForm(where=request.args.get("where", "all"))
    return _show_apply(work, form, sent)


def _show_apply(work: Work, form: ExamForm, sent: ApplyScaleForm, status: int = 200) -> tuple[str, int]:
    scales = _offer(work, form, sent)
    return render_template("exams/form_scale.html", exam_form=form, form=sent, scales=scales), status


def _offer(work: Work, form: ExamForm, sent: ApplyScaleForm) -> list[pages.Offered]:
    scales = pages.offered(form.qualification.language, saved_scales(work))
    sent.scale.choices = [SelectChoice(one.value, one.label) for one in scales]
    sent.where.choices = [SelectChoice("all", _("Every step"))]
    for row in form_pages.numbered(form):
        named = _("Group: %(name)s", name=row.group.name)
        sent.where.choices.append(SelectChoice(f"group-{row.group.id}", named))
        for one in row.steps:
            words = _("Step %(number)s: %(text)s", number=one.number, text=_shortened(one.step.text))
            sent.where.choices.append(SelectChoice(f"step-{one.step.id}", words))
    return scales


def _shortened(text: str) -> str:
    return text if len(text) <= SHORTENED else f"{text[:SHORTENED].rstrip()}…"


@bp.post("/forms/<int:form_id>/scale", needs=Permission.DESIGN_FORM, load=FORM)
def apply_scale(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Replace the levels of these steps."""
    sent = ApplyScaleForm()
    scales = _offer(work, form, sent)
    if not sent.validate():
        return _show_apply(work, form, sent, 422)
    scale = next(one.scale for one in scales if one.value == sent.scale.data)
    apply(work, form, scale, steps=_steps(form, sent.where.data))
    flash(_("These steps have this scale now."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


def _steps(form: ExamForm, where: str) -> list[ExamStep]:
    return [step for step in form.steps if where in ("all", f"group-{step.group_id}", f"step-{step.id}")]


@bp.get("/scales", needs=Permission.SEE_FORMS)
def scales(work: Work) -> ResponseReturnValue:
    """The scales that come with the program and those of the school."""
    archived = request.args.get("tab") == "archived"
    own = saved_scales(work, archived=archived)
    return render_template(
        "exams/scales.html",
        archived=archived,
        built_in=[] if archived else pages.offered(str(get_locale()), ()),
        own=[(one, pages.level_rows(pages.saved(one).levels, one.unit)) for one in own],
    )


@bp.get("/scales/new", needs=Permission.DESIGN_FORM)
def new_scale(work: Work) -> ResponseReturnValue:
    """A scale of one's own; it can begin as the scale of a step or as one that comes with the program."""
    begin = _begin(work)
    name = _name_of(_named(request.args.get("from")))
    form = SavedScaleForm(data={**scale_data(begin.levels, begin.unit), "name": name})
    return render_template("exams/scale.html", form=form, saved=None)


def _name_of(scale: ScaleName | None) -> str:
    return str(pages.SCALE_NAMES[scale]) if scale else ""


def _begin(work: Work) -> Scale:
    if number := whole(request.args.get("step")):
        step = queries.step(work, number)
        if not work.allows(Permission.SEE_FORM, step):
            raise NotFound
        return Scale(levels=step.scale, unit=step.unit)
    return pages.scale_in(str(get_locale()), _named(request.args.get("from")) or ScaleName.THREE_LEVELS)


def _named(value: str | None) -> ScaleName | None:
    return ScaleName(value) if value in tuple(ScaleName) else None


@bp.post("/scales/new", needs=Permission.DESIGN_FORM)
def save_scale(work: Work) -> ResponseReturnValue:
    """Put it in the library."""
    form = SavedScaleForm()
    if not form.validate():
        return render_template("exams/scale.html", form=form, saved=None), 422
    try:
        actions.save_scale(work, form.name.data or "", _scale(form))
    except Refusal as refusal:
        form.form_errors = [said(refusal.message)]
        return render_template("exams/scale.html", form=form, saved=None), 409
    flash(_("The scale is in the library."), "success")
    return redirect(url_for(".scales"), 303)


def _scale(form: SavedScaleForm) -> Scale:
    with pages.in_language(str(get_locale())) as sign:
        return form.scale_in(said, sign=sign)


@bp.get("/scales/<int:scale_id>", needs=Permission.DESIGN_FORM, load=SCALE)
def scale(work: Work, saved: SavedScale) -> ResponseReturnValue:
    """A scale of the library."""
    return render_template("exams/scale.html", form=SavedScaleForm.of(saved), saved=saved)


@bp.post("/scales/<int:scale_id>", needs=Permission.DESIGN_FORM, load=SCALE)
def change_scale(work: Work, saved: SavedScale) -> ResponseReturnValue:
    """Keep what was filled in."""
    form = SavedScaleForm()
    if not form.validate():
        return render_template("exams/scale.html", form=form, saved=saved), 422
    version = whole(form.version.data) or saved.version
    try:
        actions.change_scale(work, saved, form.name.data or "", _scale(form), version=version)
    except Refusal as refusal:
        form.form_errors = [said(refusal.message)]
        return render_template("exams/scale.html", form=form, saved=saved), 409
    flash(_("The scale is saved. Steps that took it over keep what they have."), "success")
    return redirect(url_for(".scales"), 303)


@bp.post("/scales/<int:scale_id>/archive", needs=Permission.DESIGN_FORM, load=SCALE)
def archive_scale(work: Work, saved: SavedScale) -> ResponseReturnValue:
    """No longer offered."""
    actions.archive_scale(work, saved)
    flash(_("The scale is archived. You find it back under Archived."), "success")
    return redirect(url_for(".scales"), 303)


@bp.post("/scales/<int:scale_id>/restore", needs=Permission.DESIGN_FORM, load=SCALE)
def restore_scale(work: Work, saved: SavedScale) -> ResponseReturnValue:
    """Offered again."""
    actions.restore_scale(work, saved)
    flash(_("The scale is offered again."), "success")
    return redirect(url_for(".scales"), 303)
