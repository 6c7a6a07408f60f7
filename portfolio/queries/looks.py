"""What is on record about looking into portfolios."""

from datetime import datetime

from sqlalchemy import select

from foundation.audit import AuditLine
from foundation.work import Work
from portfolio.events import FileTaken

LATEST = 200  # of the actor's lines: whoever did more since then gets a line more, never one less


def is_on_record(work: Work, taken: FileTaken, *, since: datetime) -> bool:
    """Whether the actor took this file since that moment, in this same sign-in (1 statement)."""
    lines = select(AuditLine).where(AuditLine.actor_id == work.actor.id).order_by(AuditLine.id.desc()).limit(LATEST)
    latest = lines.subquery()
    rows = work.db.execute(
        select(latest.c.facts).where(
            latest.c.event == FileTaken.name,
            latest.c.person_id == taken.person_id,
            latest.c.sign_in_id == work.actor.sign_in_id,
            latest.c.at >= since,
        )
    )
    return any(row.facts["file_id"] == taken.file_id for row in rows)
