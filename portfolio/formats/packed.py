"""An uploaded portfolio: a description, or a ZIP file with the files it speaks of. Nothing is unpacked on disk."""

import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from posixpath import basename, dirname, join, normpath
from typing import IO, BinaryIO, cast

from foundation.files.packed import METHODS, WaryStream
from foundation.messages import say
from portfolio.formats import leap2a
from portfolio.formats.leap2a.incoming import LARGEST
from portfolio.formats.values import EntryInside, FileInside, ReadPortfolio, UnreadablePortfolio
from portfolio.rules import EntryKind

MOST_MEMBERS = 20_000
INDEX_BYTES = 4 * 1024 * 1024  # of the list of members, some 200 for each
PIECE = 1024 * 1024
IN_MEMORY = 2 * PIECE
_ZIP = b"PK"
_TROUBLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)


class LostFile(Exception):
    """A file that the description speaks of is not there, is damaged or is larger than may be."""


@dataclass(frozen=True)
class PackedPortfolio:
    """What an upload holds: what was read of it, and where its files are."""

    read: ReadPortfolio
    members: Mapping[str, zipfile.ZipInfo] = field(default_factory=dict)  # by the path that the description uses
    archive: zipfile.ZipFile | None = None

    def has(self, file: FileInside) -> bool:
        """Whether this file came along."""
        return _plain(file.path) in self.members

    def titled(self, kinds: Mapping[EntryKind, str]) -> "PackedPortfolio":
        """The same; what has no title is called as its first file is, or else as its kind, which is given in words."""
        portfolio = self.read.portfolio
        entries = tuple(_titled(entry, kinds) for entry in portfolio.entries)
        return replace(self, read=replace(self.read, portfolio=replace(portfolio, entries=entries)))

    @contextmanager
    def opened(self, file: FileInside, *, limit: int) -> Iterator[BinaryIO]:
        """The bytes of a file, of which not more than the limit is ever read; `LostFile` when they cannot be had."""
        info = self.members.get(_plain(file.path))
        if info is None or self.archive is None or info.file_size > limit or info.compress_type not in METHODS:
            raise LostFile
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
            try:
                with self.archive.open(info) as source:
                    _copy(source, cast(BinaryIO, kept), limit=limit)
            except _TROUBLE:
                raise LostFile from None
            kept.seek(0)
            yield cast(BinaryIO, kept)


@contextmanager
def opened_portfolio(stream: BinaryIO) -> Iterator[PackedPortfolio]:
    """The portfolio in an upload, as long as the block lasts; `UnreadablePortfolio` when there is none in it."""
    stream.seek(0)
    is_packed = stream.read(2) == _ZIP
    stream.seek(0)
    if not is_packed:
        yield PackedPortfolio(leap2a.read(stream.read(LARGEST + 1)))
        return
    try:
        archive = zipfile.ZipFile(WaryStream(stream, most=INDEX_BYTES))
    except _TROUBLE:
        raise _damaged() from None
    with archive:
        yield _unpacked(archive)


def _titled(entry: EntryInside, kinds: Mapping[EntryKind, str]) -> EntryInside:
    names = (entry.facts.title, *(file.name for file in entry.files), kinds[entry.kind])
    title = next(name.strip() for name in names if _can_be_seen(name))
    return replace(entry, facts=replace(entry.facts, title=title))


def _can_be_seen(name: str) -> bool:
    """Whether there is anything in it but white space and what only steers other letters."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in name)


def _unpacked(archive: zipfile.ZipFile) -> PackedPortfolio:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise UnreadablePortfolio(say("This ZIP file holds more than %(count)s files.", count=MOST_MEMBERS))
    found = sorted(
        (info for info in members if basename(info.filename) == leap2a.DESCRIPTION),
        key=lambda info: info.filename.count("/"),
    )
    if not found:
        raise UnreadablePortfolio(
            say(
                "There is no portfolio in this ZIP file: it has no %(name)s. Choose Leap2A when you export it.",
                name=leap2a.DESCRIPTION,
            )
        )
    folder = dirname(found[0].filename)
    return PackedPortfolio(leap2a.read(_description(archive, found[0])), _beside(members, folder), archive)


def _description(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type not in METHODS:
        raise _damaged()
    try:
        with archive.open(info) as source:
            return source.read(LARGEST + 1)
    except _TROUBLE:
        raise _damaged() from None


def _beside(members: list[zipfile.ZipInfo], folder: str) -> dict[str, zipfile.ZipInfo]:
    """Files by their path as seen from the description."""
    start = f"{folder}/" if folder else ""
    return {_plain(info.filename.removeprefix(start)): info for info in members if info.filename.startswith(start)}


def _plain(path: str) -> str:
    """One way to write a path; nothing above the description can be meant."""
    return normpath(join("/", path)).lstrip("/")


def _copy(source: IO[bytes], target: BinaryIO, *, limit: int) -> None:
    left = limit
    while piece := source.read(min(PIECE, left + 1)):
        left -= len(piece)
        if left < 0:  # a member may hold more than it says
            raise LostFile
        target.write(piece)


def _damaged() -> UnreadablePortfolio:
    return UnreadablePortfolio(say("This ZIP file is damaged, or has a password. Export it again and retry."))
