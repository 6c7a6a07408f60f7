"""Doors between the design of a form and its use: put in use, hand in, judge, take back, reopen, withdraw."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.actions import approval as actions
from exams.actions.seen import ReadSomethingElse
from exams.forms.approval import HandInForm, JudgementForm
from exams.models import ExamForm
from exams.pages import approval as pages
from exams.pages import forms as designs
from exams.pages.cut_score_words import rule_of
from exams.permissions import Permission
from exams.queries.approval import fingerprint_now, forms_to_approve, people_for_approval
from exams.queries.form_lists import edition_before
from exams.queries.forms import structure
from exams.rules.approval import ALONE
from exams.rules.design import FormState
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.web.words import said
from foundation.work import Work

SEND_BACK = "send-back"


@bp.get("/forms/to-approve", needs=Permission.SEE_FORMS_TO_APPROVE)
def forms_waiting(work: Work) -> ResponseReturnValue:
    """The forms that wait for whoever looks."""
    return render_template("exams/approval/waiting.html", rows=forms_to_approve(work), parts=pages.TO_DO)


@bp.get("/forms/<int:form_id>/put-in-use", needs=Permission.DESIGN_FORM, load=FORM)
def confirm_use(work: Work, form: ExamForm) -> ResponseReturnValue:
    """What becomes fixed, before it is; where others approve, before it is handed in."""
    if form.state is not FormState.DRAFT:
        return redirect(url_for(".form", form_id=form.id), 303)
    if people_for_approval(work) != ALONE:
        return redirect(url_for(".confirm_handing_in", form_id=form.id), 303)
    return _asked(work, form, "exams/approval/put_in_use.html", HandInForm(formdata=None))


@bp.post("/forms/<int:form_id>/put-in-use", needs=Permission.DESIGN_FORM, load=FORM)
def put_in_use(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Fix the form."""
    sent = HandInForm()
    try:
        actions.put_in_use(work, form, seen=sent.seen.data or "")
    except ReadSomethingElse as refusal:
        sent.form_errors = [said(refusal.message)]
        return _asked(work, form, "exams/approval/put_in_use.html", sent), 409
    flash(_("This form is in use now. Plan an exam with it."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.get("/forms/<int:form_id>/hand-in", needs=Permission.DESIGN_FORM, load=FORM)
def confirm_handing_in(work: Work, form: ExamForm) -> ResponseReturnValue:
    """What is handed in, and who looks at it then."""
    if form.state is not FormState.DRAFT:
        return redirect(url_for(".form", form_id=form.id), 303)
    if people_for_approval(work) == ALONE:
        return redirect(url_for(".confirm_use", form_id=form.id), 303)
    return _asked(work, form, "exams/approval/hand_in.html", HandInForm(formdata=None))


@bp.post("/forms/<int:form_id>/hand-in", needs=Permission.DESIGN_FORM, load=FORM)
def hand_in_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """From now on others look at it."""
    sent = HandInForm()
    if not sent.validate():
        return _asked(work, form, "exams/approval/hand_in.html", sent), 422
    try:
        actions.hand_in(work, form, remark=sent.remark.data or "", seen=sent.seen.data or "")
    except ReadSomethingElse as refusal:
        sent.form_errors = [said(refusal.message)]
        return _asked(work, form, "exams/approval/hand_in.html", sent), 409
    flash(_("The form is handed in. It stays as it is until others have looked at it."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


def _asked(work: Work, form: ExamForm, template: str, sent: HandInForm) -> str:
    sent.seen.data = fingerprint_now(work, form)
    return render_template(
        template,
        form=sent,
        exam_form=form,
        design=designs.design(form, structure(work, form.qualification_id)),
        missing=pages.missing_for(work, form),
        approval=pages.approval(work, form),
        rule=rule_of(form),
        earlier=edition_before(work, form),
        three=people_for_approval(work) > 2,  # a reviewer as well
    )


@bp.post("/forms/<int:form_id>/take-back", needs=Permission.DESIGN_FORM, load=FORM)
def take_back_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """A draft again, by whoever made it."""
    actions.take_back(work, form)
    flash(_("The form is yours again. Change what you like and hand it in once more."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.get("/forms/<int:form_id>/judgement", needs=Permission.JUDGE_FORM, load=FORM)
def judge_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """All there is to know before one decides."""
    shown = pages.approval(work, form)
    if shown.part is None:
        return redirect(url_for(".form", form_id=form.id), 303)
    return _judgement(work, form, JudgementForm.of(shown.part, form.fingerprint))


@bp.post("/forms/<int:form_id>/judgement", needs=Permission.JUDGE_FORM, load=FORM)
def decide_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Approve a part, or send the form back."""
    sent = JudgementForm()
    judgement = sent.judgement(approved=request.form.get("decision") != SEND_BACK)
    if judgement is None:
        return _judgement(work, form, sent), 422
    actions.judge(work, form, judgement)
    # What was pressed twice, or taken from somebody's hands, is told by how the form stands now.
    flash(_after(form.state, approved=judgement.approved), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


def _after(state: FormState, *, approved: bool) -> str:
    if not approved:
        return str(_("The form is sent back to its maker, with your remark."))
    if state is FormState.IN_USE:
        return str(_("The form is established. It can be planned from now on."))
    return str(_("You approved the form. A board member establishes it next."))


def _judgement(work: Work, form: ExamForm, sent: JudgementForm) -> str:
    return render_template(
        "exams/approval/judgement.html",
        form=sent,
        exam_form=form,
        design=designs.design(form, structure(work, form.qualification_id)),
        approval=pages.approval(work, form),
        rule=rule_of(form),
        earlier=edition_before(work, form),
    )


@bp.post("/forms/<int:form_id>/reopen", needs=Permission.DESIGN_FORM, load=FORM)
def reopen_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Back to draft."""
    actions.reopen_form(work, form)
    flash(_("This form is a draft again."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)


@bp.post("/forms/<int:form_id>/withdraw", needs=Permission.DESIGN_FORM, load=FORM)
def withdraw_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """No longer planned."""
    actions.withdraw_form(work, form)
    flash(_("This form is withdrawn. What was planned with it goes on."), "success")
    return redirect(url_for(".form", form_id=form.id), 303)
