"""Doors to the shelf: what was refused when it came in, and what becomes of it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from exams import queries
from exams.actions import shelf as actions
from exams.events import SheetSeen
from exams.forms.entering import TAKE, ShelfForm
from exams.models import Sheet
from exams.pages.shelf import decided_lines, shelf_rows
from exams.permissions import Permission, why_not
from exams.queries import shelf as found
from exams.queries.board import people_called
from exams.queries.entering import standing_of_sheets
from exams.queries.shelf import decided_about, decisions_of, shelved
from exams.views.blueprint import bp
from exams.views.planning import page_asked
from foundation.events import Event
from foundation.refusals import Refusal
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from qualification_files.pages.terms import in_its_words

ROWS = 25
KNOWN_SHEET = Subject(
    load=in_its_words(queries.sheet, lambda sheet: sheet.sitting.session.form.qualification.terms),
    sees=Permission.KNOW_SHEET,
    explains=why_not,
)


def shelf_looked(work: Work, sheet: Sheet) -> Event | None:
    """A look at marks of somebody else is on record."""
    shown = sheet.examiner_id != work.actor.id and work.allows(Permission.SEE_SHEET, sheet)
    return SheetSeen(sheet_id=sheet.id, person_id=sheet.candidate_id) if shown else None


@bp.get("/shelf", needs=Permission.SEE_SHELF)
def shelf(work: Work) -> ResponseReturnValue:
    """Per candidate and examiner what waits, the longest first."""
    total, page = found.shelf_sheets(work), page_asked()
    rows = found.shelf(work, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template("exams/shelf/list.html", rows=rows, total=total, page=page, pages=-(-total // ROWS))


@bp.get("/shelf/<int:sheet_id>", needs=Permission.DECIDE_SHELF, load=KNOWN_SHEET, records=shelf_looked)
def shelf_of_sheet(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """What waits for one sheet, why, and what stands now."""
    return _show(work, sheet, ShelfForm(formdata=None))


@bp.post("/shelf/<int:sheet_id>", needs=Permission.DECIDE_SHELF, load=KNOWN_SHEET, records=shelf_looked)
def decide_shelf(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """Take over, or set aside; what was decided before is no harm."""
    form = ShelfForm()
    if not form.validate():
        return _show(work, sheet, form), 422
    choice = actions.Choice(
        ops=_ops("chosen"),
        over=_ops("over"),
        stood={op: _id(request.form.get(f"stood-{op}")) for op in _ops("over")},
        reason=form.reason.data or "",
    )
    try:
        decide = actions.take_over if form.deed.data == TAKE else actions.set_aside
        decided = decide(work, sheet, choice)
    except Refusal as refusal:
        work.discard()
        form.form_errors.append(said(refusal.message))
        return _show(work, sheet, form), 422
    _tell(decided, is_taken=form.deed.data == TAKE)
    rest = shelved(work, sheet.id).count
    return redirect(url_for(".shelf_of_sheet", sheet_id=sheet.id) if rest else url_for(".shelf"), 303)


def _tell(decided: actions.Decided, *, is_taken: bool) -> None:
    if decided.done and is_taken:
        flash(ngettext("%(num)s mark was taken over.", "%(num)s marks were taken over.", decided.done), "success")
    elif decided.done:
        flash(ngettext("%(num)s line was set aside.", "%(num)s lines were set aside.", decided.done), "success")
    if decided.stayed:
        words = ngettext(
            "%(num)s line stays here: a mark stands in its place, or it is no mark.",
            "%(num)s lines stay here: a mark stands in their place, or they are no marks.",
            decided.stayed,
        )
        flash(words, "info")
    if decided.before and not decided.done:
        flash(_("That was decided already."), "info")


def _ops(name: str) -> frozenset[UUID]:
    return frozenset(found for written in sent_choices(name) if (found := _id(written)))


def _id(written: str | None) -> UUID | None:
    try:
        return UUID(written or "")
    except ValueError:
        return None


def _show(work: Work, sheet: Sheet, form: ShelfForm) -> str:
    waits, target = shelved(work, sheet.id), actions.target_of(sheet)
    place = target or sheet
    stands = standing_of_sheets(work, [place.id])
    open_to_reader = work.allows(Permission.SEE_SHEET, sheet) and work.allows(Permission.SEE_SHEET, place)
    decisions = decisions_of(work, sheet.id)
    if target is None or not waits.marks:  # nothing that could be taken over, or nowhere to go
        form.only_aside()
    return render_template(
        "exams/shelf/sheet.html",
        sheet=sheet,
        form=form,
        rows=shelf_rows(sheet, waits, stands, target, open_to_reader=open_to_reader),
        target=target,
        signed=actions.signed_in_place_of(sheet) if target is None else None,
        open_to_reader=open_to_reader,
        chosen=_ops("chosen") if form.is_submitted() else frozenset(),
        over=_ops("over") if form.is_submitted() else frozenset(),
        decisions=decisions,
        lines=decided_lines(sheet, decided_about(work, decisions)),
        people=people_called(work, {one.decided_by for one in decisions}) if decisions else {},
    )
