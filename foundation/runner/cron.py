"""When a job comes back: the five fields of cron, read in a time zone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
FAR = 4 * 366 + 1  # a leap day comes back within four years


@dataclass(frozen=True)
class Cron:
    """For instance `30 3 * * *`: every night at half past three."""

    text: str
    _sets: tuple[frozenset[int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        fields = self.text.split()
        if len(fields) != len(RANGES):
            raise ValueError(f"{self.text!r} needs five fields: minute hour day month weekday.")
        sets = tuple(_numbers(part, *limits) for part, limits in zip(fields, RANGES, strict=True))
        object.__setattr__(self, "_sets", sets)
        if not any(self._days(date(2028, 1, 1))):
            raise ValueError(f"{self.text!r} never comes.")

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first time later than the moment; an hour that summer time skips is taken an hour later."""
        for day in self._days(moment.astimezone(zone).date()):
            for hour in sorted(self._sets[1]):
                for minute in sorted(self._sets[0]):
                    found = datetime.combine(day, time(hour, minute), zone).astimezone(UTC)
                    if found > moment:
                        return found
        raise ValueError(f"{self.text!r} never comes.")

    def _days(self, first: date) -> Iterator[date]:
        _, _, days, months, weekdays = self._sets
        for gap in range(FAR):
            day = first + timedelta(days=gap)
            if day.day in days and day.month in months and day.isoweekday() % 7 in weekdays:
                yield day


def _numbers(text: str, low: int, high: int) -> frozenset[int]:
    found = frozenset(number for part in text.split(",") for number in _span(part, low, high))
    return found | {0} if high == 7 and 7 in found else found  # Sunday has two numbers


def _span(text: str, low: int, high: int) -> range:
    span, _, step = text.partition("/")
    first, _, last = span.partition("-")
    begin, end = (low, high) if span == "*" else (int(first), int(last or first))
    if not low <= begin <= end <= high or (step and int(step) < 1):
        raise ValueError(f"{text!r} is not between {low} and {high}.")
    return range(begin, end + 1, int(step or 1))
