"""The audit trail: one line per fact, written in the transaction of the deed, never changed afterwards.

The database itself refuses UPDATE and DELETE on this table (see the migrations). A line holds ids and short values, no
names and no free text, so that people can be erased without touching the trail.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, insert, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.access import Actor
from foundation.db import Base, UtcDateTime, numbers
from foundation.events import BulkEvent, Event


class AuditLine(Base):
    """Who did what when, and whom it concerns."""

    __tablename__ = "audit_line"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    sign_in_id: Mapped[int | None]
    event: Mapped[str]
    person_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]

    __table_args__ = (
        Index("ix_audit_line_person_id_id", "person_id", "id"),
        Index("ix_audit_line_actor_id_id", "actor_id", "id"),
        Index("ix_audit_line_event_id", "event", "id"),
        {"sqlite_autoincrement": True},
    )


LARGE = 20  # people; below that a batch of rows costs no more
_INSERT = insert(AuditLine.__table__)  # type: ignore[arg-type]  # typed FromClause


def write(session: Session, *, actor: Actor, at: datetime, events: Iterable[Event]) -> None:
    """All lines of these events in one INSERT; those of an event about many people in one more for each such event."""
    found = list(events)
    _write_lines(session, actor=actor, at=at, events=[event for event in found if not _is_large(event)])
    for event in found:
        if isinstance(event, BulkEvent) and _is_large(event):
            _write_bulk(session, event, actor=actor, at=at)


def _is_large(event: Event) -> bool:
    """About many people, of whom each line says the same."""
    if not isinstance(event, BulkEvent) or type(event).lines is not BulkEvent.lines:
        return False
    return len(event.person_ids) >= LARGE


def _write_bulk(session: Session, event: BulkEvent, *, actor: Actor, at: datetime) -> None:
    """The same facts for everybody, so only the numbers of the people are sent to the database one by one."""
    line = next(iter(event.lines()))
    shared = (
        literal(at, UtcDateTime()),
        literal(actor.id, Integer),
        literal(actor.sign_in_id, Integer),
        literal(event.name, String),
        numbers(session, event.person_ids),
        literal(_plain(line.facts), JSON),
    )
    columns = ["at", "actor_id", "sign_in_id", "event", "person_id", "facts"]
    session.connection().execute(insert(AuditLine.__table__).from_select(columns, select(*shared)))  # type: ignore[arg-type]  # typed FromClause


def _write_lines(session: Session, *, actor: Actor, at: datetime, events: Iterable[Event]) -> None:
    rows = [
        {
            "at": at,
            "actor_id": actor.id,
            "sign_in_id": actor.sign_in_id,
            "event": event.name,
            "person_id": line.person_id,
            "facts": _plain(line.facts),
        }
        for event in events
        for line in event.lines()
    ]
    if rows:  # one row is not sent as a batch: that would cost the database driver more than the row itself
        session.connection().execute(_INSERT, rows if len(rows) > 1 else rows[0])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
