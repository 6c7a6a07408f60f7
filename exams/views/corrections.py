"""Doors for changing marks after signing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.actions.correcting import CorrectionFacts, correct_marks
from exams.actions.correcting import foresee_correction as foreseen_by
from exams.actions.deciding import NumberTaken
from exams.actions.unseen import ChangedSince
from exams.forms.board import CorrectionForm, ReasonsForm
from exams.models import Sitting
from exams.pages.foreseeing import foreseen_marks
from exams.pages.results import result_page
from exams.permissions import Permission
from exams.queries.standing import exempt_parts, standing_of
from exams.queries.trails import trails_of
from exams.rules import SittingState
from exams.rules.decisions import DecisionFacts
from exams.views.blueprint import bp
from exams.views.board import offered, prepared, renumbered, sent_again
from exams.views.planning import SITTING
from exams.views.results import seen
from exams.views.shown import carried, on_page
from foundation.refusals import Refusal
from foundation.work import Work

MOST_DIGITS = 9


@bp.get("/sittings/<int:sitting_id>/correct", needs=Permission.CORRECT, load=SITTING, records=seen)
def ask_correction(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Every step with what stands, and what it could become."""
    form: ReasonsForm = ReasonsForm(formdata=None)
    if _is_final(sitting):
        form = prepared(work, CorrectionForm(formdata=None))
    form.form_key.data = form.key
    return _show(work, sitting, form, {})


@bp.post("/sittings/<int:sitting_id>/correct/foresee", needs=Permission.CORRECT, load=SITTING)
def foresee_correction(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The marks and the result before and after, to be confirmed; nothing is kept. Or back to what was filled in."""
    form, values = _sent(work, sitting), _values()
    if request.form.get("change"):
        return _show(work, sitting, form, values)
    if not form.validate():
        return _show(work, sitting, form, values), 422
    try:
        one = foreseen_by(work, sitting, values, _decision(form), on_page())
    except NumberTaken as refusal:
        return _show(work, sitting, _with_free_number(work, form), values), refusal.status
    except Refusal as refusal:
        return _show(work, sitting, form, values, refusal), refusal.status
    return render_template(
        "exams/board/correct_confirm.html",
        sitting=sitting,
        form=form,
        one=one,
        marks=foreseen_marks(one),
        sent=sent_again(),
        final=_is_final(sitting),
    )


def _sent(work: Work, sitting: Sitting) -> ReasonsForm:
    return offered(work, CorrectionForm()) if _is_final(sitting) else ReasonsForm()


def _decision(form: ReasonsForm) -> DecisionFacts | None:
    return form.decision if isinstance(form, CorrectionForm) else None


def _with_free_number(work: Work, form: ReasonsForm) -> ReasonsForm:
    return renumbered(work, form) if isinstance(form, CorrectionForm) else form


@bp.post("/sittings/<int:sitting_id>/correct", needs=Permission.CORRECT, load=SITTING)
def correct(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Give other values to the chosen marks."""
    form, values = _sent(work, sitting), _values()
    if not form.validate():
        return _show(work, sitting, form, values), 422
    facts = CorrectionFacts(
        values=values, reason=form.reason.data or "", improvement=form.improvement.data or "", form_key=form.key
    )
    try:
        correct_marks(work, sitting, facts, _decision(form), on_page())
    except NumberTaken as refusal:
        work.discard()
        return _show(work, sitting, _with_free_number(work, form), values), refusal.status
    except Refusal as refusal:
        work.discard()
        return _show(work, sitting, form, values, refusal), refusal.status
    flash(_("The marks are corrected and the result is computed again. The values before stay visible."), "success")
    return redirect(url_for(".result", sitting_id=sitting.id), 303)


def _is_final(sitting: Sitting) -> bool:
    return sitting.state is SittingState.RATIFIED


def _values() -> dict[int, int]:
    """Step id -> new value, of the steps for which one was chosen."""
    sent = {name.removeprefix("step-"): value for name, value in request.form.items() if name.startswith("step-")}
    return {int(step): int(value) for step, value in sent.items() if _is_number(step) and _is_number(value)}


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS


def _show(
    work: Work, sitting: Sitting, form: ReasonsForm, chosen: dict[int, int], refusal: Refusal | None = None
) -> str:
    changed = refusal if isinstance(refusal, ChangedSince) else None
    page = result_page(
        sitting, standing_of(work, sitting), trails_of(work, sitting), exempt=exempt_parts(work, sitting).keys()
    )
    return render_template(
        "exams/board/correct.html",
        sitting=sitting,
        page=page,
        form=form,
        chosen=chosen,
        final=_is_final(sitting),
        shown=carried(work, [sitting], anew=changed is not None),
        changed=changed,
        refusal=refusal.message if refusal and not changed else None,
    )
