"""Records of entries with all that hangs on them."""

from portfolio.models import Comment, Entry, EntryFile, Evidence, Review, WitnessStatement
from portfolio.queries.kept.rows import Rows
from portfolio.queries.kept.values import Known, Record, grouped, qualification_record
from portfolio.rules import EntryFacts


def entry_records(rows: Rows, known: Known) -> list[Record]:
    """Every entry, put aside or not."""
    relevant = grouped(rows.relevant, lambda row: row[0])
    files = grouped(rows.files, lambda row: row.entry_id)
    evidence = grouped(rows.evidence, lambda row: row.entry_id)
    indicators = grouped(rows.indicators, lambda row: row[0])
    reviews = grouped(rows.reviews, lambda row: row.evidence_id)
    comments = grouped(rows.comments, lambda row: row.entry_id)
    statements = grouped(rows.statements, lambda row: row.entry_id)

    def of_evidence(row: Evidence) -> Record:
        return {
            **_evidence(row, known),
            "indicators": [text for _, text in indicators.get(row.id, ())],
            "reviews": [_review(one, known) for one in reviews.get(row.id, ())],
        }

    return [
        {
            **_entry(row),
            "qualifications": [qualification_record(one) for _, one in relevant.get(row.id, ())],
            "files": [_file(one, known) for one in files.get(row.id, ())],
            "evidence": [of_evidence(one) for one in evidence.get(row.id, ())],
            "comments": [_comment(one, known) for one in comments.get(row.id, ())],
            "witness_statements": [_statement(one) for one in statements.get(row.id, ())],
        }
        for row in rows.entries
    ]


def _entry(row: Entry) -> Record:
    return {
        "id": row.id,
        "kind": row.kind,
        **{name: getattr(row, name) for name in EntryFacts.__dataclass_fields__},
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "put_aside_at": row.archived_at,
        "accepted_since": row.frozen_at,
        "new_version_of": row.predecessor_id,
        "came_from": row.origin,
    }


def _file(row: EntryFile, known: Known) -> Record:
    return {
        "id": row.id,
        "name": row.name,
        "path": known.path_of(f"entries/{row.entry_id}", row.id, key=row.original_key, name=row.name),
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "added_at": row.uploaded_at,
        "added_by": known.who(row.uploaded_by),
        "replaces": row.replaces_id,
        "replaced_at": row.replaced_at,
        "put_aside_at": row.archived_at,
    }


def _evidence(row: Evidence, known: Known) -> Record:
    return {
        "id": row.id,
        **known.process(row.work_process_id),
        "reasoning": row.reasoning,
        "state": row.state,
        "asked_at": row.asked_at,
        "decided_at": row.decided_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "put_aside_at": row.archived_at,
        "moved_from": row.moved_from_id,
    }


def _review(row: Review, known: Known) -> Record:
    return {
        "id": row.id,
        "who": known.who(row.reviewer_id),
        "capacity": row.capacity,
        "decision": row.decision,
        "reason": row.reason,
        "fingerprint": row.fingerprint,
        "at": row.decided_at,
    }


def _comment(row: Comment, known: Known) -> Record:
    return {
        "id": row.id,
        "in_thread": row.thread_id,
        "about_evidence": row.evidence_id,
        "who": known.guest(row.guest_pass_id) or known.who(row.author_id),
        "by_guest": row.guest_pass_id is not None,
        "text": row.text,
        "at": row.created_at,
        "withdrawn_at": row.withdrawn_at,
    }


def _statement(row: WitnessStatement) -> Record:
    return {
        "id": row.id,
        "who": row.name,
        "organisation": row.organisation,
        "function": row.function,
        "relation": row.relation,
        "text": row.statement,
        "fingerprint": row.fingerprint,
        "at": row.signed_at,
    }
