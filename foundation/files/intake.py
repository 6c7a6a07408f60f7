"""Uploads that are kept before anything is made of them: judged first, so that nothing of a refused one stays."""

from dataclasses import dataclass
from typing import BinaryIO

from foundation.files.kinds import UploadLimits
from foundation.files.names import safe_name
from foundation.files.recognise import admit
from foundation.files.refused import DamagedPhoto, TooManyPixels
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.scanning import HarmFound, Scanner, TooLargeToScan
from foundation.storage import Storage, TooLarge


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
    try:
        admitted = admit(stream, name, limits=limits)
        look_through(scanner, stream, name)
        blob = storage.put(stream, limit=limits.of(admitted.kind.category))
    except (TooLarge, DamagedPhoto, TooManyPixels) as refusal:
        raise RefusedFile(safe_name(name), refusal) from None
    kind = admitted.kind
    return TakenIn(admitted.name, kind.media_type, kind.category, blob.size, blob.sha256, blob.key)
