"""What somebody did up to a day, and until when each of it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from certification.rules.clock.pauses import Stretches, extended
from certification.rules.upkeep import AskedActivity, AskedList, Done

NEVER = date.max  # sorts behind every end


@dataclass(frozen=True, slots=True)
class Ending:
    """A day on which something ends. Pauses move it when it runs from a day of ours, not when a paper says it."""

    day: date
    start: date | None = None

    def on(self, stretches: Stretches, days_before: int = 0) -> date:
        """That day, or so many days before it, with the pauses reckoned in."""
        day = self.day - timedelta(days=days_before) if days_before else self.day
        return extended(self.start, day, stretches) if self.start and stretches else day


@dataclass(frozen=True, slots=True)
class Held:
    """A line that was done and has not ended."""

    done: Done
    endings: tuple[Ending, ...]
    until: date  # NEVER where it does not end


History = dict[int | None, list[Done]]  # by activity, oldest first; None: proved as a whole


def history(done: Iterable[Done], on: date) -> History:
    """What was done up to and including this day."""
    found: History = {}
    for one in done:
        if one.on <= on:
            found.setdefault(one.activity_id, []).append(one)
    for several in found.values():
        several.sort(key=_by_day)
    return found


def _by_day(done: Done) -> date:
    return done.on


def held(
    line: AskedActivity, past: History, *, since: date, on: date, stretches: Stretches, **kinds: bool
) -> Held | None:
    """What holds longest of this activity, of what was done from `since` up to and including `on`."""
    best: Held | None = None
    for done in past.get(line.activity_id, ()):
        if since <= done.on <= on:
            endings = endings_of(line, done, **kinds)
            until = min((ending.on(stretches) for ending in endings), default=NEVER)
            if until > on and (best is None or until >= best.until):
                best = Held(done, endings, until)
    return best


def endings_of(
    line: AskedActivity, done: Done, *, by_paper: bool = True, by_follow_up: bool = False
) -> tuple[Ending, ...]:
    """What makes this completion end: the expiry of an uploaded certificate, or a PE period."""
    endings: tuple[Ending, ...] = ()
    if by_paper and done.ends_on is not None:
        endings = (Ending(done.ends_on),)
    if by_follow_up and line.follow_up is not None:
        endings = (*endings, Ending(line.follow_up.after(done.on), done.on))
    return endings


def completed(asked: AskedList, found: Iterable[Held | None]) -> list[Held] | None:
    """Those that complete the list, longest first; None when it is not complete."""
    there = sorted((one for one in found if one is not None), key=_by_end, reverse=True)
    if not asked.needed or len(there) < asked.needed:
        return None
    return there[: asked.needed]


def _by_end(one: Held) -> date:
    return one.until
