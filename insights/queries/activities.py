"""The same by activity: how many did it, are at it, or are late (C10)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from certification.models import Activity, QualificationActivity
from certification.rules.clock import Status
from foundation.db import numbers
from foundation.work import Work
from insights.queries.overview import seen_standings
from insights.rules.asking import Asked


@dataclass(frozen=True)
class ActivityRow:
    """One activity, and for how many people it is done, open, overdue, or opens later."""

    activity: Activity
    done: int
    open: int
    overdue: int
    later: int

    @property
    def asked(self) -> int:
        """Of how many people it is asked; who needs it for two qualifications counts twice."""
        return self.done + self.open + self.overdue + self.later


def by_activity(work: Work, wanted: Asked) -> list[ActivityRow]:
    """Every activity that is asked of somebody, by title (a fixed number of statements)."""
    counted: dict[int, Counter[Status]] = {}
    for standing in seen_standings(work, wanted).values():
        for line in standing.activities:
            counted.setdefault(line.activity_id, Counter())[line.status] += 1
    statement = select(Activity).where(Activity.id.in_(select(numbers(work.db, counted))))
    return [_row(one, counted[one.id]) for one in work.db.scalars(statement.order_by(Activity.title, Activity.id))]


def asked_title(work: Work, activity_id: int | None) -> str | None:
    """What this activity is called, if some qualification asks for it (1 statement, none without a number)."""
    if activity_id is None:
        return None
    is_asked = select(QualificationActivity.id).where(QualificationActivity.activity_id == activity_id).exists()
    return work.db.scalar(select(Activity.title).where(Activity.id == activity_id, is_asked))


def _row(activity: Activity, counted: Mapping[Status, int]) -> ActivityRow:
    return ActivityRow(
        activity,
        done=counted.get(Status.DONE, 0),
        open=counted.get(Status.OPEN, 0) + counted.get(Status.OPTIONAL, 0),
        overdue=counted.get(Status.OVERDUE, 0),
        later=counted.get(Status.NOT_YET, 0),
    )
