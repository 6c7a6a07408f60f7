"""When a job comes back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.runner.cron import Cron

pytestmark = pytest.mark.pure
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def after(text, moment):
    return Cron(text).after(datetime.fromisoformat(moment).replace(tzinfo=UTC), AMSTERDAM).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("15 3 * * *", "2026-11-23T12:00", "11-24 02:15"),
        ("15 3 * * *", "2026-07-01T00:00", "07-01 01:15"),
        ("*/10 * * * *", "2026-11-23T12:00", "11-23 12:10"),
        ("*/10 * * * *", "2026-11-23T12:01", "11-23 12:10"),
        ("0 8-10,14 * * *", "2026-11-23T09:30", "11-23 13:00"),
        ("0 7 * * 1", "2026-11-23T12:00", "11-30 06:00"),
        ("0 7 * * 7", "2026-11-23T12:00", "11-29 06:00"),
        ("0 7 * * 0", "2026-11-23T12:00", "11-29 06:00"),
        ("0 0 29 2 *", "2026-11-23T12:00", "02-28 23:00"),
        ("0 12 31 * *", "2026-11-30T12:00", "12-31 11:00"),
        ("30 2 * * *", "2027-03-27T12:00", "03-28 01:30"),
    ],
    ids=[
        "winter", "summer", "steps", "between steps", "spans and lists", "monday", "sunday as 7", "sunday as 0",
        "leap day", "last days", "an hour that does not exist",
    ],
)  # fmt: skip
def test_the_next_time(text, moment, expected):
    assert after(text, moment) == expected


@pytest.mark.parametrize("text", ["", "* * * *", "60 * * * *", "* 24 * * *", "0 0 30 2 *", "a * * * *", "*/0 * * * *"])
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(ValueError):
        Cron(text)


@given(MOMENTS)
def test_the_next_time_is_later_and_less_than_two_days_away(moment):
    found = Cron("30 2 * * *").after(moment, AMSTERDAM)
    assert 0 < (found - moment).total_seconds() < 2 * 86_400
