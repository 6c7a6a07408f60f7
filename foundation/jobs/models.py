"""Work for later, as rows: queued in the transaction that caused it, claimed by one worker at a time."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, EnumText
from foundation.messages import Message, from_json

KEY_IS_TAKEN = text("state IN ('waiting', 'running') OR once")


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"  # given up after too many attempts; the reason stands in `error`


class Job(Base):
    """One piece of work; while it waits or runs no second job may have its key, with `once` not even afterwards."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str | None]
    once: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    queued_by: Mapped[int | None]
    queued_at: Mapped[datetime]
    due: Mapped[datetime]
    state: Mapped[JobState] = mapped_column(EnumText(JobState), default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None]
    lease_ends: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]  # a message: why the last attempt failed
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_job_state_due", "state", "due"),
        Index(
            "uq_job_key_taken",
            "key",
            unique=True,
            sqlite_where=KEY_IS_TAKEN,
            postgresql_where=KEY_IS_TAKEN,
        ),
        {"sqlite_autoincrement": True},
    )

    @property
    def reason(self) -> Message | None:
        """Why the last attempt failed, in words."""
        return from_json(self.error) if self.error else None


class Schedule(Base):
    """A job that comes back: the tick queues it and moves `next`, only if `next` is still what was read."""

    __tablename__ = "schedule"
    name: Mapped[str] = mapped_column(primary_key=True)
    cron: Mapped[str]
    next: Mapped[datetime]
