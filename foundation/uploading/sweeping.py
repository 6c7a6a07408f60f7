"""What nobody goes on with is cleared away: every night, rows and bytes."""

from collections.abc import Collection
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, delete, false, not_, select

from foundation.messages import say
from foundation.runner import Handlers, JobRun
from foundation.uploading.models import Upload
from foundation.uploading.rows import refuse

SWEEP = "foundation.sweep-uploads"
AT_ONCE = 500
FORGOTTEN = timedelta(days=60)  # bytes without a row; longer than any row waits
NOTHING = false()


def sweep(run: JobRun, *, wanted: ColumnElement[bool] = NOTHING) -> None:
    """Rows first: bytes without a row are found again, a row without its bytes would break a promise.

    What is still wanted stays, however late: a file that is here as it is, of another that it was given up.
    """
    with run.reading() as work:
        storage, now = work.storage, work.now
    for some in (_forgotten, _given_up):
        while keys := some(run, wanted):
            for key in keys:
                storage.discard(key)
    storage.sweep_staged(older_than=now - FORGOTTEN)


def _forgotten(run: JobRun, wanted: ColumnElement[bool]) -> Collection[str]:
    """The keys of some rows that stood still too long and are gone now."""
    with run.piece() as work:
        is_late = (Upload.expires_at <= work.now, not_(wanted))
        late = select(Upload.id).where(*is_late).order_by(Upload.id).limit(AT_ONCE)
        # Race: somebody goes on with one of them right now. What was put off meanwhile is looked at again and stays.
        gone = delete(Upload).where(Upload.id.in_(late), *is_late).returning(Upload.key)
        return work.db.scalars(gone.execution_options(synchronize_session=False)).all()


def _given_up(run: JobRun, wanted: ColumnElement[bool]) -> Collection[str]:
    """The keys of some that never came in whole; their rows stay, so that whoever wants them can be told."""
    with run.piece() as work:
        broken_off = (Upload.taken.is_(None), Upload.refused.is_(None), Upload.used_at.is_(None))
        late = (
            select(Upload)
            .where(Upload.expires_at <= work.now, wanted, *broken_off)
            .order_by(Upload.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, of=Upload)  # race: somebody goes on with one of them right now
        )
        found = work.db.scalars(late).all()
        for upload in found:
            refuse(work, upload, say("%(name)s was given up because it stood still too long.", name=upload.name))
        return [upload.key for upload in found]


def register(handlers: Handlers, *, wanted: ColumnElement[bool] = NOTHING) -> None:
    """Every night. `wanted` holds for the uploads that something still waits for, as whoever asked for them says."""
    handlers.long(SWEEP, partial(sweep, wanted=wanted), title=say("Clear away uploads that were given up"))
    handlers.schedule(SWEEP, "35 3 * * *")
