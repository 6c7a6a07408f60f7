"""Candidates and examiners are invited by mail, and hear of every change (X3)."""

import email
import email.policy
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from exams import queries
from exams.actions.inviting import invite
from exams.actions.planning import SessionFacts, cancel_sittings, change_session, move_sitting, remove_sitting
from exams.models import ExamSession, Sitting
from foundation.audit import AuditLine
from people.models import Person
from people.rules import Role
from tests.conftest import NOON


@pytest.fixture
def sent(app):
    """The mails in the mailbox of this person, in the order in which their appointments take each other's place."""

    def of(person):
        found = []
        for path in app.extensions["settings"].mailbox.glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if message["To"] == person.email:
                found.append(message)
        return sorted(found, key=lambda message: appointment(message)["sequence"])

    return of


@pytest.fixture
def planned(school):
    return school.planned(starts_at=NOON + timedelta(days=7), place="Workshop 4")


@pytest.fixture
def invited(planned, school, visit, run_jobs):
    answer = visit(school.coordinator).post(f"/exams/sessions/{planned.session_id}/invite")
    assert answer.status_code == 303
    run_jobs()
    return planned


def appointment(message):
    [part] = list(message.iter_attachments())
    [event] = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return event


def body(message):
    return message.get_body(("plain",)).get_content()


def test_x3_a_candidate_is_told_what_when_and_where(invited, school, sent):
    [message] = sent(school.candidate)
    assert school.form.title in message["Subject"]
    assert "Workshop 4" in body(message)
    assert f"/exams/sittings/{invited.id}" in body(message)


def test_x3_the_appointment_is_attached(invited, school, sent):
    [message] = sent(school.candidate)
    event = appointment(message)
    assert event["dtstart"].dt == invited.starts_at
    assert str(event["location"]) == "Workshop 4"


def test_x3_the_examiner_is_told_too_and_reads_no_name_in_the_calendar(invited, school, sent):
    [message] = sent(school.examiner)
    assert "You examine 1 candidate" in body(message)
    assert school.candidate.name not in appointment(message).to_ical().decode()


def test_x3_nobody_is_invited_twice(invited, school, visit, run_jobs, sent):
    answer = visit(school.coordinator).post(f"/exams/sessions/{invited.session_id}/invite")
    assert (answer.status_code, "invited already" in answer.text) == (409, True)
    run_jobs()
    assert len(sent(school.candidate)) == 1


def test_x3_a_moved_session_is_told_and_takes_the_place_of_the_earlier(invited, school, desk, run_jobs, sent):
    with desk.writing() as work:
        session = queries.session(work, invited.session_id)
        facts = SessionFacts(starts_at=session.starts_at + timedelta(hours=2), place="Workshop 9", note="")
        change_session(work, session, facts)
    run_jobs()
    before, after = (appointment(message) for message in sent(school.candidate))
    assert (before["uid"], before["sequence"] + 1) == (after["uid"], after["sequence"])
    assert (after["dtstart"].dt, str(after["location"])) == (invited.starts_at + timedelta(hours=2), "Workshop 9")


def test_x3_a_candidate_who_is_moved_alone_is_told(invited, school, desk, run_jobs, sent):
    with desk.writing() as work:
        move_sitting(work, queries.sitting(work, invited.id), invited.starts_at + timedelta(minutes=30))
    run_jobs()
    assert appointment(sent(school.candidate)[-1])["dtstart"].dt == invited.starts_at + timedelta(minutes=30)


def test_x3_a_cancellation_takes_the_appointment_away_and_says_why(invited, school, desk, run_jobs, sent):
    with desk.writing() as work:
        session = queries.session(work, invited.session_id)
        cancel_sittings(work, session, session.sittings, "The workshop is flooded.")
    run_jobs()
    message = sent(school.candidate)[-1]
    assert "The workshop is flooded." in body(message)
    assert str(appointment(message)["status"]) == "CANCELLED"


def test_x3_so_does_being_taken_off_the_plan(invited, school, desk, run_jobs, sent):
    with desk.writing() as work:
        remove_sitting(work, queries.sitting(work, invited.id))
    run_jobs()
    assert str(appointment(sent(school.candidate)[-1])["status"]) == "CANCELLED"


def test_x3_who_was_not_invited_hears_of_no_change(planned, school, desk, run_jobs, sent):
    with desk.writing() as work:
        move_sitting(work, queries.sitting(work, planned.id), planned.starts_at + timedelta(minutes=30))
    run_jobs()
    assert sent(school.candidate) == []


def test_x3_a_plan_that_was_rolled_back_mails_nobody(invited, school, desk, run_jobs, sent):
    def interrupted():
        with desk.writing() as work:
            remove_sitting(work, queries.sitting(work, invited.id))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    run_jobs()
    assert len(sent(school.candidate)) == 1


def test_x3_whoever_was_shut_out_gets_no_invitation(planned, school, visit, desk, run_jobs, sent):
    with desk.writing() as work:
        work.db.get_one(Person, school.candidate.id).active = False
    visit(school.coordinator).post(f"/exams/sessions/{planned.session_id}/invite")
    run_jobs()
    assert sent(school.candidate) == []


def test_x3_inviting_is_on_record(invited, school, desk):
    with desk.reading() as work:
        lines = work.db.scalars(select(AuditLine).where(AuditLine.event == "exams.people-invited")).all()
        assert {line.person_id for line in lines} == {school.candidate.id, school.examiner.id}


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.BOARD_MEMBER, Role.CANDIDATE, Role.SUPERVISOR])
def test_x3_only_a_coordinator_invites(planned, visit, make, role):
    answer = visit(make.person(role)).post(f"/exams/sessions/{planned.session_id}/invite")
    assert answer.status_code in (403, 404)


def test_x3_a_session_says_who_is_still_to_be_invited(planned, school, visit):
    page = visit(school.coordinator).get(f"/exams/sessions/{planned.session_id}").text
    assert "1 candidate is not invited yet." in page


def test_x3_two_hundred_invitations_take_a_fixed_number_of_statements_each(school, make, desk, statements):
    def invited(count):
        session_id = school.planned(starts_at=NOON + timedelta(days=7)).session_id
        people = [make.person(Role.CANDIDATE) for _ in range(count)]
        with desk.writing() as work:
            session = work.db.get_one(ExamSession, session_id)
            for person in people:
                session.sittings.append(Sitting(candidate_id=person.id, starts_at=session.starts_at))
        with statements() as seen, desk.writing() as work:
            invite(work, queries.session(work, session_id))
        return len(seen)

    assert invited(3) == invited(30)
