"""The own exams in one's own calendar (X3)."""

import re

import pytest
from flask_babel import force_locale, gettext
from icalendar import Calendar
from sqlalchemy import select

from exams import queries
from exams.models import CalendarFeed
from exams.rules import SittingState
from foundation.audit import AuditLine
from people.models import Person, PersonRole
from people.rules import Role


def make_address(visit, person):
    page = visit(person).post("/exams/calendar").text
    return re.search(r'value="https?://[^/"]+(/exams/calendar/[^"]+)"', page)[1]


def events(visit, address):
    answer = visit(None).get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_x3_a_candidate_finds_when_and_where(school, visit):
    school.planned(place="Workshop 4", room="B12")
    [event] = events(visit, make_address(visit, school.candidate))
    assert str(event["location"]) == "Workshop 4, B12"
    assert str(event["summary"]) == f"Exam: {school.form.title}"


def test_x3_an_examiner_finds_one_appointment_for_a_session_without_names(school, visit):
    school.planned()
    [event] = events(visit, make_address(visit, school.examiner))
    assert "(1 candidate)" in str(event["summary"])
    assert school.candidate.name not in event.to_ical().decode()


def test_x3_a_move_is_the_same_appointment_with_a_later_number(school, visit, desk):
    sitting = school.planned()
    address = make_address(visit, school.candidate)
    [before] = events(visit, address)
    with desk.writing() as work:
        moved = queries.sitting(work, sitting.id)
        moved.calendar_sequence += 1
    [after] = events(visit, address)
    assert (before["uid"], before["sequence"] + 1) == (after["uid"], after["sequence"])


def test_x3_a_cancelled_exam_is_gone(school, visit):
    school.planned(state=SittingState.CANCELLED)
    assert events(visit, make_address(visit, school.candidate)) == []


def test_x3_no_marks_and_no_result_are_in_a_calendar(school, visit):
    school.signed(0)
    [event] = events(visit, make_address(visit, school.candidate))
    assert re.search("pass|fail|result", event.to_ical().decode(), re.IGNORECASE) is None


def test_x3_a_new_address_ends_the_old_one(school, visit):
    old = make_address(visit, school.candidate)
    new = make_address(visit, school.candidate)
    assert visit(None).get(old).status_code == 404
    assert visit(None).get(new).status_code == 200


def test_x3_a_stopped_calendar_is_gone(school, visit):
    address = make_address(visit, school.candidate)
    assert visit(school.candidate).post("/exams/calendar/end").status_code == 303
    assert visit(None).get(address).status_code == 404


def test_x3_to_stop_twice_is_no_harm(school, visit):
    assert visit(school.candidate).post("/exams/calendar/end").status_code == 303


def test_x3_the_address_itself_is_kept_nowhere(school, visit, desk):
    address = make_address(visit, school.candidate)
    token = address.rpartition("/")[2].removesuffix(".ics")
    with desk.reading() as work:
        assert token not in str(work.db.scalars(select(CalendarFeed.token_hash)).all())
    assert token not in visit(school.candidate).get("/exams/calendar").text


def test_x3_whoever_was_shut_out_has_no_calendar(school, visit, desk):
    address = make_address(visit, school.candidate)
    with desk.writing() as work:
        work.db.get_one(Person, school.candidate.id).active = False
    assert visit(None).get(address).status_code == 404


def lose(desk, person, role):
    with desk.writing() as work:
        held = select(PersonRole).where(PersonRole.person_id == person.id, PersonRole.role == role)
        work.db.delete(work.db.scalars(held).one())


@pytest.mark.parametrize(("who", "role"), [("examiner", Role.EXAMINER), ("candidate", Role.CANDIDATE)])
def test_x3_a_calendar_does_not_outlive_the_role(school, visit, desk, who, role):
    school.planned()
    address = make_address(visit, getattr(school, who))
    lose(desk, getattr(school, who), role)
    assert visit(None).get(address).status_code == 404


def test_x3_who_examines_no_longer_finds_the_own_exams_alone(school, visit, desk, make):
    both = make.person(Role.CANDIDATE, Role.EXAMINER)
    school.planned(candidate=both)
    school.planned(examiner=both)
    address = make_address(visit, both)
    assert len(events(visit, address)) == 2
    lose(desk, both, Role.EXAMINER)
    [event] = events(visit, address)
    assert "candidate)" not in str(event["summary"])


def test_x3_whoever_has_a_calendar_can_stop_it_without_the_role_too(school, visit, desk):
    make_address(visit, school.examiner)
    lose(desk, school.examiner, Role.EXAMINER)
    browser = visit(school.examiner)
    assert "Your address shows nothing" in browser.get("/exams/calendar").text
    assert browser.post("/exams/calendar").status_code == 403
    assert browser.post("/exams/calendar/end").status_code == 303
    assert browser.get("/exams/calendar").status_code == 403
    with desk.reading() as work:
        assert work.db.scalars(select(CalendarFeed)).all() == []


def test_x3_making_an_address_is_on_record(school, visit, desk):
    make_address(visit, school.candidate)
    with desk.reading() as work:
        lines = work.db.scalars(select(AuditLine).where(AuditLine.event == "exams.calendar-feed-made")).all()
        assert [line.person_id for line in lines] == [school.candidate.id]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPERVISOR, Role.AUDITOR])
def test_x3_who_sits_and_examines_nothing_has_no_calendar(visit, make, role):
    assert visit(make.person(role)).get("/exams/calendar").status_code == 403


def test_x3_the_calendar_speaks_the_language_of_its_owner(school, visit, desk):
    school.planned()
    with desk.writing() as work:
        work.db.get_one(Person, school.candidate.id).language = "nl"
    [event] = events(visit, make_address(visit, school.candidate))
    with desk.app.test_request_context(), force_locale("nl"):
        assert str(event["summary"]) == gettext("Exam: %(title)s", title=school.form.title)


def test_x3_a_calendar_takes_a_fixed_number_of_statements(school, visit, statements, make):
    address = make_address(visit, school.examiner)
    visit(None).get(address)
    counts = []
    for _ in range(2):
        make.sitting(school.form, make.person(Role.CANDIDATE), school.examiner)
        with statements() as seen:
            visit(None).get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_x3_an_annulled_exam_is_told_as_cancelled(school, visit):
    sitting = school.signed(2)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/annul", school.decision())
    [event] = events(visit, make_address(visit, school.candidate))
    assert str(event["status"]) == "CANCELLED"


def test_x3_an_examiner_is_sent_to_the_session_and_told_whom_they_examine(school, visit):
    session = school.planned().session_id
    [event] = events(visit, make_address(visit, school.examiner))
    assert str(event["url"]).endswith(f"/exams/sessions/{session}")
    assert "bring" not in str(event["description"])
    assert visit(school.examiner).get(f"/exams/sessions/{session}").status_code == 200


def test_x3_who_keeps_a_calendar_finds_it_in_the_menu(school, visit):
    for person, there in ((school.candidate, True), (school.examiner, True), (school.coordinator, False)):
        assert ("My calendar" in visit(person).get("/").text) is there
