"""When evidence ages: counted in months of the calendar, for any day, past or to come."""

from calendar import monthrange
from datetime import date, timedelta

from portfolio.rules.entries import EntryKind, goes_on

DAY = timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day of the month, so many months on; where there is no such day, the last of that month.

    So 31 August and 6 months is 28 February, or 29 in a leap year; 29 February and 12 months is 28 February.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def dated(kind: EntryKind, *, started_on: date | None, ended_on: date | None, added_on: date, today: date) -> date:
    """The day from which evidence ages: when it ended, else when it began, else when it was added to the portfolio.

    What goes on until now is as fresh as today, and so does not age.
    """
    if goes_on(kind, started_on, ended_on):
        return today
    return ended_on or started_on or added_on


def ages_on(day: date, months: int | None) -> date | None:
    """The first day on which evidence of this day counts as aged: the day after it is exactly so many months old."""
    if months is None:
        return None
    last = months_later(day, months)
    return last + DAY if last < date.max else None


def is_aged(day: date, months: int | None, *, today: date) -> bool:
    """Whether evidence of this day is older than so many months today."""
    first = ages_on(day, months)
    return first is not None and first <= today


def last_aged(months: int, *, today: date) -> date:
    """The latest day of which evidence counts as aged today: of that day and earlier all does, of later none."""
    day = months_later(today, -months)
    while day > date.min and months_later(day, months) >= today:
        day -= DAY
    return day
