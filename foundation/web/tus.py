"""The tus protocol 1.0.0 over HTTP: core, creation, termination and expiration (https://tus.io/protocols)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import BinaryIO, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.storage import TooLarge
from foundation.uploading import read_metadata
from foundation.web.guard import Stream
from foundation.web.uploads import upload_limits

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
LARGEST_CHUNK = 16_000_000  # bytes of one request; a client with more sends the rest in the next one
CHUNKS = Stream("application/offset+octet-stream", LARGEST_CHUNK)
PATIENCE = 30.0  # seconds without a byte, after which a connection counts as cut
LARGEST_OFFSET = 2**63 - 1


class OtherVersion(Refusal):
    """A client that speaks another version of the protocol, or none."""

    status = 412

    def __init__(self) -> None:
        super().__init__(say("This page is of an earlier version. Reload it and try again."))


class NotUnderstood(Refusal):
    """A header is missing or makes no sense."""

    status = 400

    def __init__(self) -> None:
        super().__init__(say("What was said about the upload cannot be read. Reload the page and try again."))


class NoChunk(Refusal):
    """Bytes that are not sent as the protocol says."""

    status = 415

    def __init__(self) -> None:
        super().__init__(say("These bytes were not sent as a part of an upload. Reload the page and try again."))


class CutOff(Refusal):
    """The connection broke in the middle; what came until then stays."""

    status = 408

    def __init__(self) -> None:
        super().__init__(say("The connection was cut. What had arrived is safe."))


class OverrideMethod:
    """Below an address, a POST that says PATCH, DELETE or HEAD is one: some networks let nothing else through."""

    allowed = frozenset({"PATCH", "DELETE", "HEAD"})

    def __init__(self, app: WSGIApplication, below: str) -> None:
        self.app, self.below = app, below

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as if it had been asked that way."""
        wanted = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", "").upper()
        is_ours = environ.get("PATH_INFO", "").startswith(self.below)
        if environ["REQUEST_METHOD"] == "POST" and is_ours and wanted in self.allowed:
            environ["REQUEST_METHOD"] = wanted
        return self.app(environ, start_response)


def speak_tus(blueprint: Blueprint, endpoints: Collection[str]) -> None:
    """Every answer of these endpoints says which version it speaks, and on OPTIONS what it can do."""
    ours = {f"{blueprint.name}.{endpoint}" for endpoint in endpoints}

    @blueprint.after_request
    def add_headers(response: Response) -> Response:
        if request.endpoint in ours:
            response.headers["Tus-Resumable"] = VERSION
            if request.method == "OPTIONS" or response.status_code == OtherVersion.status:
                response.headers["Tus-Version"] = VERSION
            if request.method == "OPTIONS":
                response.headers["Tus-Extension"] = EXTENSIONS
                response.headers["Tus-Max-Size"] = str(upload_limits().largest)
        return response


def require_version(**_address: object) -> None:
    """Refuse a client of another version before anything is done."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion


def announced_size() -> int:
    """The size of the whole upload, as its creation says it; a size to be told later is not supported."""
    if "Upload-Defer-Length" in request.headers:
        raise NotUnderstood
    return _number("Upload-Length")


def announced_facts() -> dict[str, str]:
    """What its creation says about it besides."""
    return read_metadata(request.headers.get("Upload-Metadata", ""))


def chunk_offset(size: int) -> int:
    """Where the bytes of this request belong; refused before one is read when they cannot fit."""
    require_version()
    if request.mimetype != CHUNKS.media_type:
        raise NoChunk
    offset = _number("Upload-Offset")
    if offset <= size < offset + (request.content_length or 0):
        raise TooLarge(size)
    return offset


def chunk() -> BinaryIO:
    """The bytes of this request, as they come in; a silent connection is given up, so that it keeps nobody waiting."""
    line = request.environ.get("gunicorn.socket")
    if line is not None:
        line.settimeout(PATIENCE)
    return cast(BinaryIO, _Chunk())


def answer(offset: int, expires: datetime | None) -> Response:
    """So many bytes are here, and until when they are kept."""
    response = Response(status=204)
    put_offset(response, offset, expires)
    return response


def put_offset(response: Response, offset: int, expires: datetime | None) -> None:
    """Say it on another answer."""
    response.headers["Upload-Offset"] = str(offset)
    if expires is not None:
        response.headers["Upload-Expires"] = http_date(expires)


class _Chunk:
    """Reads what is sent, and says in our words when it ends too early."""

    def read(self, size: int = -1) -> bytes:
        try:
            return request.stream.read(size)
        except ClientDisconnected:
            raise CutOff from None


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_OFFSET):
        raise NotUnderstood
    return int(text)
