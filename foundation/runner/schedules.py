"""The ticks: each comes once, however many workers look at the clock."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, select, update
from sqlalchemy.dialects import postgresql, sqlite

from foundation.jobs.models import Schedule
from foundation.runner.cron import Cron
from foundation.work import Work


def settle(work: Work, crons: Mapping[str, Cron], zone: ZoneInfo) -> None:
    """Write down when each comes next; where its hours were changed, by the new ones."""
    dialect = postgresql if work.db.get_bind().dialect.name == "postgresql" else sqlite
    for name, cron in crons.items():
        statement = dialect.insert(Schedule).values(name=name, cron=cron.text, next=cron.after(work.now, zone))
        new = {"cron": statement.excluded.cron, "next": statement.excluded.next}
        is_other = Schedule.cron != statement.excluded.cron
        work.db.execute(statement.on_conflict_do_update(index_elements=["name"], set_=new, where=is_other))


def due(work: Work, names: Collection[str]) -> list[tuple[str, datetime]]:
    """What should have come by now, and when."""
    late = select(Schedule.name, Schedule.next).where(Schedule.next <= work.now, Schedule.name.in_(names))
    return [(name, moment) for name, moment in work.db.execute(late)]


def tick(work: Work, name: str, moment: datetime, *, following: datetime) -> None:
    """Queue it and move on to the next time; what was missed while nobody worked comes once."""
    moved = work.db.execute(
        update(Schedule)
        .where(Schedule.name == name, Schedule.next == moment)
        .values(next=following)
        .execution_options(synchronize_session=False)
    )
    # Race: two workers saw the same tick. The first one moved `next`; for the second nothing is left to move.
    if isinstance(moved, CursorResult) and moved.rowcount:
        work.later(name, key=f"{name}@{moment.isoformat()}", once=True)
