"""What storage promises, whichever side keeps the bytes."""

import errno
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from typing import BinaryIO, Protocol

from foundation.messages import say
from foundation.refusals import Refusal

CHUNK = 1024 * 1024
KILOBYTE, MEGABYTE, GIGABYTE = 1024, 1024**2, 1024**3

_FULL = {errno.ENOSPC, errno.EDQUOT}
_KEY = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/(?=\1\2)[0-9a-f]{64}")
_STAGED = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class StoredBlob:
    """Bytes that are on disk for good: where they are, what they are, how many."""

    key: str
    sha256: str
    size: int


class Storage(Protocol):
    """Bytes by content: the same content has the same key and is kept once."""

    def put(self, stream: BinaryIO, *, limit: int) -> StoredBlob:
        """Keep what the stream still holds, for good; `TooLarge` beyond the limit, and then nothing is kept."""

    def open(self, key: str) -> BinaryIO:
        """All bytes, as a stream that can be read and moved about in."""

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        """The bytes from `start` up to but without `end`, to be read once; an end past the last byte means the last."""

    def size(self, key: str) -> int:
        """How many bytes there are."""

    def exists(self, key: str) -> bool:
        """Whether the bytes are there."""

    def delete(self, key: str, *, unless_newer_than: datetime | None = None) -> None:
        """Take the bytes away; leave them when somebody put them (again) after the given moment. Absent is fine."""

    def iterate_keys(self, *, older_than: datetime) -> Iterator[str]:
        """Keys last put before the moment: what the sweep of orphans looks at."""

    def sweep_unfinished(self, *, older_than: datetime) -> int:
        """Throw away what broken-off uploads left behind before the moment; says how many."""

    def append(self, name: str, stream: BinaryIO, *, offset: int, limit: int) -> int:
        """Stage what the stream still holds behind the `offset` bytes that are there; says how many there are then.

        `name` is a UUID. They are there for good when this answers. `WrongOffset` when another number is there,
        `StagedElsewhere` while somebody else appends, `TooLarge` beyond the limit. When the stream breaks off or the
        disk is full, what came until then stays and counts.
        """

    def staged_size(self, name: str) -> int:
        """How many bytes are staged; none is 0."""

    def open_staged(self, name: str) -> BinaryIO:
        """All staged bytes, as a stream that can be read and moved about in."""

    def keep(self, name: str) -> StoredBlob:
        """Make a blob of what is staged. It stays staged too, until it is discarded; keeping it twice is harmless."""

    def discard(self, name: str) -> None:
        """Take staged bytes away. Absent is fine."""

    def sweep_staged(self, *, older_than: datetime) -> int:
        """Throw away what was staged and not added to since the moment; says how many."""

    def check(self) -> None:
        """Raise `StorageUnready`, in words for the operator, unless bytes can be kept right now."""


class TooLarge(Refusal):
    """More bytes than this kind of file may have."""

    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(say("This file is too large: at most %(limit)s is allowed.", limit=size_in_words(limit)))
        self.limit = limit


class NoRoom(Refusal):
    """The disk is full."""

    status = 507

    def __init__(self) -> None:
        super().__init__(say("There is no room left to keep files. Tell your administrator, then try again."))


class StorageUnavailable(Refusal):
    """The place that keeps files does not answer, or not as it should."""

    status = 503

    def __init__(self) -> None:
        super().__init__(say("Files cannot be reached right now. Nothing was kept; try again in a few minutes."))


class BadRange(Refusal):
    """A part of a file was asked for that the file does not have."""

    status = 416

    def __init__(self, size: int) -> None:
        super().__init__(say("The file has no such part."))
        self.size = size


class WrongOffset(Refusal):
    """More bytes are staged, or fewer, than whoever sends the next ones believes."""

    def __init__(self, offset: int) -> None:
        super().__init__(say("The upload is not at that point any more. Ask how far it is and go on from there."))
        self.offset = offset


class StagedElsewhere(Refusal):
    """The same upload is being sent twice at this moment."""

    status = 423

    def __init__(self) -> None:
        super().__init__(say("This upload is being sent already, in another window or over an earlier connection."))


class MissingBlob(Exception):
    """A key with no bytes behind it: a row points at something that is gone."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Storage holds nothing under {key}; a restore or a deletion has missed it.")
        self.key = key


class BadKey(ValueError):
    """Not a key that storage ever gave out."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Not a storage key: {key[:100]!r}.")


class StorageUnready(Exception):
    """Storage cannot keep bytes; the words are for whoever runs the server."""


def key_for(sha256: str) -> str:
    """The key of content with this digest, spread over folders so that none grows too large."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def is_key(text: str) -> bool:
    """Whether this is the form of a key; the only thing that may become a path."""
    return _KEY.fullmatch(text) is not None


def known_key(key: str) -> str:
    """The key itself, or `BadKey`."""
    if not is_key(key):
        raise BadKey(key)
    return key


def known_staged(name: str) -> str:
    """The name of something staged, or `BadKey`."""
    if _STAGED.fullmatch(name) is None:
        raise BadKey(name)
    return name


def copy_in(source: BinaryIO, target: BinaryIO, *, limit: int) -> StoredBlob:
    """Copy piece by piece while hashing; stops with `TooLarge` at the first byte too many."""
    digest, size = hashlib.sha256(), 0
    # One byte past the limit is enough to know; a stream that never ends is not read further.
    while chunk := source.read(min(CHUNK, limit + 1 - size)):
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        digest.update(chunk)
        target.write(chunk)
    return StoredBlob(key_for(digest.hexdigest()), digest.hexdigest(), size)


def digest_of(source: BinaryIO) -> StoredBlob:
    """What the stream holds as a blob, hashed piece by piece; it stands at its beginning afterwards."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
    source.seek(0)
    return StoredBlob(key_for(digest.hexdigest()), digest.hexdigest(), size)


def pour(source: BinaryIO, target: FileIO, *, limit: int, allowed: int) -> None:
    """Write piece by piece, unbuffered; `TooLarge`, which names what is allowed, at the first byte past the limit."""
    written = 0
    while chunk := source.read(min(CHUNK, limit + 1 - written)):
        if written + len(chunk) > limit:
            raise TooLarge(allowed)
        written += len(chunk)
        rest = memoryview(chunk)
        while rest:  # a disk that is almost full takes a part, and refuses the rest the next time
            rest = rest[target.write(rest) :]


@contextmanager
def no_room_in_words() -> Iterator[None]:
    """A full disk becomes `NoRoom`; other failures of the disk stay what they are."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoom from error
        raise


def clamp_range(start: int, end: int, *, size: int) -> tuple[int, int]:
    """The part of the file that was asked for, or `BadRange`."""
    if not 0 <= start < min(end, size):
        raise BadRange(size)
    return start, min(end, size)


def size_in_words(size: int) -> str:
    """A size as people write it, in thousands as the settings count it: 25 MB, 1 GB, 1.5 MB."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{round(size / unit, 1):g} {name}"
    return f"{size} B"
