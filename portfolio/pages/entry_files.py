"""The files of an entry, as its page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from foundation.files import UploadLimits
from foundation.web.uploads import upload_limits
from foundation.work import Work
from portfolio import queries
from portfolio.models import EntryFile, OpenedEntry
from portfolio.pages.files import FileTile, FileVersion, earlier_versions, file_tile
from portfolio.pages.uploading import UploadPlace, upload_place
from portfolio.queries.places import in_place
from portfolio.rules import PreviewState


@dataclass(frozen=True)
class FilesPart:
    """What `portfolio/entry/_files.html` shows."""

    shown: Sequence[FileTile]
    earlier: Mapping[int, Sequence[FileVersion]]  # what a file replaced, newest first
    removed: Sequence[EntryFile]  # for the owner alone
    waiting: bool  # for pictures that are being drawn
    undo: int | None  # the file that was removed just now
    limits: UploadLimits
    refused: Sequence[str]
    place: UploadPlace | None  # for the owner, where more are sent to


def files_part(work: Work, opened: OpenedEntry, *, refused: Sequence[str] = ()) -> FilesPart:
    """The files of this entry for whoever looks (1 statement, 2 for the owner)."""
    own = opened.owner_id == work.actor.id
    found = queries.files_of(work, opened.entry_id)
    newest = in_place(found)
    kept = [file for file in newest if file.archived_at is None]
    return FilesPart(
        shown=[file_tile(file, own=own) for file in kept],
        earlier={file.id: versions for file in kept if (versions := earlier_versions(file, found))},
        removed=[file for file in newest if file.archived_at is not None] if own else [],
        waiting=any(file.preview is PreviewState.WAITING for file in kept),
        undo=request.args.get("undo_file", type=int),
        limits=upload_limits(),
        refused=refused,
        place=upload_place(work, f"entry:{opened.entry_id}") if own else None,
    )
