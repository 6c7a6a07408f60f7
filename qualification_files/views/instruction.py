"""The portfolio instruction of a qualification."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.work import Work
from qualification_files import actions, pages
from qualification_files.forms import InstructionForm
from qualification_files.models import Qualification
from qualification_files.pages.beside import tabs
from qualification_files.permissions import Permission
from qualification_files.rules import fingerprint
from qualification_files.views.blueprint import QUALIFICATION, bp

EDIT = Permission.EDIT_QUALIFICATION


@bp.get("/qualifications/<int:qualification_id>/instruction", needs=EDIT, load=QUALIFICATION)
def instruction(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """The tick and the texts, and how candidates read them."""
    return _page(qualification, InstructionForm(formdata=None, obj=qualification, seen=_seen(qualification)))


@bp.post("/qualifications/<int:qualification_id>/instruction", needs=EDIT, load=QUALIFICATION)
def change_instruction(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Other texts, or shown no longer."""
    form = InstructionForm()
    if not form.validate():
        return _page(qualification, form), 422
    if form.is_outdated(_seen(qualification)):
        return _page(qualification, form), 409
    actions.change_instruction(work, qualification, form.facts())
    shown = _("Saved. Candidates read this in their portfolio from now on.")
    flash(shown if qualification.has_instruction else _("Saved. No instruction is shown in the portfolio."), "success")
    return redirect(url_for(".instruction", qualification_id=qualification.id), 303)


def _seen(row: Qualification) -> str:
    texts = (row.instruction_title, row.instruction_explanation, row.instruction_text)
    return fingerprint([row.has_instruction, *texts])


def _page(qualification: Qualification, form: InstructionForm) -> str:
    return render_template(
        "qualification_files/instruction.html",
        qualification=qualification,
        form=form,
        shown=pages.instruction_of(qualification),
        tabs=tabs(qualification, "instruction"),
        state=pages.state_sign(qualification.state),
        identity=pages.identity(qualification),
    )
