"""What a qualification calls its core tasks, work processes and the like."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.work import Work
from qualification_files import pages
from qualification_files.actions.terms import change_terms, forget_terms
from qualification_files.models import Qualification
from qualification_files.pages.beside import tabs
from qualification_files.pages.terms import TermsForm, in_terms_of, speak_of, standing_choices, terms_form
from qualification_files.permissions import Permission
from qualification_files.rules.terms import OF_A_QUALIFICATION, read_terms, terms_of
from qualification_files.views.blueprint import QUALIFICATION, bp

EDIT = Permission.EDIT_QUALIFICATION

bp.add_app_template_global(in_terms_of)


@bp.get("/qualifications/<int:qualification_id>/terms", needs=EDIT, load=QUALIFICATION)
def terms(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Its words, in both languages."""
    return _page(qualification, _form(qualification))


@bp.post("/qualifications/<int:qualification_id>/terms", needs=EDIT, load=QUALIFICATION)
def save_terms(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Other words."""
    form = _form(qualification)
    if not form.validate():
        return _page(qualification, form), 422
    if form.is_outdated(read_terms(qualification.terms)):
        return _page(qualification, form), 409
    change_terms(work, qualification, form.words(), environment=standing_choices())
    speak_of(qualification)
    flash(_("Saved."), "success")
    return redirect(url_for(".terms", qualification_id=qualification.id), 303)


@bp.post("/qualifications/<int:qualification_id>/terms/usual", needs=EDIT, load=QUALIFICATION)
def forget_own_terms(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """The usual words again."""
    forget_terms(work, qualification)
    flash(_("The usual words are back."), "success")
    return redirect(url_for(".terms", qualification_id=qualification.id), 303)


def _form(qualification: Qualification) -> TermsForm:
    chosen = read_terms(qualification.terms, OF_A_QUALIFICATION)
    beneath = standing_choices()
    return terms_form(
        OF_A_QUALIFICATION,
        terms_of(chosen, beneath=beneath),
        usual=terms_of(frozenset(), beneath=beneath),
        first=qualification.language,
        now=chosen,
    )


def _page(qualification: Qualification, form: TermsForm) -> str:
    return render_template(
        "qualification_files/terms.html",
        qualification=qualification,
        form=form,
        tabs=tabs(qualification, "terms"),
        state=pages.state_sign(qualification.state),
        identity=pages.identity(qualification),
        language_names=pages.LANGUAGE_NAMES,
        has_own=bool(qualification.terms),
    )
