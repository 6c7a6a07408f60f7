"""Doors for a form as a file: out as JSON, and in as a draft."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams.actions.exchange import import_form as bring_in
from exams.actions.exchange import matches
from exams.actions.forms import why_not_offered
from exams.formats import ExamFormFile, design_of, read_form
from exams.formats.reading import LARGEST
from exams.forms.exchange import ImportFormForm, held, unheld
from exams.models import ExamForm
from exams.permissions import Permission
from exams.queries.contents import design_file
from exams.queries.forms import Offer, offers, structure
from exams.rules import problems
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.files import disposition
from foundation.messages import Message
from foundation.refusals import Unreadable
from foundation.work import Work
from qualification_files.models import Qualification


@bp.get("/forms/<int:form_id>/form.json", needs=Permission.SEE_FORM, load=FORM)
def form_json(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The whole form as a file that another school can bring in."""
    text = design_file(work, form)
    name = (form.title or "form").replace("/", "-").replace("\\", "-")
    headers = {"Content-Disposition": disposition(f"{name}.json"), "Cache-Control": "no-store"}
    return Response(text, mimetype="application/json", headers=headers)


@bp.get("/forms/import", needs=Permission.DESIGN_FORM)
def import_form(work: Work) -> ResponseReturnValue:
    """Where a file is chosen."""
    form = ImportFormForm()
    _offer(work, form)
    return render_template("exams/import_form.html", form=form, file=None, limit=LARGEST)


def _offer(work: Work, form: ImportFormForm) -> list[Offer]:
    found = [offer for offer in offers(work) if why_not_offered(offer) is None]
    form.qualification.choices = [SelectChoice(offer.qualification.id, _named(offer.qualification)) for offer in found]
    return found


def _named(qualification: Qualification) -> str:
    return " · ".join(filter(None, (qualification.name, qualification.code, qualification.cohort)))


@bp.post("/forms/import", needs=Permission.DESIGN_FORM, takes_files=True)
def take_form_in(work: Work) -> ResponseReturnValue:
    """First what is in the file and what becomes of it; the second time the draft itself."""
    form = ImportFormForm()
    found = _offer(work, form)
    data = _data(form)
    is_valid = form.validate()
    if data is None:
        form.file.errors = [*form.file.errors, _("Choose the file of an exam form.")]
        return _again(form)
    try:
        file = read_form(data)
    except Unreadable as refusal:
        return _again(form, wrong=(refusal.message, *refusal.details))
    form.held.data = held(data)
    if not is_valid:
        return _again(form)
    offer = next(one for one in found if one.qualification.id == form.qualification.data)
    if "look" in request.form:
        return _look(work, form, file, offer)
    tasks = structure(work, offer.qualification.id)
    made = bring_in(work, file, offer, tasks, form_key=form.form_key.data or None)
    flash(_("The form came in as a draft. Look it over before you put it in use."), "success")
    return redirect(url_for(".form", form_id=made.id), 303)


def _data(form: ImportFormForm) -> bytes | None:
    """The file that was chosen just now, or else the one that was looked at before."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        with upload.stream as stream:
            return stream.read(LARGEST + 1)
    return unheld(form.held.data) if form.held.data else None


def _again(form: ImportFormForm, *, wrong: Sequence[Message] = ()) -> ResponseReturnValue:
    return render_template("exams/import_form.html", form=form, file=None, wrong=wrong, limit=LARGEST), 422


def _look(work: Work, form: ImportFormForm, file: ExamFormFile, offer: Offer) -> ResponseReturnValue:
    found = matches(file, structure(work, offer.qualification.id))
    return render_template(
        "exams/import_form.html",
        form=form,
        file=file,
        found=found,
        offer=offer,
        problems=problems(design_of(file)),
        limit=LARGEST,
    )
