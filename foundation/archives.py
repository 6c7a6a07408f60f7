"""ZIP files that are made while they are read: however large, they take no memory and no second copy on disk."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

PIECE = 1024 * 1024
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a ZIP file can tell


@dataclass(frozen=True)
class Member:
    """A file inside: where it lies (with / between folders), what opens it, how many bytes it has, from when it is."""

    path: str
    opens: Callable[[], BinaryIO]
    size: int
    at: datetime
    packs: bool = False  # photos, films and PDF are packed already; packing them again only takes time


def zipped(members: Iterable[Member]) -> BinaryIO:
    """The ZIP file with these files, to be read once from beginning to end; each is opened when its turn comes."""
    return io.BufferedReader(_Pulled(_written(members)), PIECE)


def _written(members: Iterable[Member]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for member in members:
            with archive.open(_facts(member), "w") as inside, member.opens() as source:
                while piece := source.read(PIECE):
                    inside.write(piece)
                    yield sink.taken()
    yield sink.taken()


def _facts(member: Member) -> zipfile.ZipInfo:
    facts = zipfile.ZipInfo(member.path, max(EARLIEST, member.at.timetuple()[:6]))
    facts.compress_type = zipfile.ZIP_DEFLATED if member.packs else zipfile.ZIP_STORED
    facts.file_size = member.size  # it decides between the two sizes of ZIP; what is read is what counts
    facts.external_attr = 0o644 << 16
    return facts


class _Sink(io.RawIOBase):
    """Where the archive writes to; it cannot go back, so that what was written may leave at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # the stub wants a private type
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class _Pulled(io.RawIOBase):
    """Bytes that come in pieces, as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stub wants a private type
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
