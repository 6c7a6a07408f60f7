"""All records together, with names that stay as they are: docs/formats.md describes them."""

from collections.abc import Mapping, Sequence

from certification.queries.kept import upkeep
from certification.queries.kept.place import (
    account_record,
    attribute_records,
    ground_records,
    lead_records,
    membership_records,
)
from certification.queries.kept.rows import named, rows_about
from certification.queries.kept.values import Teller
from foundation.work import Work
from people.queries import names_of
from portfolio.queries.kept import KeptFile, Known, Value


def kept_about(work: Work, person_id: int) -> tuple[Mapping[str, Value], Sequence[KeptFile]]:
    """Everything by section, and the files that come along; nothing of others but how who did something is called."""
    rows = rows_about(work, person_id)
    known = Known(names_of(work, rows.people), {}, {})
    teller = Teller(rows, named(work, rows), known)
    sections: dict[str, Value] = {
        "account": account_record(teller),
        "places": membership_records(teller),
        "leads": lead_records(teller),
        "attributes": attribute_records(teller),
        "link_grounds": ground_records(teller),
        "activities_opened": upkeep.progress_records(teller),
        "completions": upkeep.completion_records(teller),
        "proofs": upkeep.proof_records(teller),
        "submissions": upkeep.submission_records(teller),
        "seats": upkeep.seat_records(teller),
        "pauses": upkeep.pause_records(teller),
        "inventories": upkeep.inventory_records(teller),
        "certificates": upkeep.certificate_records(teller),
        "reminders": upkeep.reminder_records(teller),
        "no_reminders": upkeep.quiet_records(teller),
    }
    return sections, known.files
