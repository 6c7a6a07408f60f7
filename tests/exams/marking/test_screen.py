"""The marking screen: GET /exams/sheets/<id>."""

import json
import re
from datetime import timedelta

import pytest

from exams.models import Sheet, Sitting
from exams.rules import SittingState
from people.rules import Role
from tests.conftest import NOON
from tests.exams.marking.conftest import bench_with


@pytest.fixture
def url(bench):
    return f"/exams/sheets/{bench.sheet.id}"


def facts_in(answer):
    return json.loads(re.search(r'id="facts">(.*?)</script>', answer.text, re.DOTALL).group(1))


def test_every_step_is_on_the_page_with_its_levels(visit, bench, url):
    page = visit(bench.examiner).get(url).text
    assert all(f'data-step="{step}"' in page for step in bench.steps)
    assert page.count('class="level"') == 6 * 4
    assert page.count("data-critical") == 1


def test_the_facts_say_what_stands_and_under_which_id(visit, bench, url, send):
    mark = bench.mark(0, 3, remark="well done")
    send(mark)
    facts = facts_in(visit(bench.examiner).get(url))
    assert facts["marks"] == [{"step": bench.steps[0], "op": mark["op"], "value": 3, "remark": "well done"}]
    assert (facts["user"], facts["open"], facts["now"]) == (bench.examiner.id, True, NOON.isoformat())


def test_what_is_of_the_whole_exam_stands_apart_from_the_steps(visit, bench, url):
    page = visit(bench.examiner).get(url).text
    steps, rest = page.split("</main>")
    assert "data-standing" not in steps
    assert 'popovertarget="whole"' in steps
    assert "data-standing" in rest.split('id="whole"')[1]


def test_a_screen_that_hides_how_it_stands_does_not_know_the_cut_score(visit, make):
    bench = bench_with(make, shows_standing=False)
    facts = facts_in(visit(bench.examiner).get(f"/exams/sheets/{bench.sheet.id}"))
    assert facts["cut_score"] == {"version": 0, "conditions": []}


def test_the_button_for_a_whole_group_names_the_level_that_all_its_steps_get(visit, make):
    bench = bench_with(make, groups=1, steps=3, all_achieved=True)
    page = visit(bench.examiner).get(f"/exams/sheets/{bench.sheet.id}").text
    assert "All open steps: Good" in page


def test_words_of_people_cannot_break_out_of_the_page(visit, bench, url, send):
    send(bench.mark(0, 3, remark="</script><script>alert(1)</script>"))
    page = visit(bench.examiner).get(url).text
    assert "<script>alert(1)" not in page


def test_the_steps_of_one_form_do_not_show_on_another(visit, bench, make):
    browser, other = visit(bench.examiner), make.sitting(examiner=bench.examiner)
    browser.get(f"/exams/sheets/{bench.sheet.id}")
    facts = browser.get(f"/exams/sheets/{other.sheets[0].id}").text
    assert f'data-step="{bench.steps[0]}"' not in facts


def test_the_page_says_that_it_needs_javascript(visit, bench, url):
    assert "<noscript>" in visit(bench.examiner).get(url).text


def test_the_page_is_not_kept_anywhere_else(visit, bench, url):
    assert visit(bench.examiner).get(url).headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("change", [{"signed_at": NOON, "signed_name": "P. Jansma"}, {"withdrawn_at": NOON}])
def test_a_sheet_that_is_closed_is_only_to_look_at(visit, bench, url, desk, change):
    with desk.writing() as work:
        sheet = work.db.get(Sheet, bench.sheet.id)
        for name, value in change.items():
            setattr(sheet, name, value)
    answer = visit(bench.examiner).get(url)
    assert facts_in(answer)["open"] is False
    assert "data-outbox" not in answer.text


def test_before_its_day_it_is_only_to_look_at(visit, make):
    examiner = make.person(Role.EXAMINER)
    sitting = make.sitting(examiner=examiner, starts_at=NOON + timedelta(days=1))
    answer = visit(examiner).get(f"/exams/sheets/{sitting.sheets[0].id}")
    assert "cannot begin before that day" in answer.text
    assert facts_in(answer)["open"] is False


def test_after_the_result_it_leads_there(visit, bench, url, desk):
    with desk.writing() as work:
        work.db.get(Sheet, bench.sheet.id).signed_at = work.now
        work.db.get(Sitting, bench.sitting.id).state = SittingState.SIGNED
    assert f"/exams/sittings/{bench.sitting.id}/result" in visit(bench.examiner).get(url).text


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR])
def test_who_looks_after_exams_may_look_and_that_is_on_record(visit, bench, url, make, audit, role):
    answer = visit(make.person(role)).get(url)
    assert facts_in(answer)["user"] is None
    assert "data-outbox" not in answer.text
    assert (audit()[-1].event, audit()[-1].person_id) == ("exams.sheet-seen", bench.candidate.id)


def test_ones_own_look_is_not_on_record(visit, bench, url, audit):
    visit(bench.examiner).get(url)
    assert [line for line in audit() if line.event == "exams.sheet-seen"] == []


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR, Role.MANAGER])
def test_others_do_not_learn_that_the_sheet_exists(visit, url, make, role):
    assert visit(make.person(role)).get(url).status_code == 404


def test_the_candidate_does_not_see_the_sheet(visit, bench, url):
    assert visit(bench.candidate).get(url).status_code == 404


def test_a_stranger_is_led_to_sign_in_and_back(visit, url):
    answer = visit(None).get(url)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={url}")


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "x"])
def test_a_sheet_that_does_not_exist(visit, bench, number):
    assert visit(bench.examiner).get(f"/exams/sheets/{number}").status_code == 404


def test_the_page_takes_no_post(visit, bench, url):
    assert visit(bench.examiner).post(url).status_code == 405


@pytest.mark.parametrize(("begun", "most"), [(False, 3), (True, 5)])
def test_five_statements_are_enough(visit, bench, url, statements, send, begun, most):
    if begun:
        send(bench.mark(0))
    browser = visit(bench.examiner)
    browser.get(url)
    with statements() as seen:
        browser.get(url)
    # who asks, the sheet, what stands; once it began, its clock and its photos
    assert len([one for one in seen.seen if not one.startswith("PRAGMA")]) == most


def test_the_screen_knows_the_turns_of_the_clock(visit, bench, url):
    browser = visit(bench.examiner)
    began, paused = bench.deed("start", 1), bench.deed("pause", 5)
    sent_at = (NOON + timedelta(minutes=5)).isoformat()
    browser.post("/exams/sync", json={"operations": [began, paused], "sent_at": sent_at})
    told = facts_in(browser.get(url))["turns"]
    at = [(NOON + timedelta(minutes=gap)).isoformat() for gap in (-4, 0)]
    assert told == [{"kind": "start", "at": at[0]}, {"kind": "pause", "at": at[1], "reason": "fire drill"}]
