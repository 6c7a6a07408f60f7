"""Storage in a folder on disk. What was acknowledged survives a power cut: file and folders are synced first."""

import fcntl
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from foundation.storage.blobs import (
    MissingBlob,
    StorageUnready,
    StoredBlob,
    clamp_range,
    copy_in,
    is_key,
    known_key,
    no_room_in_words,
)

INCOMING = "incoming"


class DiskStorage:
    """One folder that this product alone writes to: readable by its own account only."""

    def __init__(self, root: Path) -> None:
        self.root = root

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
            if path.exists() and (unless_newer_than is None or _moment(path) < unless_newer_than):
                path.unlink()
                _sync_folder(path.parent)

    def iterate_keys(self, *, older_than: datetime) -> Iterator[str]:
        """Keys last put before the moment, in order."""
        for outer in _folders_in(self.root):
            for inner in _folders_in(outer):
                for path in sorted(inner.iterdir()):
                    key = path.relative_to(self.root).as_posix()
                    if is_key(key) and _is_older(path, older_than):
                        yield key

    def sweep_unfinished(self, *, older_than: datetime) -> int:
        """Remove uploads that a killed process left half written."""
        left = [path for path in self._folder(INCOMING).iterdir() if _is_older(path, older_than)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

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
            self._folder(*path.relative_to(self.root).parts[:-1])
            with self._lock():
                os.replace(temporary, path)
        # Also when the file was there: whoever put it first may not have got as far as this.
        for folder in (path.parent, path.parent.parent, self.root):
            _sync_folder(folder)

    def _renewed(self, path: Path, size: int) -> bool:
        """Whether the content was here already, whole; it then counts as put just now, so that no sweep takes it."""
        with self._lock():
            if not path.exists() or path.stat().st_size != size:
                return False
            os.utime(path)
            return True

    def _path(self, key: str) -> Path:
        return self.root / known_key(key)

    def _folder(self, *names: str) -> Path:
        """The folder below the root, made for our account alone where it is not there yet."""
        if not self.root.is_dir():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(self.root.parent)
        folder = self.root
        for name in names:
            folder = folder / name
            folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @contextmanager
    def _incoming(self) -> Iterator[tuple[Path, BinaryIO]]:
        """A file beside the others (the same file system, so that moving is one step), gone afterwards unless moved."""
        descriptor, name = tempfile.mkstemp(dir=self._folder(INCOMING))
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield Path(name), file
        finally:
            Path(name).unlink(missing_ok=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One process at a time between looking at a file's age and acting on it."""
        descriptor = os.open(self._folder() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
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


def _moment(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return _moment(path) < moment
    except FileNotFoundError:
        return False  # deleted, or moved into place, while we were looking


def _folders_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
