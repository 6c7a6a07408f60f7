"""P6: what assessors and supervisors find of evidence, beside each other."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from people.models import Supervision
from people.rules import Role
from portfolio.models import PortfolioAssessor, QualityJudgement
from portfolio.rules import Capacity, Judgement
from tests.portfolio.conftest import outsiders, uuid_of
from tests.portfolio.quality import accepted, assesses

KEY = uuid_of(77)


@pytest.fixture
def address(noor, processes):
    return f"/portfolios/{noor.id}/work-processes/{processes[0].id}/judgement"


@pytest.fixture
def page(address):
    return address.removesuffix("/judgement")


@pytest.fixture
def assessor(make, desk, noor):
    person = make.person(Role.EXAMINER, given="Anna", family="Boer")
    assesses(desk, person, noor)
    return person


def judge(browser, address, *, key=KEY, remark="", **found):
    return browser.post(address, {"form_key": key, "remark": remark, **found})


def rows(desk):
    with desk.reading() as work:
        found = work.db.query(QualityJudgement).order_by(QualityJudgement.id).all()
        return [(row.judged_by, row.capacity, row.variety, row.quantity, row.remark) for row in found]


def test_p6_an_assessor_judges_aspect_by_aspect(visit, desk, noor, assessor, address, audit):
    answer = judge(visit(assessor), address, variety="sufficient", quantity="insufficient", remark="One more.")
    assert answer.status_code == 303
    expected = (assessor.id, Capacity.ASSESSOR, Judgement.SUFFICIENT, Judgement.INSUFFICIENT, "One more.")
    assert rows(desk) == [expected]
    assert audit()[-1] == ("quality-judged", assessor.id, noor.id)


def test_p6_a_supervisor_judges_as_one(visit, desk, guide, address):
    judge(visit(guide), address, variety="sufficient")
    assert rows(desk)[0][:2] == (guide.id, Capacity.SUPERVISOR)


def test_p6_two_judges_stand_beside_each_other_and_are_never_averaged(visit, guide, assessor, noor, address, page):
    judge(visit(guide), address, variety="sufficient", key=uuid_of(1))
    judge(visit(assessor), address, variety="insufficient", remark="The same twice.", key=uuid_of(2))
    shown = visit(noor).get(page).text
    assert "Supervisor: <bdi>" in shown
    assert "Assessor: <bdi>" in shown
    assert shown.count(">Sufficient<") == 2
    assert shown.count(">Insufficient<") == 2
    assert "Replaced by a later one" not in shown


def test_p6_the_newest_of_one_judge_stands_and_the_earlier_is_kept(visit, desk, clock, assessor, address, page):
    browser = visit(assessor)
    judge(browser, address, variety="insufficient", remark="Only one kind.", key=uuid_of(1))
    clock.move(minutes=5)
    judge(browser, address, variety="sufficient", key=uuid_of(2))
    shown = browser.get(page).text
    assert len(rows(desk)) == 2
    assert shown.count("Replaced by a later one") == 1
    assert "Only one kind." in shown


def test_p6_the_form_begins_with_what_one_found_before(visit, guide, assessor, address):
    browser = visit(assessor)
    judge(browser, address, variety="insufficient", remark="Only one kind.")
    judge(visit(guide), address, variety="sufficient", key=uuid_of(2))
    shown = browser.get(address).text
    assert '<input checked class="form-check-input" id="variety-1"' in shown
    assert "Only one kind.</textarea>" in shown


def test_p6_what_is_known_stands_with_each_aspect(visit, desk, keep, noor, processes, assessor, address):
    accepted(desk, keep, noor, processes[0])
    assert "1 piece was accepted." in visit(assessor).get(address).text


def test_p6_what_is_insufficient_is_explained(visit, assessor, address, count):
    answer = judge(visit(assessor), address, variety="insufficient")
    assert (answer.status_code, count(QualityJudgement)) == (422, 0)
    assert "Say what is insufficient, so that the candidate knows what to do." in answer.text


def test_p6_nothing_at_all_is_no_judgement(visit, assessor, address, count):
    answer = judge(visit(assessor), address)
    assert (answer.status_code, count(QualityJudgement)) == (422, 0)
    assert "Judge at least one aspect, or write a remark." in answer.text


def test_p6_a_choice_that_is_none_is_refused_with_the_remark_kept(visit, assessor, address, count):
    answer = judge(visit(assessor), address, variety="splendid", remark="مرحبا 🪚")
    assert (answer.status_code, count(QualityJudgement)) == (422, 0)
    assert "مرحبا 🪚" in answer.text


def test_p6_a_remark_that_is_too_long_is_refused(visit, assessor, address, count):
    assert judge(visit(assessor), address, remark="x" * 20_001).status_code == 422
    assert count(QualityJudgement) == 0


def test_p6_a_double_click_judges_once(visit, assessor, address, count, audit):
    browser = visit(assessor)
    assert [judge(browser, address, variety="sufficient").status_code for _ in range(2)] == [303, 303]
    assert count(QualityJudgement) == 1
    assert [line[0] for line in audit()].count("quality-judged") == 1


def test_p6_gone_back_to_and_changed_the_same_form_judges_anew(visit, desk, assessor, address):
    browser = visit(assessor)
    for verdict in ("sufficient", "insufficient", "sufficient"):
        judge(browser, address, variety=verdict, remark="So I see it.")
    assert [row[2].value for row in rows(desk)] == ["sufficient", "insufficient", "sufficient"]


def test_p6_the_key_of_somebody_elses_form_keeps_nobody_from_judging(visit, guide, assessor, address, count):
    judge(visit(guide), address, variety="sufficient")
    assert judge(visit(assessor), address, variety="sufficient").status_code == 303
    assert count(QualityJudgement) == 2


def test_p6_a_key_that_is_none_judges_all_the_same(visit, assessor, address, count):
    assert judge(visit(assessor), address, key="nonsense", variety="sufficient").status_code == 303
    assert count(QualityJudgement) == 1


def test_p6_a_judgement_is_never_changed(visit, desk, assessor, address):
    judge(visit(assessor), address, variety="sufficient")
    with pytest.raises(DBAPIError, match="never changed"), desk.writing() as work:
        work.db.execute(text("UPDATE quality_judgement SET variety = 'insufficient'"))


# Who may not


def test_p6_nobody_judges_ones_own(visit, make, desk, qualification, processes):
    both = make.person(Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR)
    make.link(both, qualification)
    own = f"/portfolios/{both.id}/work-processes/{processes[0].id}/judgement"
    assert visit(both).get(own).status_code == 403
    assert judge(visit(both), own, variety="sufficient").status_code == 403


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER])
def test_p6_who_may_only_look_does_not_judge(visit, make, address, count, role):
    browser = visit(make.person(role))
    assert (browser.get(address).status_code, judge(browser, address).status_code) == (403, 403)
    assert count(QualityJudgement) == 0


def test_p6_outsiders_do_not_learn_that_there_is_something_to_judge(visit, make, address):
    assert {judge(visit(person), address).status_code for person in outsiders(make)} == {404}


def test_p6_an_assessor_whose_task_has_ended_judges_no_more(visit, desk, assessor, address):
    browser = visit(assessor)
    with desk.writing() as work:
        work.db.query(PortfolioAssessor).one().ended_at = work.now
    assert judge(browser, address, variety="sufficient").status_code == 404


def test_p6_a_supervisor_of_others_judges_no_more(visit, desk, guide, address):
    browser = visit(guide)
    with desk.writing() as work:
        work.db.query(Supervision).delete()
    assert judge(browser, address, variety="sufficient").status_code == 404


def test_p6_a_work_process_that_the_candidate_does_not_follow_is_not_judged(visit, make, noor, guide, count):
    foreign = make.qualification().core_tasks[0].work_processes[0]
    answer = judge(visit(guide), f"/portfolios/{noor.id}/work-processes/{foreign.id}/judgement", variety="sufficient")
    assert (answer.status_code, count(QualityJudgement)) == (404, 0)
