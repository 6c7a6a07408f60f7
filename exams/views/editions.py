"""Doors for what comes after a form: a copy, the next edition, and what is different between two."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams import queries
from exams.actions import editions as actions
from exams.forms import whole
from exams.models import ExamForm
from exams.pages import comparing as pages
from exams.pages.exam_matrix import exam_matrix_of
from exams.pages.forms import FORM_STATES, design
from exams.permissions import Permission
from exams.queries.approval import is_accounted_for
from exams.queries.contents import content_of
from exams.queries.form_lists import forms_beside
from exams.queries.forms import structure
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.pages.words import PARTS


def _key() -> str | None:
    try:
        return str(UUID(request.form.get("form_key", "")))
    except ValueError:
        return None


@bp.post("/forms/<int:form_id>/copy", needs=Permission.DESIGN_FORM, load=FORM)
def copy_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """A new draft like this one."""
    copy = actions.copy_form(work, form, form_key=_key())
    flash(_("This is the copy: give it a title of its own. The other form stays as it is."), "success")
    return redirect(url_for(".form", form_id=copy.id), 303)


@bp.post("/forms/<int:form_id>/new-edition", needs=Permission.DESIGN_FORM, load=FORM)
def new_edition(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The next edition as a draft, or the one that was begun."""
    made = actions.new_edition(work, form)
    if made.made_at == work.now:
        flash(_("This is the next edition. The one before it can be planned until you withdraw it."), "success")
        if is_accounted_for(work, form.id):
            flash(_("Its documents came along. Add an accountability document that accounts for the changes."), "info")
    else:
        flash(_("This edition is being designed already. Go on with it here."), "info")
    return redirect(url_for(".form", form_id=made.id), 303)


@bp.get("/forms/<int:form_id>/compare", needs=Permission.SEE_FORM, load=FORM)
def compare_forms(work: Work, form: ExamForm) -> ResponseReturnValue:
    """What differs from another edition, or from any form of the same qualification; what is newer stands right."""
    beside = forms_beside(work, form)
    chosen = whole(request.args.get("with")) or _usual(form, beside)
    other = _visible(work, chosen) if chosen else None
    before, after = sorted((form, other), key=lambda one: one.id) if other else (form, form)
    return render_template(
        "exams/compare_forms.html",
        form=form,
        other=other,
        before=before,
        after=after,
        beside=beside,
        shown=pages.shown(content_of(before), content_of(after)) if other else None,
        states=FORM_STATES,
    )


def _usual(form: ExamForm, beside: list[ExamForm]) -> int | None:
    """The edition before this one, or else the first of the list."""
    earlier = [one for one in beside if one.family == form.family and one.edition < form.edition]
    newest = max(earlier, key=lambda one: one.edition, default=None) or next(iter(beside), None)
    return newest.id if newest else None


def _visible(work: Work, form_id: int) -> ExamForm:
    found = queries.form(work, form_id)
    if not work.allows(Permission.SEE_FORM, found):
        raise NotFound
    return found


@bp.get("/forms/<int:form_id>/matrix", needs=Permission.SEE_FORM, load=FORM)
def exam_matrix(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The form as a blueprint: what is asked of each work process, at which level, and what it counts for (BR-16)."""
    tasks = structure(work, form.qualification_id)
    return render_template(
        "exams/exam_matrix.html",
        form=form,
        design=design(form, tasks),
        matrix=exam_matrix_of(form, tasks),
        parts=PARTS,
        states=FORM_STATES,
    )
