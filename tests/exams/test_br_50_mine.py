"""BR-50: the candidate reads which attempt an exam is, and what stands of earlier ones."""

from datetime import timedelta

import pytest

from tests.conftest import NOON
from tests.exams.conftest import counted
from tests.exams.test_x3_planning import limit

URL = "/exams/mine"


@pytest.fixture
def page(visit, school):
    return lambda: " ".join(visit(school.candidate).get(URL).text.split())


def test_br_50_a_coming_resit_says_which_attempt_it_is_and_what_stands(school, page):
    limit(school, 3)
    first = school.signed(0)
    school.planned(attempt=2, first_id=first.id, starts_at=NOON + timedelta(days=9))
    text = page()
    assert "Attempt 2 of 3." in text
    assert "Attempt 1, on" in text
    assert ": failed. The best attempt counts." in text


def test_br_50_of_two_results_each_says_whether_it_counts(school, page):
    first = school.signed(0)
    school.signed(3, attempt=2, first_id=first.id)
    text = page()
    assert "Attempt 1. Another attempt counts." in text
    assert "Attempt 2. This attempt counts." in text


def test_br_35_an_earlier_result_that_is_not_final_is_not_told(school, page):
    school.board_ratifies()
    first = school.signed(0)
    school.planned(attempt=2, first_id=first.id, starts_at=NOON + timedelta(days=9))
    assert "Attempt 1, on" not in page()


def test_br_50_the_only_attempt_without_a_limit_is_not_counted(school, page):
    school.signed(3)
    assert "Attempt" not in page()


def test_br_50_my_exams_take_as_many_statements_for_six_as_for_one(school, visit, statements):
    browser, seen = visit(school.candidate), []
    for count in (1, 5):
        for number in range(count):
            school.signed(3, attempt=number + 1)
        browser.get(URL)
        with statements() as found:
            browser.get(URL)
        seen.append(counted(found))
    assert seen[0] == seen[1]
