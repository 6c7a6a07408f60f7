"""Before a correction or an exemption is confirmed, its page says what it does; nothing is kept by looking (BR-33)."""

import re

import pytest
from sqlalchemy import func, select

from exams.models import BoardDecision, Correction, Exemption, Sitting
from exams.rules import SittingState
from foundation.audit import AuditLine


@pytest.fixture
def member(school, visit):
    school.board_ratifies()
    return visit(school.board_member)


def correction(school, value="2", **more):
    step = school.form.steps[0].id
    return {f"step-{step}": value, "reason": "Wrong line.", "improvement": "Read it out.", **school.decision(), **more}


def kept(school):
    with school.desk.reading() as work:
        counted = [work.db.scalar(select(func.count()).select_from(one)) for one in (Correction, Exemption)]
        return [*counted, work.db.scalar(select(func.count()).select_from(BoardDecision))]


def hidden(page):
    return re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)">', page)


def exemption(school, **more):
    sent = {"candidate": "S1001", "form": str(school.form.id), "requested_on": "2026-11-20", "earlier_result": ""}
    return {**sent, **school.decision(), **more}


def test_br_33_a_correction_shows_both_marks_and_both_results_and_keeps_nothing(school, member, audit_names):
    sitting, before = school.signed(0, 2, 2), audit_names()
    page = member.post(f"/exams/sittings/{sitting.id}/correct/foresee", correction(school)).text
    for words in ("The result as it is", "The result as it would be", "was: ", "becomes: ", "The result turns round"):
        assert words in page
    assert "It was failed and would be passed." in page
    assert "That cannot be you, since you corrected it." in page
    assert (kept(school), audit_names()) == ([0, 0, 0], before)
    assert not school.read(Sitting, sitting.id).passed


def test_br_33_what_the_page_shows_is_what_confirming_keeps(school, member):
    sitting = school.signed(0, 2, 2)
    page = member.post(f"/exams/sittings/{sitting.id}/correct/foresee", correction(school)).text
    answer = member.post(f"/exams/sittings/{sitting.id}/correct", dict(hidden(page)))
    assert answer.status_code == 303
    assert school.read(Sitting, sitting.id).passed
    assert kept(school) == [1, 0, 0]


def test_br_33_something_can_be_changed_again_before_it_is_confirmed(school, member):
    sitting = school.signed(0)
    page = member.post(f"/exams/sittings/{sitting.id}/correct/foresee", {**correction(school), "change": "1"}).text
    assert "Wrong line." in page
    assert re.search(r'<option value="2" selected>', page)


@pytest.mark.parametrize(("wrong", "status"), [({"reason": ""}, 422), ({"value": "0"}, 409), ({"value": "77"}, 422)])
def test_br_33_a_correction_that_cannot_be_is_refused_before_it_is_shown(school, member, wrong, status):
    sitting = school.signed(0)
    sent = correction(school, wrong.pop("value", "2"), **wrong)
    assert member.post(f"/exams/sittings/{sitting.id}/correct/foresee", sent).status_code == status


def test_br_33_of_a_final_result_the_number_and_the_day_are_looked_at_first(school, visit, make, member):
    sitting, sent = school.signed(0), school.decision(number="2026-7")
    member.post(f"/exams/sittings/{sitting.id}/ratify", sent)
    url = f"/exams/sittings/{sitting.id}/correct/foresee"
    assert "is free" in member.post(url, correction(school, number="2026-7")).text
    assert "after today" in member.post(url, correction(school, decided_on="2026-12-24")).text
    assert "nobody ratifies it again" in member.post(url, correction(school)).text
    assert school.read(Sitting, sitting.id).state is SittingState.RATIFIED


def test_br_33_the_form_says_what_happens_next(school, visit, member):
    sitting = school.signed(0)
    url = f"/exams/sittings/{sitting.id}/correct"
    assert "Another board member than you makes it final afterwards" in member.get(url).text
    member.post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    assert "Nobody ratifies it again." in member.get(url).text


def test_br_45_an_exemption_shows_what_it_settles_and_keeps_nothing(school, member, desk):
    sitting = school.signed(0, 2, 2)
    key = school.form.groups[0].key
    page = member.post("/exams/exemptions/new/foresee", exemption(school, parts=[key])).text
    assert "The result as it would be" in page
    assert "No earlier mark counts along." in page
    assert kept(school) == [0, 0, 0]
    with desk.reading() as work:
        assert not work.db.scalar(select(AuditLine.id).where(AuditLine.event == "exams.exemption-given"))
    assert member.post("/exams/exemptions/new", dict(hidden(page))).status_code == 303
    assert school.read(Sitting, sitting.id).passed


def test_br_45_of_a_whole_exam_it_says_what_is_planned(school, member):
    school.planned()
    page = member.post("/exams/exemptions/new/foresee", exemption(school)).text
    assert "it counts as passed" in page
    assert "It stays planned until somebody cancels it:" in page
    again = member.post("/exams/exemptions/new/foresee", exemption(school, change="1")).text
    assert "As discussed." in again


def test_br_45_what_cannot_be_exempted_is_refused_before_it_is_shown(school, visit, make, member):
    url = "/exams/exemptions/new/foresee"
    assert member.post(url, exemption(school, grounds="")).status_code == 422
    assert member.post(url, exemption(school, candidate="nobody")).status_code == 303
    assert member.post(url, exemption(school, requested_on="2026-11-24")).status_code == 422
    assert visit(school.coordinator).post(url, exemption(school)).status_code == 403
    assert visit(school.coordinator).get(url).status_code in (403, 404, 405)


def test_br_45_the_list_to_choose_from_takes_a_fixed_number_of_statements(school, make, member, statements):
    with statements() as few:
        member.get("/exams/exemptions/new")
    for number in range(3):
        make.person("candidate", given=f"Many{number}")
    with statements() as many:
        assert "Many2" in member.get("/exams/exemptions/new").text
    assert len(few) == len(many)


def test_x8_a_decision_names_each_candidate_once_and_parts_by_their_name(school, visit, member, make):
    sitting = school.signed(0)
    sent = school.decision()
    member.post(f"/exams/sittings/{sitting.id}/ratify", sent)
    other = school.form.steps[1].id
    member.post(f"/exams/sittings/{sitting.id}/correct", {**correction(school), f"step-{other}": "2"})
    with school.desk.reading() as work:
        number = work.db.scalar(select(func.max(BoardDecision.id)))
    page = member.get(f"/exams/decisions/{number}").text
    assert page.count(f">{school.candidate.name}<") == 1
    assert "2 marks" in page
    assert page.count("Wrong line.") == 1
    group = school.form.groups[0]
    member.post("/exams/exemptions/new", exemption(school, parts=[group.key]))
    page = member.get(f"/exams/decisions/{number + 1}").text
    assert group.name in page
    assert member.get(f"/exams/decisions/{number + 1}/minutes.pdf").status_code == 200
