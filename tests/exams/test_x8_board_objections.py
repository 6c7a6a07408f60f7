"""Objection and appeal with their clocks (BR-51, BR-52), inspection (BR-54), and scenario 2 from the board on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from exams.models import Objection, Sitting
from exams.queries.objections import open_objections
from exams.rules import SittingState
from exams.rules.objections import (
    Lodged,
    ObjectionKind,
    ObjectionState,
    Recipient,
    Terms,
    decide_by,
    extended,
    last_day_to_lodge,
    term_begins,
    why_not_lodge,
)
from exams.rules.workdays import public_holidays, working_days_after, working_days_left
from foundation.audit import AuditLine
from foundation.environment import choose
from people.rules import Role
from tests.conftest import NOON

DUTCH = public_holidays("NL")


@pytest.fixture
def result(school, visit):
    """A final result, ratified on Monday 23 November 2026 by the board."""
    school.board_ratifies()
    sitting = school.signed(0, remark="Took off the helmet.")
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    return sitting


@pytest.fixture
def candidate(school, visit):
    return visit(school.candidate)


@pytest.fixture
def another(make, visit):
    """A board member who had no part in the result."""
    return make.person(Role.BOARD_MEMBER, given="Els")


def lodged(school, browser, sitting, kind="appeal", **more):
    key = school.decision()["form_key"]
    sent = {"kind": kind, "grounds": "I did wear it.", "form_key": key, **more}
    return browser.post(f"/exams/sittings/{sitting.id}/object", sent)


def the_objection(school):
    with school.desk.reading() as work:
        found = work.db.scalars(select(Objection).order_by(Objection.id.desc())).first()
        work.db.expunge_all()
        return found


# The rules


@pytest.mark.pure
@pytest.mark.parametrize(
    ("told", "last"),
    [
        (date(2026, 11, 23), date(2026, 12, 7)),  # ten plain working days
        (date(2026, 12, 18), date(2027, 1, 5)),  # both days of Christmas (the second a Saturday) and New Year's Day
        (date(2027, 4, 22), date(2027, 5, 11)),  # King's Day on a Tuesday, 5 May, Ascension Day on a Thursday
        (date(2026, 11, 22), date(2026, 12, 4)),  # told on a Sunday
    ],
)
def test_br_51_ten_working_days_pass_over_weekends_and_public_holidays(told, last):
    assert last_day_to_lodge(ObjectionKind.OBJECTION, told, Terms(free=DUTCH)) == last


@pytest.mark.pure
def test_br_52_an_appeal_is_possible_for_two_weeks_the_last_day_included():
    last = last_day_to_lodge(ObjectionKind.APPEAL, date(2026, 11, 23), Terms())
    assert last == date(2026, 12, 7)
    assert why_not_lodge(ObjectionKind.APPEAL, last_day=last, on=last, earlier=()) is None
    refused = why_not_lodge(ObjectionKind.APPEAL, last_day=last, on=last + timedelta(days=1), earlier=())
    assert str(refused) == "An appeal was possible up to and including 2026-12-07."


@pytest.mark.pure
def test_br_52_a_decision_comes_within_four_weeks_and_two_more_at_most():
    by = decide_by(date(2026, 12, 7), Terms())
    assert (by, extended(by, Terms())) == (date(2027, 1, 4), date(2027, 1, 18))


@pytest.mark.pure
def test_br_52_a_decision_on_an_objection_begins_the_term_of_an_appeal_anew():
    decided = Lodged(kind=ObjectionKind.OBJECTION, state=ObjectionState.REJECTED, closed_on=date(2027, 1, 20))
    assert term_begins(ObjectionKind.APPEAL, date(2026, 11, 23), [decided]) == date(2027, 1, 20)
    assert term_begins(ObjectionKind.OBJECTION, date(2026, 11, 23), [decided]) == date(2026, 11, 23)


@pytest.mark.pure
def test_working_days_without_a_country_pass_over_weekends_alone():
    assert working_days_after(date(2026, 12, 24), 1, public_holidays("")) == date(2026, 12, 25)
    assert working_days_left(date(2026, 12, 7), date(2026, 12, 3), DUTCH) == -2


# Scenario 2, from the board on


def test_scenario_2_the_candidate_appeals_on_day_13_and_on_day_15_the_button_is_gone(school, clock, candidate, result):
    url, button = f"/exams/sittings/{result.id}/result", "Object or appeal"
    assert "14 days left" in candidate.get(url).text
    clock.move(days=13)
    page = candidate.get(url).text
    assert button in page
    assert "1 day left" in page
    clock.move(days=1)
    assert "today is the last day" in candidate.get(url).text
    clock.move(days=1)
    assert button not in candidate.get(url).text
    answer = lodged(school, candidate, result)
    assert answer.status_code in (409, 422)
    assert the_objection(school) is None


def test_scenario_2_an_appeal_on_day_13_is_lodged_with_its_deadlines(school, clock, candidate, result):
    clock.move(days=13)
    answer = lodged(school, candidate, result)
    assert answer.status_code == 303
    appeal = the_objection(school)
    assert (appeal.due_on, appeal.decide_by) == (date(2026, 12, 7), date(2027, 1, 4))
    assert "A decision comes by Mon 4 Jan 2027" in candidate.get(answer.location).text


def test_scenario_2_the_candidate_sees_result_and_form_with_remarks(candidate, result):
    page = candidate.get(f"/exams/sittings/{result.id}/result").text
    assert "Failed because" in page
    assert "Took off the helmet." in page
    assert "Does part of it, or after a hint." in page or "Does not do it." in page


# Lodging


def test_br_51_an_objection_is_lodged_once_whatever_is_clicked(school, candidate, result):
    key = school.decision()["form_key"]
    for _ in range(2):
        assert lodged(school, candidate, result, "objection", form_key=key).status_code == 303
    again = lodged(school, candidate, result, "objection")
    assert again.status_code in (409, 422)
    with school.desk.reading() as work:
        assert len(list(work.db.scalars(select(Objection)))) == 1


def test_br_51_nobody_objects_before_the_result_was_told(school, candidate):
    school.board_ratifies()
    sitting = school.signed(2)
    assert candidate.get(f"/exams/sittings/{sitting.id}/object").status_code == 403
    assert lodged(school, candidate, sitting).status_code == 403


def test_br_51_a_stranger_does_not_learn_that_there_is_something(school, visit, make, candidate, result):
    lodged(school, candidate, result)
    stranger, number = visit(make.person(Role.CANDIDATE)), the_objection(school).id
    assert stranger.get(f"/exams/sittings/{result.id}/object").status_code == 404
    assert stranger.get(f"/exams/objections/{number}").status_code == 404
    assert stranger.post(f"/exams/objections/{number}/withdraw").status_code == 404
    assert visit(school.examiner).get(f"/exams/objections/{number}").status_code == 404
    assert stranger.get("/exams/objections").status_code == 403


def test_br_51_grounds_are_asked_for_and_what_was_typed_stays(school, candidate, result):
    answer = lodged(school, candidate, result, grounds=" ")
    assert answer.status_code == 422
    assert "Say why you do not agree." in answer.text


def test_br_51_a_letter_is_taken_in_by_the_school_even_when_it_came_late(school, visit, clock, result):
    clock.move(days=20)
    coordinator = visit(school.coordinator)
    answer = lodged(school, coordinator, result, "objection", received_on="2026-12-11")
    assert answer.status_code == 303
    assert "It was lodged after the last day" in coordinator.get(answer.location).text
    early = lodged(school, coordinator, result, "appeal", received_on="2026-11-01")
    assert early.status_code == 422


def test_br_51_it_can_be_taken_back_and_lodged_again_within_the_term(school, candidate, result):
    lodged(school, candidate, result)
    number = the_objection(school).id
    for _ in range(2):
        assert candidate.post(f"/exams/objections/{number}/withdraw").status_code == 303
    assert the_objection(school).state is ObjectionState.WITHDRAWN
    assert lodged(school, candidate, result).status_code == 303


def test_br_53_a_hold_stands_on_the_sitting_while_it_is_open(school, candidate, result):
    lodged(school, candidate, result)
    with school.desk.reading() as work:
        assert open_objections(work) == open_objections(work, [result.id]) == {result.id}
    candidate.post(f"/exams/objections/{the_objection(school).id}/withdraw")
    with school.desk.reading() as work:
        assert open_objections(work) == frozenset()


# Deciding


def ruling(school, *present, state="upheld", **more):
    sent = school.decision(present=[str(person.id) for person in present], **more)
    return {**sent, "state": state, "outcome": "The exam is taken again.", "committee": "H. de Wit\nF. Aydin"}


def test_br_52_an_upheld_appeal_annuls_the_result_and_sets_none(school, visit, another, candidate, result):
    lodged(school, candidate, result)
    number = the_objection(school).id
    answer = visit(another).post(
        f"/exams/objections/{number}/decide", ruling(school, another, school.board_member, annuls="y")
    )
    assert answer.status_code == 303
    sitting, appeal = school.read(Sitting, result.id), the_objection(school)
    assert (sitting.state, sitting.passed) == (SittingState.ANNULLED, False)
    assert (appeal.state, appeal.decision_id) == (ObjectionState.UPHELD, sitting.annulling_id)
    assert "The exam can be taken again" in candidate.get(f"/exams/objections/{number}").text


def test_br_52_whoever_made_the_result_final_is_not_alone_when_it_is_decided(school, visit, another, candidate, result):
    lodged(school, candidate, result, "objection")
    url = f"/exams/objections/{the_objection(school).id}/decide"
    member = visit(another)
    assert "Not by these alone" in member.get(url).text
    answer = member.post(url, ruling(school, school.board_member))
    assert answer.status_code == 409
    assert "Decide together with a board member who did not." in answer.text
    assert the_objection(school).state is ObjectionState.LODGED


def test_br_52_what_is_rejected_annuls_nothing(school, visit, another, candidate, result):
    lodged(school, candidate, result)
    url = f"/exams/objections/{the_objection(school).id}/decide"
    sent = ruling(school, another, state="rejected")
    assert visit(another).post(url, {**sent, "annuls": "y"}).status_code == 422
    assert visit(another).post(url, sent).status_code == 303
    assert school.read(Sitting, result.id).state is SittingState.RATIFIED


def test_br_52_it_is_decided_once(school, visit, another, candidate, result):
    lodged(school, candidate, result)
    url, sent = f"/exams/objections/{the_objection(school).id}/decide", ruling(school, another, state="rejected")
    assert visit(another).post(url, sent).status_code == 303
    assert visit(another).post(url, sent).status_code == 303  # the same form again
    assert visit(another).post(url, ruling(school, another)).status_code == 409


def test_br_52_the_term_is_extended_once_with_a_reason(school, visit, another, candidate, result):
    lodged(school, candidate, result)
    number, browser = the_objection(school).id, visit(another)
    assert browser.post(f"/exams/objections/{number}/extend", {"reason": ""}).status_code == 422
    assert browser.post(f"/exams/objections/{number}/extend", {"reason": "A witness is away."}).status_code == 303
    assert the_objection(school).decide_by == date(2027, 1, 18)
    assert browser.post(f"/exams/objections/{number}/extend", {"reason": "Again."}).status_code == 409


def test_br_52_a_term_that_went_by_is_not_extended(school, visit, clock, another, candidate, result):
    lodged(school, candidate, result)
    clock.move(days=60)
    url = f"/exams/objections/{the_objection(school).id}/extend"
    assert visit(another).post(url, {"reason": "Late."}).status_code == 409


def test_br_52_who_was_told_is_kept(school, visit, another, candidate, result):
    lodged(school, candidate, result)
    number, browser = the_objection(school).id, visit(another)
    assert browser.post(f"/exams/objections/{number}/told", {"told": ["candidate"]}).status_code == 409
    browser.post(f"/exams/objections/{number}/decide", ruling(school, another, state="rejected"))
    for told in (["candidate", "inspectorate"], ["school"]):
        assert browser.post(f"/exams/objections/{number}/told", {"told": told}).status_code == 303
    expected = [Recipient.CANDIDATE, Recipient.SCHOOL, Recipient.INSPECTORATE]
    assert the_objection(school).told == expected
    assert browser.post(f"/exams/objections/{number}/told", {"told": ["press"]}).status_code == 422


def test_br_52_the_list_shows_deadlines_and_takes_a_fixed_number_of_statements(
    school, visit, another, candidate, result, statements
):
    lodged(school, candidate, result)
    browser = visit(another)
    assert "42 days left" in browser.get("/exams/objections").text
    with statements() as few:
        browser.get("/exams/objections")
    lodged(school, candidate, result, "objection")
    with statements() as many:
        assert browser.get("/exams/objections").status_code == 200
    assert len(few) == len(many)
    assert browser.get("/exams/objections?state=closed&kind=nonsense").status_code == 200


def test_br_51_the_terms_are_settings(school, desk, candidate, result):
    with desk.writing() as work:
        for key, value in {"exams.objection_days": 2, "exams.appeal_days": 3, "exams.holidays_country": ""}.items():
            choose(work.db, key, value)
    page = candidate.get(f"/exams/sittings/{result.id}/object").text
    assert "Wed 25 Nov 2026" in page
    assert "Thu 26 Nov 2026" in page


# Inspection


@pytest.mark.parametrize("suffix", ["", ".pdf"])
def test_br_54_the_candidates_look_at_the_own_form_is_on_record(school, desk, candidate, result, suffix):
    assert candidate.get(f"/exams/sittings/{result.id}/result{suffix}").status_code == 200
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "exams.own-form-seen")).one()
        assert (line.actor_id, line.facts["sitting_id"]) == (school.candidate.id, result.id)


def test_br_54_a_school_may_keep_remarks_of_examiners_from_candidates(school, visit, desk, candidate, result):
    with desk.writing() as work:
        choose(work.db, "exams.remarks_to_candidate", value=False)
    url = f"/exams/sittings/{result.id}/result"
    assert "Took off the helmet." not in candidate.get(url).text
    assert "Took off the helmet." in visit(school.coordinator).get(url).text


def test_the_clock_counts_days_of_the_school_and_not_of_utc(school, clock, candidate, result):
    clock.now = NOON + timedelta(days=14, hours=10, minutes=59)  # 23:59 in Amsterdam on the last day
    assert lodged(school, candidate, result).status_code == 303


def test_br_51_a_result_that_changed_can_be_objected_to_anew(school, visit, clock, another, candidate, result):
    lodged(school, candidate, result, "objection")
    url = f"/exams/objections/{the_objection(school).id}/decide"
    assert visit(another).post(url, ruling(school, another, state="rejected")).status_code == 303
    clock.move(days=40)
    step = school.form.steps[1].id
    sent = {f"step-{step}": "3", "reason": "r", "improvement": "i"}
    sent |= school.decision(number="2027-001", decided_on=clock.now.date().isoformat())
    assert visit(another).post(f"/exams/sittings/{result.id}/correct", sent).status_code == 303
    clock.move(days=5)
    assert lodged(school, visit(school.candidate), result, "objection").status_code == 303
