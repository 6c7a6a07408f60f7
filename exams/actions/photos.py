"""Photos taken while marking: drawn anew before anything is kept, taken in once, taken away before signing."""

import io
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select

from exams.actions.repeats import add_once
from exams.actions.wording import require_words
from exams.events.photos import PhotoAddedLate, PhotoArrived, PhotoEntered, PhotoTakenAway
from exams.models import Sheet
from exams.models.tablets import MarkPhoto
from exams.queries.entering import held_sitting
from exams.queries.photos import AnnouncedPhoto, photo_counts
from exams.rules.deeds import MarkSource
from exams.rules.operations import not_before, when_made
from exams.rules.photos import LARGEST, LONGEST_EDGE, MOST, PhotoAnswer, PhotoOutcome, another_photo, answer_to
from foundation.files import kind_of, look_through, preview
from foundation.files.kinds import HEIC, JPEG, PNG, WEBP
from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.scanning import Scanner
from foundation.storage import Storage, TooLarge
from foundation.work import Work

HEAD = 8 * 1024
KINDS = frozenset({JPEG, PNG, WEBP, HEIC})
FAULTS_OF_OURS = 500  # from here on it is not the photo: the same bytes may pass a moment later


@dataclass(frozen=True, kw_only=True)
class CameIn:
    """The bytes of a photo: those that were sent by their digest, and what is kept of them, or why nothing is."""

    sha256: str
    key: str = ""
    kept_sha256: str = ""
    size: int = 0
    media_type: str = "image/jpeg"
    refused: Message | None = None


def draw(storage: Storage, scanner: Scanner, stream: BinaryIO, sha256: str) -> CameIn:
    """Look at what was sent and keep a picture of our own: upright, no larger than is shown, without place or camera.

    Raises where it is no fault of the photo: a scanner that is silent, a disk that is full.
    """
    try:
        _refuse_unless_photo(scanner, stream)
        drawn = preview(stream, edge=LONGEST_EDGE)
    except Refusal as refusal:
        if refusal.status >= FAULTS_OF_OURS:
            raise
        return CameIn(sha256=sha256, refused=refusal.message)
    blob = storage.put(io.BytesIO(drawn.content), limit=LARGEST * 2)
    return CameIn(sha256=sha256, key=blob.key, kept_sha256=blob.sha256, size=blob.size, media_type=drawn.media_type)


def _refuse_unless_photo(scanner: Scanner, stream: BinaryIO) -> None:
    if stream.seek(0, io.SEEK_END) > LARGEST:
        raise TooLarge(LARGEST)
    stream.seek(0)
    if kind_of(stream.read(HEAD), stream, "") not in KINDS:
        raise Refusal(say("This is not a photo. Take one, or choose a JPEG, PNG, WebP or HEIC picture."))
    look_through(scanner, stream, "")


def take_photo(work: Work, announced: AnnouncedPhoto, came: CameIn, source: MarkSource | None = None) -> PhotoAnswer:
    """Take in a photo that was announced, once; whoever sends it again is told that it is here.

    `source`: how it came, where it was not from the device of its examiner.
    """
    answer = answer_to(
        announced=announced.sha256,
        sent=came.sha256,
        arrived=announced.arrived,
        taken_away=announced.taken_away,
        purged=announced.purged,
        refused=came.refused,
    )
    if answer.outcome is not PhotoOutcome.STORED:
        return answer
    photo = MarkPhoto(
        id=announced.id,
        op=announced.op,
        sitting_id=announced.sitting_id,
        sheet_id=announced.sheet_id,
        step_id=announced.step_id,
        file_key=came.key,
        content_type=came.media_type,
        size=came.size,
        sha256=came.sha256,
        added_by=announced.examiner_id,
        taken_at=_taken_at(work, announced),
        arrived_at=work.now,
    )
    # Race: the answer got lost and the tablet sends it a second time, while the first is still being drawn.
    added = add_once(work, photo, lambda: work.db.get(MarkPhoto, announced.id))
    if added is not photo:
        is_same = added.sheet_id == photo.sheet_id and added.sha256 == came.sha256
        return PhotoAnswer(outcome=PhotoOutcome.DUPLICATE) if is_same else another_photo()
    _announce(work, photo, announced.candidate_id, came, source)
    return answer


def _taken_at(work: Work, announced: AnnouncedPhoto) -> datetime:
    """By the server's clock, and not before the day of the exam; what the tablet's clock said stays with the deed."""
    taken = when_made(announced.made_at, sent_at=announced.sent_at, received_at=announced.received_at)
    return not_before(taken, announced.exam_at, work.zone, otherwise=announced.received_at)


def add_paper_photo(work: Work, sheet: Sheet, came: CameIn, photo_id: UUID, reason: str = "") -> MarkPhoto:
    """Put a picture of the form on paper with a sheet; the same id again gives the one that is there.

    After signing its examiner adds nothing any more, and somebody else only with a reason that stays with it.
    """
    if came.refused:
        raise Refusal(came.refused)
    if there := work.db.get(MarkPhoto, photo_id):
        return _same(there, sheet, came)
    held_sitting(work, sheet.sitting_id)  # race: it is signed while the picture is being drawn
    if sheet.signed_at:
        _require_late(work, sheet, reason)
    if photo_counts(work, [sheet.id]).get(sheet.id, 0) >= MOST:
        raise Refusal(say("A sheet has at most %(most)s photos.", most=MOST))
    photo = MarkPhoto(
        id=photo_id,
        sitting_id=sheet.sitting_id,
        sheet_id=sheet.id,
        file_key=came.key,
        content_type=came.media_type,
        size=came.size,
        sha256=came.sha256,
        added_by=work.actor.id,
        taken_at=work.now,
        arrived_at=work.now,
        late_reason=reason if sheet.signed_at else "",
    )
    added = add_once(work, photo, lambda: work.db.get(MarkPhoto, photo_id))
    if added is not photo:
        return _same(added, sheet, came)
    _announce(work, photo, sheet.candidate_id, came, MarkSource.PAPER)
    return photo


def _require_late(work: Work, sheet: Sheet, reason: str) -> None:
    if work.actor.id == sheet.examiner_id:
        raise Refusal(say("This sheet is already signed."))
    require_words(reason, say("This sheet is signed. Say why a picture is added to it all the same."))


def _same(there: MarkPhoto, sheet: Sheet, came: CameIn) -> MarkPhoto:
    if there.sheet_id != sheet.id or there.sha256 != came.sha256:
        raise Refusal(say("Another picture was sent under the same number. Choose it again."))
    return there


def take_away(work: Work, *, sheet_id: int, photo: UUID) -> bool:
    """Take a photo off its sheet, as its examiner did on the tablet; False when it is not here, or not any more.

    Whether the sheet is still open is decided with the deed. A picture of the form on paper stays: no tablet took it.
    """
    wanted = (MarkPhoto.id == photo, MarkPhoto.sheet_id == sheet_id, MarkPhoto.removed_at.is_(None))
    found = work.db.scalars(select(MarkPhoto).where(*wanted, MarkPhoto.op.is_not(None))).one_or_none()
    if found is None:
        return False
    found.removed_at = work.now
    candidate = found.sheet.candidate_id
    work.emit(PhotoTakenAway(sitting_id=found.sitting_id, sheet_id=sheet_id, person_id=candidate, photo=str(photo)))
    return True


def _announce(work: Work, photo: MarkPhoto, candidate: int, came: CameIn, source: MarkSource | None) -> None:
    arrived = PhotoArrived(
        sitting_id=photo.sitting_id,
        sheet_id=photo.sheet_id,
        person_id=candidate,
        photo=str(photo.id),
        step_id=photo.step_id,
        sha256=came.sha256,
        kept_sha256=came.kept_sha256,
    )
    entered = PhotoAddedLate if photo.late_reason else PhotoEntered
    work.emit(entered(**asdict(arrived), source=source) if source else arrived)
