"""Doors for two examiners who differ: their marks side by side, what they agree on, and a third one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams.actions import agreeing as actions
from exams.events import SheetSeen
from exams.forms import whole
from exams.forms.agreeing import ProposalForm, ThirdExaminerForm
from exams.models import ExamStep, Sitting
from exams.pages.agreeing import agreeing_page
from exams.pages.levels import shown_level
from exams.permissions import Permission
from exams.queries.agreeing import comparison
from exams.queries.sessions import examiner as examiner_with
from exams.queries.stopping import stopped
from exams.rules import SittingState
from exams.views.blueprint import bp
from exams.views.marking import SITTING
from exams.views.planning import examiners_offered
from foundation.refusals import NotFound, Refusal
from foundation.web.words import said
from foundation.work import Work


def looked(work: Work, sitting: Sitting) -> SheetSeen | None:
    """A look at what others marked is on record."""
    if work.allows(Permission.COMPARE, sitting):
        return None
    first = sitting.standing_sheets[0]
    return SheetSeen(sheet_id=first.id, person_id=sitting.candidate_id)


@bp.get("/sittings/<int:sitting_id>/agreeing", needs=Permission.SEE_COMPARISON, load=SITTING, records=looked)
def agreeing(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The steps on which two examiners differ, and what they said of them."""
    return _show(work, sitting)


def _show(work: Work, sitting: Sitting, sent: ProposalForm | None = None, status: int = 200) -> tuple[str, int]:
    compares = sitting.state is SittingState.AGREEING
    may_speak = compares and work.allows(Permission.COMPARE, sitting)
    gone = stopped(work, sitting) if compares else ()
    page = agreeing_page(comparison(work, sitting), work.actor.id, may_speak=may_speak, stopped=gone)
    forms = {row.step.id: _proposal_form(row.step) for row in page.rows if row.may_say}
    if sent:
        forms[sent.step_id] = sent
    html = render_template("exams/agreeing/agreeing.html", page=page, forms=forms, sitting=sitting, compares=compares)
    return html, status


def _proposal_form(step: ExamStep, sent: MultiDict[str, str] | None = None) -> ProposalForm:
    """The form for this step, as it came or empty."""
    form = ProposalForm(sent, prefix=f"s{step.id}-")
    form.value.choices = [SelectChoice(level.value, shown_level(step.scale, level.value)) for level in step.scale]
    return form


@bp.post("/sittings/<int:sitting_id>/agreeing", needs=Permission.COMPARE, load=SITTING)
def agree(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Propose a mark, or confirm the other examiner's by the same."""
    step = _step(sitting)
    form = _proposal_form(step, _sent(step))
    if not form.validate():
        return _show(work, sitting, form, 422)
    proposal = actions.Proposal(
        step_id=form.step_id, value=form.value.data, reason=form.reason.data or "", form_key=form.key
    )
    try:
        actions.propose(work, sitting, proposal)
    except Refusal as refusal:  # what was written stays on the page
        if sitting.state is not SittingState.AGREEING or isinstance(refusal, NotFound):
            raise
        form.form_errors.append(said(refusal.message))
        return _show(work, sitting, form, 422)
    return redirect(url_for(".agreeing", sitting_id=sitting.id, _anchor=_next(work, sitting)), 303)


def _sent(step: ExamStep) -> MultiDict[str, str]:
    """What was sent; whoever pressed “I agree” names the mark of the other examiner by it."""
    sent = MultiDict(request.form)
    if (agrees := sent.get(f"s{step.id}-agree")) is not None:
        sent.setlist(f"s{step.id}-value", [agrees])
    return sent


def _next(work: Work, sitting: Sitting) -> str:
    """The place on the page to go on: what waits for the reader, or where the comparison is closed."""
    page = agreeing_page(comparison(work, sitting), work.actor.id, may_speak=True)
    return f"step-{page.next.step.id}" if page.next else "close"


def _step(sitting: Sitting) -> ExamStep:
    wanted = whole(request.args.get("step"))
    found = next((step for step in sitting.session.form.steps if step.id == wanted), None)
    if found is None:
        raise NotFound
    return found


@bp.post("/sittings/<int:sitting_id>/agreeing/close", needs=Permission.COMPARE, load=SITTING)
def close_comparison(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """What is agreed stands."""
    actions.close(work, sitting)
    if work.allows(Permission.SEE_RESULT, sitting):
        flash(_("The comparison is closed. This is the result."), "success")
        return redirect(url_for(".result", sitting_id=sitting.id), 303)
    flash(_("You closed the comparison. The result follows when the other examiner has closed it too."), "success")
    return _to(sitting)


def _to(sitting: Sitting) -> Response:
    return redirect(url_for(".agreeing", sitting_id=sitting.id), 303)


@bp.post("/sittings/<int:sitting_id>/agreeing/third", needs=Permission.ASK_THIRD_EXAMINER, load=SITTING)
def ask_third_examiner(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Ask the coordinator for somebody who decides."""
    actions.ask_third_examiner(work, sitting)
    flash(_("A third examiner is asked for. The coordinator chooses one."), "success")
    return _to(sitting)


@bp.get("/sittings/<int:sitting_id>/third-examiner", needs=Permission.GIVE_THIRD_EXAMINER, load=SITTING)
def third_examiner(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Who decides?"""
    return _show_third(work, sitting, _third_form(work, sitting))


def _third_form(work: Work, sitting: Sitting) -> ThirdExaminerForm:
    form = ThirdExaminerForm()
    taken = {sheet.examiner_id for sheet in sitting.sheets}
    free = [person for person in examiners_offered(work) if person.id not in taken]
    form.examiner.choices = [SelectChoice("", ""), *(SelectChoice(person.id, person.name) for person in free)]
    return form


def _show_third(work: Work, sitting: Sitting, form: ThirdExaminerForm, status: int = 200) -> tuple[str, int]:
    return render_template("exams/agreeing/third_examiner.html", sitting=sitting, form=form), status


@bp.post("/sittings/<int:sitting_id>/third-examiner", needs=Permission.GIVE_THIRD_EXAMINER, load=SITTING)
def give_third_examiner(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """This examiner marks too, and decides."""
    form = _third_form(work, sitting)
    chosen = examiner_with(work, form.examiner.data) if form.validate() else None
    if chosen is None:
        return _show_third(work, sitting, form, 422)
    try:
        actions.add_third_examiner(work, sitting, chosen)
    except Refusal as refusal:
        form.form_errors.extend(said(message) for message in (refusal.message, *refusal.details))
        return _show_third(work, sitting, form, 422)
    flash(_("%(name)s is the third examiner now.", name=chosen.name), "success")
    return redirect(url_for(".sitting", sitting_id=sitting.id), 303)
