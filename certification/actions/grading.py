"""Grading assignments: passed, or again with feedback; and taking back a grade that was a mistake."""

from dataclasses import dataclass

from certification.actions import completing
from certification.actions.approving import TELL_DECIDED
from certification.events.approving import GradeTakenBack, SubmissionGraded
from certification.models import Submission
from certification.models.approvals import OpenedSubmission, SubmissionDecision
from certification.permissions import Permission
from certification.queries.approvals import approval_completion, locked_submission
from certification.rules.approving import (
    SUBMISSION_STANDS,
    Answer,
    ApprovalKind,
    completion_source,
    why_no_answer,
)
from certification.rules.states import CompletedBy, SubmissionState
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work


class GradedOtherwise(Refusal):
    """Somebody else graded it, or it was taken back."""

    def __init__(self, state: SubmissionState) -> None:
        super().__init__(SUBMISSION_STANDS[state])


@dataclass(frozen=True, kw_only=True)
class Grading:
    """What is found of what was handed in."""

    answer: Answer
    feedback: str = ""
    grade: str = ""

    @property
    def state(self) -> SubmissionState:
        """What it makes of it."""
        return SubmissionState.PASSED if self.answer is Answer.APPROVE else SubmissionState.AGAIN


def grade(work: Work, opened: OpenedSubmission, found: Grading, *, version: int) -> None:
    """Passed: it counts from the day it was handed in, however long it waited. Or again, with what is still asked."""
    work.require(Permission.DECIDE_SENT_IN, opened)
    submission = locked_submission(work, opened.submission.id)
    _refuse_incomplete(submission, found)
    if _graded_so(work, submission, found):
        return
    if submission.state is not SubmissionState.HANDED_IN or submission.version != version:
        raise GradedOtherwise(submission.state)
    if found.answer is Answer.APPROVE:
        _complete(work, submission)
    _record(work, submission, found.state, feedback=found.feedback, mark=found.grade)
    work.emit(
        SubmissionGraded(
            person_id=submission.person_id,
            submission_id=submission.id,
            activity_id=submission.activity_id,
            state=found.state,
        )
    )


def take_back_grade(work: Work, opened: OpenedSubmission, reason: str) -> None:
    """That it was passed was a mistake: it counts no more, and the person can hand in again."""
    work.require(Permission.DECIDE_SENT_IN, opened)
    if not reason:
        raise Unreadable(say("Say why the grade is taken back."))
    submission = locked_submission(work, opened.submission.id)
    known = (submission.state, submission.decided_by, submission.feedback)
    if known == (SubmissionState.TAKEN_BACK, work.actor.id, reason):
        return  # the same form twice
    if submission.state is not SubmissionState.PASSED:
        raise GradedOtherwise(submission.state)
    completion = approval_completion(work, completion_source(ApprovalKind.ASSIGNMENT, submission.id))
    if completion:
        completing.withdraw(work, completion, reason)
    _record(work, submission, SubmissionState.TAKEN_BACK, feedback=reason, mark="")
    work.emit(
        GradeTakenBack(person_id=submission.person_id, submission_id=submission.id, activity_id=submission.activity_id)
    )


def _refuse_incomplete(submission: Submission, found: Grading) -> None:
    missing = why_no_answer(
        ApprovalKind.ASSIGNMENT,
        found.answer,
        reason=found.feedback,
        is_graded=submission.activity.is_graded,
        grade=found.grade,
    )
    if missing:
        raise Unreadable(missing)


def _graded_so(work: Work, submission: Submission, found: Grading) -> bool:
    known = (submission.state, submission.decided_by, submission.feedback, submission.grade)
    return known == (found.state, work.actor.id, found.feedback, found.grade)


def _complete(work: Work, submission: Submission) -> None:
    completing.complete(
        work,
        person_id=submission.person_id,
        activity_id=submission.activity_id,
        on=submission.handed_in_at.astimezone(work.zone).date(),
        how=CompletedBy.GRADE,
        source=completion_source(ApprovalKind.ASSIGNMENT, submission.id),
    )


def _record(work: Work, submission: Submission, state: SubmissionState, *, feedback: str, mark: str) -> None:
    submission.state, submission.feedback, submission.grade = state, feedback, mark
    submission.decided_at, submission.decided_by = work.now, work.actor.id
    decision = SubmissionDecision(
        submission_id=submission.id, state=state, at=work.now, by=work.actor.id, grade=mark, reason=feedback
    )
    work.db.add(decision)
    work.db.flush()  # the mail is known by the number of the decision
    work.later(TELL_DECIDED, kind=ApprovalKind.ASSIGNMENT.value, item_id=submission.id, decision_id=decision.id)
