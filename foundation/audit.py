"""The audit trail: one line per fact, written in the transaction of the deed, never changed afterwards.

The database itself refuses UPDATE and DELETE on this table (see the migrations). A line holds ids and short values, no
names and no free text, so that people can be erased without touching the trail.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.access import Actor
from foundation.db import Base
from foundation.events import Event


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


_INSERT = insert(AuditLine.__table__)  # type: ignore[arg-type]  # typed FromClause


def write(session: Session, *, actor: Actor, at: datetime, events: Iterable[Event]) -> None:
    """All lines of these events in one INSERT."""
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
