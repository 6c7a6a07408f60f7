"""Bytes on their way out: the whole file, or the part that a player asks for."""

from collections.abc import Iterator
from typing import BinaryIO

from flask import Response, g, request
from werkzeug.datastructures import ContentRange

from foundation.files import DERIVATIVE_HEADERS, DOWNLOAD_HEADERS, disposition
from foundation.refusals import NotFound
from foundation.storage import BadRange
from foundation.work import Work

JPEG = "image/jpeg"
PIECE = 256 * 1024


def send_original(work: Work, key: str | None, *, name: str, media_type: str, etag: str = "") -> Response:
    """All of a file, as a download under which nothing in it can run; not found where there is none to give."""
    if key is None:
        raise NotFound
    answer = _send(work, key, media_type, etag=etag)
    answer.headers.update(DOWNLOAD_HEADERS)
    answer.headers["Content-Disposition"] = disposition(name)
    return answer


def send_drawn(work: Work, key: str | None, name: str) -> Response:
    """A picture that we drew ourselves; not found as long as there is none."""
    if key is None:
        raise NotFound
    answer = _send(work, key, JPEG)
    answer.headers.update(DERIVATIVE_HEADERS)
    answer.headers["Content-Disposition"] = disposition(name, inline=True)
    return answer


def _send(work: Work, key: str, media_type: str, *, etag: str = "") -> Response:
    """The bytes, or the part of them that was asked for (206), or word that the browser has them (304)."""
    size, etag = work.storage.size(key), etag or key.rsplit("/", 1)[-1]
    answer = Response(mimetype=media_type)
    answer.set_etag(etag)
    answer.accept_ranges = "bytes"
    if request.if_none_match.contains(etag):
        answer.status_code = 304
        return answer
    start, end = _part_asked_for(size, etag)
    if (start, end) != (0, size):
        g.sends_part = True
        answer.status_code = 206
        answer.content_range = ContentRange("bytes", start, end, size)
    if request.method != "HEAD" and size:
        answer.response = _pieces(work.storage.open_range(key, start, end))
    answer.content_length = end - start
    return answer


def _part_asked_for(size: int, etag: str) -> tuple[int, int]:
    """From where up to where; everything unless one part of this very file was asked for."""
    asked = request.range
    changed = request.if_range.etag is not None and request.if_range.etag != etag
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or changed:
        return 0, size
    part = asked.range_for_length(size)
    if part is None:
        raise BadRange(size)
    return part


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece
