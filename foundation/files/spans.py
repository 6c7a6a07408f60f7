"""Parts of files that are written over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from foundation.storage.blobs import KILOBYTE

MOST = 300_000  # parts that are looked at: hours of film in pieces of a second have fewer
_PIECE = 64 * KILOBYTE


class Unfathomable(Exception):
    """More parts than any recording has, or parts of which nobody can say what they tell."""


@dataclass(frozen=True)
class Span:
    """Bytes to be written over: with this text, and zeros behind it."""

    start: int
    end: int
    text: bytes = b""

    def part(self, since: int, until: int) -> bytes:
        """What is written from here up to there."""
        said = self.text[since - self.start : until - self.start]
        return said + bytes(until - since - len(said))


@dataclass
class Budget:
    """How many parts are still looked at."""

    left: Iterator[int] = field(default_factory=lambda: iter(range(MOST)))

    def spend(self) -> None:
        """One more, or `Unfathomable`."""
        if next(self.left, None) is None:
            raise Unfathomable


def read_at(whole: BinaryIO, at: int, size: int) -> bytes:
    """So many bytes from there, or as many as there are."""
    whole.seek(at)
    return whole.read(size)


def is_blank(whole: BinaryIO, start: int, end: int) -> bool:
    """Whether nothing but zeros stands there."""
    whole.seek(start)
    while start < end and (piece := whole.read(min(_PIECE, end - start))):
        if piece.strip(b"\0"):
            return False
        start += len(piece)
    return True
