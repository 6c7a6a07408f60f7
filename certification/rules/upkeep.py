"""What a qualification asks of people over time, and what is known of one of them: the input of the clock."""

from dataclasses import dataclass
from datetime import date

from certification.rules.periods import Period
from certification.rules.states import AfterExpiry, CountsFrom, DurationKind, Stage

OPENS_DAYS_BEFORE = 14  # unless the qualification says otherwise
WARNS_DAYS_BEFORE = 60


@dataclass(frozen=True, kw_only=True)
class AskedActivity:
    """One activity in a list of a qualification (C2, C3)."""

    id: int  # of the line in the list
    activity_id: int
    stage: Stage = Stage.ACHIEVE
    mandatory: bool = True
    time_frame: Period | None = None  # counted from the link date: done by then
    follow_up: Period | None = None  # fixed period: a PE activity, to be done again this long after the previous time
    upload_allowed: bool = False


@dataclass(frozen=True, kw_only=True)
class Upkeep:
    """How a qualification is achieved and maintained (C2 to C4)."""

    duration: DurationKind = DurationKind.FIXED
    recurring: bool = False  # otherwise one-off: once achieved it never ends
    period: Period | None = None  # rolling: how long it holds
    counts_from: CountsFrom = CountsFrom.COMPLETION
    calendar_day: tuple[int, int] | None = None  # month, day: where a period counts to a calendar date
    minimum: Period | None = None  # the shortest a period may become by a calendar date
    opens_days_before: int = OPENS_DAYS_BEFORE
    warns_days_before: int = WARNS_DAYS_BEFORE
    grace_days: int = 0
    after_expiry: AfterExpiry = AfterExpiry.MAINTAIN
    achieve_needs: int | None = None  # any so many of the list; None: all mandatory ones
    maintain_needs: int | None = None
    external: bool = False  # obtained elsewhere: one approved upload proves it as a whole
    activities: tuple[AskedActivity, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Done:
    """Somebody completed an activity; or, without an activity, proved an external qualification as a whole."""

    activity_id: int | None
    on: date
    ends_on: date | None = None  # of an uploaded certificate: it holds up to and including the day before


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Days in which the clock of this person stands still: both included; open when it has not ended."""

    since: date
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one person and one qualification."""

    linked_on: date
    done: tuple[Done, ...] = ()
    pauses: tuple[Pause, ...] = ()
    unlinked_on: date | None = None
