"""Doors for forms: the list, a new one, and the life of a form from draft to withdrawn."""

from uuid import uuid4

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import forms as actions
from exams.actions.seen import ChangedMeanwhile, seen_form
from exams.documents.forms_list import forms_list
from exams.forms import FormFactsForm, NewFormForm, ReadableFromForm, whole
from exams.models import ExamForm
from exams.pages import approval as approvals
from exams.pages import form_lists as lists
from exams.pages import forms as pages
from exams.pages.cut_score_words import rule_of
from exams.permissions import Permission
from exams.queries.form_lists import WantedForms, form_counts, qualifications_with_forms
from exams.queries.form_lists import forms as forms_like
from exams.queries.forms import editions, is_planned, offer, offers, structure
from exams.rules.colours import COLOURS, Colour
from exams.rules.design import FormState
from exams.views.blueprint import bp
from foundation.files import disposition
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from qualification_files.pages.terms import in_its_words
from qualification_files.pages.words import PARTS

FORM = Subject(load=in_its_words(queries.form, lambda form: form.qualification.terms), sees=Permission.SEE_FORM)
ROWS = 25
LONGEST_EXPORT = 20_000
LONGEST_SEARCH = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEW = 12  # as many qualifications need no search


@bp.get("/forms", needs=Permission.SEE_FORMS)
def forms(work: Work) -> ResponseReturnValue:
    """All forms: drafts, handed in, in use, withdrawn."""
    wanted, page = _wanted(), max(whole(request.args.get("page")) or 1, 1)
    counts = form_counts(work, wanted)
    total = counts[wanted.state] if wanted.state else sum(counts.values())
    return render_template(
        "exams/forms.html",
        rows=forms_like(work, wanted, limit=ROWS, offset=(page - 1) * ROWS),
        states=pages.FORM_STATES,
        counts=counts,
        total=total,
        wanted=wanted,
        filters=lists.filters(wanted, qualifications_with_forms(work)),
        colours=COLOURS,
        page=page,
        pages=-(-total // ROWS),
    )


@bp.get("/forms.xlsx", needs=Permission.SEE_FORMS)
def export_forms(work: Work) -> ResponseReturnValue:
    """The same list as a spreadsheet."""
    rows = forms_like(work, _wanted(), limit=LONGEST_EXPORT)
    told = disposition(_("exam forms") + ".xlsx")
    headers = {"Content-Disposition": told, "Cache-Control": "no-store"}
    return Response(forms_list(rows), mimetype=XLSX, headers=headers)


def _wanted() -> WantedForms:
    asked = request.args
    return WantedForms(
        words=asked.get("q", "")[:LONGEST_SEARCH],
        state=FormState(asked["state"]) if asked.get("state") in tuple(FormState) else None,
        formative={"formative": True, "summative": False}.get(asked.get("kind", "")),
        qualification_id=whole(asked.get("qualification")),
        colour=Colour(asked["colour"]) if asked.get("colour") in tuple(Colour) else None,
        newest=asked.get("editions") == "newest",
        sort=asked.get("sort", ""),
    )


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
    made = actions.make_form(work, chosen, form.facts, form_key=form.form_key.data or None)
    return redirect(url_for(".work_processes", form_id=made.id), 303)


@bp.get("/forms/<int:form_id>", needs=Permission.SEE_FORM, load=FORM)
def form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The design: steps in the middle, coverage, points and cut score always in sight."""
    design = pages.design(form, structure(work, form.qualification_id))
    return render_template(
        "exams/form.html",
        design=design,
        form=form,
        planned=is_planned(work, form.id),
        states=pages.FORM_STATES,
        approval=approvals.approval(work, form),
        rule=rule_of(form),
        editions=editions(work, form),
        colours=COLOURS,
        parts=PARTS,
        form_key=str(uuid4()),
    )


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
    try:
        actions.change_form(work, form, sent.facts, seen=sent.seen.data or "")
    except ChangedMeanwhile as refusal:
        sent.form_errors, sent.seen.data = [said(refusal.message)], seen_form(form)
        return render_template("exams/form_facts.html", exam_form=form, form=sent), 409
    flash(_("The form is saved."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.get("/forms/<int:form_id>/readable-from", needs=Permission.DESIGN_FORM, load=FORM)
def readable_from(work: Work, form: ExamForm) -> ResponseReturnValue:
    """From when candidates read what is asked; also of a form in use."""
    return render_template("exams/readable_from.html", exam_form=form, form=ReadableFromForm(obj=form))


@bp.post("/forms/<int:form_id>/readable-from", needs=Permission.DESIGN_FORM, load=FORM)
def set_readable_from(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Keep that day."""
    sent = ReadableFromForm()
    if not sent.validate():
        return render_template("exams/readable_from.html", exam_form=form, form=sent), 422
    actions.set_readable_from(work, form, sent.readable_from.data)
    flash(_("The day from which candidates can read this is saved."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.post("/forms/<int:form_id>/remove", needs=Permission.DESIGN_FORM, load=FORM)
def remove_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Throw a draft away."""
    actions.remove_form(work, form)
    flash(_("The draft is removed."), "success")
    return redirect(url_for(".forms"), 303)
