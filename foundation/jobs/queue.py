"""Putting work in the queue, inside the caller's own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from foundation.jobs.models import KEY_IS_TAKEN, Job, JobState
from foundation.messages import say
from foundation.refusals import Refusal

OPEN = (JobState.WAITING, JobState.RUNNING)


def enqueue(
    session: Session,
    *,
    name: str,
    payload: Mapping[str, Any],
    key: str | None,
    due: datetime,
    queued_at: datetime,
    queued_by: int | None,
    once: bool = False,
) -> int:
    """The number of the queued job; where the key is taken, the number of the job that has it."""
    if once and key is None:
        raise ValueError("Only a job with a key can be told from its double.")
    values = {
        "name": name,
        "payload": dict(payload),
        "key": key,
        "once": once,
        "due": due,
        "queued_at": queued_at,
        "queued_by": queued_by,
        "state": JobState.WAITING,
        "attempts": 0,
        "done": 0,
    }
    while True:
        number = _insert(session, values) or _taken(session, key)
        if number is not None:
            return number
        # Race: between the two statements the job that had the key was finished, so the key is free again.


def _insert(session: Session, values: Mapping[str, Any]) -> int | None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Job).values(values)
    skipped = statement.on_conflict_do_nothing(index_elements=["key"], index_where=KEY_IS_TAKEN)
    number: int | None = session.scalar(skipped.returning(Job.id))
    return number


def _taken(session: Session, key: str | None) -> int | None:
    has_key = select(Job.id).where(Job.key == key, or_(Job.state.in_(OPEN), Job.once.is_(True)))
    return session.scalar(has_key.order_by(Job.id.desc()).limit(1))


def begin_again(job: Job, *, now: datetime) -> None:
    """Let a parked job wait once more, with all its attempts."""
    if job.state is not JobState.PARKED:
        raise Refusal(say("Only work that was given up can begin again."))
    job.state, job.attempts, job.due, job.finished_at = JobState.WAITING, 0, now, None
