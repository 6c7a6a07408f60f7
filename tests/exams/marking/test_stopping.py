"""An exam does not go on: GET and POST /exams/sheets/<id>/stop, and a candidate who did not come."""

import pytest

from exams.models import Sitting
from exams.rules import SittingState
from people.rules import Role


@pytest.fixture
def url(bench):
    return f"/exams/sheets/{bench.sheet.id}/stop"


def ended(desk, bench):
    with desk.reading() as work:
        found = work.db.get(Sitting, bench.sitting.id)
        return found.state, found.ended_reason


def test_an_exam_is_stopped_with_a_reason(visit, bench, send, url, desk):
    send(bench.mark(0))
    answer = visit(bench.examiner).post(url, {"reason": "The saw broke"})
    assert (answer.status_code, answer.location) == (303, "/exams/today")
    assert ended(desk, bench) == (SittingState.ABORTED, "The saw broke")


def test_the_marks_stay_and_no_more_come(visit, bench, send, url, marks):
    send(bench.mark(0))
    visit(bench.examiner).post(url, {"reason": "Ill"})
    assert send(bench.mark(1)).json["answers"][0]["outcome"] == "refused"
    assert [mark.answer for mark in marks()] == ["stored", "refused"]


def test_a_reason_is_needed(visit, bench, send, url, desk):
    send(bench.mark(0))
    answer = visit(bench.examiner).post(url, {"reason": "  "})
    assert (answer.status_code, ended(desk, bench)[0]) == (422, SittingState.IN_PROGRESS)


def test_what_has_not_begun_cannot_be_stopped(visit, bench, url):
    answer = visit(bench.examiner).post(url, {"reason": "Ill"})
    assert (answer.status_code, "Only an exam in progress can be stopped." in answer.text) == (409, True)


def test_a_second_tap_is_harmless(visit, bench, send, url, desk):
    send(bench.mark(0))
    browser = visit(bench.examiner)
    browser.post(url, {"reason": "Ill"})
    assert browser.post(url, {"reason": "Other words"}).status_code == 303
    assert ended(desk, bench) == (SittingState.ABORTED, "Ill")


def test_it_is_on_record_without_the_reason(visit, bench, send, url, audit):
    send(bench.mark(0))
    visit(bench.examiner).post(url, {"reason": "Ill"})
    assert audit()[-1].event == "exams.sitting-aborted"
    assert audit()[-1].facts == {"sitting_id": bench.sitting.id, "person_id": bench.candidate.id}


@pytest.mark.parametrize(("role", "status"), [(Role.COORDINATOR, 403), (Role.EXAMINER, 404), (Role.CANDIDATE, 404)])
def test_nobody_else_stops_it(visit, make, url, role, status):
    browser = visit(make.person(role))
    assert (browser.get(url).status_code, browser.post(url, {"reason": "x"}).status_code) == (status, status)


def test_a_stranger_stops_nothing(visit, url):
    assert visit(None).post(url, {}).status_code == 401


def test_the_page_asks_why(visit, bench, url):
    assert "Stop the exam" in visit(bench.examiner).get(url).text


def test_no_show_is_asked_before_it_is_kept(visit, bench, desk):
    browser, url = visit(bench.examiner), f"/exams/sittings/{bench.sitting.id}/no-show"
    assert "did not come" in browser.get(url).text
    assert ended(desk, bench)[0] is SittingState.PLANNED
    answer = browser.post(url, {"reason": "No message"})
    assert (answer.status_code, answer.location) == (303, "/exams/today")
    assert ended(desk, bench) == (SittingState.NO_SHOW, "No message")


@pytest.mark.parametrize(("role", "status"), [(Role.EXAMINER, 404), (Role.CANDIDATE, 404), (Role.BOARD_MEMBER, 403)])
def test_the_question_about_a_no_show_is_not_for_others(visit, make, bench, role, status):
    assert visit(make.person(role)).get(f"/exams/sittings/{bench.sitting.id}/no-show").status_code == status
