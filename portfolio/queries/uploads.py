"""Reading uploads: one of them, those for one thing, and the room that somebody has."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from foundation import uploading
from foundation.refusals import NotFound
from foundation.uploading import Upload, UploadState
from foundation.work import Work
from people.models import Person
from portfolio.models import Entry, EntryDraft, EntryFile
from portfolio.rules import Room

FOR_ENTRIES = "portfolio.entry-file"
# What came in whole for a draft is kept as long as the draft; what broke off can be told of as long.
WANTED = and_(
    Upload.purpose == FOR_ENTRIES,
    exists().where(EntryDraft.owner_id == Upload.owner_id, Upload.subject == "draft:" + EntryDraft.form_key),
)


def upload(work: Work, key: UUID) -> Upload:
    """One upload of a file for an entry."""
    found = work.db.scalars(_uploads().where(Upload.key == str(key))).one_or_none()
    if found is None:
        raise NotFound
    return found


def uploads_for(work: Work, subject: str) -> Sequence[Upload]:
    """Those of the actor for this thing that are on their way or wait to be used, oldest first."""
    own = _uploads().where(Upload.owner_id == work.actor.id, Upload.subject == subject, *_pending(work))
    return work.db.scalars(own.order_by(Upload.id)).all()


def upload_state(work: Work, upload: Upload) -> UploadState:
    """How far it is; what came in whole for a draft does not expire before the draft does."""
    state = uploading.state_of(upload, work.now)
    if state is not UploadState.EXPIRED or upload.taken is None:
        return state
    wanted = work.db.scalar(select(Upload.id).where(Upload.id == upload.id, WANTED))
    return UploadState.TAKEN if wanted else state


def given_up(work: Work, subject: str) -> list[str]:
    """The names of the actor's files for this thing that broke off and never came, without those sent again."""
    rows = work.db.scalars(
        _uploads()
        .where(Upload.owner_id == work.actor.id, Upload.subject == subject, Upload.used_at.is_(None))
        .order_by(Upload.id)
    ).all()
    gone = [row for row in rows if row.received < row.size and (row.refused or row.expires_at <= work.now)]
    others = {row.name for row in rows if row not in gone}
    return list(dict.fromkeys(row.name for row in gone if row.name not in others))


def locked_owner(work: Work, person_id: int) -> None:
    """Hold whose files these are until the end of this work.

    Race: two uploads that fit, but not together; and a form that is saved while the last bytes of its file come in.
    Taken before the lock on an entry, wherever both are.
    """
    work.db.execute(select(Person.id).where(Person.id == person_id).with_for_update(of=Person, key_share=True))


def locked_upload(work: Work, upload_id: int) -> Upload | None:
    """The upload as it stands, held until the end of this work; none when it was dropped meanwhile."""
    return work.db.scalars(
        select(Upload)
        .where(Upload.id == upload_id)
        .with_for_update()  # race: the last bytes come twice at once
        .execution_options(populate_existing=True)
    ).one_or_none()


def room_of(work: Work, person_id: int, *, limit: int) -> Room:
    """What the files of this person take: also removed and earlier ones, and what is on its way (1 statement).

    What versions of an entry share is kept once, so it counts once.
    """
    bytes_of = (
        select(EntryFile.original_key, func.max(EntryFile.size).label("size"))
        .join(EntryFile.entry)
        .where(Entry.owner_id == person_id)
        .group_by(EntryFile.original_key)
        .subquery()
    )
    kept = select(func.coalesce(func.sum(bytes_of.c.size), 0))
    coming = select(func.coalesce(func.sum(Upload.size), 0)).where(Upload.owner_id == person_id, *_pending(work))
    used = work.db.execute(select(kept.scalar_subquery() + coming.scalar_subquery())).scalar_one()
    return Room(int(used), limit)


def _uploads() -> Select[Upload]:
    return select(Upload).where(Upload.purpose == FOR_ENTRIES)


def _pending(work: Work) -> tuple[ColumnElement[bool], ...]:
    lives = or_(Upload.expires_at > work.now, and_(Upload.taken.is_not(None), WANTED))
    return Upload.used_at.is_(None), Upload.refused.is_(None), lives
