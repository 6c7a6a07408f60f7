"""What each activity of the lists asks of one person on one day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certification.rules.clock.history import Ending, History, endings_of
from certification.rules.clock.pauses import Stretches, extended
from certification.rules.clock.spans import Span
from certification.rules.clock.values import ActivityStanding, Status
from certification.rules.states import AfterExpiry, DurationKind, Stage
from certification.rules.upkeep import AskedActivity, AskedList, Done, Facts, Upkeep


@dataclass(frozen=True, slots=True)
class Asking:
    """Whatever is known for the lines of one qualification."""

    upkeep: Upkeep
    facts: Facts
    past: History
    span: Span | None
    stretches: Stretches
    on: date  # in a pause the day on which it began: nothing opens and nothing is late in it
    until: date | None
    opens_on: date | None  # when it can be done for the next cycle
    is_lapsed: bool

    @property
    def is_fixed(self) -> bool:
        """Whether one list serves for both."""
        return self.upkeep.duration is DurationKind.FIXED

    @property
    def holds(self) -> bool:
        """Whether it was achieved and has not lapsed."""
        return self.span is not None and not self.is_lapsed

    @property
    def ends(self) -> bool:
        """Whether it was achieved and will have to be kept."""
        return self.span is not None and bool(self.span.endings)

    @property
    def is_again(self) -> bool:
        """Whether it expired and begins again at Achieve."""
        return self.is_lapsed and not self.is_fixed and self.upkeep.after_expiry is AfterExpiry.ACHIEVE_AGAIN

    @property
    def is_achieving(self) -> bool:
        """Whether the Achieve list is what has to be completed."""
        return self.span is None or self.is_again

    @property
    def asked(self) -> AskedList:
        """The list that is asked now, or comes next."""
        if self.is_achieving or self.is_fixed or not self.ends:
            return self.upkeep.achieve
        return self.upkeep.maintain

    @property
    def is_settled(self) -> bool:
        """Whether nothing is asked today: it holds, and the next time has not opened."""
        return self.span is not None and (self.opens_on is None or self.on < self.opens_on)


def line_standings(asking: Asking) -> tuple[ActivityStanding, ...]:
    """Each line of the lists, in the order of the lists."""
    return tuple(_lines(asking))


def _lines(asking: Asking) -> Iterator[ActivityStanding]:
    keeps_open = not asking.is_fixed and asking.upkeep.recurring
    maintaining = keeps_open and not asking.is_achieving and asking.ends
    for line in asking.upkeep.activities:
        if line.stage is Stage.ACHIEVE:
            is_maintained = maintaining and line in asking.upkeep.maintain.lines
            yield _maintained(asking, line) if is_maintained else _achieved(asking, line)
        elif keeps_open:
            yield _maintained(asking, line) if maintaining else _told(asking, line, Status.NOT_YET)


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that a line shows."""

    is_early: bool = False
    is_late: bool = False
    opens_on: date | None = None
    due_on: date | None = None
    ends_on: date | None = None


NO_DAYS = _Days()


def _told(asking: Asking, line: AskedActivity, status: Status, days: _Days = NO_DAYS) -> ActivityStanding:
    done = asking.past.get(line.activity_id)
    return ActivityStanding(
        id=line.id,
        activity_id=line.activity_id,
        stage=line.stage,
        status=status,
        mandatory=line.mandatory,
        upload_allowed=line.upload_allowed,
        done_on=done[-1].on if done else None,
        is_early=days.is_early,
        is_late=days.is_late,
        opens_on=days.opens_on,
        due_on=days.due_on,
        ends_on=days.ends_on,
    )


def _achieved(asking: Asking, line: AskedActivity) -> ActivityStanding:
    """A line of the Achieve list: once done it stays done, unless a paper or a PE period ends it."""
    due, late = _frame(asking, line)
    best = _best(asking, line)
    endings = _endings(asking, line, best) if best else ()
    ends = min((ending.on(asking.stretches) for ending in endings), default=None) if endings else None
    if best is None or (asking.is_achieving and ends is not None and ends <= asking.on):
        due = None if asking.is_again else due
        return _told(asking, line, _to_do(asking, line, due), _Days(due_on=due))
    if ends is None or not asking.is_fixed or asking.is_achieving:
        return _told(asking, line, Status.DONE, _Days(is_late=late, ends_on=ends))
    opens = min(ending.on(asking.stretches, asking.upkeep.opens_days_before) for ending in endings)
    status = Status.DONE if asking.on < opens else _to_do(asking, line, ends)
    return _told(asking, line, status, _Days(is_late=late, opens_on=opens, due_on=ends, ends_on=ends))


def _best(asking: Asking, line: AskedActivity) -> Done | None:
    """What holds longest of what was done of this activity, ended or not."""
    since = asking.until if asking.is_again and asking.until else date.min
    found = [done for done in asking.past.get(line.activity_id, ()) if done.on >= since]
    if len(found) < 2:
        return found[0] if found else None
    return max(found, key=lambda done: _end(asking, line, done), default=None)


def _end(asking: Asking, line: AskedActivity, done: Done) -> date:
    return min((ending.on(asking.stretches) for ending in _endings(asking, line, done)), default=date.max)


def _endings(asking: Asking, line: AskedActivity, done: Done) -> tuple[Ending, ...]:
    by_paper = asking.upkeep.recurring or asking.span is None
    return endings_of(line, done, by_paper=by_paper, by_follow_up=asking.is_fixed)


def _frame(asking: Asking, line: AskedActivity) -> tuple[date | None, bool]:
    """The day on which it became late, counted from the link, and whether it was done then or later."""
    if line.time_frame is None:
        return None, False
    linked = asking.facts.linked_on
    due = extended(linked, line.time_frame.after(linked), asking.stretches)
    done = asking.past.get(line.activity_id)
    return due, bool(done) and done[0].on >= due if done else False


def _to_do(asking: Asking, line: AskedActivity, due: date | None) -> Status:
    if line not in asking.asked.counting or asking.is_settled:
        return Status.OPTIONAL
    return Status.OVERDUE if due is not None and asking.on >= due else Status.OPEN


def _maintained(asking: Asking, line: AskedActivity) -> ActivityStanding:
    """A line of the Maintain list: it opens before the end, and what was done earlier does not count."""
    opens, span, done = asking.opens_on, asking.span, asking.past.get(line.activity_id, [])
    if opens is None or span is None:
        return _told(asking, line, Status.NOT_YET, _Days(due_on=asking.until))
    early = bool(done) and span.start < done[-1].on < opens
    if asking.on < opens:
        return _told(asking, line, Status.NOT_YET, _Days(is_early=early, opens_on=opens, due_on=asking.until))
    ends = max([_paper_end(one) for one in done if one.on >= opens], default=asking.on)
    if ends > asking.on:
        days = _Days(opens_on=opens, due_on=asking.until, ends_on=None if ends == date.max else ends)
        return _told(asking, line, Status.DONE, days)
    days = _Days(is_early=early, opens_on=opens, due_on=asking.until)
    return _told(asking, line, _to_do(asking, line, asking.until), days)


def _paper_end(done: Done) -> date:
    return done.ends_on or date.max
