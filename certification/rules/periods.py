"""Lengths of time as people mean them: a year is not 365 days."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from foundation.messages import Message, say_many


class Unit(StrEnum):
    """What a length of time is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FEBRUARY = 2
LATEST = date(9900, 1, 1)  # nothing ends after it: a period of 9,999 years has to be reckoned with too


@dataclass(frozen=True)
class Period:
    """So many days, weeks, months or years."""

    count: int
    unit: Unit

    def after(self, day: date) -> date:
        """The day this long after `day`; where a month is too short for it, that month's last day (29 Feb, 31 Jan)."""
        try:
            return min(self._after(day), LATEST)
        except (OverflowError, ValueError):
            return LATEST

    def _after(self, day: date) -> date:
        if self.unit is Unit.DAYS:
            return day + timedelta(days=self.count)
        if self.unit is Unit.WEEKS:
            return day + timedelta(weeks=self.count)
        return _months_after(day, self.count * (12 if self.unit is Unit.YEARS else 1))


def period_words(period: Period) -> Message:
    """For instance: 1 year."""
    match period.unit:
        case Unit.DAYS:
            return say_many("%(count)s day", "%(count)s days", period.count)
        case Unit.WEEKS:
            return say_many("%(count)s week", "%(count)s weeks", period.count)
        case Unit.MONTHS:
            return say_many("%(count)s month", "%(count)s months", period.count)
        case Unit.YEARS:
            return say_many("%(count)s year", "%(count)s years", period.count)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """How many days this month has; `calendar.monthrange` answers the same, and works out a day of the week for it."""
    return LAST_DAYS[month - 1] + (month == FEBRUARY and calendar.isleap(year))
