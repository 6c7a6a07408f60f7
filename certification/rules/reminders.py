"""Which reminder is due before the end of a qualification, and to whom: pure, for any day. Decision 039."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

USUAL_DAYS = (60, 30, 14, 7)
USUAL_LEAD_DAYS = 14
MOST_DAYS = 1_000
MOST_STEPS = 12
ENDED = 0  # the step of the mail that says that it has ended
ENDED_FOR = timedelta(days=30)  # what ended longer ago is no news


class ReminderKind(StrEnum):
    """Why somebody is written to."""

    OWN = "own"  # about a qualification of one's own
    LEAD = "lead"  # about somebody whom one leads
    ABOVE = "above"  # about somebody whose lead one leads
    NO_LEAD = "no_lead"  # about somebody whom nobody leads


class Outcome(StrEnum):
    """What became of a reminder."""

    SENT = "sent"
    PASSED_OVER = "passed_over"  # at the moment of sending it was true no more


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """How many days before the end somebody is reminded, and from when on the lead and the lead's lead are told."""

    days: tuple[int, ...] = USUAL_DAYS
    lead_days: int | None = USUAL_LEAD_DAYS
    above_days: int | None = None
    tells_ended: bool = True


USUAL = Ladder()


def nearest_step(days: Collection[int], *, ends_on: date, today: date) -> int | None:
    """Of the steps whose day has come the one nearest to the end: what was missed is not sent one by one."""
    left = (ends_on - today).days
    return min((step for step in days if left <= step), default=None) if left > 0 else None


def next_step_on(days: Collection[int], *, ends_on: date, today: date) -> date | None:
    """The first day after today on which a step comes."""
    coming = [ends_on - timedelta(days=step) for step in days]
    return min((day for day in coming if day > today), default=None)


def is_news(step: int, sent: Collection[int]) -> bool:
    """Whether nothing as near to the end was sent about this end before."""
    return all(earlier > step for earlier in sent)


def own_step(ladder: Ladder, *, ends_on: date, today: date, expired: bool) -> int | None:
    """What whoever holds the qualification is reminded of today."""
    if expired:
        return _ended(ladder, ends_on, today)
    return nearest_step(ladder.days, ends_on=ends_on, today=today)


def lead_step(ladder: Ladder, *, ends_on: date, today: date, expired: bool) -> int | None:
    """What the nearest lead is told today; without days for it, nothing at all."""
    if ladder.lead_days is None:
        return None
    if expired:
        return _ended(ladder, ends_on, today)
    return nearest_step((ladder.lead_days,), ends_on=ends_on, today=today)


def above_step(ladder: Ladder, *, ends_on: date, today: date, expired: bool) -> int | None:
    """What the lead's lead is told today; that it has ended is for the lead."""
    if ladder.above_days is None or expired:
        return None
    return nearest_step((ladder.above_days,), ends_on=ends_on, today=today)


def next_on(ladder: Ladder, *, ends_on: date, today: date) -> date | None:
    """The next day after today on which anybody is written to about this end."""
    steps = {*ladder.days, *(days for days in (ladder.lead_days, ladder.above_days) if days is not None)}
    if ladder.tells_ended:
        steps.add(ENDED)
    return next_step_on(steps, ends_on=ends_on, today=today)


def _ended(ladder: Ladder, ends_on: date, today: date) -> int | None:
    is_news_still = ends_on <= today <= ends_on + ENDED_FOR
    return ENDED if ladder.tells_ended and is_news_still else None


def read_days(written: str) -> tuple[int, ...] | None:
    """Numbers of days as people write them, the largest first; None where something else stands there."""
    parts = written.replace(",", " ").replace(";", " ").split()
    if not all(part.isascii() and part.isdigit() and 1 <= len(part) <= 4 for part in parts):
        return None
    days = sorted({int(part) for part in parts}, reverse=True)
    return tuple(days) if len(days) <= MOST_STEPS and all(0 < day <= MOST_DAYS for day in days) else None
