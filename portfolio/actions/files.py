"""Files of entries: taken in before any lock, then put on record; pictures of them are drawn later."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from foundation import files
from foundation.files import Category, Derivatives, TakenIn
from foundation.storage import Storage, StoredBlob
from foundation.work import Work
from portfolio import queries
from portfolio.events import FileRemoved, FileRestored, FilesAdded, PreviewMade
from portfolio.models import Entry, EntryFile
from portfolio.rules import PreviewState

MAKE_PREVIEW = "portfolio.make-derivatives"


@dataclass(frozen=True)
class StoredPreviews:
    """The pictures of a file, kept."""

    shown: StoredBlob
    thumbnail: StoredBlob
    width: int
    height: int


def add_files(work: Work, entry: Entry, taken: Sequence[TakenIn]) -> list[EntryFile]:
    """Put these files with the entry; one that is there already (a form sent twice) is not added again."""
    if not taken:
        return []
    queries.locked_entry(work, entry.id)
    known = {file.sha256 for file in queries.files_of(work, entry.id) if file.archived_at is None}
    fresh = {file.sha256: file for file in taken if file.sha256 not in known}
    rows = [_row(work, entry, file) for file in fresh.values()]
    work.db.add_all(rows)
    work.db.flush()  # the event and the jobs need the numbers
    if not rows:
        return []
    work.emit(
        FilesAdded(
            person_id=entry.owner_id,
            entry_id=entry.id,
            file_ids=tuple(row.id for row in rows),
            sha256=tuple(row.sha256 for row in rows),
        )
    )
    for row in rows:
        if row.preview is PreviewState.WAITING:
            work.later(MAKE_PREVIEW, key=f"{MAKE_PREVIEW}:{row.id}", file_id=row.id)
    return rows


def remove_file(work: Work, file: EntryFile) -> None:
    """Put it aside; it can be put back."""
    queries.locked_entry(work, file.entry_id)
    if file.archived_at is not None:
        return
    file.archived_at = work.now
    work.emit(FileRemoved(person_id=file.entry.owner_id, entry_id=file.entry_id, file_id=file.id))


def restore_file(work: Work, file: EntryFile) -> None:
    """Put it back."""
    queries.locked_entry(work, file.entry_id)
    if file.archived_at is None:
        return
    file.archived_at = None
    work.emit(FileRestored(person_id=file.entry.owner_id, entry_id=file.entry_id, file_id=file.id))


def draw(storage: Storage, original_key: str) -> StoredPreviews:
    """Draw what is shown of a photo, without metadata, and keep it; `DamagedPhoto` when it cannot be drawn."""
    with storage.open(original_key) as original:
        drawn: Derivatives = files.derivatives(original)
    return StoredPreviews(
        shown=_keep(storage, drawn.shown.content),
        thumbnail=_keep(storage, drawn.thumbnail.content),
        width=drawn.shown.width,
        height=drawn.shown.height,
    )


def note_previews(work: Work, file: EntryFile, previews: StoredPreviews | None) -> None:
    """Show these from now on; without any, say that there is nothing to show."""
    file.preview = PreviewState.READY if previews else PreviewState.IMPOSSIBLE
    if previews:
        file.shown_key, file.thumbnail_key = previews.shown.key, previews.thumbnail.key
        file.width, file.height = previews.width, previews.height
    work.emit(PreviewMade(person_id=file.entry.owner_id, file_id=file.id, preview=file.preview))


def _row(work: Work, entry: Entry, taken: TakenIn) -> EntryFile:
    return EntryFile(
        entry_id=entry.id,
        name=taken.name,
        media_type=taken.media_type,
        category=taken.category,
        size=taken.size,
        sha256=taken.sha256,
        original_key=taken.key,
        preview=PreviewState.WAITING if taken.category == Category.IMAGE else PreviewState.NONE,
        uploaded_by=work.actor.id,
        uploaded_at=work.now,
    )


def _keep(storage: Storage, content: bytes) -> StoredBlob:
    return storage.put(io.BytesIO(content), limit=len(content))
