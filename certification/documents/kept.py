"""What stands in the copy of everything that is kept about somebody besides the portfolio, in the reader's words."""

from certification.pages.approvals import PROOF_SIGNS, SUBMISSION_SIGNS
from certification.pages.inventories.words import PROPOSAL_STATES, RUN_STATES
from certification.pages.reminder_words import KINDS, OUTCOMES
from certification.queries.kept import kept_about
from certification.rules.inventories import ProposalKind, ProposalState, RunState
from certification.rules.reminders import Outcome, ReminderKind
from certification.rules.states import Attendance, CompletedBy, ProofState, SubmissionState
from foundation.messages import Message, say
from people.rules import Role
from people.rules.roles import ROLE_NAMES
from portfolio.queries.kept import Further

SECTIONS = {
    "account": say("Account and roles"),
    "places": say("Places in the organisation"),
    "leads": say("Parts of the organisation that were led"),
    "attributes": say("What else is known"),
    "link_grounds": say("Why each qualification is followed"),
    "activities_opened": say("Activities that were opened"),
    "completions": say("What was completed"),
    "proofs": say("Certificates of elsewhere that were sent in"),
    "submissions": say("What was handed in for assignments"),
    "seats": say("Seats in meetings"),
    "pauses": say("Pauses"),
    "inventories": say("Questionnaires"),
    "certificates": say("Certificates that were given"),
    "reminders": say("Reminders"),
    "no_reminders": say("When no reminders are sent"),
}
LABELS = {
    "achieved_on": say("Achieved on"),
    "active": say("Active"),
    "activity": say("Activity"),
    "answer": say("Answer"),
    "answers": say("Answers"),
    "attendance": say("Attendance"),
    "begun_by": say("Begun by"),
    "color_mode": say("Light or dark"),
    "completed_on": say("Completed on"),
    "days_before": say("Days before the end"),
    "decided_by": say("Decided by"),
    "decided_on": say("Decided on"),
    "decisions": say("What happened to it"),
    "ended_by": say("Ended by"),
    "ends_on": say("Ends on"),
    "expires_on": say("Holds until"),
    "feedback": say("Feedback"),
    "given": say("What was decided on"),
    "given_required": say("Decided to be required"),
    "given_up_at": say("Given up on"),
    "grade": say("Grade"),
    "handed_in_at": say("Handed in on"),
    "how": say("How"),
    "issued_on": say("Given on"),
    "issuer": say("Given by"),
    "language": say("Language"),
    "limited": say("Counts in a part only"),
    "origin": say("Why"),
    "part": say("Part of the organisation"),
    "parts": say("Parts of the organisation"),
    "place": say("Place"),
    "proposals": say("What it led to"),
    "public_id": say("Number of the certificate"),
    "question": say("Question"),
    "recorded_at": say("Recorded on"),
    "recorded_by": say("Recorded by"),
    "required": say("Required"),
    "roles": say("Roles"),
    "sent_at": say("Sent on"),
    "signatory": say("Signed by"),
    "source": say("Through"),
    "taken_at": say("Taken on"),
    "to": say("To"),
    "value": say("Value"),
    "withdrawn_by": say("Withdrawn by"),
}
HOW: dict[CompletedBy, Message] = {
    CompletedBy.ONESELF: say("By the person"),
    CompletedBy.EXAM: say("Passed the exam"),
    CompletedBy.ATTENDANCE: say("Was present"),
    CompletedBy.GRADE: say("Assignment passed"),
    CompletedBy.UPLOAD: say("By a certificate from elsewhere"),
    CompletedBy.PARTS: say("Did all parts"),
    CompletedBy.STAFF: say("Recorded by the school"),
}

KEPT = Further(
    read=kept_about,
    sections=SECTIONS,
    labels=LABELS,
    choices={
        Attendance: {Attendance.PRESENT: say("Was present"), Attendance.ABSENT: say("Was absent")},
        CompletedBy: HOW,
        Outcome: {outcome: words for outcome, (_sign, words) in OUTCOMES.items() if outcome},
        ProofState: {state: words for state, (_sign, words) in PROOF_SIGNS.items()},
        ProposalKind: {ProposalKind.ADD: say("To add"), ProposalKind.END: say("To end")},
        ProposalState: {state: words for state, (_sign, words) in PROPOSAL_STATES.items()},
        ReminderKind: KINDS,
        Role: ROLE_NAMES,
        RunState: {state: words for state, (_sign, words) in RUN_STATES.items()},
        SubmissionState: {state: words for state, (_sign, words) in SUBMISSION_SIGNS.items()},
    },
)
