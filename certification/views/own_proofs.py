"""Doors for certificates from elsewhere: sending one, what became of it, correcting it, taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions.proofs import Frame, correct_proof, send_proof, withdraw_proof
from certification.forms.growth import ProofForm
from certification.models import Proof
from certification.pages.growth import PROOF_HISTORY, PROOF_SIGNS
from certification.permissions import Permission
from certification.queries.growth import OwnGrowing, growth
from certification.queries.sent_in import deciders_of, proof
from certification.rules.growth import why_no_upload
from certification.rules.states import ProofState
from certification.views.blueprint import bp
from certification.views.growth import OWN_GROWING
from certification.views.taking_in import TakenFiles, before_files, no_file
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.web.guard import Subject
from foundation.web.sending import send_original
from foundation.web.uploads import upload_limits
from foundation.web.words import said
from foundation.work import Work

OWN_PROOF = Subject(load=proof, sees=Permission.KEEP_GROWTH)


@bp.get("/my-growth/<int:qualification_id>/proofs/new", needs=Permission.KEEP_GROWTH, load=OWN_GROWING)
def ask_proof(work: Work, own: OwnGrowing) -> ResponseReturnValue:
    """Which certificate: the file and its days."""
    return _show_form(own, _frame(own, _activity_id()), ProofForm(formdata=None))


@bp.post(
    "/my-growth/<int:qualification_id>/proofs/new",
    needs=Permission.KEEP_GROWTH,
    load=OWN_GROWING,
    before=before_files,
    takes_files=True,
)
def send_own_proof(work: Work, own: OwnGrowing, *, files: TakenFiles) -> ResponseReturnValue:
    """Send it; somebody else decides."""
    frame, form = _frame(own, _activity_id()), ProofForm()
    if not form.validate() or files.first is None:
        return _show_form(own, frame, form, files if files.first or files.wrong else no_file()), files.status
    try:
        sent = send_proof(work, frame, form.facts, files.first, form_key=form.key)
    except Refusal as refusal:
        work.discard()
        told = TakenFiles(files.taken, (said(refusal.message),), refusal.status)
        return _show_form(own, frame, form, told), refusal.status
    flash(_("Your certificate is sent. It counts as soon as somebody has approved it."), "success")
    return redirect(url_for(".own_proof", proof_id=sent.id), 303)


@bp.get("/my-growth/proofs/<int:proof_id>", needs=Permission.KEEP_GROWTH, load=OWN_PROOF)
def own_proof(work: Work, proof: Proof) -> ResponseReturnValue:
    """What I sent, what became of it, and everything before."""
    form = ProofForm(
        formdata=None,
        data={"achieved_on": proof.achieved_on, "expires_on": proof.expires_on, "remark": proof.remark},
    )
    return _show_proof(work, proof, form)


@bp.post(
    "/my-growth/proofs/<int:proof_id>/correct",
    needs=Permission.KEEP_GROWTH,
    load=OWN_PROOF,
    before=before_files,
    takes_files=True,
)
def correct_own_proof(work: Work, proof: Proof, *, files: TakenFiles) -> ResponseReturnValue:
    """Send it again, put right."""
    form = ProofForm()
    if not form.validate() or files.wrong:
        return _show_proof(work, proof, form, files), files.status
    own = growth(work, proof.person_id, [proof.qualification_id])
    now = own.of(proof.qualification_id)
    if now is None:
        raise Refusal(say("You do not have to keep this qualification any more."))
    try:
        frame = _frame(OwnGrowing(growth=own, growing=now), proof.activity_id)
        correct_proof(work, proof, frame, form.facts, files.first)
    except Refusal as refusal:
        work.discard()
        told = TakenFiles(files.taken, (said(refusal.message),), refusal.status)
        return _show_proof(work, proof, form, told), refusal.status
    flash(_("Your certificate is sent again."), "success")
    return redirect(url_for(".own_proof", proof_id=proof.id), 303)


@bp.post("/my-growth/proofs/<int:proof_id>/withdraw", needs=Permission.KEEP_GROWTH, load=OWN_PROOF)
def withdraw_own_proof(work: Work, proof: Proof) -> ResponseReturnValue:
    """Take it back before anybody decides."""
    withdraw_proof(work, proof)
    flash(_("You took your certificate back."), "success")
    return redirect(url_for(".growing", qualification_id=proof.qualification_id), 303)


@bp.get("/my-growth/proofs/<int:proof_id>/file", needs=Permission.KEEP_GROWTH, load=OWN_PROOF)
def own_proof_file(work: Work, proof: Proof) -> ResponseReturnValue:
    """The file as I sent it last."""
    return send_original(work, proof.file_key, name=proof.file_name, media_type=proof.media_type)


def _activity_id() -> int | None:
    text = request.args.get("activity", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotFound
    return int(text)


def _frame(own: OwnGrowing, activity_id: int | None) -> Frame:
    """For what it is; what this qualification does not ask for is not there."""
    one = own.growing
    if one.standing is None:
        raise NotFound
    lines = [line for line in one.lines if line.activity_id == activity_id]
    if activity_id is not None and not lines:
        raise NotFound
    return Frame(
        person_id=own.person_id,
        qualification_id=one.qualification.id,
        external=one.settings is not None and one.settings.external,
        activity=own.growth.activities[activity_id] if activity_id else None,
        lines=lines,
    )


def _show_form(own: OwnGrowing, frame: Frame, form: ProofForm, files: TakenFiles | None = None) -> str:
    refused = why_no_upload(frame.activity.kind, frame.lines) if frame.activity else None
    return render_template(
        "certification/growth/send_proof.html",
        qualification=own.growing.qualification,
        activity=frame.activity,
        refused=refused,
        form=form,
        files=files or TakenFiles(),
        limits=upload_limits(),
    )


def _show_proof(work: Work, proof: Proof, form: ProofForm, files: TakenFiles | None = None) -> str:
    return render_template(
        "certification/growth/proof.html",
        proof=proof,
        states=PROOF_SIGNS,
        history=PROOF_HISTORY,
        form=form if proof.state is ProofState.REJECTED else None,
        may_withdraw=proof.state in (ProofState.SENT, ProofState.REJECTED),
        names=deciders_of(work, proof),
        files=files or TakenFiles(),
        limits=upload_limits(),
    )
