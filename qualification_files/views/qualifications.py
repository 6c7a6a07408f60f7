"""The list of qualifications, and the facts and state of each."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.files import disposition
from foundation.sheets import write_workbook
from foundation.web.returning import flash_with_undo, inside
from foundation.web.words import page_language, said
from foundation.work import Work
from qualification_files import actions, pages, queries
from qualification_files.forms import QualificationForm, seen_qualification
from qualification_files.models import Qualification
from qualification_files.pages.beside import tabs
from qualification_files.permissions import Permission
from qualification_files.queries import Wanted
from qualification_files.queries.versions import has_earlier_in_use
from qualification_files.rules import Gap, QualificationState, gaps_in, why_structure_stays
from qualification_files.views.blueprint import QUALIFICATION, asked, bp, number_asked, page_asked

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/qualifications", needs=Permission.MANAGE_QUALIFICATIONS)
def index(work: Work) -> ResponseReturnValue:
    """Active and inactive ones, with what can be done next."""
    wanted = _wanted()
    found, choices = queries.qualifications(work, wanted), queries.choices(work)
    return render_template(
        "qualification_files/index.html",
        page=found,
        lines=[pages.line(row) for row in found.rows],
        wanted=wanted,
        tabs=pages.tabs(choices, wanted),
        filters=pages.filters(choices, wanted),
        keep={} if wanted.active else {"tab": "inactive"},
        here=f"{request.script_root}{request.full_path.rstrip('?')}",
    )


@bp.get("/qualifications/list", needs=Permission.MANAGE_QUALIFICATIONS)
def export_list(work: Work) -> ResponseReturnValue:
    """The list as it is narrowed and sorted now, as a workbook."""
    rows = [pages.cells(row) for row in queries.all_wanted(work, _wanted())]
    response = make_response(write_workbook(_("Qualifications"), pages.headings(), rows))
    response.headers["Content-Type"] = WORKBOOK
    response.headers["Content-Disposition"] = disposition(_("qualifications.xlsx"))
    return response


@bp.get("/qualifications/add", needs=Permission.MANAGE_QUALIFICATIONS)
def new_qualification(work: Work) -> ResponseReturnValue:
    """An empty form."""
    return _form_page(QualificationForm(data={"language": page_language()}), None)


@bp.post("/qualifications/add", needs=Permission.MANAGE_QUALIFICATIONS)
def add_qualification(work: Work) -> ResponseReturnValue:
    """A new draft, and on to its core tasks."""
    form = QualificationForm()
    if not form.validate():
        return _form_page(form, None), 422
    try:
        added = actions.add_qualification(work, form.facts())
    except actions.AlreadyThere as refusal:
        form.code.errors = [said(refusal.message)]
        return _form_page(form, None), 422
    flash(
        _("“%(name)s” is added as a draft. It stands under Inactive until you activate it.", name=added.name), "success"
    )
    return redirect(url_for(".structure", qualification_id=added.id), 303)


@bp.get("/qualifications/<int:qualification_id>/facts", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def qualification_facts(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Its name, code, dates and the like."""
    form = QualificationForm(obj=qualification, seen=seen_qualification(qualification))
    form.level.data = str(qualification.level or "")
    return _form_page(form, qualification, fixed=_fixed(work, qualification))


@bp.post("/qualifications/<int:qualification_id>/facts", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def change_qualification(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Other facts."""
    form, fixed = QualificationForm(), _fixed(work, qualification)
    if fixed:  # these fields are shown but not asked
        form.keep_identity(qualification)
    if not form.validate():
        return _form_page(form, qualification, fixed=fixed), 422
    if form.is_outdated(seen_qualification(qualification)):
        return _form_page(form, qualification, fixed=fixed), 409
    try:
        actions.change_qualification(work, qualification, form.facts())
    except actions.AlreadyThere as refusal:
        form.code.errors = [said(refusal.message)]
        return _form_page(form, qualification, fixed=fixed), 422
    flash(_("Saved."), "success")
    return redirect(url_for(".structure", qualification_id=qualification.id), 303)


@bp.post("/qualifications/<int:qualification_id>/activate", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def activate(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Activate it, or say what is missing; what becomes of an earlier version that is in use is asked first."""
    if has_earlier_in_use(work, qualification):
        return redirect(url_for(".activation", qualification_id=qualification.id), 303)
    try:
        actions.activate(work, qualification)
    except actions.NotComplete as refusal:
        return not_complete_page(work, qualification, refusal), 409
    _tell_with_undo(
        qualification,
        _("“%(name)s” is active. You can link participants to it and make exams.", name=qualification.name),
        label=_("Undo: deactivate it"),
        deed=".deactivate",
    )
    return redirect(_back(qualification), 303)


@bp.post("/qualifications/<int:qualification_id>/deactivate", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def deactivate(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Nobody new from now on."""
    actions.deactivate(work, qualification)
    _tell_with_undo(
        qualification,
        _(
            "“%(name)s” is inactive. Nobody new can be linked to it and no new exam can be made from it. "
            "Whoever follows it keeps it, and exams that exist go on.",
            name=qualification.name,
        ),
        label=_("Undo: activate it again"),
        deed=".activate",
    )
    return redirect(_back(qualification), 303)


@bp.get("/qualifications/<int:qualification_id>/remove", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def confirm_removal(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Ask once, because it cannot be taken back."""
    return render_template("qualification_files/remove_draft.html", qualification=qualification)


@bp.post("/qualifications/<int:qualification_id>/remove", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def remove_qualification(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """A draft goes."""
    actions.remove_qualification(work, qualification)
    flash(_("The draft “%(name)s” is removed.", name=qualification.name), "success")
    return redirect(url_for(".index", tab="inactive"), 303)


def _wanted() -> Wanted:
    active, state = asked("tab") != "inactive", asked("state")
    return Wanted(
        active=active,
        words=asked("q"),
        level=number_asked("level"),
        cohort=asked("cohort") or None,
        state=_inactive_state(state) if not active else None,
        language=asked("language") or None,
        sort=asked("sort") or "name",
        page=page_asked(),
    )


def _inactive_state(text: str) -> QualificationState | None:
    known = text in set(QualificationState) and text != QualificationState.ACTIVE
    return QualificationState(text) if known else None


def _back(qualification: Qualification) -> str:
    """The page the deed was done from, at its place."""
    return inside(request.form.get("next")) or url_for(".structure", qualification_id=qualification.id)


def _tell_with_undo(qualification: Qualification, words: str, *, label: str, deed: str) -> None:
    fields = {"next": came} if (came := inside(request.form.get("next"))) else {}
    flash_with_undo(words, label=label, url=url_for(deed, qualification_id=qualification.id), **fields)


def _fixed(work: Work, qualification: Qualification) -> bool:
    if qualification.state is QualificationState.DRAFT:
        return False
    return why_structure_stays(qualification.state, followers=queries.followers(work, qualification.id)) is not None


def not_complete_page(work: Work, qualification: Qualification, refusal: actions.NotComplete) -> str:
    """What is missing, with a way to each place."""
    found = queries.structure(work, qualification.id)
    gaps = gaps_in(queries.completeness(found))
    return render_template(
        "qualification_files/not_complete.html",
        qualification=found,
        panel=pages.panel(found, followers=queries.followers(work, found.id)),
        empty_tasks=found.core_tasks if Gap.NO_WORK_PROCESS in gaps else [],
        words=refusal.message,
        identity=pages.identity(found),
        tabs=tabs(found, "structure"),
    )


def _form_page(form: QualificationForm, qualification: Qualification | None, *, fixed: bool = False) -> str:
    return render_template(
        "qualification_files/qualification_form.html",
        form=form,
        qualification=qualification,
        fixed=fixed,
        tabs=tabs(qualification, "qualification_facts") if qualification else [],
        state=pages.state_sign(qualification.state) if qualification else None,
        identity=pages.identity(qualification) if qualification else None,
    )
