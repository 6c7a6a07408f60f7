"""Files of entries: taken in before any lock, then put on record, replaced, removed; drawn later."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from foundation import files
from foundation.files import Category, Preview, TakenIn
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.storage import Storage, StoredBlob
from foundation.work import Work
from portfolio import queries
from portfolio.actions.room import require_room
from portfolio.events import FileRemoved, FileReplaced, FileRestored, FilesAdded, PreviewMade
from portfolio.models import Entry, EntryFile, EntryFilePage
from portfolio.rules import PreviewState

MAKE_PREVIEW = "portfolio.make-derivatives"
PDF = "application/pdf"


@dataclass(frozen=True)
class StoredPage:
    """A page of a document, drawn and kept."""

    key: str
    width: int
    height: int


@dataclass(frozen=True)
class StoredPreviews:
    """The pictures of a file, kept: of a photo the one that is shown, of a document its first pages."""

    shown: StoredPage
    thumbnail: StoredBlob
    pages: tuple[StoredPage, ...] = ()
    page_count: int | None = None


class ReplacedMeanwhile(Refusal):
    """Somebody else, or the same person in another tab, has put a newer version in its place."""

    def __init__(self) -> None:
        super().__init__(say("A newer version of this file is here already. Look at that one first."))


def add_files(work: Work, entry: Entry, taken: Sequence[TakenIn], *, limit: int = 0) -> list[EntryFile]:
    """Put these files with the entry; one that is there already (a form sent twice) is not added again.

    With a limit: refused when its owner would have more bytes than that.
    """
    if not taken:
        return []
    queries.locked_owner(work, entry.owner_id)
    _locked(work, entry.id)
    known = {file.sha256 for file in queries.files_now(work, entry.id).values() if _is_current(file)}
    fresh = {file.sha256: file for file in taken if file.sha256 not in known}
    require_room(work, entry.owner_id, sum(file.size for file in fresh.values()), limit=limit)
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
        _draw_later(work, row)
    return rows


def replace_file(work: Work, file: EntryFile, taken: TakenIn, *, limit: int = 0) -> EntryFile:
    """Put a newer version in its place; the earlier one stays to be read. The same form sent twice makes one."""
    queries.locked_owner(work, file.entry.owner_id)
    entry = _locked(work, file.entry_id)
    versions = queries.files_now(work, entry.id)
    newer = next((one for one in versions.values() if one.replaces_id == file.id), None)
    if newer and newer.sha256 == taken.sha256:
        return newer
    if newer or not _is_current(versions[file.id]):
        raise ReplacedMeanwhile
    if taken.sha256 == file.sha256:
        raise Refusal(say("This is the very same file, byte by byte. Choose the newer version."))
    require_room(work, entry.owner_id, taken.size, limit=limit)
    row = _row(work, entry, taken)
    row.replaces_id = file.id
    file.replaced_at = work.now
    work.db.add(row)
    work.db.flush()  # the event and the job need its number
    work.emit(
        FileReplaced(
            person_id=entry.owner_id, entry_id=entry.id, file_id=row.id, replaces_id=file.id, sha256=row.sha256
        )
    )
    _draw_later(work, row)
    return row


def remove_file(work: Work, file: EntryFile) -> None:
    """Put it aside, with its earlier versions; it can be put back."""
    _locked(work, file.entry_id)
    versions = _with_earlier(work, file)
    if file.archived_at is not None:
        return
    for version in versions:
        version.archived_at = work.now
    work.emit(FileRemoved(person_id=file.entry.owner_id, entry_id=file.entry_id, file_id=file.id))


def restore_file(work: Work, file: EntryFile) -> None:
    """Put it back, with its earlier versions."""
    _locked(work, file.entry_id)
    versions = _with_earlier(work, file)
    if file.archived_at is None:
        return
    for version in versions:
        version.archived_at = None
    work.emit(FileRestored(person_id=file.entry.owner_id, entry_id=file.entry_id, file_id=file.id))


def draw(storage: Storage, original_key: str, media_type: str) -> StoredPreviews:
    """Draw what is shown of a photo or a PDF, without metadata, and keep it; a refusal when it cannot be drawn."""
    with storage.open(original_key) as original:
        if media_type == PDF:
            return _draw_pages(storage, original)
        drawn = files.derivatives(original)
    return StoredPreviews(shown=_keep_page(storage, drawn.shown), thumbnail=_keep(storage, drawn.thumbnail.content))


def note_previews(work: Work, file: EntryFile, previews: StoredPreviews | None) -> None:
    """Show these from now on; without any, say that there is nothing to show."""
    file.preview = PreviewState.READY if previews else PreviewState.IMPOSSIBLE
    if previews:
        file.shown_key, file.thumbnail_key = previews.shown.key, previews.thumbnail.key
        file.width, file.height = previews.shown.width, previews.shown.height
        file.page_count = previews.page_count
        work.db.add_all(
            EntryFilePage(file_id=file.id, number=number, key=page.key, width=page.width, height=page.height)
            for number, page in enumerate(previews.pages, start=1)
        )
    work.emit(PreviewMade(person_id=file.entry.owner_id, file_id=file.id, preview=file.preview))


def _locked(work: Work, entry_id: int) -> Entry:
    """The entry, held; refused when it was accepted while somebody had its page open."""
    entry = queries.locked_entry(work, entry_id)
    if entry.frozen_at is not None:
        raise Refusal(
            say("This entry was accepted meanwhile, so its files stay as they are. Make a new version of it.")
        )
    return entry


def _is_current(file: EntryFile) -> bool:
    return file.archived_at is None and file.replaced_at is None


def _with_earlier(work: Work, file: EntryFile) -> list[EntryFile]:
    """The file and what it replaced, newest first; only the newest stands for them all."""
    versions = queries.files_now(work, file.entry_id)
    if file.replaced_at is not None:
        raise ReplacedMeanwhile
    found = [versions[file.id]]
    while (earlier := found[-1].replaces_id) is not None:
        found.append(versions[earlier])
    return found


def _can_be_drawn(taken: TakenIn) -> bool:
    return taken.category == Category.IMAGE or taken.media_type == PDF


def _has_to_wait(taken: TakenIn) -> bool:
    """Whether something is made of it before others are shown it."""
    return _can_be_drawn(taken) or taken.media_type in files.MAY_TELL


def _draw_later(work: Work, row: EntryFile) -> None:
    if row.preview is PreviewState.WAITING:
        work.later(MAKE_PREVIEW, key=f"{MAKE_PREVIEW}:{row.id}", file_id=row.id)


def _draw_pages(storage: Storage, original: BinaryIO) -> StoredPreviews:
    drawn = files.draw_pages(original)
    pages = tuple(_keep_page(storage, page) for page in drawn.drawn)
    thumbnail = _keep(storage, drawn.thumbnail.content)
    return StoredPreviews(shown=pages[0], thumbnail=thumbnail, pages=pages, page_count=drawn.count)


def _keep_page(storage: Storage, drawn: Preview) -> StoredPage:
    return StoredPage(_keep(storage, drawn.content).key, drawn.width, drawn.height)


def _row(work: Work, entry: Entry, taken: TakenIn) -> EntryFile:
    return EntryFile(
        entry_id=entry.id,
        name=taken.name,
        media_type=taken.media_type,
        category=taken.category,
        size=taken.size,
        sha256=taken.sha256,
        original_key=taken.key,
        preview=PreviewState.WAITING if _has_to_wait(taken) else PreviewState.NONE,
        uploaded_by=work.actor.id,
        uploaded_at=work.now,
    )


def _keep(storage: Storage, content: bytes) -> StoredBlob:
    return storage.put(io.BytesIO(content), limit=len(content))
