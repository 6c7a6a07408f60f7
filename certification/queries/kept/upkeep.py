"""Records of what somebody did and sent in, what was decided about it, and what came of it."""

from typing import Any

from certification.models import (
    Certificate,
    InventoryAnswer,
    InventoryProposal,
    InventoryRun,
    Proof,
    ProofDecision,
    Submission,
    SubmissionDecision,
    SubmissionFile,
)
from certification.queries.kept.values import Teller
from certification.rules.inventories import Design, design_from_json
from portfolio.queries.kept import Record, Value


def progress_records(teller: Teller) -> list[Record]:
    """What the person opened."""
    return [
        {"activity": teller.activity(row.activity_id), "started_at": row.started_at, "seen_at": row.opened_at}
        for row in teller.rows.progress
    ]


def completion_records(teller: Teller) -> list[Record]:
    """What the person completed, withdrawn or not."""
    return [
        {
            "id": row.id,
            "activity": teller.activity(row.activity_id),
            "qualification": teller.qualification(row.qualification_id),
            "completed_on": row.completed_on,
            "expires_on": row.expires_on,
            "how": row.how,
            "recorded_at": row.recorded_at,
            "recorded_by": teller.who(row.recorded_by),
            "remark": row.remark,
            "withdrawn_at": row.withdrawn_at,
            "withdrawn_by": teller.who(row.withdrawn_by),
            "reason": row.reason,
        }
        for row in teller.rows.completions
    ]


def proof_records(teller: Teller) -> list[Record]:
    """Certificates obtained elsewhere that were sent in, with each sending and each decision."""
    return [
        {
            "id": row.id,
            "qualification": teller.qualification(row.qualification_id),
            "activity": teller.activity(row.activity_id),
            "state": row.state,
            "achieved_on": row.achieved_on,
            "expires_on": row.expires_on,
            "remark": row.remark,
            "name": row.file_name,
            "path": teller.known.path_of("proofs", row.id, key=row.file_key, name=row.file_name),
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.sha256,
            "sent_at": row.sent_at,
            "decided_at": row.decided_at,
            "decided_by": teller.who(row.decided_by),
            "reason": row.reason,
            "decisions": [_proof_decision(one, row, teller) for one in row.decisions],
        }
        for row in teller.rows.proofs
    ]


def _proof_decision(row: ProofDecision, proof: Proof, teller: Teller) -> Record:
    """One of them; the file of then where another was sent since."""
    earlier = row.file_key != proof.file_key
    path = teller.known.path_of(f"proofs/{proof.id}", row.id, key=row.file_key, name=row.file_name) if earlier else None
    return {
        "id": row.id,
        "state": row.state,
        "at": row.at,
        "who": teller.who(row.by),
        "reason": row.reason,
        "achieved_on": row.achieved_on,
        "expires_on": row.expires_on,
        "name": row.file_name,
        "path": path,
    }


def submission_records(teller: Teller) -> list[Record]:
    """What was handed in for assignments, with each grade and feedback."""
    return [
        {
            "id": row.id,
            "activity": teller.activity(row.activity_id),
            "text": row.text,
            "state": row.state,
            "handed_in_at": row.handed_in_at,
            "grade": row.grade,
            "feedback": row.feedback,
            "decided_at": row.decided_at,
            "decided_by": teller.who(row.decided_by),
            "decisions": [_grade(one, teller) for one in teller.rows.grades if one.submission_id == row.id],
            "files": [_submission_file(one, row, teller) for one in row.files],
        }
        for row in teller.rows.submissions
    ]


def _grade(row: SubmissionDecision, teller: Teller) -> Record:
    return {
        "id": row.id,
        "state": row.state,
        "at": row.at,
        "who": teller.who(row.by),
        "grade": row.grade,
        "reason": row.reason,
    }


def _submission_file(row: SubmissionFile, submission: Submission, teller: Teller) -> Record:
    folder = f"submissions/{submission.id}"
    return {
        "id": row.id,
        "name": row.file_name,
        "path": teller.known.path_of(folder, row.id, key=row.file_key, name=row.file_name),
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
    }


def seat_records(teller: Teller) -> list[Record]:
    """Seats in meetings, given up or not, and whether the person was there."""
    return [
        {
            "id": row.id,
            "activity": teller.activity(row.meeting.activity_id),
            "place": row.meeting.place,
            "started_at": row.meeting.starts_at,
            "taken_at": row.taken_at,
            "given_up_at": row.given_up_at,
            "attendance": row.attendance,
            "recorded_at": row.recorded_at,
            "recorded_by": teller.who(row.recorded_by),
        }
        for row in teller.rows.seats
    ]


def pause_records(teller: Teller) -> list[Record]:
    """When the clock stands or stood still; without a qualification for all of them."""
    return [
        {
            "id": row.id,
            "qualification": teller.qualification(row.qualification_id),
            "since": row.since,
            "until": row.until,
            "reason": row.reason,
            "created_at": row.made_at,
            "who": teller.who(row.made_by),
            "withdrawn_at": row.withdrawn_at,
        }
        for row in teller.rows.pauses
    ]


def inventory_records(teller: Teller) -> list[Record]:
    """Questionnaires that were asked or filled in, with the answers and what was decided about them."""
    return [
        {
            "id": row.id,
            "name": row.inventory.name,
            "state": row.state,
            "asked_at": row.asked_at,
            "asked_by": teller.who(row.asked_by),
            "started_at": row.begun_at,
            "finished_at": row.finished_at,
            "withdrawn_at": row.withdrawn_at,
            "withdrawn_by": teller.who(row.withdrawn_by),
            "answers": _answers(row),
            "proposals": [_proposal(one, teller) for one in row.proposals],
        }
        for row in teller.rows.runs
    ]


def _answers(run: InventoryRun) -> list[Record]:
    if run.inventory_version is None:
        return []
    design = design_from_json(run.inventory_version.design)
    in_order = sorted(run.answers, key=lambda one: design.number_of(one.question_key))
    return [_answer(one, design) for one in in_order]


def _answer(row: InventoryAnswer, design: Design) -> Record:
    question = design.question(row.question_key)
    words = {option.key: option.text for option in question.choices} if question else {}
    return {
        "question": question.text if question else row.question_key,
        "answer": _said(row.value, words),
        "at": row.answered_at,
    }


def _said(value: Any, words: dict[str, str]) -> Value:
    """What was chosen in the words of the question; a number, and yes or no, as they are."""
    if isinstance(value, list):
        return [words.get(one, one) for one in value]
    return words.get(value, value) if isinstance(value, str) else value


def _proposal(row: InventoryProposal, teller: Teller) -> Record:
    return {
        "id": row.id,
        "kind": row.kind,
        "qualification": teller.qualification(row.qualification_id),
        "required": row.required,
        "state": row.state,
        "given": teller.qualification(row.given_id),
        "given_required": row.given_required,
        "reason": row.reason,
        "decided_at": row.decided_at,
        "decided_by": teller.who(row.decided_by),
        "until": row.released_at,
    }


def certificate_records(teller: Teller) -> list[Record]:
    """Certificates that were given, as they were given, withdrawn or not."""
    return [
        {
            "id": row.id,
            "public_id": row.public_id,
            "activity": teller.activity(row.activity_id),
            "qualification": teller.qualification(row.qualification_id),
            "title": row.content.get("title"),
            "description": row.content.get("summary"),
            "name": row.content.get("name"),
            "issuer": row.content.get("issuer"),
            "signatory": row.content.get("signatory"),
            "issued_on": row.issued_on,
            "until": row.valid_until,
            "withdrawn_at": row.withdrawn_at,
            "withdrawn_by": teller.who(row.withdrawn_by),
            "reason": row.reason,
            "path": _paper(row, teller),
            "size": row.size,
            "sha256": row.sha256,
        }
        for row in teller.rows.certificates
    ]


def _paper(row: Certificate, teller: Teller) -> str | None:
    """Where its file lies; nothing while it is still to be made."""
    if row.file_key is None:
        return None
    return teller.known.path_of("certificates", row.id, key=row.file_key, name="certificate.pdf")


def reminder_records(teller: Teller) -> list[Record]:
    """Reminders about this person: who was written to, and why."""
    return [
        {
            "id": row.id,
            "qualification": teller.qualification(row.qualification_id),
            "to": teller.who(row.receiver_id),
            "kind": row.kind,
            "days_before": row.step,
            "ends_on": row.ends_on,
            "decided_on": row.decided_on,
            "finished_at": row.settled_at,
            "outcome": row.outcome,
        }
        for row in teller.rows.reminders
    ]


def quiet_records(teller: Teller) -> list[Record]:
    """When nobody is reminded of this person, and why."""
    return [
        {
            "id": row.id,
            "qualification": teller.qualification(row.qualification_id),
            "until": row.until,
            "reason": row.reason,
            "created_at": row.made_at,
            "who": teller.who(row.made_by),
            "withdrawn_at": row.ended_at,
            "withdrawn_by": teller.who(row.ended_by),
        }
        for row in teller.rows.quiet
    ]
