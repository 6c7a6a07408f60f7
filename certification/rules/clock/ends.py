"""When a period ends, by the settings of the qualification."""

from datetime import date, timedelta
from itertools import count

from certification.rules.periods import Period, Unit, days_in_month
from certification.rules.states import CountsFrom
from certification.rules.upkeep import Upkeep

MONTHS_IN_A_YEAR = 12


def next_end(upkeep: Upkeep, day: date, previous: date | None) -> date | None:
    """The end of the period that is earned on `day`; `previous` is the end of the one before, if that was in time."""
    if not upkeep.recurring or upkeep.period is None:
        return None
    if upkeep.counts_from is CountsFrom.PREVIOUS_EXPIRY and previous is not None:
        return _in_a_row(upkeep.period, previous, _earliest(upkeep, day))
    if upkeep.counts_from is CountsFrom.CALENDAR_DATE and upkeep.calendar_day is not None:
        return _calendar_end(upkeep.period, upkeep.calendar_day, max(day, previous or day), _earliest(upkeep, day))
    return upkeep.period.after(day)


def _earliest(upkeep: Upkeep, day: date) -> date:
    """The first day on which a period that was earned on `day` may end."""
    return max(upkeep.minimum.after(day) if upkeep.minimum else day, day + timedelta(days=1))


def _in_a_row(period: Period, since: date, earliest: date) -> date:
    end = period.after(since)
    while end < earliest:
        end = period.after(end)
    return end


def _calendar_end(period: Period, calendar_day: tuple[int, int], since: date, earliest: date) -> date:
    """The period, counted from the last such date of the calendar; where that is too soon, the next such date."""
    counted_from = _on_calendar(since.year, calendar_day)
    if counted_from > since:
        counted_from = _on_calendar(since.year - 1, calendar_day)
    earliest = max(earliest, since + timedelta(days=1))
    years = _whole_years(period)
    if years is None:
        return _in_a_row(period, counted_from, earliest)
    ends = (_on_calendar(year, calendar_day) for year in count(counted_from.year + years))
    return next(end for end in ends if end >= earliest)


def _whole_years(period: Period) -> int | None:
    if period.unit is Unit.YEARS:
        return period.count
    if period.unit is Unit.MONTHS and period.count % MONTHS_IN_A_YEAR == 0:
        return period.count // MONTHS_IN_A_YEAR
    return None


def _on_calendar(year: int, calendar_day: tuple[int, int]) -> date:
    """That date in this year; 29 February is the 28th where there is none."""
    month, day = calendar_day
    return date(year, month, min(day, days_in_month(year, month)))
