"""What is open for somebody: one line each, one click from doing it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from exams.models import ExaminerCertificate, GrantedSitting, InspectionGrant, Sheet, Sitting
from exams.pages import open_deeds
from exams.rules import SittingState
from foundation.environment import choose
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.test_x3_news import annulled, corrected


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


def texts_of(app, desk, person):
    with desk.reading(actor_of(person)) as work, app.test_request_context():
        return {str(deed.title): str(deed.text) for deed in open_deeds(work)}


def test_br_51_a_candidate_reads_how_many_days_are_left_to_object_and_then_to_appeal(school, app, desk, clock):
    with desk.writing() as work:
        choose(work.db, "exams.appeal_days", 21)
    school.signed(0)
    title = "You did not pass Welding in the workshop"
    assert (
        "You can object up to and including 2026-12-07: 14 days left." in texts_of(app, desk, school.candidate)[title]
    )
    clock.move(days=14)
    assert "today is the last day" in texts_of(app, desk, school.candidate)[title]


def test_br_51_whoever_objected_reads_no_term_any_more(school, app, desk, visit):
    sitting = school.signed(0)
    sent = {"kind": "objection", "grounds": "Why?", "form_key": school.decision()["form_key"]}
    assert visit(school.candidate).post(f"/exams/sittings/{sitting.id}/object", sent).status_code == 303
    assert "object up to" not in "".join(texts_of(app, desk, school.candidate).values())


def test_br_33_a_candidate_reads_that_the_own_result_was_corrected(school, app, desk, clock):
    sitting = school.signed(2)
    clock.move(days=20)
    assert texts_of(app, desk, school.candidate) == {}
    corrected(school, sitting)
    assert "Something in it was corrected." in "".join(texts_of(app, desk, school.candidate).values())


def test_a_candidate_reads_that_the_own_result_was_annulled_and_of_none_that_was_not_final(school, app, desk):
    annulled(school, school.signed(2))
    assert "Your exam Welding in the workshop was annulled" in texts_of(app, desk, school.candidate)
    school.board_ratifies()
    other = school.make.person(Role.CANDIDATE)
    annulled(school, school.signed(2, candidate=other))
    assert texts_of(app, desk, other) == {}


@pytest.fixture
def comparing(school, desk):
    """Both signed and differ; a third examiner is asked for."""
    sitting = school.planned(starts_at=NOON - timedelta(days=3), state=SittingState.AGREEING)
    with desk.writing() as work:
        found = work.db.get_one(Sitting, sitting.id)
        found.sheets[0].signed_at = found.compared_at = found.third_asked_at = work.now
    return sitting


def test_x6_an_examiner_sees_an_open_comparison_until_it_is_closed(school, comparing, deeds_of, desk):
    deed = ("Compare your marks: Welding in the workshop", "attention", f"/exams/sittings/{comparing.id}/agreeing")
    assert deeds_of(school.examiner) == [deed]
    with desk.writing() as work:
        work.db.get_one(Sitting, comparing.id).sheets[0].agreed_at = work.now
    assert deeds_of(school.examiner) == []


def test_x6_a_coordinator_sees_that_a_third_examiner_is_asked_for_until_there_is_one(
    school, comparing, deeds_of, desk, make
):
    address = f"/exams/sittings/{comparing.id}/third-examiner"
    assert deeds_of(school.coordinator) == [("A third examiner is needed", "attention", address)]
    third = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.add(Sheet(sitting_id=comparing.id, examiner_id=third.id, position=3))
    assert deeds_of(school.coordinator) == []
    assert [deed[0] for deed in deeds_of(third)] == ["Mark as the third examiner: Welding in the workshop"]


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (None, []),
        (90, []),
        (30, ["Your certificate as examiner ends on 2026-12-23"]),
        (-1, ["Your certificate as examiner is not valid today"]),
    ],
)
def test_br_46_an_examiner_sees_that_the_certificate_is_about_to_end(school, desk, deeds_of, days, title):
    with desk.writing() as work:
        ends = None if days is None else NOON.date() + timedelta(days=days)
        begins = NOON.date() - timedelta(days=400)
        facts = {"person_id": school.examiner.id, "title": "Course", "form_key": str(uuid4())}
        work.db.add(ExaminerCertificate(**facts, valid_from=begins, valid_until=ends, added_at=work.now))
    assert [deed[0] for deed in deeds_of(school.examiner)] == title


def test_x11_an_auditor_sees_how_many_files_are_open_and_until_when(school, app, desk, make, clock):
    auditor, sitting = make.person(Role.AUDITOR), school.signed(2)
    with desk.writing() as work:
        times = {"starts_at": work.now, "ends_at": work.now + timedelta(days=3), "given_at": work.now}
        grant = InspectionGrant(auditor_id=auditor.id, reason="Yearly.", form_key=str(uuid4()), **times)
        grant.chosen = [GrantedSitting(sitting_id=sitting.id)]
        work.db.add(grant)
    assert list(texts_of(app, desk, auditor)) == ["1 exam file is open to you"]
    clock.move(days=4)
    assert texts_of(app, desk, auditor) == {}


def test_all_roles_at_once_ask_sixteen_statements(school, app, desk, statements, make):
    everything = make.person(*Role)
    with desk.reading(actor_of(everything)) as work, app.test_request_context(), statements() as seen:
        open_deeds(work)
    assert len(seen) == 16
