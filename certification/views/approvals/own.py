"""What was found of an assignment, for whoever handed it in: by whom, when, why, and what to do now.

The same about a certificate stands where it was sent in (see `own_proofs`).
"""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from certification.models.approvals import OpenedSubmission
from certification.pages import approvals as pages
from certification.permissions import Permission
from certification.queries import approvals as queries
from certification.rules.approving import what_now_submission
from certification.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.work import Work

READ = Permission.READ_OWN_DECISION
OWN_SUBMISSION = Subject(load=queries.submission, sees=READ)


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
