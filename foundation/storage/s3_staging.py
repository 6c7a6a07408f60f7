"""Files that come in pieces, in S3: every piece an object that is named after where it begins."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import ClientError

from foundation.storage.blobs import (
    MEGABYTE,
    MissingBlob,
    StagedElsewhere,
    TooLarge,
    WrongOffset,
    known_staged,
    no_room_in_words,
    pour,
)
from foundation.storage.s3_reading import Body, Remote, plain_errors

_TAKEN = {"412", "PreconditionFailed", "ConditionalRequestConflict"}


class S3Staging:
    """The staging area of a bucket. A piece is set aside on disk before it is sent."""

    bucket: str
    prefix: str
    spool: Path | None
    _client: Any

    def append(self, name: str, stream: BinaryIO, *, offset: int, limit: int) -> int:
        """Add what the stream holds; what came before it broke off, or before our own disk was full, stays."""
        there = self.staged_size(name)
        if there != offset:
            raise WrongOffset(there)
        with no_room_in_words(), tempfile.TemporaryFile(dir=self.spool, buffering=0) as piece:
            try:
                pour(stream, piece, limit=limit - offset, allowed=limit)
            except TooLarge:
                piece.truncate(0)
                raise
            finally:
                size = piece.seek(0, io.SEEK_END)
                if size:
                    self._put_piece(name, offset, piece)
            return offset + size

    def staged_size(self, name: str) -> int:
        """How many bytes are staged without a gap."""
        return sum(size for _, size in self._pieces(name))

    def open_staged(self, name: str) -> BinaryIO:
        """All staged bytes, seekable; fetched as they are read."""
        pieces = list(self._pieces(name))
        if not pieces:
            raise MissingBlob(name)
        size = sum(size for _, size in pieces)
        return io.BufferedReader(Remote(lambda at: _Row(self, pieces, at), 0, size), MEGABYTE)

    def discard(self, name: str) -> None:
        """Take staged bytes away."""
        with plain_errors(name):
            for found in self._objects(f"{known_staged(name)}/"):
                self._client.delete_object(Bucket=self.bucket, Key=found["Key"])

    def sweep_staged(self, *, older_than: datetime) -> int:
        """Remove what nobody added to since the moment."""
        swept = 0
        with plain_errors():
            by_name = groupby(self._objects(""), key=lambda found: found["Key"].rpartition("/")[0])
            for _, group in by_name:
                objects = list(group)
                if max(found["LastModified"] for found in objects) < older_than:
                    swept += 1
                    for found in objects:
                        self._client.delete_object(Bucket=self.bucket, Key=found["Key"])
        return swept

    def body_of(self, key: str, start: int) -> Body:
        """The bytes of one piece, from the given one on."""
        with plain_errors(key):
            body: Body = self._client.get_object(Bucket=self.bucket, Key=key, Range=f"bytes={start}-")["Body"]
            return body

    def _put_piece(self, name: str, offset: int, piece: BinaryIO) -> None:
        piece.seek(0)
        key = f"{self._staged}{known_staged(name)}/{offset:016d}"
        # Race: two connections send the same upload. Both want this very name, and only the first one gets it.
        with plain_errors(key), _first_only():
            self._client.put_object(Bucket=self.bucket, Key=key, Body=piece, IfNoneMatch="*")

    def _pieces(self, name: str) -> Iterator[tuple[str, int]]:
        """Each piece that follows on the one before it, and its size."""
        end = 0
        with plain_errors(name):
            for found in self._objects(f"{known_staged(name)}/"):
                if int(found["Key"].rpartition("/")[2]) != end:
                    return
                end += found["Size"]
                yield found["Key"], found["Size"]

    def _objects(self, below: str) -> Iterator[dict[str, Any]]:
        prefix = f"{self._staged}{below}"
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
            yield from page.get("Contents", ())

    @property
    def _staged(self) -> str:
        return f"{self.prefix}staged/"


class _Row:
    """Pieces read one after another, from a place in the whole on."""

    def __init__(self, staging: S3Staging, pieces: list[tuple[str, int]], at: int) -> None:
        self._staging = staging
        self._body: Body | None = None
        self._left: list[tuple[str, int]] = []
        end = 0
        for key, size in pieces:
            begin, end = end, end + size
            if end > at:
                self._left.append((key, max(0, at - begin)))

    def read(self, size: int, /) -> bytes:
        while self._body is not None or self._left:
            self._body = self._body or self._staging.body_of(*self._left.pop(0))
            if chunk := self._body.read(size):
                return chunk
            self.close()
        return b""

    def close(self) -> None:
        if self._body is not None:
            self._body.close()
        self._body = None


@contextmanager
def _first_only() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _TAKEN:
            raise StagedElsewhere from error
        raise
