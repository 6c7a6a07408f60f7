"""Reading from S3, and its errors as ours."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from botocore.exceptions import BotoCoreError, ClientError

from foundation.storage.blobs import MissingBlob, StorageUnavailable

_ABSENT = {"404", "NoSuchKey", "NotFound"}


class Body(Protocol):
    """What an answer of S3 holds."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""

    def close(self) -> None:
        """Let go of the connection."""


class Remote(io.RawIOBase):
    """Bytes fetched as they are read; a request is made at the first read after each jump."""

    def __init__(self, fetch: Callable[[int], Body], start: int, end: int) -> None:
        self._fetch, self._start, self._end = fetch, start, end
        self._at = start
        self._body: Body | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at - self._start

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go there; what was under way is dropped."""
        base = {io.SEEK_SET: self._start, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        if base + offset != self._at:
            self._drop()
        self._at = max(self._start, base + offset)
        return self.tell()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stub wants a private type
        """Fill the buffer as far as one answer goes."""
        if self._at >= self._end:
            return 0
        with plain_errors():
            self._body = self._body or self._fetch(self._at)
            chunk = self._body.read(min(len(buffer), self._end - self._at))
        buffer[: len(chunk)] = chunk
        self._at += len(chunk)
        return len(chunk)

    def close(self) -> None:
        """Drop what is under way."""
        self._drop()
        super().close()

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
        self._body = None


@contextmanager
def plain_errors(key: str = "") -> Iterator[None]:
    """Turn the client's errors into ours."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _ABSENT:
            raise MissingBlob(key) from None
        raise StorageUnavailable from error
    except BotoCoreError as error:
        raise StorageUnavailable from error
