"""From draft to use and back: a form is handed in, judged by others than its makers, and fixed (BR-13, BR-17)."""

from dataclasses import dataclass
from uuid import uuid4

from exams.actions.forms import lock_form
from exams.actions.repeats import key_for
from exams.actions.seen import ReadSomethingElse
from exams.actions.wording import require_words
from exams.events import FormPutInUse, FormReopened, FormWithdrawn
from exams.events.approval import FormHandedIn, FormJudged, FormTakenBack
from exams.models import ExamForm, FormApproval
from exams.permissions import Permission
from exams.queries import approval as found
from exams.queries.forms import is_planned
from exams.rules import problems
from exams.rules.approval import ALONE, Standing
from exams.rules.design import ApprovalPart, FormState
from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files.rules import QualificationState

GIVES = {ApprovalPart.REVIEW: Permission.REVIEW_FORM, ApprovalPart.ESTABLISH: Permission.ESTABLISH_FORM}


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What somebody decides about a form: which part, of which design, and why."""

    part: ApprovalPart
    fingerprint: str  # of the design that was read
    approved: bool
    remark: str
    form_key: str


def missing(work: Work, form: ExamForm) -> list[Message]:
    """What must be mended before the form can be handed in or used; empty when it is sound (at most 2 statements)."""
    wrong = problems(form.design)
    if form.qualification.state is not QualificationState.ACTIVE:
        wrong.append(say("The qualification of this form is not active. Activate it first."))
    if found.needs_account(work) and not found.is_accounted_for(work, form.id):
        wrong.append(say("An accountability document is required. Add it under Documents."))
    return wrong


def put_in_use(work: Work, form: ExamForm, *, seen: str = "") -> None:
    """Fix the form by its maker alone, where the school wants no more; refused when it is not what was `seen`."""
    _draft(work, form)
    if found.people_for_approval(work) != ALONE:
        raise Refusal(say("Here somebody else approves a form before it is used. Hand it in."))
    form.fingerprint = _read(work, form, seen)
    _refuse_unsound(work, form)
    _note(work, form, ApprovalPart.ESTABLISH, approved=True)
    _use(work, form)


def hand_in(work: Work, form: ExamForm, *, remark: str = "", seen: str = "") -> None:
    """Done designing: it stays as it is until others have judged it; refused when it is not what was `seen`."""
    _draft(work, form)
    if found.people_for_approval(work) == ALONE:
        raise Refusal(say("Here nobody else approves a form. Put it in use."))
    fingerprint = _read(work, form, seen)
    _refuse_unsound(work, form)
    form.state, form.handed_in_at, form.fingerprint = FormState.IN_REVIEW, work.now, fingerprint
    _note(work, form, ApprovalPart.HAND_IN, approved=True, remark=remark)
    work.emit(FormHandedIn(form_id=form.id, fingerprint=form.fingerprint))


def take_back(work: Work, form: ExamForm) -> None:
    """A draft again, at the wish of whoever made it."""
    standing = _in_review(work, form)
    if work.actor.id not in standing.makers:
        raise Refusal(say("Only whoever made this form can take it back. You can send it back."))
    _note(work, form, ApprovalPart.HAND_IN, approved=False)
    _to_draft(form)
    work.emit(FormTakenBack(form_id=form.id))


def judge(work: Work, form: ExamForm, judgement: Judgement) -> None:
    """Approve a part of a form that was handed in, or send it back; the last part puts it in use (BR-17)."""
    lock_form(work, form)  # two who decide at once come one after the other, and each sees what stands
    key = key_for(work, judgement.form_key, form.id, judgement.part, judgement.approved, judgement.remark)
    if found.is_done(work, key):
        return  # pressed twice
    standing = _in_review(work, form)
    _refuse_outdated(form, standing, judgement)
    work.require(GIVES[judgement.part], form)
    if reason := standing.why_not(work.actor.id or 0):
        raise Refusal(reason)
    if judgement.approved:
        _refuse_unsound(work, form)
    else:
        require_words(judgement.remark, say("Say what has to change before you send a form back."))
    _note(
        work,
        form,
        judgement.part,
        approved=judgement.approved,
        remark=judgement.remark,
        form_key=key,
    )
    work.emit(
        FormJudged(form_id=form.id, part=judgement.part, approved=judgement.approved, fingerprint=judgement.fingerprint)
    )
    if not judgement.approved:
        _to_draft(form)
    elif standing.is_last(judgement.part):
        _use(work, form)


def reopen_form(work: Work, form: ExamForm) -> None:
    """A draft again, as long as nothing was planned with it."""
    lock_form(work, form)
    if form.state is not FormState.IN_USE:
        raise Refusal(say("Only a form in use can become a draft again."))
    if is_planned(work, form.id):
        raise Refusal(say("An exam was planned with this form, so it stays as it is. Make a copy and change that."))
    _to_draft(form)
    work.emit(FormReopened(form_id=form.id))


def withdraw_form(work: Work, form: ExamForm) -> None:
    """No longer to be planned; what was planned goes on."""
    lock_form(work, form)
    if form.state is not FormState.IN_USE:
        raise Refusal(say("Only a form in use can be withdrawn."))
    form.state = FormState.WITHDRAWN
    work.emit(FormWithdrawn(form_id=form.id))


def _draft(work: Work, form: ExamForm) -> None:
    lock_form(work, form)
    if form.state is not FormState.DRAFT:
        raise Refusal(say("This form is no draft any more, so it cannot be handed in or put in use again."))
    found.form_anew(work, form.id)  # what was read before the lock may have been changed by another designer


def _read(work: Work, form: ExamForm, seen: str) -> str:
    """The fingerprint of the form, which has to be the one that was read."""
    fingerprint = found.fingerprint_now(work, form)
    if seen and seen != fingerprint:
        raise ReadSomethingElse
    return fingerprint


def _in_review(work: Work, form: ExamForm) -> Standing:
    lock_form(work, form)
    if form.state is not FormState.IN_REVIEW:
        raise Refusal(say("This form does not wait for approval any more. Look at it again."))
    found.form_anew(work, form.id)  # as it was read, it may be of before the lock
    return found.standing(work, form, found.approvals(work, form.id))


def _refuse_unsound(work: Work, form: ExamForm) -> None:
    if wrong := missing(work, form):
        raise Refusal(say("This form cannot be used yet."), details=wrong)


def _refuse_outdated(form: ExamForm, standing: Standing, judgement: Judgement) -> None:
    if judgement.fingerprint != form.fingerprint:
        raise Refusal(say("This form was changed and handed in anew meanwhile. Read it again."))
    if judgement.part is not standing.next_part:
        raise Refusal(say("Somebody else decided about this form meanwhile. Look at it again."))


def _note(
    work: Work, form: ExamForm, part: ApprovalPart, *, approved: bool, remark: str = "", form_key: str | None = None
) -> None:
    if work.actor.id is None:
        return  # the system makes forms too, for instance from the command line, and is nobody who approves
    work.db.add(
        FormApproval(
            form_id=form.id,
            part=part,
            approved=approved,
            remark=remark,
            fingerprint=form.fingerprint,
            decided_by=work.actor.id,
            decided_at=work.now,
            form_key=form_key or str(uuid4()),
        )
    )


def _use(work: Work, form: ExamForm) -> None:
    form.state, form.in_use_at = FormState.IN_USE, work.now
    work.emit(FormPutInUse(form_id=form.id))


def _to_draft(form: ExamForm) -> None:
    form.state = FormState.DRAFT
    form.handed_in_at = form.in_use_at = None
    form.fingerprint = ""
