"""Uploads that are kept before anything is made of them: judged first, so that nothing of a refused one stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from foundation.files.kinds import UploadLimits
from foundation.files.names import extension_of, safe_name
from foundation.files.recognise import Admitted, admit
from foundation.files.refused import DamagedPhoto, EmptyFile, TooManyPixels, UnknownEnding
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.scanning import HarmFound, Scanner, TooLargeToScan
from foundation.storage import Storage, StoredBlob, TooLarge


@dataclass(frozen=True)
class TakenIn:
    """A file whose bytes are kept, but that belongs to nothing yet."""

    name: str
    media_type: str
    category: str
    size: int
    sha256: str
    key: str


class RefusedFile(Refusal):
    """One file of several that is not taken in."""

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(say("%(name)s: %(reason)s", name=name, reason=refusal.message))
        self.status = refusal.status


def look_through(scanner: Scanner, stream: BinaryIO, name: str) -> None:
    """For what is kept or drawn in another way: refuse it by name; it stands at its beginning afterwards."""
    try:
        scanner.look_through(stream)
    except (HarmFound, TooLargeToScan) as refusal:
        raise RefusedFile(safe_name(name), refusal) from None
    stream.seek(0)


def take_in(storage: Storage, stream: BinaryIO, name: str, *, limits: UploadLimits, scanner: Scanner) -> TakenIn:
    """Look at an upload and keep its bytes, or refuse it by name; nothing of a refused one is kept."""
    with _by_name(name):
        admitted = admit(stream, name, limits=limits)
        look_through(scanner, stream, name)
        blob = storage.put(stream, limit=limits.of(admitted.kind.category))
    return _taken(admitted, blob)


def take_in_staged(storage: Storage, staged: str, name: str, *, limits: UploadLimits, scanner: Scanner) -> TakenIn:
    """The same for a file that came in pieces; they stay staged until they are discarded."""
    with _by_name(name):
        with storage.open_staged(staged) as stream:
            admitted = admit(stream, name, limits=limits)
            look_through(scanner, stream, name)
        blob = storage.keep(staged)
    return _taken(admitted, blob)


def refuse_beforehand(name: str, size: int, *, limits: UploadLimits) -> None:
    """Refuse by name and size alone what would be refused once it is here; most people name files rightly."""
    name = safe_name(name)
    if size == 0:
        raise EmptyFile(name)
    most = limits.of_name(name)
    if most is None:
        raise UnknownEnding(name, f".{extension_of(name)}")
    if size > most:
        raise RefusedFile(name, TooLarge(most))


def _taken(admitted: Admitted, blob: StoredBlob) -> TakenIn:
    kind = admitted.kind
    return TakenIn(admitted.name, kind.media_type, kind.category, blob.size, blob.sha256, blob.key)


@contextmanager
def _by_name(name: str) -> Iterator[None]:
    try:
        yield
    except (TooLarge, DamagedPhoto, TooManyPixels) as refusal:
        raise RefusedFile(safe_name(name), refusal) from None
