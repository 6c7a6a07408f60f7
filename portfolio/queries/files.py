"""Reading files: their versions, their pages, and what stands beside them in their entry."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from portfolio.models import EntryFile, EntryFilePage, OpenedFile, OpenedPage
from portfolio.queries.subjects import file


@dataclass(frozen=True)
class FileSurroundings:
    """What the page of a file needs beside the file."""

    uploader: str
    files: Sequence[EntryFile]  # of the entry, oldest first, without what was put aside; earlier versions too
    pages: Sequence[EntryFilePage]


def files_now(work: Work, entry_id: int) -> dict[int, EntryFile]:
    """All files of an entry that is held, by number, as they stand now and not as they were read before."""
    rows = work.db.scalars(
        select(EntryFile)
        .where(EntryFile.entry_id == entry_id)
        .order_by(EntryFile.id)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def file_page(work: Work, file_id: int, number: int) -> OpenedPage:
    """One page of a document, with what decides who may see it (2 statements)."""
    opened = file(work, file_id)
    key = work.db.scalar(
        select(EntryFilePage.key).where(EntryFilePage.file_id == file_id, EntryFilePage.number == number)
    )
    if key is None:
        raise NotFound
    return OpenedPage(**vars(opened), key=key)


def surroundings(work: Work, opened: OpenedFile) -> FileSurroundings:
    """Who sent it, what is beside it, and its pages (3 statements)."""
    name = work.db.scalars(select(Person).where(Person.id == opened.file.uploaded_by)).one().name
    files = select(EntryFile).where(EntryFile.entry_id == opened.file.entry_id, EntryFile.archived_at.is_(None))
    pages = select(EntryFilePage).where(EntryFilePage.file_id == opened.file_id).order_by(EntryFilePage.number)
    return FileSurroundings(name, work.db.scalars(files.order_by(EntryFile.id)).all(), work.db.scalars(pages).all())
