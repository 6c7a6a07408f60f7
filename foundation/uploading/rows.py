"""The rows of uploads: begun, added to, settled once, used once."""

from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from foundation.files import TakenIn, safe_name
from foundation.messages import Message, from_json, say, to_json
from foundation.refusals import Refusal
from foundation.uploading.events import UploadBegun, UploadDropped, UploadRefused, UploadTaken
from foundation.uploading.models import Upload
from foundation.uploading.receiving import Received
from foundation.work import Work


class UploadState(StrEnum):
    """How far an upload is."""

    RUNNING = "running"
    TAKEN = "taken"  # all of it is here and fine, but it belongs to nothing yet
    USED = "used"
    REFUSED = "refused"
    EXPIRED = "expired"


class UploadGone(Refusal):
    """Nobody went on with it for so long that its bytes were thrown away."""

    status = 410

    def __init__(self) -> None:
        super().__init__(say("This upload was given up because it stood still too long. Choose the file again."))


def begin(work: Work, *, purpose: str, subject: str, name: str, size: int, kept_for: timedelta) -> Upload:
    """A new upload of whoever asks; not a byte of it is here yet."""
    upload = Upload(
        key=str(uuid4()),
        owner_id=work.actor.id,
        purpose=purpose,
        subject=subject,
        name=safe_name(name),
        size=size,
        received=0,
        started_at=work.now,
        updated_at=work.now,
        expires_at=work.now + kept_for,
    )
    work.db.add(upload)
    work.db.flush()  # the event needs the number
    work.emit(UploadBegun(person_id=upload.owner_id, upload_id=upload.id, purpose=purpose, size=size))
    return upload


def note(work: Work, upload: Upload, received: Received, *, kept_for: timedelta) -> bool:
    """Write down how far it is; whether it was settled by this very call."""
    upload.received, upload.updated_at = max(upload.received, received.offset), work.now
    upload.expires_at = work.now + kept_for
    if is_settled(upload):
        return False  # race: the last bytes came twice; what was made of them the first time stands
    if received.refused:
        refuse(work, upload, received.refused)
        return True
    if received.taken:
        upload.taken = asdict(received.taken)
        work.emit(UploadTaken(person_id=upload.owner_id, upload_id=upload.id, sha256=received.taken.sha256))
    return received.taken is not None


def refuse(work: Work, upload: Upload, why: Message) -> None:
    """It is not taken in after all."""
    upload.taken, upload.refused = None, to_json(why)
    work.emit(UploadRefused(person_id=upload.owner_id, upload_id=upload.id))


def use(work: Work, upload: Upload) -> None:
    """It belongs to something from now on."""
    upload.used_at = work.now


def drop(work: Work, upload: Upload) -> None:
    """Forget it; its staged bytes are discarded by the caller, once this is kept."""
    work.db.delete(upload)
    work.emit(UploadDropped(person_id=upload.owner_id, upload_id=upload.id))


def is_settled(upload: Upload) -> bool:
    """Whether all of it was here and was looked at."""
    return upload.taken is not None or upload.refused is not None


def state_of(upload: Upload, now: datetime) -> UploadState:
    """How far it is at this moment."""
    if upload.used_at is not None:
        return UploadState.USED
    if upload.refused is not None:
        return UploadState.REFUSED
    if upload.expires_at <= now:
        return UploadState.EXPIRED
    return UploadState.TAKEN if upload.taken is not None else UploadState.RUNNING


def taken_of(upload: Upload) -> TakenIn | None:
    """What it turned out to be."""
    return None if upload.taken is None else TakenIn(**upload.taken)


def message_of(upload: Upload) -> Message | None:
    """Why it was refused."""
    return None if upload.refused is None else from_json(upload.refused)
