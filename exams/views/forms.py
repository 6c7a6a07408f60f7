"""Doors for forms: the list, a new one, and the life of a form from draft to withdrawn."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import forms as actions
from exams.forms import FormFactsForm, NewFormForm, whole
from exams.models import ExamForm
from exams.pages import forms as pages
from exams.permissions import Permission
from exams.queries.forms import form_counts, is_planned, offer, offers, structure
from exams.queries.forms import forms as forms_like
from exams.rules.design import FormState
from exams.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.work import Work
from qualification_files.pages.terms import in_its_words

FORM = Subject(load=in_its_words(queries.form, lambda form: form.qualification.terms), sees=Permission.SEE_FORM)
ROWS = 25
FEW = 12  # as many qualifications need no search


@bp.get("/forms", needs=Permission.SEE_FORMS)
def forms(work: Work) -> ResponseReturnValue:
    """All forms: drafts, in use, withdrawn."""
    words, state = request.args.get("q", ""), _state(request.args.get("state"))
    page = max(whole(request.args.get("page")) or 1, 1)
    counts = form_counts(work, words=words)
    total = counts[state] if state else sum(counts.values())
    return render_template(
        "exams/forms.html",
        rows=forms_like(work, words=words, state=state, limit=ROWS, offset=(page - 1) * ROWS),
        states=pages.FORM_STATES,
        counts=counts,
        total=total,
        state=state,
        words=words,
        page=page,
        pages=-(-total // ROWS),
    )


def _state(value: str | None) -> FormState | None:
    return FormState(value) if value in tuple(FormState) else None


@bp.get("/forms/new", needs=Permission.DESIGN_FORM)
def new_form(work: Work) -> ResponseReturnValue:
    """The first page of a new form; each qualification that cannot carry an exam says why."""
    form = NewFormForm(qualification=whole(request.args.get("qualification")))
    return _show_new(work, form)


def _show_new(work: Work, form: NewFormForm, status: int = 200) -> tuple[str, int]:
    words = request.args.get("q", "").strip()[:200]
    found = offers(work, words=words)
    picker = pages.picker(found, chosen=form.qualification.data)
    if form.qualification.choices is None:
        form.qualification.choices = []
    return render_template(
        "exams/new_form.html", form=form, picker=picker, words=words, search=bool(words) or len(found) > FEW
    ), status


@bp.post("/forms/new", needs=Permission.DESIGN_FORM)
def make_form(work: Work) -> ResponseReturnValue:
    """A draft, and on to choosing work processes."""
    form = NewFormForm()
    sent = whole(request.form.get("qualification"))
    chosen = offer(work, sent) if sent else None
    form.qualification.choices = [SelectChoice(chosen.qualification.id, "")] if chosen else []
    if not form.validate() or chosen is None:
        return _show_new(work, form, 422)
    made = actions.make_form(work, chosen, form.facts)
    return redirect(url_for(".work_processes", form_id=made.id), 303)


@bp.get("/forms/<int:form_id>", needs=Permission.SEE_FORM, load=FORM)
def form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The design: steps in the middle, coverage, points and cut score always in sight."""
    design = pages.design(form, structure(work, form.qualification_id))
    planned = is_planned(work, form.id)
    return render_template("exams/form.html", design=design, form=form, planned=planned, states=pages.FORM_STATES)


@bp.get("/forms/<int:form_id>/facts", needs=Permission.DESIGN_FORM, load=FORM)
def form_facts(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Title, kind, duration, instructions."""
    return render_template("exams/form_facts.html", exam_form=form, form=FormFactsForm.of(form))


@bp.post("/forms/<int:form_id>/facts", needs=Permission.DESIGN_FORM, load=FORM)
def change_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Keep what stands on the front."""
    sent = FormFactsForm()
    if not sent.validate():
        return render_template("exams/form_facts.html", exam_form=form, form=sent), 422
    actions.change_form(work, form, sent.facts)
    flash(_("The form is saved."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.get("/forms/<int:form_id>/put-in-use", needs=Permission.DESIGN_FORM, load=FORM)
def confirm_use(work: Work, form: ExamForm) -> ResponseReturnValue:
    """What becomes fixed, before it is."""
    if form.state is not FormState.DRAFT:
        return redirect(url_for(".form", form_id=form.id), 303)
    design = pages.design(form, structure(work, form.qualification_id))
    return render_template("exams/put_in_use.html", design=design, form=form)


@bp.post("/forms/<int:form_id>/put-in-use", needs=Permission.DESIGN_FORM, load=FORM)
def put_in_use(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Fix the form."""
    actions.put_in_use(work, form)
    flash(_("This form is in use now. Plan an exam with it."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.post("/forms/<int:form_id>/reopen", needs=Permission.DESIGN_FORM, load=FORM)
def reopen_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Back to draft."""
    actions.reopen_form(work, form)
    flash(_("This form is a draft again."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.post("/forms/<int:form_id>/withdraw", needs=Permission.DESIGN_FORM, load=FORM)
def withdraw_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """No longer planned."""
    actions.withdraw_form(work, form)
    flash(_("This form is withdrawn. What was planned with it goes on."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.post("/forms/<int:form_id>/copy", needs=Permission.DESIGN_FORM, load=FORM)
def copy_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """A new draft like this one."""
    copy = actions.copy_form(work, form)
    flash(_("This is the copy. Change what you like; the other form stays as it is."), "success")
    return redirect(url_for(".form", form_id=copy.id), 303)


@bp.post("/forms/<int:form_id>/remove", needs=Permission.DESIGN_FORM, load=FORM)
def remove_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Throw a draft away."""
    actions.remove_form(work, form)
    flash(_("The draft is removed."), "success")
    return redirect(url_for(".forms"), 303)


@bp.get("/forms/<int:form_id>/try", needs=Permission.SEE_FORM, load=FORM)
def try_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Invented marks and the verdict on them; nothing is kept."""
    if request.args.get("all") in ("lowest", "highest"):
        answers: dict[str, Any] = dict(pages.invented(form, request.args["all"]))
        return redirect(url_for(".try_form", form_id=form.id, **answers), 303)
    marks, outcome = pages.tried(form, request.args)
    return render_template("exams/try_form.html", form=form, groups=pages.numbered(form), marks=marks, outcome=outcome)
