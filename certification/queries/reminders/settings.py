"""When people are reminded of the end of a qualification."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from certification.models import ReminderLadder
from certification.rules.reminders import USUAL, Ladder
from foundation.work import Work


def ladders(work: Work) -> Mapping[int, Ladder]:
    """By qualification; those that were never set have the usual days (1 statement)."""
    found: dict[int, Ladder] = defaultdict(lambda: USUAL)
    for row in work.db.scalars(select(ReminderLadder)):
        found[row.qualification_id] = as_value(row)
    return found


def ladder_of(work: Work, qualification_id: int) -> ReminderLadder | None:
    """The row of one qualification, if it was ever set (1 statement)."""
    return work.db.get(ReminderLadder, qualification_id)


def as_value(row: ReminderLadder | None) -> Ladder:
    """What the row says, or what is usual."""
    if row is None:
        return USUAL
    days = tuple(int(day) for day in row.days)
    return Ladder(days=days, lead_days=row.lead_days, above_days=row.above_days, tells_ended=row.tells_ended)
