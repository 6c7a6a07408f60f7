"""Taking in a spreadsheet of people: upload, look, carry out, look back."""

import io
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.files import look_through, safe_name
from foundation.refusals import Refusal
from foundation.sheets import LARGEST_FILE, MOST_ROWS, read_table, write_workbook
from foundation.web.guard import Subject, current_actor, current_works
from foundation.web.words import said
from foundation.work import Work
from people import queries
from people.actions import imports
from people.actions.imports import SomethingElse, SomeWrong
from people.forms import CarryOutForm, ImportForm
from people.models import PeopleImport
from people.permissions import Permission
from people.rules import ROLE_NAMES
from people.rules.imports import Entry, Outcome, Plan
from people.rules.spreadsheet import columns_of
from people.views.blueprint import bp
from people.views.directory import headings, workbook

UPLOADED = Subject(load=queries.people_import, sees=Permission.IMPORT_PEOPLE)
SHOWN_ROWS = 200  # of each kind; thousands would only slow the page down


@bp.get("/people/import", needs=Permission.IMPORT_PEOPLE)
def new_import(work: Work) -> ResponseReturnValue:
    """Choose a file."""
    return _upload_page(work, ImportForm(formdata=None))


@bp.get("/people/import/template", needs=Permission.IMPORT_PEOPLE)
def import_template(work: Work) -> ResponseReturnValue:
    """An empty workbook with the right columns, and how to fill them in."""
    notes = [
        _("Fill in one person per row. Family name and e-mail address are needed; the rest may stay empty."),
        _("The roles are: %(roles)s. Several are separated by a comma.", roles=_roles()),
        _("A new person whose roles are left empty becomes a candidate."),
        _("Supervisor e-mail: the address of somebody with the role of supervisor. Several are separated by a comma."),
        _("Language: nl or en. Left empty, the browser of this person decides."),
        _("Somebody whose e-mail address or number is known already is changed, not added."),
        _("Place: from the top down, as Company > Department > Team. Several are separated by a semicolon."),
        _("Parts and functions that are not there yet are made. A place that is not named any more ends."),
        _("Function: one for all places, or as many as there are places, separated by a semicolon."),
        _("Leads: the place of the part that this person leads. It gives the role of manager."),
        _("An empty cell changes nothing."),
    ]
    return workbook(write_workbook(_("People"), headings(work), [], notes=notes), _("people-template.xlsx"))


def take_in_file(**_url: Any) -> Mapping[str, Any]:
    """Read the file and keep it, before any lock is held; nobody's file is read who may not send one."""
    current_works().access.require(current_actor(), Permission.IMPORT_PEOPLE)
    form = ImportForm()
    if not form.validate():
        return {"form": form, "file_key": None}
    try:
        content = form.file.data.stream.read(LARGEST_FILE + 1)
        table = read_table(content)
        columns_of(table.header)
        look_through(current_works().scanner, io.BytesIO(content), form.file.data.filename or "")
    except Refusal as refusal:
        form.file.errors = [said(refusal.message)]
        return {"form": form, "file_key": None}
    return {"form": form, "file_key": current_works().storage.put(io.BytesIO(content), limit=LARGEST_FILE).key}


@bp.post("/people/import", needs=Permission.IMPORT_PEOPLE, before=take_in_file, takes_files=True)
def upload_people(work: Work, *, form: ImportForm, file_key: str | None) -> ResponseReturnValue:
    """Keep the file and go on to what it would do."""
    if file_key is None:
        return _upload_page(work, form), 422
    uploaded = imports.upload(work, file_key=file_key, file_name=safe_name(form.file.data.filename or ""))
    return redirect(url_for(".show_import", import_id=uploaded.id), 303)


@bp.get("/people/import/<int:import_id>", needs=Permission.IMPORT_PEOPLE, load=UPLOADED)
def show_import(work: Work, uploaded: PeopleImport) -> ResponseReturnValue:
    """What taking it in would do, or what it did."""
    return _preview(work, uploaded)


@bp.post("/people/import/<int:import_id>", needs=Permission.IMPORT_PEOPLE, load=UPLOADED)
def carry_out_import(work: Work, uploaded: PeopleImport) -> ResponseReturnValue:
    """Take it in."""
    form = CarryOutForm()
    if uploaded.carried_out_at:
        flash(_("This list was taken in already. Nothing was done twice."), "info")
        return redirect(url_for(".show_import", import_id=uploaded.id), 303)
    try:
        imports.carry_out_upload(
            work,
            uploaded,
            seen=form.seen.data or "",
            leave_out_wrong=bool(form.leave_out_wrong.data),
            invite=bool(form.invite.data),
        )
    except (SomethingElse, SomeWrong) as refusal:
        work.discard()
        return _preview(work, uploaded, refusal=refusal), refusal.status
    flash(_("The list was taken in."), "success")
    return redirect(url_for(".show_import", import_id=uploaded.id), 303)


@bp.get("/people/import/<int:import_id>/wrong", needs=Permission.IMPORT_PEOPLE, load=UPLOADED)
def wrong_rows(work: Work, uploaded: PeopleImport) -> ResponseReturnValue:
    """The wrong rows with the reason beside each, to correct and upload again."""
    plan = queries.plan_of(work, uploaded)
    width = len(plan.header)
    rows = [
        [*entry.cells[:width], *[""] * (width - len(entry.cells)), str(entry.row), _reasons(plan, entry)]
        for entry in plan.of(Outcome.WRONG)
    ]
    header = [*plan.header, _("Row"), _("What to correct")]
    return workbook(write_workbook(_("Wrong rows"), header, rows), _("wrong-rows.xlsx"))


def _upload_page(work: Work, form: ImportForm) -> str:
    return render_template(
        "people/import.html",
        form=form,
        recent=queries.recent_imports(work),
        roles=_roles(),
        limit=LARGEST_FILE,
        most=MOST_ROWS,
    )


def _preview(work: Work, uploaded: PeopleImport, *, refusal: Refusal | None = None) -> str:
    plan = queries.plan_of(work, uploaded)
    return render_template(
        "people/import_preview.html",
        uploaded=uploaded,
        plan=plan,
        counts=plan.counts,
        rows={str(outcome): plan.of(outcome)[:SHOWN_ROWS] for outcome in Outcome},
        shown=SHOWN_ROWS,
        refusal=refusal,
        role_names=ROLE_NAMES,
        form=CarryOutForm() if request.method == "POST" else CarryOutForm(formdata=None),
    )


def _reasons(plan: Plan, entry: Entry) -> str:
    labelled = ((plan.label(problem.column), said(problem.message)) for problem in entry.problems)
    return " ".join(f"{label}: {words}" if label else words for label, words in labelled)


def _roles() -> str:
    return ", ".join(said(name) for name in ROLE_NAMES.values())
