"""Mails about decisions, and pictures of what was sent in."""

from collections.abc import Mapping

from flask import current_app

from certification.actions import drawing
from certification.actions.approving import TELL_DECIDED
from certification.models import Proof, ProofDecision, Submission
from certification.models.approvals import DrawnFile, SubmissionDecision
from certification.rules.approving import ApprovalKind
from certification.rules.states import ProofState, SubmissionState
from foundation import mail
from foundation.environment import NAME, setting
from foundation.files import DamagedDocument, DamagedPhoto, TooManyPixels
from foundation.messages import say
from foundation.runner import Handlers, JobRun
from foundation.storage import TooLarge
from foundation.web.mail import public_url, render_mail
from foundation.web.words import LANGUAGES
from foundation.work import Work
from people.models import Person
from portfolio.actions.files import draw

PROOF_MAILS = {
    ProofState.APPROVED: "certification_proof_approved",
    ProofState.REJECTED: "certification_proof_rejected",
    ProofState.TAKEN_BACK: "certification_proof_taken_back",
}
SUBMISSION_MAILS = {
    SubmissionState.PASSED: "certification_assignment_passed",
    SubmissionState.AGAIN: "certification_assignment_again",
    SubmissionState.TAKEN_BACK: "certification_grade_taken_back",
}


def register(handlers: Handlers) -> None:
    """The jobs around decisions."""
    handlers.short(TELL_DECIDED, tell_decided, title=say("Mail somebody about a decision"), needs_asker=False)
    handlers.long(drawing.DRAW_FILE, draw_file, title=say("Making pictures of what was sent in"), needs_asker=False)


def tell_decided(work: Work, *, kind: str, item_id: int, decision_id: int) -> None:
    """Mail whoever sent it in where the decision can be read, unless it was decided otherwise meanwhile."""
    if kind == ApprovalKind.CERTIFICATE:
        _tell_proof(work, item_id, decision_id)
    else:
        _tell_submission(work, item_id, decision_id)


def draw_file(run: JobRun, *, file_key: str, media_type: str) -> None:
    """Make the pictures; that takes long, and decoding much memory, so no lock is held then."""
    with run.reading() as work:
        storage, known = work.storage, work.db.get(DrawnFile, file_key) is not None
    if known:
        return
    try:
        previews = draw(storage, file_key, media_type)
    except (DamagedPhoto, DamagedDocument, TooManyPixels, TooLarge):
        previews = None
    with run.piece() as work:
        drawing.note_drawn(work, file_key, previews)


def _tell_proof(work: Work, proof_id: int, decision_id: int) -> None:
    proof, decision = work.db.get_one(Proof, proof_id), work.db.get_one(ProofDecision, decision_id)
    if proof.state is not decision.state:
        return
    title = proof.activity.title if proof.activity else proof.qualification.name
    about = {"title": title, "url": public_url("certification.own_proof", proof_id=proof.id)}
    _post(work, proof.person, PROOF_MAILS[proof.state], key=f"proof-decision:{decision_id}", about=about)


def _tell_submission(work: Work, submission_id: int, decision_id: int) -> None:
    submission = work.db.get_one(Submission, submission_id)
    decision = work.db.get_one(SubmissionDecision, decision_id)
    if submission.state is not decision.state:
        return
    url = public_url("certification.decision_on_submission", submission_id=submission.id)
    about = {"title": submission.activity.title, "url": url}
    template = SUBMISSION_MAILS[submission.state]
    _post(work, submission.person, template, key=f"submission-decision:{decision_id}", about=about)


def _post(work: Work, person: Person, template: str, *, key: str, about: Mapping[str, object]) -> None:
    """In the receiver's language, once for each key; whoever is inactive by now gets none."""
    if not person.active:
        return
    language = person.language if person.language in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]
    school = str(setting(work.db, NAME) or "Proefstuk")
    letter = render_mail(template, language, person_name=person.name, school=school, about=about)
    told = mail.Mail(to=person.email, subject=letter.subject, text=letter.text, language=language)
    mail.queue(work, told, key=key)
