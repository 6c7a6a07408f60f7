"""Uploads of files for entries: begun, ended, used by the form they were for, dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from foundation import uploading
from foundation.files import RefusedFile, TakenIn, UploadLimits
from foundation.files.intake import refuse_beforehand
from foundation.messages import say
from foundation.refusals import NotAllowed, NotFound, Refusal, Unreadable
from foundation.uploading import Received, Upload
from foundation.work import Work
from portfolio import queries
from portfolio.actions.files import add_files
from portfolio.actions.room import NoRoomLeft, require_room
from portfolio.models import Entry
from portfolio.permissions import Permission
from portfolio.rules import ForDraft, subject_of


@dataclass(frozen=True)
class Announced:
    """What is said about a file before a byte of it is sent."""

    name: str
    size: int
    subject: str


@dataclass(frozen=True)
class UploadTerms:
    """How much is taken here, and how long something unfinished is kept."""

    limits: UploadLimits
    person_limit: int
    kept_for: timedelta


def begin_upload(work: Work, announced: Announced, terms: UploadTerms) -> Upload:
    """An upload for an entry that the actor may change, or for one that is being typed; nothing is sent yet."""
    _entry_for(work, announced.subject)
    refuse_beforehand(announced.name, announced.size, limits=terms.limits)
    owner_id = work.actor.id or 0
    queries.locked_owner(work, owner_id)
    require_room(work, owner_id, announced.size, limit=terms.person_limit)
    return uploading.begin(
        work,
        purpose=queries.FOR_ENTRIES,
        subject=announced.subject,
        name=announced.name,
        size=announced.size,
        kept_for=terms.kept_for,
    )


def go_on_with_upload(work: Work, upload: Upload, received: Received, terms: UploadTerms) -> bool:
    """Note how far it is, and with the last byte put it with its entry; whether it is settled, once and for all."""
    queries.locked_owner(work, upload.owner_id)
    standing = queries.locked_upload(work, upload.id)
    if standing is None:
        raise NotFound  # race: it was dropped in another window
    if uploading.note(work, standing, received, kept_for=terms.kept_for) and standing.taken:
        _put_where_it_belongs(work, standing, terms)
    return uploading.is_settled(standing)


def use_uploads(work: Work, form_key: str) -> Sequence[TakenIn]:
    """What came in for this form and waits: it belongs to the entry that the form makes from now on."""
    queries.locked_owner(work, work.actor.id or 0)
    found = []
    for upload in queries.uploads_for(work, f"draft:{form_key}"):
        if taken := uploading.taken_of(upload):
            uploading.use(work, upload)
            found.append(taken)
    return found


def drop_upload(work: Work, upload: Upload) -> None:
    """Forget it; a file that is with an entry already stays there."""
    uploading.drop(work, upload)


def _put_where_it_belongs(work: Work, upload: Upload, terms: UploadTerms) -> None:
    taken = uploading.taken_of(upload)
    try:
        entry = _entry_for(work, upload.subject)
        room = queries.room_of(work, upload.owner_id, limit=terms.person_limit)
        if room.is_over:  # it counts itself already
            raise NoRoomLeft(room)
    except (NotFound, NotAllowed):
        uploading.refuse(work, upload, say("%(name)s: The entry can no longer be changed.", name=upload.name))
        return
    except Refusal as refusal:
        uploading.refuse(work, upload, RefusedFile(upload.name, refusal).message)
        return
    if entry is None or taken is None:
        return  # it waits for its form to be saved
    add_files(work, entry, [taken])
    uploading.use(work, upload)


def _entry_for(work: Work, subject: str) -> Entry | None:
    """The entry that a file is for, if the actor may change it; none while its form was not saved yet."""
    wanted = subject_of(subject)
    if wanted is None:
        raise Unreadable(say("This form is no longer valid. Open it again."))
    if isinstance(wanted, ForDraft):
        made = queries.draft(work, UUID(wanted.form_key))
        if not work.allows(Permission.KEEP_DRAFT, made):
            raise NotFound
        if made.entry_id is None:
            return None
        entry_id = made.entry_id
    else:
        entry_id = wanted.entry_id
    opened = queries.entry(work, entry_id)
    if not work.allows(Permission.SEE_ENTRY, opened):
        raise NotFound
    work.require(Permission.EDIT_ENTRY, opened)
    return opened.entry
