"""Certificates that people obtained elsewhere and sent in: looking at one, deciding, taking an approval back."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions import approving as actions
from certification.actions.approving import SentAnew, StandsOtherwise
from certification.events.approving import SentInSeen, SentInTaken
from certification.forms.approving import DecisionForm, TakeBackForm
from certification.models.approvals import OpenedPicture, OpenedProof
from certification.pages import approvals as pages
from certification.permissions import Permission
from certification.queries import approvals as queries
from certification.rules.approving import Answer, ApprovalKind
from certification.rules.states import ProofState
from certification.views.approvals.queue import to_next, wanted_approvals
from certification.views.approvals.sending import send_original, send_picture
from certification.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from qualification_files.pages.terms import in_its_words

DECIDE = Permission.DECIDE_SENT_IN
# Who may not decide about it does not learn from these addresses that it exists.
PROOF = Subject(load=in_its_words(queries.proof, lambda opened: opened.proof.qualification.terms), sees=DECIDE)
PICTURE = Subject(load=queries.proof_page, sees=DECIDE)
KIND = ApprovalKind.CERTIFICATE
LOOKING = timedelta(hours=1)


def proof_seen(_work: Work, opened: OpenedProof) -> SentInSeen:
    """Somebody looks at what another sent in."""
    return SentInSeen(person_id=opened.owner_id, kind=KIND, item_id=opened.proof.id)


def proof_taken(_work: Work, opened: OpenedProof) -> SentInTaken:
    """Somebody takes the file."""
    return SentInTaken(person_id=opened.owner_id, kind=KIND, item_id=opened.proof.id)


def picture_seen(work: Work, opened: OpenedPicture) -> SentInSeen | None:
    """The page that somebody has open asks for its pictures: that is the same look."""
    seen = SentInSeen(person_id=opened.owner_id, kind=KIND, item_id=opened.item_id)
    return None if queries.has_looked(work, seen, since=work.now - LOOKING) else seen


@bp.get("/approvals/certificates/<int:proof_id>", needs=DECIDE, load=PROOF, records=proof_seen)
def sent_proof(work: Work, opened: OpenedProof) -> ResponseReturnValue:
    """All there is to decide about, beside the file, and the two buttons."""
    return _show(work, opened)


@bp.post("/approvals/certificates/<int:proof_id>", needs=DECIDE, load=PROOF, records=proof_seen)
def decide_proof(work: Work, opened: OpenedProof) -> ResponseReturnValue:
    """Approve or reject; when somebody was first, say so and keep what was typed."""
    form = DecisionForm()
    if not form.validate() or form.decided is None:
        return _show(work, opened, form=form), 422
    at, version = opened.proof.sent_at, form.version.data or 0
    try:
        if form.decided is Answer.APPROVE:
            actions.approve(work, opened, version=version)
        else:
            actions.reject(work, opened, form.reason.data or "", version=version)
    except (StandsOtherwise, SentAnew) as other:
        form.form_errors.append(said(other.message))
        return _show(work, opened, form=form), 409
    _tell(opened, form.decided)
    if "queue" in request.args:
        return to_next(work, at, (KIND.value, opened.proof.id))
    return redirect(url_for(".sent_proof", proof_id=opened.proof.id), 303)


@bp.post("/approvals/certificates/<int:proof_id>/take-back", needs=DECIDE, load=PROOF, records=proof_seen)
def take_back_proof(work: Work, opened: OpenedProof) -> ResponseReturnValue:
    """The approval was a mistake."""
    form = TakeBackForm()
    if not form.validate():
        return _show(work, opened, taking_back=form), 422
    try:
        actions.take_back(work, opened, form.reason.data or "")
    except StandsOtherwise as other:
        form.form_errors.append(said(other.message))
        return _show(work, opened, taking_back=form), 409
    flash(_("The approval is taken back. It counts no more."), "success")
    return redirect(url_for(".sent_proof", proof_id=opened.proof.id), 303)


@bp.get("/approvals/certificates/<int:proof_id>/file", needs=DECIDE, load=PROOF, records=proof_taken)
def proof_file(work: Work, opened: OpenedProof) -> ResponseReturnValue:
    """The file as it came, as a download under which nothing in it can run."""
    proof = opened.proof
    return send_original(work, proof.file_key, name=proof.file_name, media_type=proof.media_type)


@bp.get("/approvals/certificates/<int:proof_id>/pages/<int:number>", needs=DECIDE, load=PICTURE, records=picture_seen)
def proof_picture(work: Work, opened: OpenedPicture) -> ResponseReturnValue:
    """A page of it, drawn anew."""
    return send_picture(work, opened)


def _show(
    work: Work, opened: OpenedProof, *, form: DecisionForm | None = None, taking_back: TakeBackForm | None = None
) -> str:
    proof, wanted = opened.proof, wanted_approvals()
    waits, counts = proof.state is ProofState.SENT, proof.state is ProofState.APPROVED
    shown = (form or DecisionForm(formdata=None)) if waits else None
    if shown is not None:
        shown.stand_at(proof.version)
    withdraw = (taking_back or TakeBackForm(formdata=None)) if counts else None
    # What was typed in a form that has no place any more, because somebody else was first, can still be copied.
    homeless = (form if shown is None else None) or (taking_back if withdraw is None else None)
    in_queue = "queue" in request.args
    around = queries.neighbours(work, wanted, proof.sent_at, (KIND.value, proof.id)) if in_queue else None
    return render_template(
        "certification/approvals/certificate.html",
        proof=proof,
        sign=pages.PROOF_SIGNS[proof.state],
        file=pages.proof_file(work, proof),
        lines=pages.proof_lines(work, opened),
        places=pages.place_words(work, proof.person_id),
        activity_kinds=pages.ACTIVITY_KINDS,
        is_over=proof.expires_on is not None and proof.expires_on <= work.today,
        form=shown,
        taking_back=withdraw,
        homeless=homeless,
        around=around,
        in_queue=in_queue,
        place=pages.place_of(wanted),
        item_url=pages.item_url,
    )


def _tell(opened: OpenedProof, answer: Answer) -> None:
    name = opened.proof.person.name
    if answer is Answer.APPROVE:
        flash(_("The certificate of %(name)s is approved.", name=name), "success")
    else:
        flash(_("The certificate of %(name)s is rejected, with your reason.", name=name), "success")
