"""Putting work in the queue, inside the caller's own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from foundation.jobs.models import Job, JobState

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
) -> int:
    """The number of the queued job; a key that already waits or runs gives that job instead of a second one."""
    values = {
        "name": name,
        "payload": dict(payload),
        "key": key,
        "due": due,
        "queued_at": queued_at,
        "queued_by": queued_by,
        "state": JobState.WAITING,
        "attempts": 0,
        "done": 0,
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(Job)
        .values(values)
        .on_conflict_do_nothing(index_elements=["key"], index_where=text("state IN ('waiting', 'running')"))
        .returning(Job.id)
    )
    queued: int | None = session.scalar(statement)
    if queued is not None:
        return queued
    return session.scalars(select(Job.id).where(Job.key == key, Job.state.in_(OPEN))).one()
