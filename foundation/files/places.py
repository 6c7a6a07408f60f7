"""Where a recording was made: the bytes of its container that may tell so, found without reading sound or pictures.

What is known to tell no place stays as it is; whatever else stands beside sound and pictures is held to tell one.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from foundation.files import ebml_places, iso_places
from foundation.files.kinds import M4A, MOV, MP4, WEBM
from foundation.files.spans import Span

_BOXED = {kind.media_type for kind in (MP4, MOV, M4A)}
MAY_TELL = frozenset(_BOXED | {WEBM.media_type})


def placed_in(whole: BinaryIO, media_type: str) -> Sequence[Span]:
    """What to write over so that the recording no longer tells where it was made; `Unfathomable` when nobody can say.

    The spans are in order and do not touch one another.
    """
    size = whole.seek(0, io.SEEK_END)
    found = iso_places.spans(whole, size) if media_type in _BOXED else ebml_places.spans(whole, size)
    return list(_apart(sorted(found, key=lambda span: span.start), size))


def written_over(whole: BinaryIO, spans: Sequence[Span]) -> BinaryIO:
    """The same bytes, as many, with these written over; to be read once, from beginning to end."""
    whole.seek(0)
    return cast(BinaryIO, _Over(whole, spans))


def _apart(spans: Sequence[Span], size: int) -> Iterator[Span]:
    """Without what overlaps, as only files have that were made to confuse."""
    at = 0
    for span in spans:
        start, end = max(span.start, at), min(span.end, size)
        if start < end:
            yield replace(span, start=start, end=end, text=span.text if start == span.start else b"")
            at = end


@dataclass
class _Over:
    """A stream in which some bytes are others."""

    whole: BinaryIO
    spans: Sequence[Span]
    at: int = 0
    next: int = 0  # the first span that is not behind us

    def read(self, size: int = -1) -> bytes:
        piece = bytearray(self.whole.read(size))
        start, end = self.at, self.at + len(piece)
        while self.next < len(self.spans) and self.spans[self.next].start < end:
            span = self.spans[self.next]
            since, until = max(span.start, start), min(span.end, end)
            piece[since - start : until - start] = span.part(since, until)
            if span.end > end:
                break
            self.next += 1
        self.at = end
        return bytes(piece)
