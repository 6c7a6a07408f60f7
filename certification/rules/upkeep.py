"""What a qualification asks of people over time, and what is known of one of them: the input of the clock."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

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


@dataclass(frozen=True)
class AskedList:
    """The Achieve or the Maintain list, and how many of which lines complete it."""

    lines: tuple[AskedActivity, ...]
    counting: tuple[AskedActivity, ...]  # the lines that can count
    needed: int  # so many of those; 0: nothing can complete this list
    any_of: bool  # "any 2 of these 3" instead of all mandatory ones


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

    @cached_property
    def achieve(self) -> AskedList:
        """What makes somebody qualified; with a fixed period also what keeps it."""
        return _asked(self.activities, Stage.ACHIEVE, self.achieve_needs)

    @cached_property
    def maintain(self) -> AskedList:
        """What keeps a rolling one: the Maintain list or, where that is empty, the Achieve list once more."""
        own = _asked(self.activities, Stage.MAINTAIN, self.maintain_needs)
        return own if own.lines else self.achieve


def _asked(activities: tuple[AskedActivity, ...], stage: Stage, needs: int | None) -> AskedList:
    """Where nothing is mandatory, one of them has to be done: nobody is qualified by doing nothing."""
    lines = tuple(line for line in activities if line.stage is stage)
    mandatory = tuple(line for line in lines if line.mandatory)
    if needs is not None:
        return AskedList(lines, lines, min(max(needs, 1), len(lines)), any_of=True)
    if not mandatory:
        return AskedList(lines, lines, min(1, len(lines)), any_of=True)
    return AskedList(lines, mandatory, len(mandatory), any_of=False)


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
