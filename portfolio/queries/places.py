"""In which order the files of an entry stand, the same on every page: a newer version takes the place of the first."""

from collections.abc import Sequence

from sqlalchemy import select

from foundation.work import Work
from portfolio.models import EntryFile


def standing_in_place(work: Work, entry_id: int) -> list[EntryFile]:
    """The files of an entry that are neither put aside nor replaced, in their order (1 statement)."""
    rows = work.db.scalars(select(EntryFile).where(EntryFile.entry_id == entry_id).order_by(EntryFile.id)).all()
    return [file for file in in_place(rows) if file.archived_at is None]


def in_place(files: Sequence[EntryFile]) -> list[EntryFile]:
    """The newest versions, each where its first one stood; `files` are all of an entry, oldest first."""
    first: dict[int, int] = {}
    for file in files:
        first[file.id] = first.get(file.replaces_id or 0, file.id)
    return sorted((file for file in files if file.replaced_at is None), key=lambda file: first[file.id])
