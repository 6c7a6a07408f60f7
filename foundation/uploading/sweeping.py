"""What nobody goes on with is cleared away: every night, rows and bytes."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select

from foundation.messages import say
from foundation.runner import Handlers, JobRun
from foundation.uploading.models import Upload

SWEEP = "foundation.sweep-uploads"
AT_ONCE = 500
FORGOTTEN = timedelta(days=60)  # bytes without a row; longer than any row waits


def sweep(run: JobRun) -> None:
    """Rows first: bytes without a row are found again, a row without its bytes would break a promise."""
    with run.reading() as work:
        storage, now = work.storage, work.now
    while keys := _forgotten(run):
        for key in keys:
            storage.discard(key)
    storage.sweep_staged(older_than=now - FORGOTTEN)


def _forgotten(run: JobRun) -> Collection[str]:
    """The keys of some rows that stood still too long and are gone now."""
    with run.piece() as work:
        late = select(Upload.id).where(Upload.expires_at <= work.now).order_by(Upload.id).limit(AT_ONCE)
        # Race: somebody goes on with one of them right now. What was put off meanwhile is looked at again and stays.
        gone = delete(Upload).where(Upload.id.in_(late), Upload.expires_at <= work.now).returning(Upload.key)
        return work.db.scalars(gone.execution_options(synchronize_session=False)).all()


def register(handlers: Handlers) -> None:
    """Every night."""
    handlers.long(SWEEP, sweep, title=say("Clear away uploads that were given up"))
    handlers.schedule(SWEEP, "35 3 * * *")
