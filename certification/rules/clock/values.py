"""What the clock answers. Every day that is named is the first day on which something is different."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certification.rules.states import Stage


class State(StrEnum):
    """What somebody's qualification is worth on a day."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    QUALIFIED = "qualified"
    EXPIRING = "expiring"  # still holds, ends soon
    GRACE = "grace"  # past its end, and still counts for some days
    EXPIRED = "expired"
    PAUSED = "paused"  # the clock stands still; it counts as it did


class Status(StrEnum):
    """What one activity asks on a day."""

    OPEN = "open"
    OPTIONAL = "optional"  # open, but nothing depends on it
    NOT_YET = "not_yet"  # opens later
    DONE = "done"
    OVERDUE = "overdue"  # still open, and too late


@dataclass(frozen=True, slots=True)
class ActivityStanding:
    """One line of a list for one person on one day."""

    id: int  # of the line in the list
    activity_id: int
    stage: Stage
    status: Status
    mandatory: bool
    upload_allowed: bool
    done_on: date | None = None  # the last time
    is_early: bool = False  # that was before it opened, so it does not count for the period that comes
    is_late: bool = False  # that was when it was overdue
    opens_on: date | None = None
    due_on: date | None = None  # from then on it is late
    ends_on: date | None = None  # from then on what was done does not hold any more

    @property
    def is_open(self) -> bool:
        """Whether doing it now counts."""
        return self.status in (Status.OPEN, Status.OPTIONAL, Status.OVERDUE)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a qualification of somebody is worth on a day, without what it asks: enough to count thousands."""

    state: State
    meets: bool
    until: date | None = None  # the first day it no longer holds; may be past. None: it never ends, or never began


@dataclass(frozen=True, slots=True)
class Standing:
    """What a qualification of somebody is worth on a day, and what it asks."""

    state: State
    meets: bool
    since: date | None = None  # meets without a break since this day
    completed_on: date | None = None  # when the latest period was earned
    until: date | None = None  # the first day it no longer holds, past or to come. None: never, or not known in a pause
    counts_until: date | None = None  # the first day it does not meet: `until`, or later by the days of grace
    opens_on: date | None = None  # when it can be done again
    activities: tuple[ActivityStanding, ...] = ()
    next_on: date | None = None  # the next day on which something changes if nothing is done
    progress: tuple[int, int] = (0, 0)  # done and needed in the list that is asked now

    @property
    def is_pending(self) -> bool:
        """Whether something is to be done now."""
        return any(line.status in (Status.OPEN, Status.OVERDUE) for line in self.activities)
