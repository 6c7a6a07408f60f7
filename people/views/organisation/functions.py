"""The functions that people can have."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from people import queries
from people.actions.organisation import functions
from people.actions.organisation.functions import SameFunction
from people.forms import FunctionForm
from people.models import JobFunction
from people.permissions import Permission
from people.views.blueprint import bp

FUNCTION = Subject(load=queries.function, sees=Permission.MANAGE_ORGANISATION)


@bp.get("/organisation/functions", needs=Permission.MANAGE_ORGANISATION)
def job_functions(work: Work) -> ResponseReturnValue:
    """All functions, and how many people have each."""
    return _page(work, FunctionForm(formdata=None))


@bp.post("/organisation/functions", needs=Permission.MANAGE_ORGANISATION)
def add_function(work: Work) -> ResponseReturnValue:
    """Another one."""
    form = FunctionForm()
    if not form.validate():
        return _page(work, form), 422
    try:
        functions.add_function(work, form.name.data or "")
    except SameFunction as refusal:
        work.discard()
        form.name.errors = [said(refusal.message)]
        return _page(work, form), 422
    flash(_("%(name)s was added.", name=form.name.data), "success")
    return redirect(url_for(".job_functions"), 303)


@bp.get("/organisation/functions/<int:function_id>", needs=Permission.MANAGE_ORGANISATION, load=FUNCTION)
def edit_function(work: Work, function: JobFunction) -> ResponseReturnValue:
    """The form."""
    form = FunctionForm(formdata=None, data={"name": function.name, "retired": function.retired_at is not None})
    return render_template("people/organisation/function.html", function=function, form=form)


@bp.post("/organisation/functions/<int:function_id>", needs=Permission.MANAGE_ORGANISATION, load=FUNCTION)
def change_function(work: Work, function: JobFunction) -> ResponseReturnValue:
    """Another name, or no longer given."""
    form = FunctionForm()
    if not form.validate():
        return render_template("people/organisation/function.html", function=function, form=form), 422
    try:
        functions.change_function(work, function, name=form.name.data or "", retired=bool(form.retired.data))
    except SameFunction as refusal:
        work.discard()
        form.name.errors = [said(refusal.message)]
        return render_template("people/organisation/function.html", function=function, form=form), 422
    flash(_("The changes were saved."), "success")
    return redirect(url_for(".job_functions"), 303)


def _page(work: Work, form: FunctionForm) -> str:
    return render_template(
        "people/organisation/functions.html",
        form=form,
        functions=queries.functions(work, retired=True),
        counts=queries.function_counts(work),
    )
