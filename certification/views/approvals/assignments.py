"""Assignments that people handed in: looking at one, grading, taking a grade back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions import grading as actions
from certification.actions.grading import GradedOtherwise, Grading
from certification.events.approving import SentInSeen, SentInTaken
from certification.forms.approving import GradingForm, TakeBackForm
from certification.models.approvals import OpenedPicture, OpenedSubmission, OpenedSubmissionFile
from certification.pages import approvals as pages
from certification.permissions import Permission
from certification.queries import approvals as queries
from certification.rules.approving import Answer, ApprovalKind
from certification.rules.states import SubmissionState
from certification.views.approvals.certificates import LOOKING
from certification.views.approvals.queue import to_next, wanted_approvals
from certification.views.approvals.sending import send_original, send_picture
from certification.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work

DECIDE = Permission.DECIDE_SENT_IN
SUBMISSION = Subject(load=queries.submission, sees=DECIDE)
FILE = Subject(load=queries.submission_file, sees=DECIDE)
PICTURE = Subject(load=queries.submission_page, sees=DECIDE)
KIND = ApprovalKind.ASSIGNMENT


def submission_seen(_work: Work, opened: OpenedSubmission) -> SentInSeen:
    """Somebody looks at what another handed in."""
    return SentInSeen(person_id=opened.owner_id, kind=KIND, item_id=opened.submission.id)


def file_taken(_work: Work, opened: OpenedSubmissionFile) -> SentInTaken:
    """Somebody takes a file of it."""
    return SentInTaken(person_id=opened.owner_id, kind=KIND, item_id=opened.submission.id, file_id=opened.file_id)


def picture_seen(work: Work, opened: OpenedPicture) -> SentInSeen | None:
    """The page that somebody has open asks for its pictures: that is the same look."""
    seen = SentInSeen(person_id=opened.owner_id, kind=KIND, item_id=opened.item_id)
    return None if queries.has_looked(work, seen, since=work.now - LOOKING) else seen


@bp.get("/approvals/assignments/<int:submission_id>", needs=DECIDE, load=SUBMISSION, records=submission_seen)
def sent_submission(work: Work, opened: OpenedSubmission) -> ResponseReturnValue:
    """What was handed in, and the two buttons."""
    return _show(work, opened)


@bp.post("/approvals/assignments/<int:submission_id>", needs=DECIDE, load=SUBMISSION, records=submission_seen)
def grade_submission(work: Work, opened: OpenedSubmission) -> ResponseReturnValue:
    """Passed or again; when somebody was first, say so and keep what was typed."""
    form = GradingForm()
    form.is_graded = opened.submission.activity.is_graded
    if not form.validate() or form.decided is None:
        return _show(work, opened, form=form), 422
    found = Grading(answer=form.decided, feedback=form.reason.data or "", grade=form.mark)
    try:
        actions.grade(work, opened, found, version=form.version.data or 0)
    except GradedOtherwise as other:
        form.form_errors.append(said(other.message))
        return _show(work, opened, form=form), 409
    _tell(opened, form.decided)
    if "queue" in request.args:
        return to_next(work, opened.submission.handed_in_at, (KIND.value, opened.submission.id))
    return redirect(url_for(".sent_submission", submission_id=opened.submission.id), 303)


@bp.post("/approvals/assignments/<int:submission_id>/take-back", needs=DECIDE, load=SUBMISSION, records=submission_seen)
def take_back_submission(work: Work, opened: OpenedSubmission) -> ResponseReturnValue:
    """The grade was a mistake."""
    form = TakeBackForm()
    if not form.validate():
        return _show(work, opened, taking_back=form), 422
    try:
        actions.take_back_grade(work, opened, form.reason.data or "")
    except GradedOtherwise as other:
        form.form_errors.append(said(other.message))
        return _show(work, opened, taking_back=form), 409
    flash(_("The grade is taken back. It counts no more."), "success")
    return redirect(url_for(".sent_submission", submission_id=opened.submission.id), 303)


@bp.get("/approvals/assignments/files/<int:file_id>", needs=DECIDE, load=FILE, records=file_taken)
def submission_file(work: Work, opened: OpenedSubmissionFile) -> ResponseReturnValue:
    """A file as it came, as a download under which nothing in it can run."""
    return send_original(work, opened.file_key, name=opened.file_name, media_type=opened.media_type)


@bp.get(
    "/approvals/assignments/files/<int:file_id>/pages/<int:number>", needs=DECIDE, load=PICTURE, records=picture_seen
)
def submission_picture(work: Work, opened: OpenedPicture) -> ResponseReturnValue:
    """A page of it, drawn anew."""
    return send_picture(work, opened)


def _show(
    work: Work, opened: OpenedSubmission, *, form: GradingForm | None = None, taking_back: TakeBackForm | None = None
) -> str:
    submission, wanted = opened.submission, wanted_approvals()
    waits, counts = submission.state is SubmissionState.HANDED_IN, submission.state is SubmissionState.PASSED
    shown = (form or GradingForm(formdata=None)) if waits else None
    if shown is not None:
        shown.stand_at(submission.version)
    withdraw = (taking_back or TakeBackForm(formdata=None)) if counts else None
    homeless = (form if shown is None else None) or (taking_back if withdraw is None else None)
    in_queue = "queue" in request.args
    here = (KIND.value, submission.id)
    return render_template(
        "certification/approvals/assignment.html",
        submission=submission,
        activity=submission.activity,
        sign=pages.SUBMISSION_SIGNS[submission.state],
        files=pages.submission_files(work, submission),
        lines=pages.submission_lines(work, opened),
        places=pages.place_words(work, submission.person_id),
        form=shown,
        taking_back=withdraw,
        homeless=homeless,
        around=queries.neighbours(work, wanted, submission.handed_in_at, here) if in_queue else None,
        in_queue=in_queue,
        place=pages.place_of(wanted),
        item_url=pages.item_url,
    )


def _tell(opened: OpenedSubmission, answer: Answer) -> None:
    name = opened.submission.person.name
    if answer is Answer.APPROVE:
        flash(_("The assignment of %(name)s is passed.", name=name), "success")
    else:
        flash(_("%(name)s is asked to do it again, with your feedback.", name=name), "success")
