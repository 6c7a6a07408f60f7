"""Holding a job: one worker at a time, for as long as its lease lasts.

A worker may be stopped, forgotten and taken over, and then wake up again. So everything it writes about its job is
fenced: it counts only while the row still names this holder and this attempt.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, tuple_, update
from sqlalchemy.orm import Session

from foundation.jobs.models import Job, JobState
from foundation.messages import Message, to_json


class HoldLost(Exception):
    """Somebody else has this job now."""


@dataclass(frozen=True)
class Held:
    """A claimed job, as plain values."""

    id: int
    name: str
    payload: dict[str, Any]
    queued_by: int | None
    holder: str
    attempt: int
    done: int
    total: int | None
    result: dict[str, Any] | None


def is_any_due(session: Session, *, names: Collection[str], now: datetime, moment: datetime) -> bool:
    """Whether there is something to claim: a look that takes no lock."""
    return session.scalar(select(Job.id).where(_is_due(names, now, moment)).limit(1)) is not None


def claim(
    session: Session, *, names: Collection[str], holder: str, now: datetime, moment: datetime, ends: datetime
) -> Held | None:
    """The most urgent job that waits, or whose holder has not been heard of; the attempt counts from here."""
    # Race: two workers choose at once. PostgreSQL: the row lock, and SKIP LOCKED; SQLite: one writer at a time.
    chosen = (
        select(Job.id)
        .where(_is_due(names, now, moment))
        .order_by(Job.due, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    held = (
        update(Job)
        .where(Job.id == chosen)
        .values(state=JobState.RUNNING, holder=holder, lease_ends=ends, attempts=Job.attempts + 1)
        .returning(Job.id, Job.name, Job.payload, Job.queued_by, Job.attempts, Job.done, Job.total, Job.result)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(held).one_or_none()
    return None if row is None else Held(row.id, row.name, row.payload, row.queued_by, holder, *row[4:])


def keep(session: Session, held: Held, *, ends: datetime) -> None:
    """Go on holding. In a transaction of its own job this also keeps every rescuer away until the commit."""
    _change(session, held, lease_ends=ends)


def remember(session: Session, held: Held, *, done: int, total: int | None, result: dict[str, Any] | None) -> None:
    """How far it is, for others to read and for the next attempt to go on from."""
    _change(session, held, done=done, total=total, result=result)


def finish(session: Session, held: Held, *, result: dict[str, Any] | None, now: datetime, forgets: bool) -> None:
    """Done, in the transaction of the job's own last writes."""
    payload: dict[str, Any] = {"payload": {}} if forgets else {}
    _change(session, held, **_let_go(JobState.DONE), result=result, error=None, finished_at=now, **payload)


def retry(session: Session, held: Held, *, reason: Message, due: datetime) -> None:
    """Once more, later."""
    _change(session, held, **_let_go(JobState.WAITING), error=to_json(reason), due=due)


def park(session: Session, held: Held, *, reason: Message, now: datetime) -> None:
    """Given up; the reason stays to be seen."""
    _change(session, held, **_let_go(JobState.PARKED), error=to_json(reason), finished_at=now)


def give_back(session: Session, held: Held) -> None:
    """Another worker may have it at once: this one was asked to stop, which is no failed attempt."""
    _change(session, held, **_let_go(JobState.WAITING), attempts=held.attempt - 1)


def renew(session: Session, holds: Collection[Held], *, ends: datetime) -> None:
    """A sign of life for all of these."""
    mine = tuple_(Job.id, Job.holder, Job.attempts).in_([(held.id, held.holder, held.attempt) for held in holds])
    # A row that is locked is being written by its own job, whose transaction keeps rescuers away: no need to wait.
    free = select(Job.id).where(mine, Job.state == JobState.RUNNING).with_for_update(skip_locked=True)
    session.execute(
        update(Job).where(Job.id.in_(free)).values(lease_ends=ends).execution_options(synchronize_session=False)
    )


def _change(session: Session, held: Held, **values: Any) -> None:
    mine = and_(
        Job.id == held.id, Job.holder == held.holder, Job.attempts == held.attempt, Job.state == JobState.RUNNING
    )
    changed = session.execute(update(Job).where(mine).values(values).execution_options(synchronize_session=False))
    if not isinstance(changed, CursorResult) or changed.rowcount != 1:
        raise HoldLost(f"job {held.id}, attempt {held.attempt}")


def _let_go(state: JobState) -> dict[str, Any]:
    return {"state": state, "holder": None, "lease_ends": None}


def _is_due(names: Collection[str], now: datetime, moment: datetime) -> ColumnElement[bool]:
    waits = and_(Job.state == JobState.WAITING, Job.due <= now)
    is_left = and_(Job.state == JobState.RUNNING, Job.lease_ends <= moment)
    return and_(Job.name.in_(names), or_(waits, is_left))
