"""Deciding on what people sent in: what stands in the queue, which answers there are, and why one has to wait."""

from collections.abc import Mapping
from enum import StrEnum

from certification.rules.states import ProofState, SubmissionState
from foundation.messages import Message, say

LONGEST_REASON = 4000
LONGEST_GRADE = 20
AT_ONCE = 200  # decided in one go


class ApprovalKind(StrEnum):
    """What waits for a decision."""

    CERTIFICATE = "certificate"  # obtained elsewhere, and uploaded
    ASSIGNMENT = "assignment"
    INVENTORY = "inventory"


class Answer(StrEnum):
    """What is decided."""

    APPROVE = "approve"
    REJECT = "reject"


class Turn(StrEnum):
    """How a decision came out, in the words of a list."""

    APPROVED = "approved"
    REJECTED = "rejected"
    TAKEN_BACK = "taken_back"


PROOF_TURNS = {
    ProofState.APPROVED: Turn.APPROVED,
    ProofState.REJECTED: Turn.REJECTED,
    ProofState.TAKEN_BACK: Turn.TAKEN_BACK,
}
SUBMISSION_TURNS = {
    SubmissionState.PASSED: Turn.APPROVED,
    SubmissionState.AGAIN: Turn.REJECTED,
    SubmissionState.TAKEN_BACK: Turn.TAKEN_BACK,
}

PROOF_STANDS: Mapping[ProofState, Message] = {
    ProofState.SENT: say("This waits for a decision again. What you typed is still here, and nothing was changed."),
    ProofState.APPROVED: say("This was approved meanwhile. What you typed is still here, and nothing was changed."),
    ProofState.REJECTED: say("This was rejected meanwhile. What you typed is still here, and nothing was changed."),
    ProofState.WITHDRAWN: say(
        "The person withdrew this meanwhile. What you typed is still here, and nothing was changed."
    ),
    ProofState.TAKEN_BACK: say(
        "The approval was taken back meanwhile. What you typed is still here, and nothing was changed."
    ),
}
SUBMISSION_STANDS: Mapping[SubmissionState, Message] = {
    SubmissionState.HANDED_IN: say(
        "This waits for a grade again. What you typed is still here, and nothing was changed."
    ),
    SubmissionState.PASSED: say("This was graded meanwhile. What you typed is still here, and nothing was changed."),
    SubmissionState.AGAIN: say("This was sent back meanwhile. What you typed is still here, and nothing was changed."),
    SubmissionState.TAKEN_BACK: say(
        "The grade was taken back meanwhile. What you typed is still here, and nothing was changed."
    ),
}


def why_no_answer(kind: ApprovalKind, answer: Answer, *, reason: str, is_graded: bool, grade: str) -> Message | None:
    """What is missing from an answer, or None: nobody is turned away without a reason, nor passed without the mark."""
    if answer is Answer.REJECT and not reason:
        if kind is ApprovalKind.ASSIGNMENT:
            return say("Say what has to be done still: the person works with your feedback.")
        return say("Say why: the person corrects it with your reason.")
    if answer is Answer.APPROVE and is_graded and not grade:
        return say("Fill in the grade: this assignment is passed with one.")
    return None


def completion_source(kind: ApprovalKind, item_id: int, time: int = 1) -> str:
    """What a completion comes from: heard twice it counts once; approved anew after a mistake it counts again."""
    return f"proof:{item_id}:{time}" if kind is ApprovalKind.CERTIFICATE else f"submission:{item_id}"


def what_now_submission(state: SubmissionState) -> Message:
    """What the person who handed in an assignment can do now."""
    return {
        SubmissionState.HANDED_IN: say(
            "Somebody looks at it. You get a mail when it is decided; you need not do anything."
        ),
        SubmissionState.PASSED: say("It counts from the day on which you handed it in. You need not do anything."),
        SubmissionState.AGAIN: say("Read the feedback, improve it and hand it in again."),
        SubmissionState.TAKEN_BACK: say("It counts no more. Read why, and hand it in again."),
    }[state]
