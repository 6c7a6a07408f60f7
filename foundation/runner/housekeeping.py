"""Keeping the queue small."""

from datetime import timedelta

from sqlalchemy import CursorResult, delete

from foundation.jobs.models import Job, JobState
from foundation.messages import say
from foundation.runner.handlers import Handlers, Outcome
from foundation.work import Work

PURGE = "foundation.purge-jobs"
KEPT = timedelta(days=30)


def purge(work: Work) -> Outcome:
    """Forget jobs that were done long ago; parked ones stay until somebody has looked at them."""
    is_old = (Job.state == JobState.DONE) & (Job.finished_at < work.now - KEPT)
    gone = work.db.execute(delete(Job).where(is_old).execution_options(synchronize_session=False))
    return {"purged": gone.rowcount if isinstance(gone, CursorResult) else 0}


def register(handlers: Handlers) -> None:
    """Every night."""
    handlers.short(PURGE, purge, title=say("Clear away old jobs"))
    handlers.schedule(PURGE, "15 3 * * *")
