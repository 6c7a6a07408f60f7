"""A term that ends on a day on which nobody is there ends on the next working day (Algemene termijnenwet, art. 1)."""

from datetime import date

import pytest

from exams.rules.objections import (
    Lodged,
    ObjectionKind,
    ObjectionState,
    Terms,
    decide_by,
    extended,
    last_day_to_lodge,
    why_not_lodge,
)
from exams.rules.workdays import coming_holidays, last_day_of_term, public_holidays

pytestmark = pytest.mark.pure
DUTCH = public_holidays("NL")
TERMS = Terms(free=DUTCH)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 12, 7), date(2026, 12, 7)),  # a Monday
        (date(2026, 12, 5), date(2026, 12, 7)),  # a Saturday
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas on Friday and Saturday, then a Sunday
        (date(2027, 1, 1), date(2027, 1, 4)),  # New Year's Day on a Friday
        (date(2027, 3, 26), date(2027, 3, 30)),  # Good Friday up to and including Easter Monday
        (date(2026, 4, 27), date(2026, 4, 28)),  # King's Day
        (date(2027, 5, 5), date(2027, 5, 7)),  # 5 May in a year that is no fifth one, and then Ascension Day
        (date(2026, 5, 5), date(2026, 5, 6)),
        (date(2027, 5, 17), date(2027, 5, 18)),  # Whit Monday
    ],
)
def test_a_term_ends_on_a_working_day(day, ends):
    assert last_day_of_term(day, DUTCH) == ends


def test_a_term_ends_on_a_working_day_without_a_country_too():
    assert last_day_of_term(date(2027, 1, 2), public_holidays("")) == date(2027, 1, 4)
    assert last_day_of_term(date(2027, 1, 1), public_holidays("")) == date(2027, 1, 1)


def test_br_52_an_appeal_that_would_end_on_new_years_day_is_possible_one_working_day_longer():
    assert last_day_to_lodge(ObjectionKind.APPEAL, date(2026, 12, 18), TERMS) == date(2027, 1, 4)


def test_br_52_a_decision_is_not_due_on_a_holiday_nor_is_an_extended_one():
    assert decide_by(date(2026, 12, 4), TERMS) == date(2027, 1, 4)  # four weeks end on 1 January
    assert extended(date(2027, 3, 12), TERMS) == date(2027, 3, 30)  # two weeks end on Good Friday


def test_the_holidays_that_are_shown_are_those_that_count():
    assert "Liberation Day" in [name for _day, name in coming_holidays("NL", date(2026, 5, 1), 3, language="en")]


def test_br_52_after_an_appeal_the_board_is_not_asked_once_more():
    decided = Lodged(kind=ObjectionKind.APPEAL, state=ObjectionState.REJECTED, closed_on=date(2026, 12, 1))
    refused = why_not_lodge(
        ObjectionKind.OBJECTION, last_day=date(2026, 12, 7), on=date(2026, 12, 2), earlier=[decided]
    )
    assert str(refused) == "There was a decision on an appeal already."
