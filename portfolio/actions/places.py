"""Films and sounds for others than their owner: without where they were made."""

from foundation import files
from foundation.storage import Storage
from foundation.work import Work
from portfolio.events import PreviewMade
from portfolio.models import EntryFile
from portfolio.rules import PreviewState


def keep_without_place(storage: Storage, original_key: str, media_type: str) -> str:
    """The key of what others may have: a copy in which the place is written over, or the file when it tells none.

    `Unfathomable` when nobody can say what it tells.
    """
    with storage.open(original_key) as original:
        spans = files.placed_in(original, media_type)
        if not spans:
            return original_key
        return storage.put(files.written_over(original, spans), limit=storage.size(original_key)).key


def note_given(work: Work, file: EntryFile, key: str | None) -> None:
    """Give others these bytes from now on; without any, it stays with its owner."""
    file.preview = PreviewState.NONE if key else PreviewState.IMPOSSIBLE
    file.shown_key = key
    work.emit(PreviewMade(person_id=file.entry.owner_id, file_id=file.id, preview=file.preview))
