"""Doors for the time slots of a session."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from exams.actions import planning as actions
from exams.actions.seen import ChangedMeanwhile
from exams.forms import local
from exams.forms.planning import SlotForm, SlotRowForm
from exams.models import ExamSession, ExamSlot
from exams.pages.sittings import SessionPage
from exams.permissions import Permission
from exams.queries import places
from exams.rules.time_slots import why_no_row
from exams.views.blueprint import bp
from exams.views.planning import SESSION
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from qualification_files.pages.terms import in_its_words

SLOT = Subject(
    load=in_its_words(places.slot, lambda slot: slot.session.form.qualification.terms), sees=Permission.SEE_SESSIONS
)
USUAL_MINUTES = 60


def _to_slots(session: ExamSession) -> Response:
    return redirect(url_for(".slots", session_id=session.id), 303)


def _day_of(session: ExamSession) -> date:
    return local(session.starts_at).date()


@bp.get("/sessions/<int:session_id>/slots", needs=Permission.PLAN, load=SESSION)
def slots(work: Work, session: ExamSession) -> ResponseReturnValue:
    """The slots of a session, and a row of new ones."""
    minutes = session.form.duration_minutes or USUAL_MINUTES
    return _show(session, SlotRowForm(begins=local(session.starts_at).time(), every=max(5, min(600, minutes))))


def _show(session: ExamSession, form: SlotRowForm, status: int = 200) -> tuple[str, int]:
    page = SessionPage(session=session)
    return render_template("exams/planning/slots.html", session=session, page=page, form=form), status


@bp.post("/sessions/<int:session_id>/slots", needs=Permission.PLAN, load=SESSION)
def make_slots(work: Work, session: ExamSession) -> ResponseReturnValue:
    """A row of slots at once."""
    form = SlotRowForm()
    if not form.validate():
        return _show(session, form, 422)
    wanted = form.slots_on(_day_of(session))
    if no := why_no_row(wanted, len(session.slots)):
        form.form_errors.append(said(no))
        return _show(session, form, 422)
    number = actions.make_slots(work, session, wanted)
    flash(ngettext("%(num)s slot is made.", "%(num)s slots are made.", number), "success")
    return _to_slots(session)


@bp.get("/sessions/<int:session_id>/slots/<int:slot_id>", needs=Permission.PLAN, load=SLOT)
def edit_slot(work: Work, slot: ExamSlot) -> ResponseReturnValue:
    """One slot."""
    form = SlotForm(obj=slot, starts=local(slot.starts_at).time(), seen=actions.seen_slot(slot))
    return _show_one(slot, form)


def _show_one(slot: ExamSlot, form: SlotForm, status: int = 200) -> tuple[str, int]:
    taken = actions.planned_in(slot.session, slot)
    return render_template("exams/planning/slot.html", slot=slot, form=form, taken=taken), status


@bp.post("/sessions/<int:session_id>/slots/<int:slot_id>", needs=Permission.PLAN, load=SLOT)
def change_slot(work: Work, slot: ExamSlot) -> ResponseReturnValue:
    """Keep its time, room and places."""
    form = SlotForm()
    if not form.validate():
        return _show_one(slot, form, 422)
    try:
        actions.change_slot(work, slot, form.facts_on(_day_of(slot.session)), seen=form.seen.data or "")
    except ChangedMeanwhile as refusal:
        form.form_errors, form.seen.data = [said(refusal.message)], actions.seen_slot(slot)
        return _show_one(slot, form, 409)
    flash(_("The slot is saved."), "success")
    return _to_slots(slot.session)


@bp.post("/sessions/<int:session_id>/slots/<int:slot_id>/remove", needs=Permission.PLAN, load=SLOT)
def remove_slot(work: Work, slot: ExamSlot) -> ResponseReturnValue:
    """Throw it away."""
    session = slot.session
    actions.remove_slot(work, slot)
    flash(_("The slot is removed."), "success")
    return _to_slots(session)
