"""C10: for which period an overview is mailed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.rules.subscriptions import ENDING_WORDS, Ending, Rhythm, is_due, next_of, period_of

pytestmark = pytest.mark.pure
DAYS = st.dates(date(2000, 1, 1), date(2099, 1, 1))


@pytest.mark.parametrize(
    ("rhythm", "today", "began"),
    [
        (Rhythm.WEEKLY, date(2027, 3, 1), date(2027, 3, 1)),
        (Rhythm.WEEKLY, date(2027, 3, 7), date(2027, 3, 1)),
        (Rhythm.MONTHLY, date(2027, 3, 1), date(2027, 3, 1)),
        (Rhythm.MONTHLY, date(2027, 3, 31), date(2027, 3, 1)),
    ],
)
def test_a_period_begins_on_a_monday_or_a_first(rhythm: Rhythm, today: date, began: date) -> None:
    assert period_of(rhythm, today) == began


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(Rhythm), DAYS)
def test_the_next_is_due_on_its_first_day_and_not_before(rhythm: Rhythm, today: date) -> None:
    began = period_of(rhythm, today)
    following = next_of(rhythm, began)
    assert not is_due(rhythm, began, today)
    assert following > today
    assert is_due(rhythm, began, following)
    assert period_of(rhythm, following) == following


def test_a_day_late_is_still_in_time() -> None:
    assert is_due(Rhythm.MONTHLY, date(2027, 2, 1), date(2027, 3, 2))


def test_every_ending_is_told_in_words() -> None:
    assert set(ENDING_WORDS) == set(Ending)
