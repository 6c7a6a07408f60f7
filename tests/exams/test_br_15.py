"""Candidates know criteria and conditions beforehand, from the day that the form says (BR-15)."""

from datetime import timedelta

import pytest

from exams.rules import SittingState
from tests.conftest import NOON


@pytest.fixture
def page_of(school, visit):
    def read(person, *, days=None, **facts):
        with school.make.redesigned(school.form.id) as form:
            form.readable_from = None if days is None else (NOON + timedelta(days=days)).date()
            form.instructions_candidate, form.materials = "Weld the corner joint.", "Gloves and a helmet."
        sitting = school.planned(**facts)
        return visit(person).get(f"/exams/sittings/{sitting.id}").text

    return read


def test_br_15_without_a_day_it_is_readable_as_soon_as_one_is_planned(page_of, school):
    page = page_of(school.candidate)
    assert "Weld the corner joint." in page
    assert "Does part 1.1" in page


def test_br_15_before_the_day_nothing_of_it_is_there(page_of, school):
    page = page_of(school.candidate, days=1)
    assert "From Tue 24 Nov 2026 you can read here" in page
    for word in ("Weld the corner joint.", "Gloves and a helmet.", "Does part 1.1", "of the points"):
        assert word not in page


def test_br_15_on_the_day_it_is_there(page_of, school):
    assert "Gloves and a helmet." in page_of(school.candidate, days=0)


def test_br_15_who_plans_reads_it_before(page_of, school):
    assert "Does part 1.1" in page_of(school.coordinator, days=5)


def test_br_15_it_says_when_somebody_passes(page_of, school):
    page = page_of(school.candidate)
    assert "When somebody passes" in page
    assert "55%" in page


@pytest.mark.parametrize("state", [SittingState.CANCELLED, SittingState.NO_SHOW])
def test_br_15_an_exam_that_did_not_take_place_has_a_page_too(page_of, school, state):
    assert school.form.title in page_of(school.candidate, state=state)
