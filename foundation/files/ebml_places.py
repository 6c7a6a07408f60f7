"""Elements of WebM (RFC 8794, RFC 9559) that may tell where a film was made: its tags, and what is attached to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from foundation.files.spans import Budget, Span, Unfathomable, is_blank, read_at
from foundation.storage.blobs import MEGABYTE

_HEADER, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_SEEK, _INFO, _TRACKS, _CUES, _CHAPTERS = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1043A770
_TAGS, _ATTACHMENTS = 0x1254C367, 0x1941A469
_VOID, _CHECKSUM = 0xEC, 0xBF
_TAG, _SIMPLE_TAG, _NAME = 0x7373, 0x67C8, 0x45A3
_KEPT = frozenset({_HEADER, _SEEK, _INFO, _TRACKS, _CLUSTER, _CUES, _CHAPTERS, _CHECKSUM})
_TOP = _KEPT - {_CHECKSUM} | {_SEGMENT, _TAGS, _ATTACHMENTS}
_LARGEST_TAGS = MEGABYTE
_TELL_NO_PLACE = frozenset(
    {"ENCODER", "ENCODER_OPTIONS", "DURATION", "HANDLER_NAME", "VENDOR_ID", "CREATION_TIME", "DATE", "LANGUAGE", "BPS"}
    | {"MAJOR_BRAND", "MINOR_VERSION", "COMPATIBLE_BRANDS", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES"}
    | {"_STATISTICS_WRITING_APP", "_STATISTICS_WRITING_DATE_UTC", "_STATISTICS_TAGS"}
)


@dataclass(frozen=True)
class _Element:
    name: int  # 0 for bytes that are no element
    at: int
    inside: int
    end: int
    endless: bool = False  # it ends where one begins that cannot stand in it


def spans(whole: BinaryIO, size: int) -> list[Span]:
    """What to write over; `Unfathomable` when that cannot be said."""
    return [_as_void(one) for one in _top(whole, size, Budget()) if not _is_harmless(whole, one)]


def _top(whole: BinaryIO, size: int, budget: Budget) -> Iterator[_Element]:
    """The elements of the segment, in order, and what stands around it."""
    at = 0
    while at < size:
        budget.spend()
        one = _element(whole, at, size)
        if one.name == _SEGMENT:
            at = one.inside
            continue
        if one.endless:
            if one.name != _CLUSTER:
                raise Unfathomable
            one = _Element(one.name, one.at, one.inside, _end_of_cluster(whole, one.inside, size, budget))
        yield one
        at = one.end


def _end_of_cluster(whole: BinaryIO, at: int, size: int, budget: Budget) -> int:
    """Where the next element begins that cannot stand in a cluster."""
    while at < size:
        budget.spend()
        one = _element(whole, at, size)
        if one.name in _TOP or one.name == 0:
            return at
        if one.endless:
            raise Unfathomable
        at = one.end
    return size


def _element(whole: BinaryIO, at: int, size: int) -> _Element:
    """The element that begins there; one that says that it is longer than the file ends with it."""
    header = read_at(whole, at, 12)
    name, length = _number(header, keep_marker=True)
    worth, width = _number(header[length:], keep_marker=False)
    if not length or not width or length > 4:
        return _Element(0, at, at, size)
    inside = at + length + width
    if worth == (1 << 7 * width) - 1:
        return _Element(name, at, inside, size, endless=True)
    return _Element(name, at, inside, min(inside + worth, size))


def _number(content: bytes, *, keep_marker: bool) -> tuple[int, int]:
    """A number that says by its first bits how long it is, and how long; a length of 0 when it is none."""
    length = 9 - content[0].bit_length() if content else 9
    if length > 8 or len(content) < length:
        return 0, 0
    worth = int.from_bytes(content[:length])
    return (worth if keep_marker else worth & ((1 << 7 * length) - 1)), length


def _is_harmless(whole: BinaryIO, one: _Element) -> bool:
    if one.name in (_VOID, 0):
        return is_blank(whole, one.inside, one.end)
    if one.name == _TAGS and one.end - one.inside <= _LARGEST_TAGS:
        return all(name in _TELL_NO_PLACE for name in _names(whole, one, Budget(), depth=0))
    return one.name in _KEPT


def _names(whole: BinaryIO, within: _Element, budget: Budget, *, depth: int) -> Iterator[str]:
    """The names of all tags in it, also of those in others; an empty one where it makes no sense."""
    at = within.inside
    while at < within.end:
        budget.spend()
        one = _element(whole, at, within.end)
        if one.name == 0 or one.endless or depth > 8:
            yield ""
            return
        if one.name == _NAME:
            yield read_at(whole, one.inside, min(one.end - one.inside, 100)).decode("ascii", "replace").upper()
        elif one.name in (_TAG, _SIMPLE_TAG):
            yield from _names(whole, one, budget, depth=depth + 1)
        at = one.end


def _as_void(one: _Element) -> Span:
    """An empty element of the same size, as every player knows it."""
    size = one.end - one.at
    if one.name == 0 or size < 2:
        return Span(one.at, one.end)
    width = min(8, max(1, one.inside - one.at - 1), size - 1)
    worth = size - 1 - width
    return Span(one.at, one.end, bytes([_VOID]) + (worth | 1 << 7 * width).to_bytes(width))
