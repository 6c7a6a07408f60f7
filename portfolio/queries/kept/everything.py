"""All records together, with names that stay as they are.

docs/formats.md describes these names: whoever changes one changes the version of the format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.work import Work
from people.queries import names_of
from portfolio.queries.kept import around
from portfolio.queries.kept.entries import entry_records
from portfolio.queries.kept.rows import rows_about
from portfolio.queries.kept.values import KeptFile, Known, Value


@dataclass(frozen=True)
class Kept:
    """All of it: what is told, by section, and the files it speaks of."""

    owner: str
    sections: Mapping[str, Value]
    files: Sequence[KeptFile]


def everything_about(work: Work, person_id: int) -> Kept:
    """Read everything (26 statements); nothing is left out because it was put aside, withdrawn or replaced."""
    rows = rows_about(work, person_id)
    known = Known(names_of(work, rows.people), {guest.id: guest for guest in rows.guests}, rows.processes)
    sections: dict[str, Value] = {
        "person": around.person_record(rows, known),
        "entries": entry_records(rows, known),
        "drafts": [around.draft_record(row, known) for row in rows.drafts],
        "unfinished_uploads": [around.upload_record(row, known) for row in rows.uploads],
        "self_assessments": around.self_assessment_records(rows, known),
        "quality_judgements": around.judgement_records(rows, known),
        "assessors": around.assessor_records(rows, known),
        "guests": around.guest_records(rows, known),
        "staff_notes": around.note_records(rows, known),
        "exports": [around.export_record(row, known) for row in rows.exports],
        "imports": [around.import_record(row, known) for row in rows.imports],
        "on_record": [around.line_record(row, known) for row in rows.lines],
    }
    return Kept(rows.person.name, sections, known.files)
