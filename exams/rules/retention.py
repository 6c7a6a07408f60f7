"""How long the file of an exam is kept (BR-53): 18 months after graduation, longer on hold or while a case is open."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from foundation.messages import Message, say

LEAST_MONTHS = 18
MOST_MONTHS = 1200
KEEP_MONTHS = "exams.keep_months"
PURGE = "exams.purge"


class Blocked(StrEnum):
    """Why a file stays, whatever the day is."""

    NOT_GRADUATED = "not_graduated"
    AFTER_GRADUATION = "after_graduation"
    NOT_FINAL = "not_final"
    ON_HOLD = "on_hold"
    CASE_OPEN = "case_open"


BLOCKED = {
    Blocked.NOT_GRADUATED: say("No diploma yet, and not recorded as left without one"),
    Blocked.AFTER_GRADUATION: say("Taken after the diploma"),
    Blocked.NOT_FINAL: say("No final result yet"),
    Blocked.ON_HOLD: say("On hold"),
    Blocked.CASE_OPEN: say("An objection or appeal is open"),
}


def blocked_words(blocked: Blocked) -> Message:
    """Why it stays, in words."""
    return BLOCKED[blocked]


@dataclass(frozen=True, kw_only=True)
class Term:
    """Until when a file is kept."""

    may_go_from: date | None
    blocked: Blocked | None = None

    def is_over(self, today: date) -> bool:
        """Whether the file may go on this day."""
        return self.blocked is None and self.may_go_from is not None and today >= self.may_go_from


@dataclass(frozen=True, kw_only=True)
class Exam:
    """What the term of a file rests on besides the diploma."""

    day: date
    is_over: bool  # the result is final, or there will be none
    contestable_until: date | None = None  # the last day on which somebody may object or appeal


def term_of(graduated_on: date | None, exam: Exam, *, months: int, on_hold: bool, case_open: bool) -> Term:
    """The term of one file; never shorter than 18 months, nor than somebody may still object or appeal.

    A diploma from before the exam says nothing about it.
    """
    if graduated_on is None or graduated_on < exam.day:
        waits = Blocked.NOT_GRADUATED if graduated_on is None else Blocked.AFTER_GRADUATION
        return Term(may_go_from=None, blocked=Blocked.ON_HOLD if on_hold else waits)
    if not exam.is_over:
        return Term(may_go_from=None, blocked=Blocked.ON_HOLD if on_hold else Blocked.NOT_FINAL)
    first = may_go_from(graduated_on, months=months)
    if exam.contestable_until:
        first = max(first, exam.contestable_until + timedelta(days=1))
    if on_hold:
        return Term(may_go_from=first, blocked=Blocked.ON_HOLD)
    return Term(may_go_from=first, blocked=Blocked.CASE_OPEN if case_open else None)


def months_before(day: date, months: int) -> date:
    """The day so many months of the calendar earlier, or the last one of that month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def may_go_from(graduated_on: date, *, months: int = LEAST_MONTHS) -> date:
    """The first day after so many months of the calendar; the last of them is still kept.

    Where the month has no such day, 30 February, the term runs to the first of the next one: never a day earlier.
    """
    count = graduated_on.year * 12 + graduated_on.month - 1 + max(months, LEAST_MONTHS)
    year, month = count // 12, count % 12 + 1
    last = monthrange(year, month)[1]
    if graduated_on.day <= last:
        return date(year, month, graduated_on.day) + timedelta(days=1)
    return date(year, month, last) + timedelta(days=2)
