"""What is open for somebody: one line each, one click from doing it."""

from datetime import timedelta

import pytest

from exams.models import Sitting
from exams.pages import open_deeds
from people.rules import Role
from tests.conftest import NOON, actor_of


@pytest.fixture
def deeds_of(app, desk):
    """The deeds of a person, as (title, kind, address)."""

    def deeds(person):
        with desk.reading(actor_of(person)) as work, app.test_request_context():
            return [(str(deed.title), deed.kind, deed.url) for deed in open_deeds(work)]

    return deeds


def test_a_candidate_sees_the_next_exam_and_not_a_later_one(school, deeds_of):
    school.planned(starts_at=NOON + timedelta(days=9))
    sitting = school.planned(starts_at=NOON + timedelta(days=2))
    assert deeds_of(school.candidate) == [
        ("Your next exam: Welding in the workshop", "open", f"/exams/sittings/{sitting.id}")
    ]


def test_a_candidate_sees_a_new_result_for_two_weeks(school, deeds_of, clock):
    school.signed(2)
    assert [deed[:2] for deed in deeds_of(school.candidate)] == [("You passed Welding in the workshop", "ok")]
    clock.move(days=15)
    assert deeds_of(school.candidate) == []


def test_a_candidate_reads_that_a_result_is_being_established(school, deeds_of, clock):
    school.board_ratifies()
    sitting = school.signed(0)
    clock.move(days=40)
    assert deeds_of(school.candidate) == [
        ("Your result of Welding in the workshop is being established", "wait", f"/exams/sittings/{sitting.id}")
    ]


def test_an_examiner_sees_today_and_not_tomorrow(school, deeds_of):
    school.planned(starts_at=NOON + timedelta(days=1))
    school.planned(starts_at=NOON + timedelta(hours=2), candidate=school.make.person(Role.CANDIDATE))
    assert deeds_of(school.examiner) == [
        ("Mark today: 1 candidate, Welding in the workshop", "attention", "/exams/today")
    ]


def test_an_examiner_who_was_taken_off_sees_nothing(school, deeds_of, desk):
    sitting = school.planned(starts_at=NOON)
    with desk.writing() as work:
        work.db.get(Sitting, sitting.id).sheets[0].withdrawn_at = work.now
    assert deeds_of(school.examiner) == []


def test_a_coordinator_sees_sessions_without_examiner_and_own_drafts(school, deeds_of, desk, draft):
    sitting = school.planned()
    with desk.writing() as work:
        work.db.get(Sitting, sitting.id).sheets[0].withdrawn_at = work.now
        work.db.merge(draft).made_by = school.coordinator.id
    titles = [deed[0] for deed in deeds_of(school.coordinator)]
    assert titles == ["1 candidate without examiner: Welding in the workshop", f"Finish the exam form {draft.title}"]


def test_the_board_sees_how_many_results_wait(school, deeds_of):
    assert deeds_of(school.board_member) == []
    school.board_ratifies()
    school.signed(2)
    assert deeds_of(school.board_member) == [
        ("1 result is waiting for the board", "attention", "/exams/results/waiting")
    ]


def test_an_administrator_has_nothing_to_do_here(school, deeds_of):
    school.planned()
    assert deeds_of(school.administrator) == []


def test_all_roles_at_once_ask_seven_statements(school, app, desk, statements, make):
    everything = make.person(*Role)
    with desk.reading(actor_of(everything)) as work, app.test_request_context(), statements() as seen:
        open_deeds(work)
    assert len(seen) == 7
