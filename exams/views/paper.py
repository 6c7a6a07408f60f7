"""Doors for a day on paper: the marks are typed in, and the paper itself is kept as a picture."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from exams import queries
from exams.actions import paper as actions
from exams.actions.photos import CameIn, add_paper_photo, draw
from exams.forms.parts import LONGEST_STEP
from exams.models import Sheet
from exams.pages.paper import ByCode, PaperRow, by_code, paper_rows, rows_typed, typed_of
from exams.permissions import Permission
from exams.queries.entering import open_conflicts, standing_of_sheets
from exams.queries.photos import photo_counts
from exams.rules.photos import LARGEST
from exams.views.blueprint import bp
from exams.views.shelf import KNOWN_SHEET, shelf_looked
from foundation.refusals import NotFound, Refusal
from foundation.web.guard import current_actor, current_works
from foundation.web.words import said
from foundation.work import Work

LONGEST_KEY = 36


@bp.get("/sheets/<int:sheet_id>/paper", needs=Permission.TYPE_MARKS, load=KNOWN_SHEET, records=shelf_looked)
def paper(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """The list to type in, in the order of the form."""
    return _show(work, sheet, _rows(work, sheet), ByCode(), form_key=str(uuid4()))


@bp.post("/sheets/<int:sheet_id>/paper", needs=Permission.TYPE_MARKS, load=KNOWN_SHEET, records=shelf_looked)
def type_paper(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """Keep what was typed; where something is wrong nothing is kept and all of it stays on the page."""
    form_key = request.form.get("form_key", "")[:LONGEST_KEY]
    rows, line = by_code(rows_typed(_rows(work, sheet), request.form), sheet.sitting.session.form_id, request.form)
    if line.error or any(row.error for row in rows) or not form_key:
        return _show(work, sheet, rows, line, form_key=form_key or str(uuid4())), 422
    try:
        done = actions.type_marks(work, sheet, [typed_of(row) for row in rows], form_key=form_key)
    except Refusal as refusal:
        work.discard()
        return _show(work, sheet, rows, line, form_key=form_key, wrong=said(refusal.message)), 422
    _tell(done)
    return redirect(url_for(".paper", sheet_id=sheet.id), 303)


def _tell(done: actions.TypedIn) -> None:
    if done.stored:
        flash(ngettext("%(num)s mark was kept.", "%(num)s marks were kept.", done.stored), "success")
    if done.conflicts:
        words = ngettext(
            "At %(num)s step another mark was given meanwhile. Both are kept, and one has to be chosen.",
            "At %(num)s steps another mark was given meanwhile. Both are kept, and one has to be chosen.",
            len(done.conflicts),
        )
        flash(words, "warning")
    if not done.stored and not done.conflicts:
        flash(_("Nothing was changed."), "info")


def _rows(work: Work, sheet: Sheet) -> list[PaperRow]:
    stands = {step: mark for (_sheet, step), mark in standing_of_sheets(work, [sheet.id]).items()}
    sees = actions.sees_what_stands(work, sheet)
    return paper_rows(sheet.sitting.session.form, stands, open_conflicts(work, sheet.id), open_to_reader=sees)


def before_paper(sheet_id: int) -> Mapping[str, object]:
    """Draw the picture before any lock is held, of who may type in this sheet."""
    with current_works().reading(current_actor()) as work:
        sheet = queries.sheet(work, sheet_id)
        if not work.allows(Permission.KNOW_SHEET, sheet):
            raise NotFound
        work.require(Permission.TYPE_MARKS, sheet)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return {"came": None}
    data = sent.stream.read(LARGEST + 1)
    works = current_works()
    return {"came": draw(works.storage, works.scanner, io.BytesIO(data), hashlib.sha256(data).hexdigest())}


@bp.post(
    "/sheets/<int:sheet_id>/paper/picture",
    needs=Permission.TYPE_MARKS,
    load=KNOWN_SHEET,
    before=before_paper,
    takes_files=True,
)
def keep_paper(work: Work, sheet: Sheet, *, came: CameIn | None) -> ResponseReturnValue:
    """Put a picture of the paper with the sheet; the same form twice puts it there once."""
    photo = _id(request.form.get("photo"))
    wrong = "" if came and photo else _("Choose a file.")
    try:
        if came and photo:
            add_paper_photo(work, sheet, came, photo, request.form.get("reason", "")[:LONGEST_STEP])
    except Refusal as refusal:
        work.discard()
        wrong = said(refusal.message)
    if wrong:
        rows = _rows(work, sheet)
        return _show(work, sheet, rows, ByCode(), form_key=str(uuid4()), wrong_photo=wrong), 422
    flash(_("The picture is kept with this sheet."), "success")
    return redirect(url_for(".paper", sheet_id=sheet.id), 303)


def _id(written: str | None) -> UUID | None:
    try:
        return UUID(written or "")
    except ValueError:
        return None


def _show(
    work: Work,
    sheet: Sheet,
    rows: Sequence[PaperRow],
    line: ByCode,
    *,
    form_key: str,
    wrong: str = "",
    wrong_photo: str = "",
) -> str:
    groups: dict[int, list[PaperRow]] = {}
    for row in rows:
        groups.setdefault(row.step.group_id, []).append(row)
    return render_template(
        "exams/paper.html",
        sheet=sheet,
        groups=list(groups.values()),
        line=line,
        form_key=form_key,
        errors=[row for row in rows if row.error],
        wrong=wrong,
        closed=actions.why_not_type(work, sheet),
        own=sheet.examiner_id == work.actor.id,
        why_late=request.form.get("reason", ""),
        open_to_reader=actions.sees_what_stands(work, sheet),
        photo_id=uuid4(),
        photos=photo_counts(work, [sheet.id]).get(sheet.id, 0),
        wrong_photo=[wrong_photo] if wrong_photo else [],
        limit=LARGEST,
    )
