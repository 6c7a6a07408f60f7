"""Taking in the bytes of an upload: outside any transaction, as that takes as long as the connection is slow."""

from dataclasses import dataclass
from typing import BinaryIO

from foundation.files import TakenIn, UploadLimits
from foundation.files.intake import take_in_staged
from foundation.messages import Message
from foundation.refusals import Refusal
from foundation.scanning import Scanner
from foundation.storage import MissingBlob, StagedElsewhere, Storage, WrongOffset

FAULTS_OF_OURS = 500  # from here on it is not the file: the same bytes may pass a moment later


@dataclass(frozen=True)
class Received:
    """How many bytes are here, and what was made of them if that is all."""

    offset: int
    taken: TakenIn | None = None
    refused: Message | None = None


@dataclass(frozen=True)
class Gate:
    """What a finished upload has to pass."""

    storage: Storage
    scanner: Scanner
    limits: UploadLimits


def receive(gate: Gate, key: str, name: str, stream: BinaryIO, *, offset: int, size: int) -> Received:
    """Stage the next bytes; with the last of them look at the whole and keep it, or say why not.

    Raises when storage or the scanner do not answer: the bytes stay, and the same call without bytes looks again.
    """
    there = _staged(gate.storage, key, stream, offset=offset, size=size)
    if there < size:
        return Received(there)
    try:
        return Received(there, taken=take_in_staged(gate.storage, key, name, limits=gate.limits, scanner=gate.scanner))
    except MissingBlob:
        raise StagedElsewhere from None  # race: the same last bytes came twice, and the other one has just ended it
    except Refusal as refusal:
        if refusal.status >= FAULTS_OF_OURS:
            raise
        return Received(there, refused=refusal.message)


def _staged(storage: Storage, key: str, stream: BinaryIO, *, offset: int, size: int) -> int:
    if offset < size:
        return storage.append(key, stream, offset=offset, limit=size)
    there = storage.staged_size(key)
    if there != offset:
        raise WrongOffset(there)
    return there
