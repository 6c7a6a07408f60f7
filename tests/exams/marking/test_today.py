"""The examiner's day: GET /exams/today."""

from datetime import timedelta

import pytest

from exams.rules import SittingState
from people.rules import Role
from tests.conftest import NOON

URL = "/exams/today"


def test_the_card_names_who_when_where_and_how_far(visit, bench, send):
    send(bench.mark(0), bench.mark(1), bench.mark(2, None))
    page = visit(bench.examiner).get(URL).text
    assert bench.candidate.name in page
    assert "Workshop 2" in page
    assert "2 of 6 steps are marked" in page
    assert "Go on" in page


def test_before_it_begins_the_card_offers_to_begin(visit, bench):
    page = visit(bench.examiner).get(URL).text
    assert f"/exams/sheets/{bench.sheet.id}/begin" in page
    assert f"/exams/sittings/{bench.sitting.id}/no-show" in page


def test_a_later_day_cannot_begin_yet(visit, make):
    examiner = make.person(Role.EXAMINER)
    sitting = make.sitting(examiner=examiner, starts_at=NOON + timedelta(days=1))
    page = visit(examiner).get(URL).text
    assert "Tue 24 Nov 2026" in page
    assert f"/exams/sheets/{sitting.sheets[0].id}/begin" not in page


def test_what_was_left_open_before_stays_in_sight_and_what_was_finished_does_not(visit, make):
    examiner = make.person(Role.EXAMINER)
    left = make.sitting(examiner=examiner, starts_at=NOON - timedelta(days=3), state=SittingState.IN_PROGRESS)
    done = make.sitting(examiner=examiner, starts_at=NOON - timedelta(days=3), state=SittingState.RATIFIED)
    page = visit(examiner).get(URL).text
    assert f"/exams/sheets/{left.sheets[0].id}" in page
    assert f"/exams/sheets/{done.sheets[0].id}" not in page


def test_another_examiners_candidates_are_not_shown(visit, bench, make):
    assert bench.candidate.name not in visit(make.person(Role.EXAMINER)).get(URL).text


def test_whoever_was_taken_off_sees_the_candidate_no_more(visit, bench, desk):
    from exams.models import Sheet

    with desk.writing() as work:
        work.db.get(Sheet, bench.sheet.id).withdrawn_at = work.now
    assert bench.candidate.name not in visit(bench.examiner).get(URL).text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXAMINER])
def test_only_examiners_have_such_a_day(visit, make, role):
    assert visit(make.person(role)).get(URL).status_code == 403


def test_a_stranger_is_led_to_sign_in(visit):
    answer = visit(None).get(URL)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/exams/today")


def test_it_is_only_to_look_at(visit, bench):
    assert visit(bench.examiner).post(URL).status_code == 405


def test_looking_at_ones_own_day_leaves_no_line(visit, bench, audit):
    before = len(audit())
    visit(bench.examiner).get(URL)
    assert len(audit()) == before


@pytest.mark.parametrize("number", [1, 8])
def test_a_full_day_asks_no_more_than_an_empty_one(visit, make, statements, number):
    examiner, form = make.person(Role.EXAMINER), make.exam_form()
    for _ in range(number):
        make.sitting(form, examiner=examiner)
    browser = visit(examiner)
    browser.get(URL)
    with statements() as seen:
        assert browser.get(URL).status_code == 200
    assert len([one for one in seen.seen if not one.startswith("PRAGMA")]) <= 6
