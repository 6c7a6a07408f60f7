"""Cycles: the stretches of time in which a qualification held, derived from what was done and never stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from certification.rules.clock.ends import next_end
from certification.rules.clock.history import NEVER, Ending, Held, History, completed, held
from certification.rules.clock.pauses import Stretches, before
from certification.rules.states import AfterExpiry, DurationKind
from certification.rules.upkeep import AskedList, Done, Upkeep

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One cycle: earned on `start`, without a break since `since`, over at the first of its endings."""

    start: date
    since: date
    endings: tuple[Ending, ...]

    def until(self, stretches: Stretches) -> date | None:
        """The first day it no longer holds; None: it never ends."""
        ends = [ending.on(stretches) for ending in self.endings]
        return min(ends) if ends else None

    def opens(self, stretches: Stretches, days_before: int) -> date | None:
        """When it can be done for the next cycle: never on the day that earned this one."""
        opens = [ending.on(stretches, days_before) for ending in self.endings]
        return max(min(opens), self.start + DAY) if opens else None


@dataclass(frozen=True, slots=True)
class Turn:
    """What is asked of somebody on a day: which list, and from which day what is done counts for it."""

    asked: AskedList
    since: date


def current_span(upkeep: Upkeep, past: History, stretches: Stretches) -> Span | None:
    """The cycle that was earned last, read from the first completion on."""
    step = _fixed if upkeep.duration is DurationKind.FIXED else _rolling
    span = None
    for day in sorted({one.on for several in past.values() for one in several}):
        span = step(upkeep, past, stretches, span, day) or span
        span = _as_a_whole(upkeep, past, stretches, span, day) or span
    return span


def is_lapsed(upkeep: Upkeep, until: date | None, day: date) -> bool:
    """Whether the end and the days of grace after it are past."""
    return until is not None and day >= until + timedelta(days=upkeep.grace_days)


def turn(upkeep: Upkeep, span: Span | None, stretches: Stretches, day: date) -> Turn | None:
    """What is asked on this day with a rolling period; None where nothing is asked any more."""
    if span is None:
        return Turn(upkeep.achieve, date.min)
    until, opens = span.until(stretches), span.opens(stretches, upkeep.opens_days_before)
    if until is None or opens is None:
        return None
    if upkeep.after_expiry is AfterExpiry.ACHIEVE_AGAIN and is_lapsed(upkeep, until, day):
        return Turn(upkeep.achieve, until)
    return Turn(upkeep.maintain, opens)


def _rolling(upkeep: Upkeep, past: History, stretches: Stretches, span: Span | None, day: date) -> Span | None:
    now = turn(upkeep, span, stretches, day)
    if now is None or day < now.since:
        return None
    found = [held(line, past, since=now.since, on=day, stretches=()) for line in now.asked.counting]
    done = completed(now.asked, found)
    return _earned(upkeep, before(stretches, day), span, day, done) if done else None


def _earned(upkeep: Upkeep, stretches: Stretches, span: Span | None, day: date, done: list[Held]) -> Span:
    """The cycle that these completions earn. It never ends before the one that it follows."""
    papers = tuple(ending for one in done for ending in one.endings) if upkeep.recurring else ()
    return _following(upkeep, stretches, span, day, papers)


def _following(upkeep: Upkeep, stretches: Stretches, span: Span | None, day: date, papers: tuple[Ending, ...]) -> Span:
    previous = span.until(stretches) if span else None
    is_late = is_lapsed(upkeep, previous, day)
    end = next_end(upkeep, day, None if is_late else previous)
    endings = papers if end is None else (*papers, Ending(end, day))
    if previous is not None and endings and min(ending.day for ending in endings) < previous:
        endings = (Ending(previous, day),)
    return Span(day, day if span is None or is_late else span.since, endings)


def _as_a_whole(upkeep: Upkeep, past: History, stretches: Stretches, span: Span | None, day: date) -> Span | None:
    """An external one, proved by one approved upload; it needs no list and may come at any time."""
    proofs = [one for one in past.get(None, ()) if one.on == day]
    if not proofs or (span is not None and span.until(stretches) is None):
        return None
    best = max(proofs, key=_expiry)
    stretches = before(stretches, day)
    papers = (Ending(best.ends_on),) if best.ends_on else ()
    if span is not None and not _is_in_time(upkeep, span, stretches, day):
        return _beside(upkeep, stretches, span, day, papers)
    return _following(upkeep, stretches, span, day, papers)


def _beside(upkeep: Upkeep, stretches: Stretches, span: Span, day: date, papers: tuple[Ending, ...]) -> Span | None:
    """A proof that comes long before the end counts from its own day, and only when that holds longer."""
    alone = _following(upkeep, stretches, None, day, papers)
    previous = span.until(stretches)
    return Span(day, span.since, alone.endings) if previous and _holds_longer(alone.until(()), previous) else None


def _is_in_time(upkeep: Upkeep, span: Span, stretches: Stretches, day: date) -> bool:
    opens = span.opens(stretches, upkeep.opens_days_before)
    return opens is not None and opens <= day


def _expiry(proof: Done) -> date:
    return proof.ends_on or NEVER


def _fixed(upkeep: Upkeep, past: History, stretches: Stretches, span: Span | None, day: date) -> Span | None:
    """One list for both: it holds while enough of its activities hold."""
    until = span.until(stretches) if span else None
    if span is not None and until is None:
        return None
    by_paper = upkeep.recurring or span is None  # a one-off that was achieved outlives the papers it was achieved with
    found = [
        held(line, past, since=date.min, on=day, stretches=stretches, by_paper=by_paper, by_follow_up=True)
        for line in upkeep.achieve.counting
    ]
    done = completed(upkeep.achieve, found)
    if done is None:
        return None
    endings = tuple(ending for one in done for ending in one.endings if upkeep.recurring or ending.start)
    earned = Span(day, day if span is None or is_lapsed(upkeep, until, day) else span.since, endings)
    return earned if until is None or _holds_longer(earned.until(stretches), until) else None


def _holds_longer(until: date | None, than: date) -> bool:
    return until is None or until > than
