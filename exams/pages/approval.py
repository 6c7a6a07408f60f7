"""What the pages say about the approval of a form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for

from exams.actions.approval import GIVES, missing
from exams.models import ExamForm, FormApproval
from exams.queries import approval as found
from exams.queries.form_documents import Listed, documents
from exams.rules.approval import ALONE
from exams.rules.design import ApprovalPart, FormState
from foundation.messages import Message, say, say_many
from foundation.web.deeds import Deed
from foundation.web.wording import lazy_gettext as _l
from foundation.work import Work

# What was done, as a kind of state and in words.
DONE = {
    (ApprovalPart.HAND_IN, True): ("wait", _l("Handed in for approval")),
    (ApprovalPart.HAND_IN, False): ("open", _l("Taken back by the maker")),
    (ApprovalPart.REVIEW, True): ("ok", _l("Reviewed and approved")),
    (ApprovalPart.REVIEW, False): ("attention", _l("Sent back by the reviewer")),
    (ApprovalPart.ESTABLISH, True): ("ok", _l("Established")),
    (ApprovalPart.ESTABLISH, False): ("attention", _l("Sent back instead of established")),
}
TO_DO = {
    ApprovalPart.REVIEW: _l("Waits for a reviewer: a coordinator or a board member"),
    ApprovalPart.ESTABLISH: _l("Waits to be established by a board member"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was done about a form."""

    kind: str
    words: str
    who: str
    at: datetime
    remark: str


@dataclass(frozen=True, kw_only=True)
class Approval:
    """How the approval of a form stands, for whoever looks."""

    alone: bool  # the maker alone puts it in use
    lines: list[Line] = field(default_factory=list)  # newest first
    documents: list[Listed] = field(default_factory=list)
    part: ApprovalPart | None = None  # what has to be done now
    waits_for: str = ""
    why_not: Message | None = None  # why the actor does not do it
    judges: bool = False
    takes_back: bool = False
    sent_back: Line | None = None  # a draft that came back, and why


def approval(work: Work, form: ExamForm) -> Approval:
    """How it stands (3 statements; 6 while it is in review)."""
    rows = found.approvals(work, form.id)
    lines = [_line(row) for row in reversed(rows)]
    shown = Approval(
        alone=found.people_for_approval(work) == ALONE,
        lines=lines,
        documents=documents(work, form.id),
        sent_back=lines[0] if form.state is FormState.DRAFT and _was_sent_back(rows) else None,
    )
    return shown if form.state is not FormState.IN_REVIEW else _in_review(work, form, rows, shown)


def _in_review(work: Work, form: ExamForm, rows: Sequence[FormApproval], shown: Approval) -> Approval:
    far = found.standing(work, form, rows)
    part, person = far.next_part, work.actor.id
    if part is None or person is None:
        return shown
    may = work.allows(GIVES[part], form)
    reason = far.why_not(person) if may else None
    return Approval(
        alone=shown.alone,
        lines=shown.lines,
        documents=shown.documents,
        part=part,
        waits_for=str(TO_DO[part]),
        why_not=reason,
        judges=may and reason is None,
        takes_back=person in far.makers,
    )


def _was_sent_back(rows: Sequence[FormApproval]) -> bool:
    return bool(rows) and not rows[-1].approved and rows[-1].part is not ApprovalPart.HAND_IN


def _line(row: FormApproval) -> Line:
    kind, words = DONE[(row.part, row.approved)]
    return Line(kind=kind, words=str(words), who=row.decider.name, at=row.decided_at, remark=row.remark)


def missing_for(work: Work, form: ExamForm) -> list[Message]:
    """What is in the way of handing in or using a draft; nothing of any other form."""
    return missing(work, form) if form.state is FormState.DRAFT else []


def open_deeds(work: Work) -> list[Deed]:
    """The forms that wait for this person, as one line for the home page (1 statement; 5 when some wait)."""
    waiting = found.forms_to_approve(work)
    if not waiting:
        return []
    only = waiting[0] if len(waiting) == 1 else None
    return [
        Deed(
            title=say("Approve the exam form %(title)s", title=only.form.title)
            if only
            else say_many("%(count)s exam form to approve", "%(count)s exam forms to approve", len(waiting)),
            text=say("It can be planned once it is approved."),
            url=url_for("exams.judge_form", form_id=only.form.id) if only else url_for("exams.forms_waiting"),
            kind="attention",
            order=14,
        )
    ]
