"""A file on a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from foundation.files import beginning_of
from foundation.work import Work
from portfolio import queries
from portfolio.models import EntryFile, OpenedFile
from portfolio.pages.files import FileTile, FileVersion, earlier_versions, file_tile
from portfolio.permissions import Permission
from portfolio.queries.places import in_place

TEXTS = frozenset({"text/plain", "text/csv"})
TEXT_SHOWN = 200_000  # bytes


@dataclass(frozen=True)
class ShownPage:
    """A page of a document, as a picture."""

    number: int
    url: str
    width: int
    height: int


@dataclass(frozen=True)
class ShownFile:
    """What `portfolio/file.html` shows."""

    tile: FileTile
    entry_id: int
    entry_title: str
    uploader: str
    uploaded_at: datetime
    picture: ShownPage | None
    pages: Sequence[ShownPage]
    page_count: int
    text: str | None
    whole: bool  # the text is all there is of it
    earlier: Sequence[FileVersion]
    newest_url: str | None  # when this is an earlier version
    replaced_at: datetime | None
    previous: FileTile | None
    following: FileTile | None
    place: int  # among the files of its entry, from 1
    total: int


def shown_file(work: Work, opened: OpenedFile) -> ShownFile:
    """A file, with whatever of it is open to whoever looks (3 statements)."""
    file, own = opened.file, opened.owner_id == work.actor.id
    around = queries.surroundings(work, opened)
    whole_is_open = work.allows(Permission.TAKE_ORIGINAL, opened)
    text, whole = _text(work, file) if whole_is_open and file.media_type in TEXTS else (None, True)
    current = in_place(around.files)
    place = next((number for number, one in enumerate(current) if one.id == file.id), None)
    newest = _newest(file, around.files)
    return ShownFile(
        tile=file_tile(file, own=own),
        entry_id=file.entry_id,
        entry_title=file.entry.title,
        uploader=around.uploader,
        uploaded_at=file.uploaded_at,
        picture=_picture(file),
        pages=[
            ShownPage(
                page.number,
                url_for("portfolio.file_page", file_id=file.id, number=page.number),
                page.width,
                page.height,
            )
            for page in around.pages
        ],
        page_count=file.page_count or 0,
        text=text,
        whole=whole,
        earlier=earlier_versions(file, around.files),
        newest_url=None if newest.id == file.id else url_for("portfolio.look", file_id=newest.id),
        replaced_at=file.replaced_at,
        previous=file_tile(current[place - 1], own=own) if place else None,
        following=file_tile(current[place + 1], own=own) if place is not None and place + 1 < len(current) else None,
        place=(place or 0) + 1,
        total=len(current) if place is not None else 1,
    )


def _picture(file: EntryFile) -> ShownPage | None:
    if file.category != "image" or file.shown_key is None:
        return None
    url = url_for("portfolio.picture", file_id=file.id)
    return ShownPage(1, url, file.width or 0, file.height or 0)


def _text(work: Work, file: EntryFile) -> tuple[str, bool]:
    with work.storage.open(file.original_key) as stream:
        return beginning_of(stream, TEXT_SHOWN)


def _newest(file: EntryFile, files: Sequence[EntryFile]) -> EntryFile:
    """The version that stands for this one now."""
    newer = {one.replaces_id: one for one in files if one.replaces_id is not None}
    found = file
    while found.id in newer:
        found = newer[found.id]
    return found
