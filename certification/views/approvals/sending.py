"""Bytes on their way out: what was sent in as a download, pictures of ours to look at."""

from collections.abc import Iterator
from typing import BinaryIO

from flask import Response

from certification.models.approvals import OpenedPicture
from foundation.files import DERIVATIVE_HEADERS, DOWNLOAD_HEADERS, disposition
from foundation.work import Work

JPEG = "image/jpeg"
PIECE = 256 * 1024


def send_original(work: Work, key: str, *, name: str, media_type: str) -> Response:
    """All of a file, as a download under which nothing in it can run."""
    answer = Response(_pieces(work.storage.open(key)), mimetype=media_type)
    answer.content_length = work.storage.size(key)
    answer.headers.update(DOWNLOAD_HEADERS)
    answer.headers["Content-Disposition"] = disposition(name)
    return answer


def send_picture(work: Work, opened: OpenedPicture) -> Response:
    """A picture that we drew ourselves."""
    answer = Response(_pieces(work.storage.open(opened.key)), mimetype=JPEG)
    answer.headers.update(DERIVATIVE_HEADERS)
    answer.headers["Content-Disposition"] = disposition(f"{opened.name}.jpg", inline=True)
    return answer


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece
