"""Records of what stands around entries: what is unfinished, opinions, guests, staff notes, and who did what."""

from collections.abc import Sequence

from foundation.audit import AuditLine
from foundation.uploading import Upload, taken_of
from portfolio.models import EntryDraft, GuestPass, GuestVisit, PortfolioExport, PortfolioImport
from portfolio.queries.kept.rows import Rows
from portfolio.queries.kept.values import Known, Record, grouped, qualification_record
from qualification_files.models import LinkGround


def person_record(rows: Rows, known: Known) -> Record:
    """Whom it is all about, what that person follows and who guides."""
    person, reasons = rows.person, grouped(rows.grounds, lambda ground: ground.link_id)
    return {
        "id": person.id,
        "number": person.number,
        "name": person.name,
        "email": person.email,
        "group": person.group_name,
        "known_since": person.created_at,
        "supervisors": [known.who(number) for number in rows.supervisor_ids],
        "qualifications": [
            {
                **qualification_record(qualification),
                "since": link.linked_at,
                "until": link.ended_at,
                "reasons": [_reason_record(ground, known) for ground in reasons.get(link.id, ())],
            }
            for link, qualification in rows.followed
        ],
    }


def _reason_record(ground: LinkGround, known: Known) -> Record:
    """Why a qualification was, or is, followed."""
    return {
        "kind": ground.origin,
        "required": ground.required,
        "since": ground.since,
        "until": ground.ended_at,
        "assigned_by": known.who(ground.made_by),
    }


def draft_record(row: EntryDraft, known: Known) -> Record:
    """What was typed and is no entry, or no change of one, yet."""
    return {
        "id": row.id,
        "kind": row.kind,
        "entry": row.entry_id,
        "work_process": known.process(row.work_process_id)["work_process"],
        "typed": row.told,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "thrown_away_at": row.thrown_at,
    }


def upload_record(row: Upload, known: Known) -> Record:
    """A file that is on its way, or waits for its form to be saved."""
    taken = taken_of(row)
    path = known.path_of("uploads", row.id, key=taken.key, name=row.name) if taken else None
    return {
        "id": row.id,
        "name": row.name,
        "path": path,
        "size": row.size,
        "received": row.received,
        "started_at": row.started_at,
        "updated_at": row.updated_at,
    }


def self_assessment_records(rows: Rows, known: Known) -> Sequence[Record]:
    """How far the person found oneself, each time."""
    return [
        {
            "id": row.id,
            **known.process(row.work_process_id),
            "level": row.level,
            "remark": row.remark,
            "at": row.assessed_at,
        }
        for row in rows.self_assessments
    ]


def judgement_records(rows: Rows, known: Known) -> Sequence[Record]:
    """What others found of the evidence, each time."""
    return [
        {
            "id": row.id,
            **known.process(row.work_process_id),
            "who": known.who(row.judged_by),
            "capacity": row.capacity,
            "variety": row.variety,
            "relevance": row.relevance,
            "authenticity": row.authenticity,
            "currency": row.currency,
            "quantity": row.quantity,
            "remark": row.remark,
            "at": row.judged_at,
        }
        for row in rows.judgements
    ]


def assessor_records(rows: Rows, known: Known) -> Sequence[Record]:
    """To whom the portfolio was given to assess, and by whom."""
    return [
        {
            "id": row.id,
            "who": known.who(row.assessor_id),
            "assigned_by": known.who(row.assigned_by),
            "since": row.assigned_at,
            "until": row.ended_at,
        }
        for row in rows.assessors
    ]


def guest_records(rows: Rows, known: Known) -> Sequence[Record]:
    """Who was invited from outside, and when they came."""
    visits = grouped(rows.visits, lambda row: row.guest_pass_id)
    return [{**_guest(row, known), "visits": [_visit(one) for one in visits.get(row.id, ())]} for row in rows.guests]


def _guest(row: GuestPass, known: Known) -> Record:
    return {
        "id": row.id,
        "kind": row.kind,
        "entry": row.entry_id,
        "name": row.name,
        "email": row.email,
        "organisation": row.organisation,
        "function": row.function,
        "message": row.message,
        "invited_by": known.who(row.created_by),
        "created_at": row.created_at,
        "until": row.expires_at,
        "withdrawn_at": row.revoked_at,
        "confirmed_at": row.confirmed_at,
        "seen_at": row.seen_at,
    }


def _visit(row: GuestVisit) -> Record:
    return {"started_at": row.started_at, "until": row.ended_at or row.expires_at, "browser": row.browser}


def note_records(rows: Rows, known: Known) -> Sequence[Record]:
    """What staff wrote down, with the files beside it."""
    return [
        {
            "id": row.id,
            "noted_on": row.noted_on,
            "category": row.category,
            "who": known.who(row.author_id),
            "text": row.text,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "put_aside_at": row.archived_at,
            "files": [
                {
                    "id": file.id,
                    "name": file.name,
                    "path": known.path_of(f"notes/{row.id}", file.id, key=file.key, name=file.name),
                    "media_type": file.media_type,
                    "size": file.size,
                    "sha256": file.sha256,
                    "added_at": file.uploaded_at,
                    "added_by": known.who(file.uploaded_by),
                    "put_aside_at": file.archived_at,
                }
                for file in row.files
            ],
        }
        for row in rows.notes
    ]


def export_record(row: PortfolioExport, known: Known) -> Record:
    """A time that it was asked for as a file."""
    return {
        "id": row.id,
        "kind": row.kind,
        "asked_by": known.who(row.asked_by),
        "asked_at": row.asked_at,
        "finished_at": row.finished_at,
        "until": row.expires_at,
        "size": row.size,
    }


def import_record(row: PortfolioImport, known: Known) -> Record:
    """A portfolio from elsewhere that was uploaded."""
    return {
        "id": row.id,
        "name": row.file_name,
        "path": known.path_of("imports", row.id, key=row.file_key, name=row.file_name),
        "size": row.size,
        "added_at": row.uploaded_at,
        "finished_at": row.finished_at,
        "outcome": row.outcome,
    }


def line_record(row: AuditLine, known: Known) -> Record:
    """A fact on record about this person: who looked, who did what."""
    return {
        "at": row.at,
        "event": row.event,
        "who": known.guest(row.facts.get("guest_pass_id")) if row.actor_id is None else known.who(row.actor_id),
        "facts": row.facts,
    }
