"""Doors for exemptions: the list, one for a candidate, giving and withdrawing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import exempting as actions
from exams.actions.deciding import NumberTaken
from exams.forms import ReasonForm, whole
from exams.forms.board import ExemptionForm, WhoForm
from exams.models import ExamForm, Exemption
from exams.permissions import Permission
from exams.queries import exemptions as found
from exams.queries.forms import plannable_forms
from exams.views.blueprint import bp
from exams.views.board import offered, page_number, prepared, renumbered
from foundation.refusals import NotAllowed, Refusal
from foundation.web.guard import Subject
from foundation.work import Work
from people.models import Person

ROWS = 25
EXEMPTION = Subject(load=found.exemption, sees=Permission.SEE_EXEMPTION)


@bp.get("/exemptions", needs=Permission.SEE_EXEMPTIONS)
def exemptions(work: Work) -> ResponseReturnValue:
    """Who need not do what, latest first."""
    words, page = request.args.get("q", ""), page_number()
    total = found.exemption_count(work, words=words)
    rows = found.exemptions(work, words=words, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/board/exemptions.html", rows=rows, words=words, total=total, page=page, pages=-(-total // ROWS)
    )


@bp.get("/exemptions/<int:exemption_id>", needs=Permission.SEE_EXEMPTION, load=EXEMPTION)
def exemption(work: Work, exemption: Exemption) -> ResponseReturnValue:
    """One exemption: from what, on which ground, by which decision."""
    form = queries.form(work, exemption.form_id)
    return _show(exemption, form, ReasonForm(formdata=None))


@bp.post("/exemptions/<int:exemption_id>/withdraw", needs=Permission.EXEMPT, load=EXEMPTION)
def withdraw_exemption(work: Work, exemption: Exemption) -> ResponseReturnValue:
    """It holds no more, for a reason."""
    form = ReasonForm()
    if not form.validate():
        return _show(exemption, queries.form(work, exemption.form_id), form), 422
    actions.withdraw_exemption(work, exemption, form.reason.data or "")
    flash(_("The exemption is withdrawn."), "success")
    return redirect(url_for(".exemption", exemption_id=exemption.id), 303)


def _show(exemption: Exemption, exam_form: ExamForm, form: ReasonForm) -> str:
    parts = [group for group in exam_form.groups if group.key in exemption.parts]
    counts = [exam_form.design.earlier_mark(group.key, exemption.earlier_result) is not None for group in parts]
    return render_template(
        "exams/board/exemption.html", exemption=exemption, parts=parts, form=form, counts=all(counts)
    )


@bp.get("/exemptions/new", needs=Permission.EXEMPT)
def new_exemption(work: Work) -> ResponseReturnValue:
    """First whom and which exam; then what of it, why, and the decision."""
    if "candidate" not in request.args:
        return render_template("exams/board/exemption_who.html", form=_who(work, WhoForm(formdata=None)))
    who = _who(work, WhoForm(request.args))
    candidate = found.candidate_called(work, who.candidate.data or "")
    if not who.validate() or candidate is None:
        if candidate is None and not who.candidate.errors:
            who.candidate.errors = [_("No candidate has this e-mail address or number.")]
        return render_template("exams/board/exemption_who.html", form=who)
    exam_form = queries.form(work, who.form.data)
    form = prepared(work, ExemptionForm(formdata=None))
    form.ask_about(exam_form)
    form.requested_on.data = work.today
    return _show_new(candidate, exam_form, form)


def _who(work: Work, form: WhoForm) -> WhoForm:
    form.form.choices = [
        SelectChoice(one.id, f"{one.title}, {one.qualification.name}") for one in plannable_forms(work)
    ]
    return form


@bp.post("/exemptions/new", needs=Permission.EXEMPT)
def exempt(work: Work) -> ResponseReturnValue:
    """Free this candidate from it."""
    candidate = found.candidate_called(work, request.form.get("candidate", ""))
    exam_form = found.form_in_use(work, whole(request.form.get("form")))
    if candidate is None or exam_form is None:
        return redirect(url_for(".new_exemption"), 303)
    form = offered(work, ExemptionForm())
    form.ask_about(exam_form)
    if not form.validate():
        return _show_new(candidate, exam_form, form), 422
    try:
        actions.exempt(work, candidate, exam_form, form.exemption, form.decision)
    except NumberTaken as refusal:
        work.discard()
        return _show_new(candidate, exam_form, renumbered(work, form)), refusal.status
    except NotAllowed:
        raise
    except Refusal as refusal:
        work.discard()
        return _show_new(candidate, exam_form, form, refusal), refusal.status
    flash(_("%(name)s is exempt.", name=candidate.name), "success")
    return redirect(url_for(".exemptions"), 303)


def _show_new(candidate: Person, exam_form: ExamForm, form: ExemptionForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "exams/board/exemption_new.html",
        candidate=candidate,
        exam_form=exam_form,
        form=form,
        refusal=refusal.message if refusal else None,
    )
