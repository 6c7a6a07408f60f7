"""Boxes (ISO 14496-12, QuickTime) that may tell where a film or a sound was made."""

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO

from foundation.files.spans import Budget, Span, Unfathomable, is_blank, read_at
from foundation.storage.blobs import MEGABYTE

_FILE = b""
_REST = b""  # bytes that are no box
_MOST_SAMPLES = 1_000_000  # of tracks that are no picture and no sound: hours of a hundred each second
_DESCRIPTION = MEGABYTE
# What play needs. All that stands beside it is written over, unless it is known to tell no place.
_KEPT: Mapping[bytes, frozenset[bytes]] = {
    _FILE: frozenset({b"ftyp", b"styp", b"mdat", b"moov", b"moof", b"mfra", b"sidx", b"ssix", b"pdin", b"prft"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods", b"pssh", b"ctab", b"prfl", b"rmra", b"clip"}),
    b"trak": frozenset(
        {b"tkhd", b"edts", b"tref", b"mdia", b"tapt", b"trgr", b"load", b"imap", b"matt", b"clip", b"txas"}
    ),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
    b"moof": frozenset({b"mfhd", b"traf", b"pssh"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"senc"}),
}
_EMPTY = frozenset({b"free", b"skip", b"wide", bytes(4), _REST})
_SHOWN = frozenset({b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"tmcd", b"auxv", b"pict", b"hint"})
_TELL_NO_PLACE = frozenset(
    {b"\xa9too", b"\xa9swr", b"\xa9enc", b"\xa9mak", b"\xa9mod", b"\xa9day", b"\xa9fmt", b"tsel", b"kind", b"ludt"}
    | {b"hnti", b"hinf", b"LOOP", b"SelO", b"AllF", b"WLOC", b"gnre", b"trkn", b"disk", b"tmpo", b"cpil", b"pgap"}
)
_KEYS_THAT_TELL_NO_PLACE = frozenset(
    {f"com.apple.quicktime.{name}".encode() for name in ("make", "model", "software", "creationdate")}
    | {f"com.android.{name}".encode() for name in ("version", "capture.fps", "manufacturer", "model")}
    | {b"encoder", b"major_brand", b"minor_version", b"compatible_brands", b"com.android.video.temporal_layers_count"}
)


@dataclass(frozen=True)
class _Box:
    kind: bytes
    at: int
    inside: int
    end: int


def spans(whole: BinaryIO, size: int) -> list[Span]:
    """What to write over; `Unfathomable` when that cannot be said."""
    return _Walk(whole, Budget()).all_of(size)


@dataclass
class _Walk:
    """One look through a file."""

    whole: BinaryIO
    budget: Budget
    is_fragmented: bool = False
    samples: int = 0

    def all_of(self, size: int) -> list[Span]:
        file = _Box(_FILE, 0, 0, size)
        self.is_fragmented = any(box.kind == b"moof" for box in self._boxes(file))
        return list(self._beside(file))

    def _beside(self, container: _Box) -> Iterator[Span]:
        """The spans of what stands in this container beside what is played."""
        for box in self._boxes(container):
            if box.kind in _KEPT[container.kind]:
                if box.kind in _KEPT:
                    yield from self._beside(box)
                if box.kind == b"trak":
                    yield from self._samples(box)
            elif not self._is_harmless(box):
                yield from _as_free(box)

    def _is_harmless(self, box: _Box) -> bool:
        match box.kind:
            case b"udta":
                return all(
                    one.kind in _TELL_NO_PLACE or (one.kind != b"udta" and self._is_harmless(one))
                    for one in self._boxes(box)
                )
            case b"meta":
                return self._is_harmless_meta(box)
        return self._is_empty(box)

    def _is_empty(self, box: _Box) -> bool:
        return box.kind in _EMPTY and is_blank(self.whole, box.inside, box.end)

    def _is_harmless_meta(self, meta: _Box) -> bool:
        """Whether each of its items is of a kind that tells no place; QuickTime writes it without a version."""
        plain = read_at(self.whole, meta.inside + 4, 4) == b"hdlr"
        inside = meta.inside if plain else meta.inside + 4
        found = list(self._boxes(_Box(b"meta", meta.at, inside, meta.end)))
        boxes = {box.kind: box for box in found if box.kind in (b"hdlr", b"keys", b"ilst")}
        if not all(boxes.get(box.kind) == box or self._is_empty(box) for box in found):
            return False
        keys = self._keys(boxes[b"keys"]) if b"keys" in boxes else []
        known = {number.to_bytes(4) for number, key in enumerate(keys, start=1) if key in _KEYS_THAT_TELL_NO_PLACE}
        harmless = known | _TELL_NO_PLACE
        items = self._boxes(boxes[b"ilst"]) if b"ilst" in boxes else ()
        return all(one.kind in harmless or self._is_empty(one) for one in items)

    def _keys(self, box: _Box) -> list[bytes]:
        """The names of what follows, behind a version and a count."""
        return [read_at(self.whole, key.inside, min(key.end - key.inside, 200)) for key in self._boxes(box, skip=8)]

    def _samples(self, track: _Box) -> Iterator[Span]:
        """Of a track that is no picture, no sound and no text: its samples, for a phone writes along where it is."""
        media = self._within(track, b"mdia")
        handler = self._within(media, b"hdlr")
        kind = read_at(self.whole, handler.inside + 8, 4) if handler else b""
        table = self._within(self._within(media, b"minf"), b"stbl")
        if kind in _SHOWN or table is None or self._names_no_place(table):
            return
        if self.is_fragmented:
            raise Unfathomable  # its samples may be anywhere
        boxes = {box.kind: box for box in self._boxes(table)}
        starts, ends, sample = self._chunks(boxes), self._ends(boxes), 0
        for start, count in zip(starts, self._counts(boxes, len(starts)), strict=True):
            until = min(sample + count, len(ends) - 1)
            yield Span(start, start + ends[until] - ends[sample])
            sample = until

    def _names_no_place(self, table: _Box) -> bool:
        """Whether the track names by one list of keys all that it holds, and no place is among it."""
        described = self._within(table, b"stsd")
        if described is None or described.end - described.inside > _DESCRIPTION:
            return False
        text = read_at(self.whole, described.inside, described.end - described.inside)
        return text[4:8] == b"\0\0\0\1" and text[12:16] == b"mebx" and b"location" not in text.lower()

    def _chunks(self, boxes: Mapping[bytes, _Box]) -> "array[int]":
        """Where each chunk of samples begins."""
        return self._rows(boxes, b"co64", "Q") if b"co64" in boxes else self._rows(boxes, b"stco", "I")

    def _ends(self, boxes: Mapping[bytes, _Box]) -> Sequence[int]:
        """How many bytes so many samples have, from none to all."""
        inside = boxes[b"stsz"].inside if b"stsz" in boxes else 0
        same = int.from_bytes(read_at(self.whole, inside + 4, 4)) if inside else 0
        if not same:
            return array("Q", [0, *accumulate(self._rows(boxes, b"stsz", "I", skip=8))])
        count = int.from_bytes(read_at(self.whole, inside + 8, 4))
        self._spend(count)
        return range(0, same * count + 1, same)

    def _counts(self, boxes: Mapping[bytes, _Box], chunks: int) -> Iterator[int]:
        """How many samples each chunk holds; a row says it for all chunks up to that of the next row."""
        runs = self._rows(boxes, b"stsc", "I", fields=3)
        firsts, counts = runs[0::3], runs[1::3]
        for chunk in range(1, chunks + 1):
            place = bisect_right(firsts, chunk)
            yield counts[place - 1] if place else 0

    def _rows(
        self, boxes: Mapping[bytes, _Box], kind: bytes, width: str, *, skip: int = 4, fields: int = 1
    ) -> "array[int]":
        """The numbers of a table, behind its version and the count of its rows."""
        rows = array(width)
        if kind not in boxes:
            raise Unfathomable
        at = boxes[kind].inside + skip
        count = int.from_bytes(read_at(self.whole, at, 4)) * fields
        self._spend(count)
        if at + 4 + count * rows.itemsize > boxes[kind].end:
            raise Unfathomable
        rows.frombytes(read_at(self.whole, at + 4, count * rows.itemsize))
        if sys.byteorder == "little":
            rows.byteswap()
        return rows

    def _spend(self, samples: int) -> None:
        self.samples += samples
        if self.samples > _MOST_SAMPLES:
            raise Unfathomable

    def _within(self, box: _Box | None, wanted: bytes) -> _Box | None:
        return next((one for one in self._boxes(box) if one.kind == wanted), None) if box else None

    def _boxes(self, container: _Box, *, skip: int = 0) -> Iterator[_Box]:
        """What stands in it, in order; what makes no sense as a box comes last, as the rest."""
        at, end = container.inside + skip, container.end
        while at < end:
            self.budget.spend()
            header = read_at(self.whole, at, 16)
            size, length = int.from_bytes(header[:4]), 8
            if size == 1 and len(header) == 16:
                size, length = int.from_bytes(header[8:]), 16
            size = size or end - at
            if header[4:8] == b"mdat" and container.kind == _FILE:
                size = max(length, min(size, end - at))  # the end of the film is missing
            if len(header) < 8 or size < length or at + size > end:
                yield _Box(_REST, at, at, end)
                return
            yield _Box(header[4:8], at, at + length, at + size)
            at += size


def _as_free(box: _Box) -> Iterator[Span]:
    """An empty place of the same size, as every player knows it."""
    if box.kind != _REST:
        yield Span(box.at + 4, box.at + 8, b"free")
    yield Span(box.inside, box.end)
