"""Doors for staff: what somebody completed, recorded by hand with the reason, or withdrawn with the reason."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions.completing import withdraw
from certification.actions.doing import Doing, record_by_hand
from certification.forms.growth import ByHandForm, WithdrawalForm
from certification.pages.player import HOW
from certification.permissions import Permission
from certification.queries.by_hand import CompletionOf, RecordOf, completion_of, completions_for, names_of, record_of
from certification.views.blueprint import bp
from foundation.refusals import Refusal
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work

RECORD = Subject(load=record_of, sees=Permission.RECORD_COMPLETION)
COMPLETION = Subject(load=completion_of, sees=Permission.RECORD_COMPLETION)
PLACE = "/people/<int:person_id>/qualifications/<int:qualification_id>/completions"


@bp.get(PLACE, needs=Permission.RECORD_COMPLETION, load=RECORD)
def completions(work: Work, record: RecordOf) -> ResponseReturnValue:
    """What this person did for it, with a form to record what is missing."""
    return _show(work, record, ByHandForm(formdata=None))


@bp.post(PLACE, needs=Permission.RECORD_COMPLETION, load=RECORD)
def record_completion(work: Work, record: RecordOf) -> ResponseReturnValue:
    """Put one on record."""
    form = _offered(ByHandForm(), record)
    if not form.validate() or form.on.data is None:
        return _show(work, record, form), 422
    activity = record.growth.activities[form.activity.data]
    doing = Doing(person_id=record.person_id, activity=activity)
    try:
        record_by_hand(
            work,
            doing,
            on=form.on.data,
            expires_on=form.expires_on.data,
            remark=form.remark.data or "",
            form_key=form.key,
        )
    except Refusal as refusal:
        work.discard()
        return _show(work, record, form, said(refusal.message)), refusal.status
    flash(_("“%(title)s” is recorded.", title=activity.title), "success")
    number = record.growing.qualification.id
    return redirect(url_for(".completions", person_id=record.person_id, qualification_id=number), 303)


@bp.get("/completions/<int:completion_id>/withdraw", needs=Permission.RECORD_COMPLETION, load=COMPLETION)
def ask_withdrawal(work: Work, found: CompletionOf) -> ResponseReturnValue:
    """Why does it count no more?"""
    return _show_withdrawal(found, WithdrawalForm(formdata=None))


@bp.post("/completions/<int:completion_id>/withdraw", needs=Permission.RECORD_COMPLETION, load=COMPLETION)
def withdraw_completion(work: Work, found: CompletionOf) -> ResponseReturnValue:
    """It was wrong, and counts no more."""
    form = WithdrawalForm()
    if not form.validate():
        return _show_withdrawal(found, form), 422
    withdraw(work, found.completion, form.reason.data or "")
    flash(_("It counts no more. It stays on record with your reason."), "success")
    return redirect(url_for("people.show_person", person_id=found.person_id), 303)


def _offered(form: ByHandForm, record: RecordOf) -> ByHandForm:
    form.offer({number: one.title for number, one in record.growth.activities.items()})
    return form


def _show(work: Work, record: RecordOf, form: ByHandForm, refused: str = "") -> str:
    rows = completions_for(work, record)
    return render_template(
        "certification/growth/completions.html",
        record=record,
        rows=rows,
        names=names_of(work, rows),
        how=HOW,
        form=_offered(form, record),
        may_record=record.growing.standing is not None and record.person_id != work.actor.id,
        refused=refused,
    )


def _show_withdrawal(found: CompletionOf, form: WithdrawalForm) -> str:
    return render_template(
        "certification/growth/withdraw.html", completion=found.completion, person=found.person, form=form
    )
