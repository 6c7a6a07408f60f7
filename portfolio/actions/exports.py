"""Asking for a portfolio as a file, keeping what was made, and forgetting it when its term is over."""

from collections.abc import Sequence

from foundation.messages import Message, to_json
from foundation.storage import StoredBlob
from foundation.work import Work
from portfolio.events.transfer import ExportAsked, ExportMade, ExportRemoved, PortfolioWritten
from portfolio.models import PortfolioExport
from portfolio.queries.exports import being_made, expired_exports, ready_before
from portfolio.queries.uploads import locked_owner
from portfolio.rules import ExportKind
from portfolio.rules.exports import KEPT

MAKE_EXPORT = "portfolio.make-export"


def ask_export(work: Work, owner_id: int, kind: ExportKind, *, language: str = "") -> PortfolioExport:
    """Have it made, in this language or that of whoever asks; asked twice, it is the one that is being made already."""
    asked_by = work.actor.id or 0
    locked_owner(work, owner_id)  # race: asked twice at once; the second waits here, and finds what the first asked
    under_way = being_made(work, owner_id, asked_by, kind)
    if under_way:
        return under_way
    for earlier in ready_before(work, owner_id, asked_by, kind):
        remove_export(work, earlier)  # one of each form is kept, the newest
    export = PortfolioExport(
        owner_id=owner_id, kind=kind, options={"language": language}, asked_by=asked_by, asked_at=work.now, left_out=[]
    )
    work.db.add(export)
    work.db.flush()  # the event and the job need the number
    export.job_id = work.later(MAKE_EXPORT, key=f"{MAKE_EXPORT}:{export.id}", export_id=export.id)
    work.emit(ExportAsked(person_id=owner_id, export_id=export.id, kind=kind))
    return export


def keep_export(
    work: Work, export: PortfolioExport, blob: StoredBlob, *, name: str, left_out: Sequence[Message]
) -> None:
    """It is ready, and kept for some days."""
    export.file_key, export.size, export.file_name = blob.key, blob.size, name
    export.left_out = [to_json(message) for message in left_out]
    export.finished_at, export.expires_at = work.now, work.now + KEPT
    work.emit(ExportMade(person_id=export.owner_id, export_id=export.id, size=blob.size))


def note_written(work: Work, owner_id: int, kind: ExportKind) -> None:
    """Put on record that it leaves as a file that is not kept here."""
    work.emit(PortfolioWritten(person_id=owner_id, kind=kind))


def remove_export(work: Work, export: PortfolioExport) -> None:
    """Forget it; the sweep takes the bytes. One that is being made ends in nothing."""
    export.file_key = None
    export.finished_at = export.finished_at or work.now
    work.emit(ExportRemoved(person_id=export.owner_id, export_id=export.id))


def forget_expired_exports(work: Work) -> None:
    """Those whose term is over."""
    for export in expired_exports(work, work.now):
        remove_export(work, export)
