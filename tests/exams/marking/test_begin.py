"""The examiner begins: POST /exams/sheets/<id>/begin."""

from datetime import timedelta

import pytest

from exams.models import Sheet, Sitting
from exams.rules import SittingState
from people.rules import Role
from tests.conftest import NOON


@pytest.fixture
def url(bench):
    return f"/exams/sheets/{bench.sheet.id}/begin"


def begun(desk, bench):
    with desk.reading() as work:
        found = work.db.get(Sitting, bench.sitting.id)
        return found.state, found.began_at


def test_the_clock_runs_from_now(visit, bench, url, desk):
    answer = visit(bench.examiner).post(url)
    assert (answer.status_code, answer.location) == (303, f"/exams/sheets/{bench.sheet.id}")
    assert begun(desk, bench) == (SittingState.IN_PROGRESS, NOON)


def test_a_second_tap_changes_nothing(visit, bench, url, desk, clock):
    browser = visit(bench.examiner)
    browser.post(url)
    clock.move(minutes=5)
    assert browser.post(url).status_code == 303
    assert begun(desk, bench) == (SittingState.IN_PROGRESS, NOON)


def test_it_cannot_begin_before_its_day(visit, bench, url, desk):
    with desk.writing() as work:
        work.db.get(Sitting, bench.sitting.id).starts_at = NOON + timedelta(days=2)
    answer = visit(bench.examiner).post(url)
    assert (answer.status_code, begun(desk, bench)[0]) == (409, SittingState.PLANNED)
    assert "cannot begin before that day" in answer.text


def test_it_is_on_record(visit, bench, url, audit):
    visit(bench.examiner).post(url)
    assert (audit()[-1].event, audit()[-1].person_id) == ("exams.sitting-began", bench.candidate.id)


def test_a_sheet_that_was_withdrawn_cannot_begin(visit, bench, url, desk):
    with desk.writing() as work:
        work.db.get(Sheet, bench.sheet.id).withdrawn_at = work.now
    assert visit(bench.examiner).post(url).status_code == 403


@pytest.mark.parametrize(("role", "status"), [(Role.COORDINATOR, 403), (Role.EXAMINER, 404), (Role.CANDIDATE, 404)])
def test_nobody_else_begins_it(visit, make, url, desk, bench, role, status):
    assert visit(make.person(role)).post(url).status_code == status
    assert begun(desk, bench)[0] is SittingState.PLANNED


def test_a_stranger_begins_nothing(visit, url):
    assert visit(None).post(url).status_code == 401


def test_a_link_does_not_begin_it(visit, bench, url):
    assert visit(bench.examiner).get(url).status_code == 405


def test_without_the_token_of_the_form_nothing_happens(visit, bench, url):
    assert visit(bench.examiner).client.post(url).status_code == 400


def test_an_examiner_who_guides_the_candidate_by_now_begins_nothing(visit, make, bench, url, desk):
    make.supervision(bench.candidate, bench.examiner)
    answer = visit(bench.examiner).post(url)
    assert (answer.status_code, begun(desk, bench)[0]) == (409, SittingState.PLANNED)
    assert "You guide Noor" in answer.text
