"""Storage in a folder on disk. What was acknowledged survives a power cut: file and folders are synced first."""

import errno
import fcntl
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from foundation.storage.blobs import (
    MissingBlob,
    StorageUnready,
    StoredBlob,
    clamp_range,
    copy_in,
    digest_of,
    is_key,
    known_key,
    no_room_in_words,
)
from foundation.storage.disk_staging import DiskStaging
from foundation.storage.folders import folders_in, is_older, moment_of, own_folder, remove_older, sync_folder

INCOMING = "incoming"


class DiskStorage(DiskStaging):
    """One folder that this product alone writes to: readable by its own account only."""

    def put(self, stream: BinaryIO, *, limit: int) -> StoredBlob:
        """Keep the content for good: written aside, synced, then moved into place in one step."""
        with no_room_in_words(), self._incoming() as (temporary, file):
            blob = copy_in(stream, file, limit=limit)
            self._keep(temporary, file, blob)
        return blob

    def open(self, key: str) -> BinaryIO:
        """All bytes, seekable."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise MissingBlob(key) from None

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        """The bytes from `start` up to but without `end`."""
        start, end = clamp_range(start, end, size=self.size(key))
        file = self.open(key)
        file.seek(start)
        return io.BufferedReader(_Part(file, end - start))

    def size(self, key: str) -> int:
        """How many bytes there are."""
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            raise MissingBlob(key) from None

    def exists(self, key: str) -> bool:
        """Whether the bytes are there."""
        return self._path(key).is_file()

    def delete(self, key: str, *, unless_newer_than: datetime | None = None) -> None:
        """Take the bytes away, unless somebody put them again after the given moment."""
        path = self._path(key)
        # Race: the sweep has chosen this blob while somebody uploads the same content. Age and removal are one step.
        with self._lock():
            if path.exists() and (unless_newer_than is None or moment_of(path) < unless_newer_than):
                path.unlink()
                sync_folder(path.parent)

    def iterate_keys(self, *, older_than: datetime) -> Iterator[str]:
        """Keys last put before the moment, in order."""
        for outer in folders_in(self.root):
            for inner in folders_in(outer):
                for path in sorted(inner.iterdir()):
                    key = path.relative_to(self.root).as_posix()
                    if is_key(key) and is_older(path, older_than):
                        yield key

    def sweep_unfinished(self, *, older_than: datetime) -> int:
        """Remove uploads that a killed process left half written."""
        return remove_older(own_folder(self.root, INCOMING), older_than)

    def keep(self, name: str) -> StoredBlob:
        """Make a blob of what is staged, without writing it again: the same bytes get a second name."""
        with no_room_in_words(), self.open_staged(name) as file:
            os.fsync(file.fileno())  # a server that was killed after the last byte had not come to it
            blob = digest_of(file)
            path = self._path(blob.key)
            if not self._renewed(path, blob.size) and not self._linked(self._staged(name), path):
                return self.put(file, limit=blob.size)
        self._sync(path)
        return blob

    def check(self) -> None:
        """Write, sync and remove a small file, or say why that fails."""
        try:
            with self._incoming() as (_, file):
                file.write(b"ready")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StorageUnready(f"Files cannot be kept in {self.root}: {error.strerror}.") from error

    def _keep(self, temporary: Path, file: BinaryIO, blob: StoredBlob) -> None:
        path = self._path(blob.key)
        if not self._renewed(path, blob.size):
            file.flush()
            os.fsync(file.fileno())
            self._move(temporary, path)
        self._sync(path)

    def _move(self, temporary: Path, path: Path) -> None:
        own_folder(self.root, *path.relative_to(self.root).parts[:-1])
        with self._lock():
            os.replace(temporary, path)
            os.utime(path)

    def _linked(self, staged: Path, path: Path) -> bool:
        """Whether the file could be given its second name; some network folders know no such thing."""
        temporary = own_folder(self.root, INCOMING) / uuid4().hex
        try:
            os.link(staged, temporary)
        except OSError as error:
            if error.errno in (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS):
                return False
            raise
        try:
            self._move(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        return True

    def _sync(self, path: Path) -> None:
        """Also when the file was there: whoever put it first may not have got as far as this."""
        for folder in (path.parent, path.parent.parent, self.root):
            sync_folder(folder)

    def _renewed(self, path: Path, size: int) -> bool:
        """Whether the content was here already, whole; it then counts as put just now, so that no sweep takes it."""
        with self._lock():
            if not path.exists() or path.stat().st_size != size:
                return False
            os.utime(path)
            return True

    def _path(self, key: str) -> Path:
        return self.root / known_key(key)

    @contextmanager
    def _incoming(self) -> Iterator[tuple[Path, BinaryIO]]:
        """A file beside the others (the same file system, so that moving is one step), gone afterwards unless moved."""
        descriptor, name = tempfile.mkstemp(dir=own_folder(self.root, INCOMING))
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield Path(name), file
        finally:
            Path(name).unlink(missing_ok=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One process at a time between looking at a file's age and acting on it."""
        descriptor = os.open(own_folder(self.root) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


class _Part(io.RawIOBase):
    """At most so many bytes of a file, from where it stands."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stub wants a private type
        chunk = self._file.read(min(len(buffer), self._left))
        buffer[: len(chunk)] = chunk
        self._left -= len(chunk)
        return len(chunk)

    def close(self) -> None:
        self._file.close()
        super().close()
