"""Files as the page of their entry shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from foundation.messages import say
from foundation.web.words import said
from portfolio.models import EntryFile
from portfolio.pages.kinds import FILE_ICONS
from portfolio.rules import PreviewState

RECORDINGS = frozenset({"audio", "video"})


@dataclass(frozen=True)
class FileTile:
    """A file as the page of its entry shows it."""

    id: int
    name: str
    category: str
    icon: str
    size: int
    note: str
    url: str | None  # where it is looked at or taken from
    thumbnail_url: str | None
    play_url: str | None
    download_url: str | None
    media_type: str


@dataclass(frozen=True)
class FileVersion:
    """An earlier version of a file."""

    name: str
    size: int
    uploaded_at: datetime
    url: str


def file_tile(file: EntryFile, *, own: bool) -> FileTile:
    """A file with the addresses that are open to whoever looks."""
    ready, whole = file.preview is PreviewState.READY, own or file.given_key is not None
    original = url_for("portfolio.original", file_id=file.id)
    shown = url_for("portfolio.picture", file_id=file.id) if ready else None
    return FileTile(
        id=file.id,
        name=file.name,
        category=file.category,
        icon=FILE_ICONS[file.category],
        size=file.size,
        note=preview_words(file, own=own),
        url=url_for("portfolio.look", file_id=file.id),
        thumbnail_url=url_for("portfolio.thumbnail", file_id=file.id) if ready else None,
        play_url=original if whole and file.category in RECORDINGS else None,
        download_url=original if whole else shown,
        media_type=file.media_type,
    )


def earlier_versions(file: EntryFile, files: Sequence[EntryFile]) -> list[FileVersion]:
    """What this file replaced, newest first; `files` are all of its entry."""
    numbered, found = {one.id: one for one in files}, []
    while (earlier := numbered.get(file.replaces_id or 0)) is not None:
        url = url_for("portfolio.look", file_id=earlier.id)
        found.append(FileVersion(earlier.name, earlier.size, earlier.uploaded_at, url))
        file = earlier
    return found


def preview_words(file: EntryFile, *, own: bool) -> str:
    """What to say of a file instead of showing it."""
    if file.category in RECORDINGS:
        return _words_of_recording(file, own=own)
    if file.preview is PreviewState.WAITING:
        return said(say("A preview is being made"))
    if file.preview is PreviewState.IMPOSSIBLE:
        photo = file.category == "image"
        return said(
            say("No preview can be made of this photo")
            if photo
            else say("No preview can be made: it has a password, or it is damaged")
        )
    return ""


def _words_of_recording(file: EntryFile, *, own: bool) -> str:
    """Its owner plays it at once; others when it is known that it tells no place."""
    if file.given_key is not None or (own and file.preview is PreviewState.WAITING):
        return ""
    if file.preview is PreviewState.WAITING:
        return said(say("It is being prepared. Come back in a few minutes."))
    if own:
        return said(say("Only you can play it: it may tell where it was made. Save it anew as MP4 and add that."))
    return said(say("It cannot be shown: it may tell where it was made"))
