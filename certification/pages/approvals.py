"""What waits for a decision and what was decided, as it is shown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from certification.models import DrawnFile, Proof, Submission, SubmissionFile
from certification.models.approvals import OpenedProof, OpenedSubmission
from certification.queries import approvals as queries
from certification.queries.approvals import Choices, Key, WantedApprovals, WantedDecided
from certification.rules.approving import ApprovalKind, Turn
from certification.rules.states import ActivityKind, ProofState, SubmissionState
from foundation.messages import Message, say
from foundation.web.words import said
from foundation.work import Work
from people.queries.organisation import leads_of, parts_of, reach
from people.queries.organisation import tree as part_tree

KIND_NAMES: Mapping[ApprovalKind, Message] = {
    ApprovalKind.CERTIFICATE: say("Certificates"),
    ApprovalKind.ASSIGNMENT: say("Assignments"),
    ApprovalKind.INVENTORY: say("Inventories"),
}
ONE_OF: Mapping[ApprovalKind, Message] = {
    ApprovalKind.CERTIFICATE: say("Certificate obtained elsewhere"),
    ApprovalKind.ASSIGNMENT: say("Assignment"),
    ApprovalKind.INVENTORY: say("Inventory"),
}
TURNS: Mapping[tuple[ApprovalKind, Turn], tuple[str, Message]] = {
    (ApprovalKind.CERTIFICATE, Turn.APPROVED): ("ok", say("Approved")),
    (ApprovalKind.CERTIFICATE, Turn.REJECTED): ("attention", say("Rejected")),
    (ApprovalKind.CERTIFICATE, Turn.TAKEN_BACK): ("stop", say("Approval taken back")),
    (ApprovalKind.ASSIGNMENT, Turn.APPROVED): ("ok", say("Passed")),
    (ApprovalKind.ASSIGNMENT, Turn.REJECTED): ("attention", say("To be done again")),
    (ApprovalKind.ASSIGNMENT, Turn.TAKEN_BACK): ("stop", say("Grade taken back")),
    (ApprovalKind.INVENTORY, Turn.APPROVED): ("ok", say("Approved")),
    (ApprovalKind.INVENTORY, Turn.REJECTED): ("attention", say("Rejected")),
}
TURN_NAMES: Mapping[Turn, Message] = {
    Turn.APPROVED: say("Approved or passed"),
    Turn.REJECTED: say("Rejected or to be done again"),
    Turn.TAKEN_BACK: say("Taken back"),
}
PROOF_SIGNS: Mapping[ProofState, tuple[str, Message]] = {
    ProofState.SENT: ("wait", say("Waits for a decision")),
    ProofState.APPROVED: ("ok", say("Approved")),
    ProofState.REJECTED: ("attention", say("Rejected")),
    ProofState.WITHDRAWN: ("quiet", say("Withdrawn by the person")),
    ProofState.TAKEN_BACK: ("stop", say("Approval taken back")),
}
SUBMISSION_SIGNS: Mapping[SubmissionState, tuple[str, Message]] = {
    SubmissionState.HANDED_IN: ("wait", say("Waits for a decision")),
    SubmissionState.PASSED: ("ok", say("Passed")),
    SubmissionState.AGAIN: ("attention", say("To be done again")),
    SubmissionState.TAKEN_BACK: ("stop", say("Grade taken back")),
}
ACTIVITY_KINDS: Mapping[ActivityKind, Message] = {
    ActivityKind.E_LEARNING: say("E-learning"),
    ActivityKind.EXAM: say("Exam"),
    ActivityKind.MEET_UP: say("Meet-up"),
    ActivityKind.ASSIGNMENT: say("Assignment"),
    ActivityKind.COURSE: say("Course"),
}


@dataclass(frozen=True)
class ShownPicture:
    """A page of a file, as a picture."""

    number: int
    url: str
    width: int
    height: int


@dataclass(frozen=True)
class ShownFile:
    """A file that was sent in: what there is to see of it, and where it can be taken."""

    name: str
    size: int
    url: str
    pictures: Sequence[ShownPicture]
    page_count: int
    is_being_drawn: bool


@dataclass(frozen=True)
class Line:
    """Something that happened to what was sent in."""

    sign: str
    words: Message
    at: datetime
    who: str
    reason: str
    grade: str = ""


@dataclass(frozen=True)
class Filter:
    """One choice that narrows a list."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str


def proof_file(work: Work, proof: Proof) -> ShownFile:
    """The certificate itself (2 statements)."""
    drawn = queries.drawn(work, [proof.file_key]).get(proof.file_key)
    url = url_for("certification.proof_file", proof_id=proof.id)

    def picture(number: int) -> str:
        return url_for("certification.proof_picture", proof_id=proof.id, number=number)

    return _file(proof.file_name, proof.size, url, drawn, picture, is_drawable=_is_drawable(proof.media_type))


def submission_files(work: Work, submission: Submission) -> list[ShownFile]:
    """What was handed in beside the text (2 statements)."""
    drawn = queries.drawn(work, [file.file_key for file in submission.files])
    return [_submission_file(file, drawn.get(file.file_key)) for file in submission.files]


def proof_lines(work: Work, opened: OpenedProof) -> list[Line]:
    """What happened to it so far, newest first (2 statements)."""
    rows = queries.decisions_on_proof(work, opened.proof.id)
    people = queries.people_by_id(work, [row.by for row in rows])
    sent = say("Sent in")
    return [
        Line(
            *(("info", sent) if row.state is ProofState.SENT else PROOF_SIGNS[row.state]),
            row.at,
            people[row.by].name if row.by in people else "",
            row.reason,
        )
        for row in rows
    ]


def submission_lines(work: Work, opened: OpenedSubmission) -> list[Line]:
    """What was decided so far, newest first (2 statements)."""
    rows = queries.decisions_on_submission(work, opened.submission.id)
    people = queries.people_by_id(work, [row.by for row in rows])
    return [
        Line(
            *SUBMISSION_SIGNS[row.state],
            row.at,
            people[row.by].name if row.by in people else "",
            row.reason,
            row.grade,
        )
        for row in rows
    ]


def place_words(work: Work, person_id: int) -> list[str]:
    """Where this person is in the organisation (2 statements)."""
    return [
        f"{one.place}, {one.function}" if one.function else one.place for one in parts_of(work, [person_id])[person_id]
    ]


def goes_to(work: Work, person_ids: Collection[int]) -> dict[int, str]:
    """Who leads each of these people, by name; empty where nobody does (3 statements)."""
    leads = leads_of(work, person_ids)
    people = queries.people_by_id(work, {number for numbers in leads.values() for number in numbers})
    return {
        person_id: ", ".join(sorted(people[number].name for number in numbers if number in people))
        for person_id, numbers in leads.items()
    }


def tabs(
    counts: Mapping[ApprovalKind, int], current: ApprovalKind | str | None
) -> list[tuple[str, str, bool, int | None]]:
    """Everything that waits, each kind, and what was decided."""
    shown = [kind for kind in ApprovalKind if counts[kind] or kind is not ApprovalKind.INVENTORY or kind == current]
    return [
        (_("Everything"), url_for("certification.approvals"), current is None, sum(counts.values())),
        *(
            (_kind_name(kind), url_for("certification.approvals", kind=kind.value), kind == current, counts[kind])
            for kind in shown
        ),
        (_("Decided"), url_for("certification.decided"), current == "decided", None),
    ]


def filters(work: Work, wanted: WantedApprovals, choices: Choices) -> list[Filter]:
    """Part of the organisation and qualification, where there is anything to choose (2 statements)."""
    within = reach(work, queries.DECIDERS)
    parts = [(str(one.id), one.place) for one in part_tree(work, within=within)]
    qualifications = [(str(number), name) for number, name in choices.qualifications]
    found = [
        Filter("part", _("Part of the organisation"), parts, str(wanted.part_id or "")),
        Filter("qualification", _("Qualification"), qualifications, str(wanted.qualification_id or "")),
    ]
    return [one for one in found if one.options]


def decided_filters(wanted: WantedDecided) -> list[Filter]:
    """Kind and outcome."""
    return [
        Filter(
            "kind",
            _("Kind"),
            [(kind.value, _kind_name(kind)) for kind in (ApprovalKind.CERTIFICATE, ApprovalKind.ASSIGNMENT)],
            wanted.kind.value if wanted.kind else "",
        ),
        Filter(
            "turn",
            _("Outcome"),
            [(turn.value, said(words)) for turn, words in TURN_NAMES.items()],
            wanted.turn.value if wanted.turn else "",
        ),
    ]


def place_of(wanted: WantedApprovals) -> dict[str, Any]:
    """What the queue is narrowed to, for addresses."""
    asked = {
        "q": wanted.words,
        "kind": wanted.kind.value if wanted.kind else None,
        "part": wanted.part_id,
        "qualification": wanted.qualification_id,
    }
    return {name: value for name, value in asked.items() if value}


def item_url(key: Key, **place: Any) -> str:
    """The page of something in the queue."""
    kind, item_id = key
    if kind == ApprovalKind.CERTIFICATE:
        return url_for("certification.sent_proof", proof_id=item_id, **place)
    if kind == ApprovalKind.INVENTORY:
        return url_for("certification.decide_inventory", run_id=item_id, **place)
    return url_for("certification.sent_submission", submission_id=item_id, **place)


def _submission_file(file: SubmissionFile, drawn: DrawnFile | None) -> ShownFile:
    url = url_for("certification.submission_file", file_id=file.id)

    def picture(number: int) -> str:
        return url_for("certification.submission_picture", file_id=file.id, number=number)

    return _file(file.file_name, file.size, url, drawn, picture, is_drawable=_is_drawable(file.media_type))


def _kind_name(kind: ApprovalKind) -> str:
    return said(KIND_NAMES[kind])


def _is_drawable(media_type: str) -> bool:
    return media_type == "application/pdf" or media_type.startswith("image/")


def _file(
    name: str, size: int, url: str, drawn: DrawnFile | None, picture: Callable[[int], str], *, is_drawable: bool
) -> ShownFile:
    pages = drawn.pages if drawn else []
    return ShownFile(
        name=name,
        size=size,
        url=url,
        pictures=[ShownPicture(one.number, picture(one.number), one.width, one.height) for one in pages],
        page_count=drawn.page_count if drawn else 0,
        is_being_drawn=is_drawable and drawn is None,
    )
