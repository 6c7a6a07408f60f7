"""P6: how far candidates find themselves, work process by work process."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from people.rules import Role
from portfolio.forms.quality import mark_of
from portfolio.models import SelfAssessment
from qualification_files.models import QualificationLink
from tests.portfolio.conftest import uuid_of

KEY = uuid_of(88)


@pytest.fixture
def address(qualification):
    return f"/portfolio/self-assessment/{qualification.id}"


def say(browser, address, *said, key=KEY):
    """Each of `said`: work process, level, remark and what stood there when the form was opened."""
    sent = {"form_key": key}
    for process, level, remark, seen in said:
        sent |= {f"level-{process.id}": level, f"remark-{process.id}": remark, f"seen-{process.id}": seen}
    return browser.post(address, sent)


def rows(desk):
    with desk.reading() as work:
        found = work.db.query(SelfAssessment).order_by(SelfAssessment.id)
        return [(row.person_id, row.work_process_id, row.level.value, row.remark) for row in found]


def test_p6_all_work_processes_are_on_one_page(visit, noor, processes, address):
    page = visit(noor).get(address).text
    assert page.count("<fieldset") == len(processes) == 4
    assert page.count('type="radio"') == 16
    assert " checked" not in page


def test_p6_one_says_how_far_one_is_with_several_at_once(visit, desk, noor, processes, address, audit):
    said = [(processes[0], "alone", "", ""), (processes[2], "with_help", "The saw is new to me.", "")]
    assert say(visit(noor), address, *said).status_code == 303
    assert rows(desk) == [
        (noor.id, processes[0].id, "alone", ""),
        (noor.id, processes[2].id, "with_help", "The saw is new to me."),
    ]
    assert audit() == [("self-assessed", noor.id, noor.id)]


def test_p6_only_what_was_changed_is_kept(visit, desk, noor, processes, address):
    browser = visit(noor)
    say(browser, address, (processes[0], "alone", "", ""), (processes[1], "not_yet", "", ""))
    seen = mark_of("alone", ""), mark_of("not_yet", "")
    said = [(processes[0], "alone", "", seen[0]), (processes[1], "with_help", "", seen[1])]
    say(browser, address, *said, key=uuid_of(2))
    assert [row[1:3] for row in rows(desk)][2:] == [(processes[1].id, "with_help")]


def test_p6_what_was_not_touched_here_does_not_undo_another_tab(visit, desk, noor, processes, address):
    browser = visit(noor)
    say(browser, address, (processes[0], "not_yet", "", ""))
    opened = mark_of("not_yet", "")
    say(browser, address, (processes[0], "alone", "", opened), key=uuid_of(2))
    stale = [(processes[0], "not_yet", "", opened), (processes[1], "alone", "", "")]
    say(browser, address, *stale, key=uuid_of(3))
    assert [row[1:3] for row in rows(desk)] == [
        (processes[0].id, "not_yet"),
        (processes[0].id, "alone"),
        (processes[1].id, "alone"),
    ]


def test_p6_the_page_sends_back_what_it_showed(visit, noor, processes, address):
    browser = visit(noor)
    say(browser, address, (processes[0], "alone", "Twice.", ""))
    page = browser.get(address).text
    assert f'name="seen-{processes[0].id}" value="{mark_of("alone", "Twice.")}"' in page
    assert page.count(" checked") == 1
    assert "Twice.</textarea>" in page


def test_p6_nothing_changed_is_told(visit, noor, address, count):
    answer = visit(noor).post(address, {"form_key": KEY}, follow_redirects=True)
    assert "Nothing was changed." in answer.text
    assert count(SelfAssessment) == 0


def test_p6_a_double_click_keeps_it_once(visit, noor, processes, address, count, audit):
    browser = visit(noor)
    said = (processes[0], "alone", "", "")
    assert [say(browser, address, said).status_code for _ in range(2)] == [303, 303]
    assert (count(SelfAssessment), len(audit())) == (1, 1)


def test_p6_gone_back_to_and_changed_the_same_form_is_kept_too(visit, desk, noor, processes, address):
    browser = visit(noor)
    for level in ("alone", "with_help", "alone"):
        say(browser, address, (processes[0], level, "", ""))
    assert [row[2] for row in rows(desk)] == ["alone", "with_help", "alone"]


def test_p6_the_newest_stands_and_the_history_is_shown(visit, clock, noor, guide, processes, address):
    browser = visit(noor)
    say(browser, address, (processes[0], "not_yet", "Just begun.", ""))
    clock.move(days=30)
    say(browser, address, (processes[0], "explains", "", ""), key=uuid_of(2))
    page = visit(guide).get(f"/portfolios/{noor.id}/work-processes/{processes[0].id}").text
    assert "Noor Heuvel finds: Can explain it to others" in page
    assert "Just begun." in page
    assert page.count("Replaced by a later one") == 1


def test_p6_a_level_that_is_none_is_refused_with_all_that_was_said(visit, noor, processes, address, count):
    said = [(processes[0], "brilliant", "", ""), (processes[1], "alone", "🪚 صبر", "")]
    answer = say(visit(noor), address, *said)
    assert (answer.status_code, count(SelfAssessment)) == (422, 0)
    assert "Choose from the list." in answer.text
    assert "🪚 صبر" in answer.text
    assert answer.text.count(" checked") == 1


def test_p6_a_remark_alone_asks_for_a_choice(visit, noor, processes, address, count):
    answer = say(visit(noor), address, (processes[0], "", "I think so.", ""))
    assert (answer.status_code, count(SelfAssessment)) == (422, 0)
    assert f"#process-{processes[0].id}" in answer.text
    assert "Choose how far you are with it too." in answer.text


def test_p6_a_remark_of_more_than_fits_is_refused(visit, noor, processes, address, count):
    assert say(visit(noor), address, (processes[0], "alone", "x" * 20_001, "")).status_code == 422
    assert count(SelfAssessment) == 0


def test_p6_work_processes_of_another_qualification_are_left_out(visit, make, noor, address, count):
    foreign = make.qualification().core_tasks[0].work_processes[0]
    say(visit(noor), address, (foreign, "alone", "", ""))
    assert count(SelfAssessment) == 0


def test_p6_what_somebody_found_is_never_changed(visit, desk, noor, processes, address):
    say(visit(noor), address, (processes[0], "alone", "", ""))
    with pytest.raises(DBAPIError, match="never changed"), desk.writing() as work:
        work.db.execute(text("UPDATE self_assessment SET level = 'explains'"))


def test_p6_a_qualification_that_one_does_not_follow_is_not_there(visit, make, noor):
    address = f"/portfolio/self-assessment/{make.qualification().id}"
    assert (visit(noor).get(address).status_code, visit(noor).post(address).status_code) == (404, 404)


def test_p6_what_one_no_longer_follows_is_not_there(visit, desk, noor, processes, address, count):
    browser = visit(noor)
    with desk.writing() as work:
        work.db.query(QualificationLink).one().ended_at = work.now
    assert say(browser, address, (processes[0], "alone", "", "")).status_code == 404
    assert count(SelfAssessment) == 0


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.EXAMINER, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_p6_others_do_not_assess_themselves(visit, make, address, role):
    assert visit(make.person(role)).get(address).status_code == 404


def test_p6_the_largest_qualification_asks_as_many_questions_as_the_smallest(visit, make, noor, address, statements):
    browser, large = visit(noor), make.qualification(core_tasks=8, work_processes=6, indicators=1)
    make.link(noor, large)
    browser.get(address)
    with statements() as little:
        browser.get(address)
    with statements() as much:
        browser.get(f"/portfolio/self-assessment/{large.id}")
    assert len(little) == len(much) <= 6
