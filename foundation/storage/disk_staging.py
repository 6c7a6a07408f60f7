"""Files that come in pieces, on disk: one file each, that only grows until it is discarded."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from foundation.storage.blobs import (
    MissingBlob,
    StagedElsewhere,
    TooLarge,
    WrongOffset,
    known_staged,
    no_room_in_words,
    pour,
)
from foundation.storage.folders import own_folder, remove_older, sync_folder

STAGED = "staged"


class DiskStaging:
    """The staging area of a folder that this product alone writes to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def append(self, name: str, stream: BinaryIO, *, offset: int, limit: int) -> int:
        """Add what the stream holds; what came before it broke off, or before the disk was full, stays."""
        with no_room_in_words(), self._growing(name, offset) as file:
            try:
                pour(stream, file, limit=limit - offset, allowed=limit)
            except TooLarge:
                os.ftruncate(file.fileno(), offset)
                raise
            finally:
                _settle(file, offset)
            return os.fstat(file.fileno()).st_size

    def staged_size(self, name: str) -> int:
        """How many bytes are staged."""
        try:
            return self._staged(name).stat().st_size
        except FileNotFoundError:
            return 0

    def open_staged(self, name: str) -> BinaryIO:
        """All staged bytes, seekable."""
        try:
            return self._staged(name).open("rb")
        except FileNotFoundError:
            raise MissingBlob(name) from None

    def discard(self, name: str) -> None:
        """Take staged bytes away."""
        self._staged(name).unlink(missing_ok=True)

    def sweep_staged(self, *, older_than: datetime) -> int:
        """Remove what nobody added to since the moment."""
        return remove_older(own_folder(self.root, STAGED), older_than)

    def _staged(self, name: str) -> Path:
        return self.root / STAGED / known_staged(name)

    @contextmanager
    def _growing(self, name: str, offset: int) -> Iterator[FileIO]:
        """The file of this upload, ours alone while we add to it; unbuffered, so that its size is what was written."""
        path = own_folder(self.root, STAGED) / known_staged(name)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with FileIO(descriptor, "r+b") as file:
            # Race: two connections send the same upload. The lock goes with the descriptor, also when we are killed.
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StagedElsewhere from None
            facts = os.fstat(descriptor)
            if facts.st_size != offset:
                raise WrongOffset(facts.st_size)
            if facts.st_nlink > 1:  # it is a blob by now, and those never change
                raise StagedElsewhere
            sync_folder(path.parent)
            file.seek(offset)
            yield file


def _settle(file: FileIO, offset: int) -> None:
    """On disk for good; where the disk takes the bytes back after all, they do not count."""
    try:
        os.fsync(file.fileno())
    except OSError:
        os.ftruncate(file.fileno(), offset)
        raise
