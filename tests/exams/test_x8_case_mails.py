"""Who hears by mail of objections and appeals, missed exams, exemptions and files that open; each once, without why."""

import email
import email.policy
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from exams import queries
from exams.actions.exempting import ExemptionFacts, exempt, withdraw_exemption
from exams.actions.inspecting import GrantFacts, grant_inspection, withdraw_inspection
from exams.actions.planning import plan_again, report_no_show
from exams.models import Exemption, InspectionGrant, Objection
from foundation.work import Work
from people.models import PersonRole
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.test_x3_news import decision

WHY = "Because the helmet was there."


@pytest.fixture
def sent(app):
    """Each mail as receiver, subject and text."""

    def all_of_them():
        found = []
        for path in app.extensions["settings"].mailbox.glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found.append((message["To"], message["Subject"].strip(), message.get_body(("plain",)).get_content()))
        return found

    return all_of_them


@pytest.fixture
def subjects(sent):
    """How often somebody got a mail with this subject."""
    return lambda person: Counter(subject for to, subject, _text in sent() if to == person.email)


@pytest.fixture
def result(school, visit):
    school.board_ratifies()
    sitting = school.signed(0)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    return sitting


@pytest.fixture
def another(make):
    """A board member who had no part in the result, and reads Dutch."""
    return make.person(Role.BOARD_MEMBER, given="Els")


def lodged(school, visit, sitting, kind="objection"):
    sent = {"kind": kind, "grounds": WHY, "form_key": str(uuid4())}
    for _twice in range(2):
        assert visit(school.candidate).post(f"/exams/sittings/{sitting.id}/object", sent).status_code == 303
    with school.desk.reading() as work:
        return work.db.query(Objection.id).order_by(Objection.id.desc()).first()[0]


def test_x8_a_candidate_gets_a_receipt_and_the_board_hears_of_a_new_objection(
    school, visit, run_jobs, sent, subjects, another, result
):
    lodged(school, visit, result)
    run_jobs()
    run_jobs()
    assert subjects(school.candidate)["Your objection about Welding in the workshop has come in"] == 1
    for member in (another, school.board_member):
        assert subjects(member) == {"A new objection about Welding in the workshop": 1}
    assert not [text for _to, _subject, text in sent() if WHY in text]
    [text] = [text for to, _subject, text in sent() if to == another.email]
    assert school.candidate.name not in text


def test_x8_the_board_and_the_candidate_hear_of_an_extension_and_of_the_decision(
    school, visit, run_jobs, subjects, another, result
):
    number = lodged(school, visit, result)
    els = visit(another)
    assert els.post(f"/exams/objections/{number}/extend", {"reason": WHY}).status_code == 303
    ruled = {**school.decision(present=[str(another.id)]), "state": "rejected", "outcome": "No."}
    assert els.post(f"/exams/objections/{number}/decide", ruled).status_code == 303
    run_jobs()
    heard = subjects(school.candidate)
    assert heard["The decision on your objection about Welding in the workshop comes later"] == 1
    assert heard["There is a decision on your objection about Welding in the workshop"] == 1
    heard = subjects(school.board_member)
    assert heard["More time for the decision on an objection about Welding in the workshop"] == 1
    assert heard["An objection about Welding in the workshop was decided"] == 1
    assert set(subjects(another)) == {"A new objection about Welding in the workshop"}


def test_x8_a_candidate_who_is_on_the_board_hears_no_more_than_a_candidate(
    school, make, visit, run_jobs, subjects, result
):
    with school.desk.writing() as work:
        work.db.add(PersonRole(person_id=school.candidate.id, role=Role.BOARD_MEMBER))
    lodged(school, visit, result)
    run_jobs()
    assert "A new objection about Welding in the workshop" not in subjects(school.candidate)


def test_x8_a_candidate_hears_when_somebody_else_withdraws_it(school, visit, run_jobs, subjects, result):
    number = lodged(school, visit, result)
    url = f"/exams/objections/{number}/withdraw"
    assert visit(school.coordinator).post(url, {"why": "Asked for by letter."}).status_code == 303
    run_jobs()
    assert subjects(school.candidate)["Your objection about Welding in the workshop was withdrawn"] == 1


def test_x8_a_candidate_hears_that_not_coming_was_noted_and_taken_back(school, desk, clock, run_jobs, sent, subjects):
    sitting = school.planned()
    clock.move(days=1)
    for deed in (lambda work, one: report_no_show(work, one, WHY), plan_again):
        with desk.writing(actor_of(school.coordinator)) as work:
            deed(work, queries.sitting(work, sitting.id))
        run_jobs()
    heard = subjects(school.candidate)
    assert heard["Noted: you did not come to Welding in the workshop"] == 1
    assert heard["Taken back: you did not come to Welding in the workshop"] == 1
    assert not [text for _to, _subject, text in sent() if WHY in text]


def test_x8_a_candidate_hears_of_an_exemption_given_and_withdrawn(school, desk, run_jobs, sent, subjects):
    with desk.writing(actor_of(school.board_member)) as work:
        facts = ExemptionFacts(parts=(), ground=WHY, requested_on=NOON.date(), earlier_result="")
        candidate = work.db.get_one(type(school.candidate), school.candidate.id)
        exempt(work, candidate, queries.form(work, school.form.id), facts, decision(school))
    run_jobs()
    assert subjects(school.candidate)["You have an exemption for Welding in the workshop"] == 1
    with desk.writing(actor_of(school.board_member)) as work:
        withdraw_exemption(work, work.db.query(Exemption).one(), WHY)
    run_jobs()
    assert subjects(school.candidate)["Your exemption for Welding in the workshop was withdrawn"] == 1
    assert not [text for _to, _subject, text in sent() if WHY in text]


def opened(work: Work, school, auditor, sitting, *, days: int = 0):
    start = NOON + timedelta(days=days)
    facts = GrantFacts(reason=WHY, starts_at=start, ends_at=NOON + timedelta(days=30), form_key=str(uuid4()))
    return grant_inspection(work, work.db.get_one(type(auditor), auditor.id), [sitting.id], facts)


def test_x11_an_auditor_hears_of_open_files_on_the_day_they_open(school, make, desk, clock, run_jobs, sent, subjects):
    auditor, sitting = make.person(Role.AUDITOR), school.signed(2)
    with desk.writing(actor_of(school.board_member)) as work:
        opened(work, school, auditor, sitting, days=2)
        opened(work, school, auditor, sitting, days=3)
    with desk.writing(actor_of(school.board_member)) as work:
        withdraw_inspection(work, work.db.query(InspectionGrant).order_by(InspectionGrant.id.desc()).first())
    run_jobs()
    assert subjects(auditor) == {}
    clock.move(days=4)
    run_jobs()
    assert subjects(auditor) == {"Exam files are open to you": 1}
    assert not [text for _to, _subject, text in sent() if WHY in text]
