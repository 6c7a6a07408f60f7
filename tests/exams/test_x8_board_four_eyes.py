"""Who has a part in a result stays out of what is decided about it, and each form makes what it says (BR-33, BR-52)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from exams.models import BoardDecision, Correction, Exemption, Objection, Sitting
from exams.rules import SittingState
from exams.rules.objections import ObjectionState
from people.rules import Role
from tests.conftest import NOON

KEY = "5a1c9a52-8f2e-4f5f-9d0e-3b1f4f1c7b11"


@pytest.fixture
def result(school, visit):
    """A final result, ratified on Monday 23 November 2026 by the board."""
    school.board_ratifies()
    sitting = school.signed(0)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    return sitting


@pytest.fixture
def another(make):
    return make.person(Role.BOARD_MEMBER, given="Els")


@pytest.fixture
def third(make):
    return make.person(Role.BOARD_MEMBER, given="Jan")


def lodge(school, visit, sitting, kind="objection", **more):
    sent = {"kind": kind, "grounds": "I did wear it.", "form_key": school.decision()["form_key"], **more}
    return visit(school.candidate).post(f"/exams/sittings/{sitting.id}/object", sent)


def newest(school):
    with school.desk.reading() as work:
        found = work.db.scalars(select(Objection).order_by(Objection.id.desc())).first()
        work.db.expunge_all()
        return found


def count_of(school, model):
    with school.desk.reading() as work:
        return work.db.scalar(select(func.count()).select_from(model))


def ruling(school, *present, **more):
    sent = {"state": "rejected", "outcome": "It stays.", "committee": "H. de Wit", **more}
    return {**school.decision(present=[str(person.id) for person in present]), **sent}


def correction(school, sitting, place=0, value="1", **more):
    step = school.form.steps[place].id
    return {f"step-{step}": value, "reason": "Wrong line.", "improvement": "Read it out.", **school.decision(**more)}


# 1: an actor with a part in it


def test_br_52_the_ratifier_decides_nothing_by_ticking_another_as_present(school, visit, another, result):
    lodge(school, visit, result)
    url, member = f"/exams/objections/{newest(school).id}/decide", visit(school.board_member)
    answer = member.post(url, ruling(school, another, school.board_member))
    assert answer.status_code == 409
    assert "an administrator puts somebody from outside on the exam board" in answer.text
    assert newest(school).state is ObjectionState.LODGED
    assert "Not by you" in member.get(url).text


def test_br_52_whoever_corrected_marks_decides_nothing_about_it(school, visit, another, third, result):
    lodge(school, visit, result)
    url = f"/exams/sittings/{result.id}/correct"
    assert visit(another).post(url, correction(school, result, present=[str(third.id)])).status_code == 303
    url = f"/exams/objections/{newest(school).id}/decide"
    assert visit(another).post(url, ruling(school, third, another)).status_code == 409
    assert visit(third).post(url, ruling(school, third)).status_code == 409  # was there when it was corrected


def test_br_52_whoever_decided_on_the_objection_does_not_decide_on_the_appeal(school, visit, another, third, result):
    lodge(school, visit, result)
    url = f"/exams/objections/{newest(school).id}/decide"
    assert visit(another).post(url, ruling(school, another)).status_code == 303
    lodge(school, visit, result, "appeal")
    url = f"/exams/objections/{newest(school).id}/decide"
    assert visit(another).post(url, ruling(school, another, third)).status_code == 409
    assert visit(third).post(url, ruling(school, third)).status_code == 303


# 2: withdrawing


def test_br_51_a_coordinator_withdraws_with_a_reason_that_is_shown(school, visit, result):
    lodge(school, visit, result)
    url, coordinator = f"/exams/objections/{newest(school).id}", visit(school.coordinator)
    assert coordinator.post(f"{url}/withdraw").status_code == 422
    assert newest(school).state is ObjectionState.LODGED
    assert coordinator.post(f"{url}/withdraw", {"why": "Asked for by letter."}).status_code == 303
    for browser in (coordinator, visit(school.candidate)):
        page = browser.get(url).text
        assert "Asked for by letter." in page
        assert school.coordinator.name in page


def test_br_51_a_coordinator_with_a_part_in_it_does_not_withdraw_it(school, visit, make):
    school.board_ratifies()
    sitting = school.signed(0)
    sent = correction(school, sitting)
    assert visit(school.coordinator).post(f"/exams/sittings/{sitting.id}/correct", sent).status_code == 303
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    lodge(school, visit, sitting)
    url = f"/exams/objections/{newest(school).id}/withdraw"
    assert visit(school.coordinator).post(url, {"why": "Settled."}).status_code == 409
    assert newest(school).state is ObjectionState.LODGED


def test_br_51_a_board_member_does_not_withdraw_what_was_lodged(school, visit, another, result):
    lodge(school, visit, result)
    url = f"/exams/objections/{newest(school).id}/withdraw"
    assert visit(another).post(url, {"why": "Settled."}).status_code == 403


# 3: the day of a decision


def days(result):
    return (NOON - timedelta(days=1)).date().isoformat(), (NOON + timedelta(days=1)).date().isoformat()


def test_br_33_a_correction_is_decided_between_the_result_and_today(school, visit, another, result):
    for day, words in zip(days(result), ("before there was a result", "after today"), strict=True):
        sent = correction(school, result, decided_on=day)
        answer = visit(another).post(f"/exams/sittings/{result.id}/correct", sent)
        assert (answer.status_code, words in answer.text) == (409, True)
    assert count_of(school, Correction) == 0


def test_br_45_an_exemption_is_decided_between_the_request_and_today(school, visit, another):
    for day, words in zip(days(None), ("before it was requested", "after today"), strict=True):
        sent = {**school.decision(decided_on=day), "candidate": school.candidate.email, "form": str(school.form.id)}
        answer = visit(another).post("/exams/exemptions/new", {**sent, "requested_on": NOON.date().isoformat()})
        assert (answer.status_code, words in answer.text) == (409, True)
    assert count_of(school, Exemption) == 0


@pytest.mark.parametrize("kind", ["objection", "appeal"])
def test_br_52_an_objection_is_decided_between_its_lodging_and_today(school, visit, another, result, kind):
    lodge(school, visit, result, kind)
    url = f"/exams/objections/{newest(school).id}/decide"
    for day, words in zip(days(result), ("before it was lodged", "after today"), strict=True):
        answer = visit(another).post(url, ruling(school, another, decided_on=day))
        assert (answer.status_code, words in answer.text) == (409, True)
    assert newest(school).state is ObjectionState.LODGED


# 4: a key of somebody or something else


def test_x8_a_key_of_somebody_elses_objection_is_no_repeat(school, visit, result, make):
    school.board_ratifies()
    other = make.person(Role.CANDIDATE, given="Bo")
    sitting = school.signed(0, candidate=other)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    assert lodge(school, visit, result, form_key=KEY).status_code == 303
    sent = {"kind": "objection", "grounds": "Not fair.", "form_key": KEY}
    assert visit(other).post(f"/exams/sittings/{sitting.id}/object", sent).status_code == 303
    assert count_of(school, Objection) == 2


def test_x8_a_form_that_is_sent_again_with_other_marks_says_that_nothing_was_kept(school, visit, another, result):
    url, browser = f"/exams/sittings/{result.id}/correct", visit(another)
    sent = correction(school, result, form_key=KEY)
    assert [browser.post(url, sent).status_code for _ in range(2)] == [303, 303]
    assert browser.post(url, correction(school, result, 1, form_key=KEY)).status_code == 409
    assert count_of(school, Correction) == 1


def test_x8_a_key_of_another_decision_annuls_and_exempts_all_the_same(school, visit, another, result):
    browser = visit(another)
    assert browser.post(f"/exams/sittings/{result.id}/annul", school.decision(form_key=KEY)).status_code == 303
    sent = {"candidate": school.candidate.email, "form": str(school.form.id), "requested_on": NOON.date().isoformat()}
    part = {"parts": [school.form.groups[0].key]}
    for more in (part, part, {}):
        sent |= school.decision(form_key=KEY)
        assert browser.post("/exams/exemptions/new", {**sent, **more}).status_code == 303
    assert (count_of(school, Exemption), school.read(Sitting, result.id).state) == (2, SittingState.ANNULLED)


def test_x8_a_key_that_ratified_ratifies_nothing_else(school, visit, make, result):
    other = make.person(Role.CANDIDATE, given="Bo")
    sitting, member = school.signed(2, candidate=other), visit(school.board_member)
    with school.desk.reading() as work:
        assert work.db.scalar(select(BoardDecision.form_key)) != KEY
    first = school.signed(2, candidate=make.person(Role.CANDIDATE, given="Mo"))
    for one, status in ((first, 303), (first, 403), (sitting, 409)):
        answer = member.post(f"/exams/sittings/{one.id}/ratify", school.decision(form_key=KEY))
        assert answer.status_code == status
    assert school.read(Sitting, sitting.id).state is SittingState.SIGNED


def test_x8_a_key_of_another_coordinators_session_plans_one_all_the_same(school, visit, make):
    other = make.person(Role.COORDINATOR, given="Wil")
    sent = {"form": str(school.form.id), "day": "2026-12-01", "starts": "09:00", "place": "Hall", "form_key": KEY}
    answers = [visit(who).post("/exams/sessions/new", sent) for who in (school.coordinator, other, other)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len({answer.location for answer in answers}) == 2


def test_br_33_what_one_corrected_is_shown_in_the_worklist_but_not_offered(school, visit, another):
    school.board_ratifies()
    sitting, member = school.signed(0), visit(another)
    member.post(f"/exams/sittings/{sitting.id}/correct", correction(school, sitting))
    box = f'name="chosen" value="{sitting.id}"'
    assert box not in member.get("/exams/results/waiting").text
    assert "You examined or corrected this" in member.get("/exams/results/waiting").text
    assert box in visit(school.board_member).get("/exams/results/waiting").text
