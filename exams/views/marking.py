"""The examiner's doors: today, the marking screen, signing, stopping, and a candidate who did not come."""

from datetime import datetime

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams import queries
from exams.actions import marking as actions
from exams.actions.planning import reported_today
from exams.events import SheetSeen
from exams.forms import ReasonForm, SignForm, whole
from exams.models import Sheet, Sitting
from exams.pages.marking import Reader, marking_page, words_of
from exams.pages.marking_sign import sign_page
from exams.pages.marking_today import today_page
from exams.permissions import Permission, why_not
from exams.queries.deeds import turns
from exams.queries.entering import origins
from exams.queries.marking_forms import design
from exams.queries.marking_sheets import SheetFacts, freed_by, sheet_facts, stands
from exams.queries.marking_today import sheets_of_examiner
from exams.queries.marks import steps_in_conflict
from exams.queries.shelf import shelved
from exams.queries.standing import exempt_parts
from exams.queries.tablets import NOTHING_MORE, more_of
from exams.rules import SittingState
from exams.rules.agreeing import THIRD
from exams.views.blueprint import bp
from foundation.events import Event
from foundation.refusals import Refusal
from foundation.web.guard import Subject
from foundation.web.words import page_language, said
from foundation.work import Work
from people.pages import photo_url
from qualification_files.pages.terms import in_its_words

# The screen is asked for most of all, so it has rows of its own instead of the whole graph.
SCREEN = Subject(load=in_its_words(sheet_facts, lambda sheet: sheet.terms), sees=Permission.SEE_SHEET)
SHEET = Subject(
    load=in_its_words(queries.sheet, lambda sheet: sheet.sitting.session.form.qualification.terms),
    sees=Permission.SEE_SHEET,
    explains=why_not,
)
SITTING = Subject(
    load=in_its_words(queries.sitting, lambda sitting: sitting.session.form.qualification.terms),
    sees=Permission.SEE_SITTING,
    explains=why_not,
)


def looked(work: Work, sheet: SheetFacts) -> Event | None:
    """A look at somebody else's sheet is on record."""
    own = sheet.examiner_id == work.actor.id
    return None if own else SheetSeen(sheet_id=sheet.id, person_id=sheet.candidate_id)


@bp.get("/today", needs=Permission.SEE_TODAY)
def today(work: Work) -> ResponseReturnValue:
    """Who is to be marked today, what was left open, and what comes later."""
    midnight = datetime.combine(work.today, datetime.min.time(), tzinfo=work.zone)
    rows = sheets_of_examiner(work, since=midnight)
    reported = reported_today(work, [row.sheet.sitting for row in rows])
    page = today_page(rows, now=work.now, zone=work.zone, reported=reported)
    return render_template("exams/today.html", page=page, today=work.today, words=words_of(page_language()))


@bp.get("/sheets/<int:sheet_id>", needs=Permission.SEE_SHEET, load=SCREEN, records=looked)
def sheet(work: Work, sheet: SheetFacts) -> ResponseReturnValue:
    """The marking screen."""
    reader = Reader(
        actor=work.actor,
        now=work.now,
        zone=work.zone,
        language=page_language(),
        environment=str(current_app.extensions["environment_name"]()),
    )
    freed, more = freed_by(work, sheet), more_of(work, (sheet,)).get(sheet.id, NOTHING_MORE)
    marks = stands(work, sheet.id)
    came = origins(work, sheet.id) if any(mark.source for mark in marks) else ()
    return marking_page(sheet, design(work, sheet.form), marks, reader, freed, more, came)


@bp.post("/sheets/<int:sheet_id>/begin", needs=Permission.MARK, load=SHEET)
def begin(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """Start the clock and go to the first step."""
    actions.begin_sitting(work, sheet)
    return redirect(url_for(".sheet", sheet_id=sheet.id), 303)


@bp.get("/sheets/<int:sheet_id>/sign", needs=Permission.SIGN, load=SHEET)
def sign(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """What is open or unusual, and the place for a name; signed already, the sheet itself."""
    if sheet.signed_at:
        return redirect(url_for(".sheet", sheet_id=sheet.id), 303)
    form = _sign_form(sheet, name=work.actor.name, overall_remark=sheet.overall_remark)
    return _show_sign(work, sheet, form)


def _sign_form(sheet: Sheet, **facts: str) -> SignForm:
    form = SignForm(**facts)
    if not sheet.sitting.session.form.asks_global_rating:
        del form.global_rating
    return form


def _show_sign(work: Work, sheet: Sheet, form: SignForm, status: int = 200) -> tuple[str, int]:
    marks, exempt = queries.standing_marks(work, sheet.id), exempt_parts(work, sheet.sitting)
    clock = turns(work, (sheet.id,))[sheet.id]
    conflicts = steps_in_conflict(work, sheet.id)
    came = origins(work, sheet.id) if any(mark.source for mark in marks.values()) else []
    page = sign_page(sheet, marks, now=work.now, turns=clock, exempt=exempt, conflicts=conflicts, origins=came)
    form.seen.data = page.seen
    if page.came:
        form.confirmed.label.text = _("I marked every step myself, or looked at the marks that came another way.")
    words = words_of(page_language())
    candidate = sheet.sitting.candidate
    photo = photo_url(candidate.id, candidate.photo_key)
    html = render_template(
        "exams/marking_sign.html",
        page=page,
        sheet=sheet,
        form=form,
        words=words,
        photo_url=photo,
        shelved=len(shelved(work, sheet.id).marks),
    )
    return html, status


@bp.post("/sheets/<int:sheet_id>/sign", needs=Permission.SIGN, load=SHEET)
def take_signature(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """Sign; a second tap finds it signed."""
    form = _sign_form(sheet)
    if not sheet.signed_at and not form.validate():
        return _show_sign(work, sheet, form, 422)
    signature = actions.Signature(
        name=form.name.data or "",
        overall_remark=form.overall_remark.data or "",
        seen=form.seen.data or "",
        unsent=whole(form.unsent.data) or 0,
        undecided=whole(form.undecided.data) or 0,
        global_rating=form.global_rating.data if "global_rating" in form else None,
    )
    try:
        actions.sign_sheet(work, sheet, signature)
    except Refusal as refusal:  # what was written stays on the page
        form.form_errors.append(said(refusal.message))
        return _show_sign(work, sheet, form, 422)
    flash(_told_after(sheet), "success")
    return redirect(_after_signing(sheet), 303)


def _told_after(sheet: Sheet) -> str:
    if sheet.sitting.state is SittingState.IN_PROGRESS:
        return str(_("Signed. The result follows when the other examiner has signed too."))
    if sheet.sitting.state is SittingState.AGREEING and sheet.position != THIRD:
        return str(_("Signed. You and the other examiner differ on some steps: agree on a mark for each."))
    return str(_("Signed. Thank you."))


def _after_signing(sheet: Sheet) -> str:
    state = sheet.sitting.state
    if state in (SittingState.SIGNED, SittingState.RATIFIED):
        return url_for(".result", sitting_id=sheet.sitting_id)
    if state is SittingState.AGREEING:
        return url_for(".agreeing", sitting_id=sheet.sitting_id)
    return url_for(".sheet", sheet_id=sheet.id)


@bp.get("/sheets/<int:sheet_id>/stop", needs=Permission.ABORT, load=SHEET)
def stop(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """Ask why, before what cannot be taken back."""
    return render_template("exams/marking_stop.html", sheet=sheet, form=ReasonForm())


@bp.post("/sheets/<int:sheet_id>/stop", needs=Permission.ABORT, load=SHEET)
def stop_sitting(work: Work, sheet: Sheet) -> ResponseReturnValue:
    """Stop this exam."""
    form = ReasonForm()
    if not form.validate():
        return render_template("exams/marking_stop.html", sheet=sheet, form=form), 422
    actions.abort_sitting(work, sheet, form.reason.data or "")
    flash(_("The exam of %(name)s is stopped.", name=sheet.sitting.candidate.name), "success")
    return redirect(url_for(".today"), 303)


@bp.get("/sittings/<int:sitting_id>/no-show", needs=Permission.REPORT_NO_SHOW, load=SITTING)
def no_show(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Ask whether the candidate really did not come."""
    return render_template("exams/marking_no_show.html", sitting=sitting, form=ReasonForm())
