"""Days in which the clock stands still, and how they move an end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from certification.rules.upkeep import Pause

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Days that stand still: from the first up to, and not including, the day after."""

    first: date
    after: date


Stretches = tuple[Stretch, ...]  # in order, apart from each other


def standing_still(pauses: Collection[Pause], on: date, *, to_the_end: bool = False) -> Stretches:
    """The pauses that have begun on this day, as far as they have lasted; or to their end, where that is known."""
    if not pauses:
        return ()
    begun = sorted(filter(None, (_stretch(pause, on, to_the_end=to_the_end) for pause in pauses)))
    joined: list[Stretch] = []
    for one in begun:
        if joined and one.first <= joined[-1].after:
            joined[-1] = Stretch(joined[-1].first, max(joined[-1].after, one.after))
        else:
            joined.append(one)
    return tuple(joined)


def _stretch(pause: Pause, on: date, *, to_the_end: bool) -> Stretch | None:
    if pause.since > on or (to_the_end and pause.until is None):
        return None
    if to_the_end and pause.until is not None:
        return Stretch(pause.since, pause.until + DAY)
    return Stretch(pause.since, min(on, pause.until + DAY) if pause.until else on)


def before(stretches: Stretches, day: date) -> Stretches:
    """The part of them that lies before this day."""
    return tuple(Stretch(one.first, min(one.after, day)) for one in stretches if one.first < day)


def extended(start: date, end: date, stretches: Stretches) -> date:
    """The end of what runs from `start`, later by every day that stood still; a pause after the end changes nothing."""
    for one in stretches:
        if one.first >= end:
            break
        still = one.after - max(one.first, start)
        end += max(still, timedelta())
    return end


def is_paused(pauses: Iterable[Pause], on: date) -> bool:
    """Whether the clock stands still on this day."""
    return any(pause.since <= on and (pause.until is None or on <= pause.until) for pause in pauses)


def paused_since(pauses: Iterable[Pause], on: date) -> date:
    """The day on which the clock came to stand still, where it does on this day."""
    whole = [Pause(since=pause.since, until=pause.until or on) for pause in pauses if pause.since <= on]
    stretches = standing_still(whole, on, to_the_end=True)
    return next((one.first for one in reversed(stretches) if one.first <= on < one.after), on)
