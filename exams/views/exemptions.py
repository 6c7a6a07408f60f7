"""Doors for exemptions: the list, one for a candidate, giving and withdrawing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams import queries
from exams.actions import exempting as actions
from exams.actions.correcting import Foreseen
from exams.actions.deciding import NumberTaken
from exams.actions.unseen import ChangedSince
from exams.forms import ReasonForm, whole
from exams.forms.board import ExemptionForm
from exams.models import ExamForm, Exemption
from exams.permissions import Permission
from exams.queries import exemptions as found
from exams.queries.forms import plannable_forms
from exams.rules import SittingState
from exams.views.blueprint import bp
from exams.views.board import offered, page_number, prepared, renumbered, sent_again
from exams.views.shown import carried, on_page
from foundation.messages import say
from foundation.refusals import NotAllowed, Refusal
from foundation.web.guard import Subject
from foundation.work import Work
from people.models import Person

ROWS = 25
# Still to come: whoever is exempt from the whole exam need not sit it.
COMING = frozenset({SittingState.PLANNED, SittingState.IN_PROGRESS})
EXEMPTION = Subject(load=found.exemption, sees=Permission.SEE_EXEMPTION)


@bp.get("/exemptions", needs=Permission.SEE_EXEMPTIONS)
def exemptions(work: Work) -> ResponseReturnValue:
    """Who need not do what, latest first."""
    words, page = request.args.get("q", ""), page_number()
    total = found.exemption_count(work, words=words)
    rows = found.exemptions(work, words=words, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/board/exemptions.html", rows=rows, words=words, total=total, page=page, pages=-(-total // ROWS)
    )


@bp.get("/exemptions/<int:exemption_id>", needs=Permission.SEE_EXEMPTION, load=EXEMPTION)
def exemption(work: Work, exemption: Exemption) -> ResponseReturnValue:
    """One exemption: from what, on which ground, by which decision."""
    return _show(work, exemption, ReasonForm(formdata=None))


@bp.post("/exemptions/<int:exemption_id>/withdraw", needs=Permission.EXEMPT, load=EXEMPTION)
def withdraw_exemption(work: Work, exemption: Exemption) -> ResponseReturnValue:
    """It holds no more, for a reason."""
    form = ReasonForm()
    if not form.validate():
        return _show(work, exemption, form), 422
    try:
        actions.withdraw_exemption(work, exemption, form.reason.data or "", on_page())
    except ChangedSince as refusal:
        work.discard()
        return _show(work, exemption, form, refusal), refusal.status
    flash(_("The exemption is withdrawn."), "success")
    return redirect(url_for(".exemption", exemption_id=exemption.id), 303)


def _show(work: Work, exemption: Exemption, form: ReasonForm, changed: ChangedSince | None = None) -> str:
    exam_form = queries.form(work, exemption.form_id)
    results, no = _without(work, exemption)
    parts = [group for group in exam_form.groups if group.key in exemption.parts]
    counts = [exam_form.design.earlier_mark(group.key, exemption.earlier_result) is not None for group in parts]
    return render_template(
        "exams/board/exemption.html",
        exemption=exemption,
        parts=parts,
        form=form,
        counts=all(counts),
        results=results,
        no=no,
        shown=carried(work, [one.sitting for one in results], anew=changed is not None),
        changed=changed,
    )


def _without(work: Work, exemption: Exemption) -> tuple[list[Foreseen], Refusal | None]:
    """What withdrawing it does to results that there are, or why it cannot be; only for whoever could withdraw it."""
    own = exemption.candidate_id == work.actor.id
    if own or exemption.withdrawn_at or not work.allows(Permission.EXEMPT, exemption):
        return [], None
    try:
        return actions.foresee_withdrawal(work, exemption), None
    except Refusal as refusal:
        return [], refusal


@bp.get("/exemptions/new", needs=Permission.EXEMPT)
def new_exemption(work: Work) -> ResponseReturnValue:
    """First whom and which exam; then what of it, why, and the decision."""
    written = request.args.get("candidate", "")
    candidate = found.candidate_numbered(work, whole(request.args.get("person"))) or found.candidate_called(
        work, written
    )
    if candidate is None:
        return _show_candidates(work, unknown=bool(written))
    if candidate.id == work.actor.id:
        raise NotAllowed(say("Nobody decides about an exemption of their own. Ask another board member."))
    exam_form = found.form_in_use(work, whole(request.args.get("form")))
    if exam_form is None:
        return _show_exams(work, candidate)
    form = prepared(work, ExemptionForm(formdata=None))
    form.ask_about(exam_form)
    form.requested_on.data = work.today
    return _show_new(candidate, exam_form, form)


def _show_candidates(work: Work, *, unknown: bool) -> str:
    words, page = request.args.get("q", ""), page_number()
    total = found.exemptable_count(work, words=words)
    rows = found.exemptable(work, words=words, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/board/exemption_who.html",
        rows=rows,
        words=words,
        unknown=unknown,
        total=total,
        page=page,
        pages=-(-total // ROWS),
    )


def _show_exams(work: Work, candidate: Person) -> str:
    forms, followed = plannable_forms(work), found.followed_by(work, candidate.id)
    return render_template(
        "exams/board/exemption_which.html",
        candidate=candidate,
        own=[one for one in forms if one.qualification_id in followed],
        others=[one for one in forms if one.qualification_id not in followed],
    )


@bp.post("/exemptions/new/foresee", needs=Permission.EXEMPT)
def foresee_exemption(work: Work) -> ResponseReturnValue:
    """What it settles, to be confirmed; nothing is kept. Or back to what was filled in."""
    candidate, exam_form = _asked(work)
    if candidate is None or exam_form is None:
        return redirect(url_for(".new_exemption"), 303)
    form = offered(work, ExemptionForm())
    form.ask_about(exam_form)
    if request.form.get("change"):
        return _show_new(candidate, exam_form, form)
    if not form.validate():
        return _show_new(candidate, exam_form, form), 422
    return _confirm(work, candidate, exam_form, form)


def _confirm(
    work: Work, candidate: Person, exam_form: ExamForm, form: ExemptionForm, changed: ChangedSince | None = None
) -> ResponseReturnValue:
    try:
        results = actions.foresee_exemption(work, candidate, exam_form, form.exemption, form.decision)
    except NumberTaken as refusal:
        return _show_new(candidate, exam_form, renumbered(work, form)), refusal.status
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show_new(candidate, exam_form, form, refusal), refusal.status
    parts = [group for group in exam_form.groups if group.key in (form.parts.data or ())]
    counts = [exam_form.design.earlier_mark(group.key, form.earlier_result.data or "") is not None for group in parts]
    page = render_template(
        "exams/board/exemption_confirm.html",
        candidate=candidate,
        exam_form=exam_form,
        form=form,
        parts=parts,
        counts=bool(parts) and all(counts),
        results=results,
        coming=[one for one in found.sittings_of_family(work, candidate.id, exam_form.family) if one.state in COMING],
        sent=[(name, value) for name, value in sent_again() if name != "shown"],
        shown=carried(work, [one.sitting for one in results], anew=True),
        changed=changed,
    )
    return page, changed.status if changed else 200


def _asked(work: Work) -> tuple[Person | None, ExamForm | None]:
    candidate = found.candidate_called(work, request.form.get("candidate", ""))
    return candidate, found.form_in_use(work, whole(request.form.get("form")))


@bp.post("/exemptions/new", needs=Permission.EXEMPT)
def exempt(work: Work) -> ResponseReturnValue:
    """Free this candidate from it."""
    candidate, exam_form = _asked(work)
    if candidate is None or exam_form is None:
        return redirect(url_for(".new_exemption"), 303)
    form = offered(work, ExemptionForm())
    form.ask_about(exam_form)
    if not form.validate():
        return _show_new(candidate, exam_form, form), 422
    try:
        actions.exempt(work, candidate, exam_form, form.exemption, form.decision, on_page())
    except ChangedSince as refusal:
        work.discard()
        return _confirm(work, candidate, exam_form, form, refusal)
    except NumberTaken as refusal:
        work.discard()
        return _show_new(candidate, exam_form, renumbered(work, form)), refusal.status
    except NotAllowed:
        raise
    except Refusal as refusal:
        work.discard()
        return _show_new(candidate, exam_form, form, refusal), refusal.status
    flash(_("%(name)s is exempt.", name=candidate.name), "success")
    return redirect(url_for(".exemptions"), 303)


def _show_new(candidate: Person, exam_form: ExamForm, form: ExemptionForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "exams/board/exemption_new.html",
        candidate=candidate,
        exam_form=exam_form,
        form=form,
        refusal=refusal.message if refusal else None,
    )
