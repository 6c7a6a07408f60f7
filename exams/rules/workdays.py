"""Terms: working days, and the day on which a term ends. Weekends and the public holidays of a country are none.

The Dutch law on terms (Algemene termijnenwet, art. 1 and 3) says how a term ends, and which holidays count for it.
"""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

FREE_WEEKDAYS = frozenset({5, 6})  # Saturday and Sunday
NONE: Container[date] = frozenset()
# That law calls 5 May a holiday in every year; many people have it off in one of five.
BY_LAW = {"NL": ("public", "optional")}


@cache
def public_holidays(country: str) -> Container[date]:
    """The public holidays of a country by its ISO 3166 code, of any year; none for an empty one."""
    return country_holidays(country, categories=_kinds(country)) if country else NONE


def _kinds(country: str) -> tuple[str, ...]:
    return BY_LAW.get(country, ("public",))


def coming_holidays(country: str, today: date, count: int, *, language: str) -> list[tuple[date, str]]:
    """The next public holidays of a country from today on, by their names in this language where it is known."""
    if not country:
        return []
    spoken = "en_US" if language == "en" else language
    days = country_holidays(country, years=(today.year, today.year + 1), language=spoken, categories=_kinds(country))
    return [(day, days[day]) for day in sorted(days) if day >= today][:count]


def is_working_day(day: date, free: Container[date]) -> bool:
    """Whether offices are open on this day."""
    return day.weekday() not in FREE_WEEKDAYS and day not in free


def working_days_after(day: date, count: int, free: Container[date]) -> date:
    """The day on which so many working days have gone by since this one, which does not count itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, free)
    return day


def last_day_of_term(day: date, free: Container[date]) -> date:
    """The day itself; the next working day when it is a Saturday, a Sunday or a holiday (Algemene termijnenwet 1)."""
    while not is_working_day(day, free):
        day += timedelta(days=1)
    return day


def working_days_left(today: date, last: date, free: Container[date]) -> int:
    """How many working days come after today up to and with the last one; below zero once it has gone by."""
    if today > last:
        return -working_days_left(last, today, free)
    return sum(is_working_day(today + timedelta(days=gap), free) for gap in range(1, (last - today).days + 1))
