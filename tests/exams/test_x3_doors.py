"""The doors of planning: who may, who may not, strangers, wrong method."""

from uuid import uuid4

import pytest

from exams import queries
from exams.actions import planning as actions
from exams.models import ExaminerCertificate
from exams.rules.time_slots import SlotFacts
from people.rules import Role
from tests.conftest import NOON, actor_of

PEOPLE = ("coordinator", "board_member", "administrator", "examiner", "candidate", "other")
OFFICE = ("coordinator", "board_member", "administrator")
PLANS = ("coordinator",)
READ = {
    "/exams/sessions.xlsx": OFFICE,
    "/exams/matrix": OFFICE,
    "/exams/matrix.xlsx": OFFICE,
    "/exams/examiners": OFFICE,
    "/exams/examiners.xlsx": OFFICE,
    "/exams/examiners/{examiner}": OFFICE,
    "/exams/sessions/{session}/day-sheet": (*OFFICE, "examiner"),
    "/exams/sessions/{session}/slots": PLANS,
    "/exams/sessions/{session}/slots/{slot}": PLANS,
    "/exams/sittings/{sitting}/replan": PLANS,
    "/exams/forms/{form}/plan": PLANS,
    "/exams/forms/{form}/plan/{person}": PLANS,
}
WRITE = {
    "/exams/matrix/plan": PLANS,
    "/exams/examiners/{examiner}": ("coordinator", "board_member"),
    "/exams/certificates/{certificate}/withdraw": ("coordinator", "board_member"),
    "/exams/sessions/{session}/slots": PLANS,
    "/exams/sessions/{session}/slots/{slot}": PLANS,
    "/exams/sessions/{session}/slots/{slot}/remove": PLANS,
    "/exams/sittings/{sitting}/replan": PLANS,
    "/exams/forms/{form}/plan": PLANS,
    "/exams/forms/{form}/plan/{person}": PLANS,
}
SEES = {  # of whom a thing is hidden, rather than closed; the first that is in an address counts
    "slot": OFFICE,
    "session": (*OFFICE, "examiner"),
    "sitting": (*OFFICE, "examiner", "candidate"),
    "form": OFFICE,
    "examiner": OFFICE,
    "certificate": OFFICE,
}


@pytest.fixture
def things(school, desk):
    sitting = school.planned()
    with desk.writing(actor_of(school.coordinator)) as work:
        facts = actions.SessionFacts(starts_at=NOON, place="Hall", note="")
        session = actions.plan_session(work, queries.form(work, school.form.id), facts)
        actions.make_slots(work, session, [SlotFacts(starts_at=NOON, room="B1", capacity=1)])
        certificate = ExaminerCertificate(
            person_id=school.examiner.id, title="A", valid_from=NOON.date(), added_at=NOON, form_key=str(uuid4())
        )
        work.db.add(certificate)
        work.db.flush()
        slot = session.slots[0].id
        actions.plan_candidates(work, session, [school.candidate], examiner=school.examiner)
        found = {"session": session.id, "slot": slot, "certificate": certificate.id}
    people = {"examiner": school.examiner.id, "person": school.candidate.id}
    return {**found, **people, "sitting": sitting.id, "form": school.form.id}


@pytest.fixture
def browser_of(school, visit):
    def browser(who):
        return visit(school.make.person(Role.CANDIDATE) if who == "other" else getattr(school, who))

    return browser


def expected(door, who):
    thing = next((name for name in SEES if "{" + name + "}" in door), None)
    return 404 if thing and who not in SEES[thing] else 403


@pytest.mark.parametrize("door", READ)
def test_x3_who_may_read(things, browser_of, door):
    answers = {who: browser_of(who).get(door.format(**things)).status_code for who in PEOPLE}
    assert answers == {who: 200 if who in READ[door] else expected(door, who) for who in PEOPLE}


@pytest.mark.parametrize("door", WRITE)
def test_x3_who_may_not_write(things, browser_of, door, audit_names):
    before = audit_names()
    others = [who for who in PEOPLE if who not in WRITE[door]]
    answers = {who: browser_of(who).post(door.format(**things)).status_code for who in others}
    assert answers == {who: expected(door, who) for who in others}
    assert audit_names() == before


def test_x3_a_stranger_is_led_to_the_sign_in_page_or_refused(things, visit):
    stranger = visit(None)
    assert {"/sign-in" in stranger.get(door.format(**things)).location for door in READ} == {True}
    assert {stranger.post(door.format(**things)).status_code for door in WRITE} == {401}


def test_x3_the_wrong_method_is_refused(things, browser_of):
    browser = browser_of("coordinator")
    assert {browser.post(door.format(**things)).status_code for door in {*READ} - {*WRITE}} == {405}
    assert {browser.get(door.format(**things)).status_code for door in {*WRITE} - {*READ}} == {405}


def test_x3_what_does_not_exist_is_not_found(things, browser_of):
    browser, nothing = browser_of("coordinator"), dict.fromkeys(things, 999_999)
    assert {browser.get(door.format(**nothing)).status_code for door in READ if "{" in door} == {404}
    assert {browser.post(door.format(**nothing)).status_code for door in WRITE if "{" in door} == {404}
