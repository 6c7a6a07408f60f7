"""What was decided about what somebody sent in, for that person: by whom, when, why, and what to do now."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from certification.models.approvals import OpenedProof, OpenedSubmission
from certification.pages import approvals as pages
from certification.permissions import Permission
from certification.queries import approvals as queries
from certification.rules.approving import what_now_proof, what_now_submission
from certification.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.work import Work
from qualification_files.pages.terms import in_its_words

READ = Permission.READ_OWN_DECISION
OWN_PROOF = Subject(load=in_its_words(queries.proof, lambda opened: opened.proof.qualification.terms), sees=READ)
OWN_SUBMISSION = Subject(load=queries.submission, sees=READ)


@bp.get("/my-growth/sent/certificates/<int:proof_id>", needs=READ, load=OWN_PROOF)
def decision_on_proof(work: Work, opened: OpenedProof) -> ResponseReturnValue:
    """A certificate that I sent in."""
    proof = opened.proof
    return render_template(
        "certification/approvals/own.html",
        title=proof.activity.title if proof.activity else proof.qualification.name,
        sign=pages.PROOF_SIGNS[proof.state],
        lines=pages.proof_lines(work, opened),
        what_now=what_now_proof(proof.state),
        there=url_for(".own_proof", proof_id=proof.id),
        grade="",
    )


@bp.get("/my-growth/sent/assignments/<int:submission_id>", needs=READ, load=OWN_SUBMISSION)
def decision_on_submission(work: Work, opened: OpenedSubmission) -> ResponseReturnValue:
    """An assignment that I handed in."""
    submission = opened.submission
    return render_template(
        "certification/approvals/own.html",
        title=submission.activity.title,
        sign=pages.SUBMISSION_SIGNS[submission.state],
        lines=pages.submission_lines(work, opened),
        what_now=what_now_submission(submission.state),
        there=url_for(".do_activity", activity_id=submission.activity_id),
        grade=submission.grade,
    )
