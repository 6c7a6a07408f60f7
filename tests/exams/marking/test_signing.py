"""The examiner signs: GET and POST /exams/sheets/<id>/sign."""

import re
from datetime import timedelta

import pytest

from exams.models import Sheet, Sitting
from exams.rules import SittingState
from people.models import Person
from people.rules import Role
from tests.conftest import NOON
from tests.exams.marking.conftest import bench_with


@pytest.fixture
def url(bench):
    return f"/exams/sheets/{bench.sheet.id}/sign"


@pytest.fixture
def marked(send, bench):
    """Every step marked."""
    assert send(*(bench.mark(place, 2) for place in range(6))).status_code == 200
    return bench


def seen_in(page):
    return re.search(r'name="seen"[^>]*value="(\d+)"', page).group(1)


def form(browser, url, **change):
    seen = seen_in(browser.get(url).text)
    facts = {"name": "Pieter Jansma", "overall_remark": "Calm", "confirmed": "y", "seen": seen, "unsent": "0"}
    return {name: value for name, value in (facts | change).items() if value is not None}


def signed(desk, bench):
    with desk.reading() as work:
        sheet, sitting = work.db.get(Sheet, bench.sheet.id), work.db.get(Sitting, bench.sitting.id)
        return sheet.signed_at, sheet.signed_name, sheet.overall_remark, sitting.state, sitting.passed


def test_signing_gives_the_result(visit, marked, url, desk):
    browser = visit(marked.examiner)
    answer = browser.post(url, form(browser, url))
    assert (answer.status_code, answer.location) == (303, f"/exams/sittings/{marked.sitting.id}/result")
    assert signed(desk, marked) == (NOON, "Pieter Jansma", "Calm", SittingState.RATIFIED, True)


def test_the_summary_names_what_is_open_with_a_link_to_it(visit, bench, send, url):
    send(*(bench.mark(place, 2) for place in range(5)))
    page = visit(bench.examiner).get(url).text
    assert "1 step is not yet marked" in page
    assert f"#step-{bench.steps[5]}" in page


def test_the_summary_names_a_critical_step_that_failed_without_a_word(visit, bench, send, url):
    send(bench.mark(0, 0), *(bench.mark(place, 3) for place in range(1, 6)))
    page = visit(bench.examiner).get(url).text
    assert "1 critical step is not achieved" in page
    assert "No remark says why" in page
    assert "although 83% of the points were reached" in page


def test_open_steps_cannot_be_signed(visit, bench, send, url, desk):
    send(bench.mark(0))
    browser = visit(bench.examiner)
    answer = browser.post(url, form(browser, url))
    assert (answer.status_code, signed(desk, bench)[0]) == (422, None)
    assert "5 steps are not yet marked. Mark them before you sign." in answer.text
    assert "Calm" in answer.text


def test_a_mark_that_was_taken_back_is_open(visit, marked, send, url):
    standing = send(marked.mark(0, 1)).json["answers"][0]["standing"]["op"]
    send(marked.mark(0, None, base_op=standing))
    browser = visit(marked.examiner)
    assert browser.post(url, form(browser, url)).status_code == 422


def test_marks_that_came_in_meanwhile_have_to_be_seen_first(visit, marked, send, url, desk):
    browser = visit(marked.examiner)
    sent = form(browser, url)
    standing = send(marked.mark(0, 1)).json["answers"][0]["standing"]["op"]
    send(marked.mark(0, 1, base_op=standing))
    answer = browser.post(url, sent)
    assert (answer.status_code, signed(desk, marked)[0]) == (422, None)
    assert "Marks have changed since you opened this page" in answer.text
    assert browser.post(url, form(browser, url)).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unsent": "3"}, "3 marks on this tablet are not sent yet"),
        ({"undecided": "1"}, "1 step was marked differently on two devices"),
        ({"name": " "}, "Sign with your name"),
        ({"confirmed": None}, "Confirm this before you sign"),
        ({"overall_remark": "x" * 2001}, "2000"),
        ({"seen": "nonsense"}, "Marks have changed"),
        ({"seen": None}, "Marks have changed"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_signed(visit, marked, url, desk, change, words):
    browser = visit(marked.examiner)
    answer = browser.post(url, form(browser, url, **change))
    assert (answer.status_code, signed(desk, marked)[0]) == (422, None)
    assert words in answer.text


def conflicting(send, bench):
    """Another device marked the first step differently, and its examiner decided nothing."""
    [answer] = send(bench.mark(0, 3)).json["answers"]
    assert answer["outcome"] == "conflict"
    return answer["standing"]["op"]


def test_a_conflict_of_another_device_stops_the_signature_whatever_this_one_says(visit, marked, send, url, desk):
    conflicting(send, marked)
    browser = visit(marked.examiner)
    answer = browser.post(url, form(browser, url, undecided="0"))
    assert (answer.status_code, signed(desk, marked)[0]) == (422, None)
    assert "1 step was marked differently on two devices." in answer.text
    assert f"#step-{marked.steps[0]}" in answer.text


@pytest.mark.parametrize("value", [2, 3])
def test_a_conflict_is_settled_by_a_later_mark_whichever_was_kept(visit, marked, send, url, desk, value):
    standing = conflicting(send, marked)
    send(marked.mark(0, value, base_op=standing))
    browser = visit(marked.examiner)
    assert browser.post(url, form(browser, url)).status_code == 303
    assert signed(desk, marked)[3] is SittingState.RATIFIED


def test_a_second_tap_and_the_back_button_are_harmless(visit, marked, url, desk, clock, audit):
    browser = visit(marked.examiner)
    sent = form(browser, url)
    browser.post(url, sent)
    clock.move(minutes=1)
    lines = len(audit())
    answer = browser.post(url, sent | {"name": "Somebody Else"})
    assert (answer.status_code, answer.location) == (303, f"/exams/sittings/{marked.sitting.id}/result")
    assert signed(desk, marked)[:2] == (NOON, "Pieter Jansma")
    assert len(audit()) == lines
    assert browser.get(url).location == f"/exams/sheets/{marked.sheet.id}"


def test_signing_and_the_result_are_on_record(visit, marked, url, audit):
    browser = visit(marked.examiner)
    browser.post(url, form(browser, url))
    events = [line.event for line in audit()]
    assert events[-3:] == ["exams.sheet-signed", "exams.result-computed", "exams.result-ratified"]
    assert {line.person_id for line in audit()[-3:]} == {marked.candidate.id}


def test_an_exam_that_never_began_cannot_be_signed(visit, bench, url):
    browser = visit(bench.examiner)
    assert "Only an exam in progress can be signed." in browser.post(url, form(browser, url)).text


@pytest.mark.parametrize(("role", "status"), [(Role.COORDINATOR, 403), (Role.EXAMINER, 404), (Role.CANDIDATE, 404)])
def test_nobody_else_signs(visit, make, marked, url, desk, role, status):
    browser = visit(make.person(role))
    assert (browser.get(url).status_code, browser.post(url, {}).status_code) == (status, status)
    assert signed(desk, marked)[0] is None


def test_a_stranger_signs_nothing(visit, url):
    assert visit(None).post(url, {}).status_code == 401


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_for_signing(visit, bench, url, method):
    assert getattr(visit(bench.examiner).client, method)(url).status_code == 405


@pytest.mark.parametrize("steps", [3, 10])
def test_signing_takes_as_many_statements_for_ten_steps_as_for_three(visit, make, statements, steps):
    bench = bench_with(make, groups=steps, steps=steps)
    browser, url = visit(bench.examiner), f"/exams/sheets/{bench.sheet.id}/sign"
    marks = [bench.mark(place) for place in range(steps * steps)]
    browser.post("/exams/sync", json={"operations": marks})
    sent = form(browser, url)
    with statements() as seen:
        assert browser.post(url, sent).status_code == 303
    # eleven are for the chain of the exam: it is held, where it ends, what was written, the links; one is the mail,
    # two ask whether the examiner may examine, one which activities the exam completes
    assert len([one for one in seen.seen if not one.startswith("PRAGMA")]) == 39


# After signing


def test_the_result_leads_the_examiner_back_to_today(visit, marked, url):
    browser = visit(marked.examiner)
    page = browser.post(url, form(browser, url), follow_redirects=True).text
    assert re.search(r'class="btn btn-primary" href="/exams/today"', page)
    assert "Next candidate" not in page


def test_the_result_leads_on_to_the_next_open_candidate_of_today(visit, make, marked, url):
    other = make.person(Role.CANDIDATE, given="Sem", family="Later")
    coming = make.sitting(marked.form, other, marked.examiner, starts_at=NOON + timedelta(hours=2))
    make.sitting(marked.form, make.person(Role.CANDIDATE), marked.examiner, starts_at=NOON + timedelta(days=1))
    browser = visit(marked.examiner)
    page = browser.post(url, form(browser, url), follow_redirects=True).text
    assert f'href="/exams/sheets/{coming.sheets[0].id}"' in page
    assert f"Next candidate: {other.name}" in page


def test_nobody_but_the_examiner_is_led_back_to_today(visit, make, marked, url):
    browser = visit(marked.examiner)
    browser.post(url, form(browser, url))
    page = visit(make.person(Role.COORDINATOR)).get(f"/exams/sittings/{marked.sitting.id}/result").text
    assert "Back to today" not in page


def test_the_candidate_is_shown_with_a_photo(visit, bench, url, desk):
    with desk.writing() as work:
        work.db.get(Person, bench.candidate.id).photo_key = "k" * 20
    assert f"/people/{bench.candidate.id}/photo" in visit(bench.examiner).get(url).text


def test_an_examiner_who_guides_the_candidate_by_now_does_not_sign(visit, make, marked, url, desk, marks):
    make.supervision(marked.candidate, marked.examiner)
    browser = visit(marked.examiner)
    answer = browser.post(url, form(browser, url))
    assert answer.status_code == 422
    assert "You guide Noor" in answer.text
    assert signed(desk, marked)[0] is None
    assert len(marks()) == 6


def test_marks_of_an_examiner_who_guides_the_candidate_by_now_are_kept(make, bench, outcomes):
    make.supervision(bench.candidate, bench.examiner)
    assert outcomes(bench.mark(0)) == ["stored"]


def test_the_page_tells_how_long_the_exam_took_without_pauses(visit, bench, clock):
    browser = visit(bench.examiner)
    made = [bench.deed("start", 0), bench.deed("pause", 30), bench.deed("resume", 40)]
    clock.move(hours=1)
    browser.post("/exams/sync", json={"operations": made, "sent_at": (NOON + timedelta(hours=1)).isoformat()})
    assert "50 min, without pauses of 10 min" in browser.get(f"/exams/sheets/{bench.sheet.id}/sign").text
