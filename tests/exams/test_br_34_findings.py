"""BR-34: an exam that a sample found not in order waits for the board until something is done about it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from exams.models import Correction, SampleReview, SamplingPlan
from exams.rules.sampling import Finding
from tests.conftest import NOON

FOUND = "A sample found that this exam is not in order"


@pytest.fixture
def found(school, desk):
    """Keep a finding about an exam."""

    def keep(sitting, finding=Finding.NOT_IN_ORDER, after=1):
        with desk.writing() as work:
            plan = SamplingPlan(
                title="Autumn",
                percentage=100,
                starts_on=NOON.date(),
                ends_on=NOON.date(),
                seed="s",
                made_by=school.board_member.id,
                made_at=NOON,
                form_key=str(uuid4()),
            )
            work.db.add(plan)
            work.db.flush()
            work.db.add(
                SampleReview(
                    plan_id=plan.id,
                    sitting_id=sitting.id,
                    finding=finding,
                    remark="Step 2 was not seen.",
                    reviewed_by=school.board_member.id,
                    reviewed_at=NOON + timedelta(minutes=after),
                    form_key=str(uuid4()),
                )
            )

    return keep


def told(visit, who, sitting):
    return FOUND in visit(who).get(f"/exams/sittings/{sitting.id}/result").text


def test_br_34_the_result_says_what_a_sample_found(school, visit, found):
    sitting = school.signed(2)
    found(sitting)
    page = visit(school.board_member).get(f"/exams/sittings/{sitting.id}/result").text
    assert FOUND in page
    assert "Step 2 was not seen." in page
    assert not told(visit, school.candidate, sitting)
    assert not told(visit, school.examiner, sitting)


def test_br_34_it_is_unusual_before_it_is_ratified(school, visit, found):
    school.board_ratifies()
    sitting = school.signed(2)
    found(sitting)
    page = visit(school.board_member).get(f"/exams/sittings/{sitting.id}/ratify").text
    assert "A sample found that this exam is not in order." in page


def test_br_34_it_is_a_task_of_the_board(school, visit, found):
    sitting = school.signed(2)
    found(sitting)
    page = visit(school.board_member).get("/").text
    assert "A sample found 1 exam not in order" in page
    assert f"/exams/sittings/{sitting.id}/result" in page


def test_br_34_a_later_look_that_finds_it_in_order_ends_it(school, visit, found):
    sitting = school.signed(2)
    found(sitting)
    found(sitting, Finding.IN_ORDER, after=2)
    assert not told(visit, school.board_member, sitting)


def test_br_34_a_correction_since_ends_it(school, visit, found, desk):
    sitting = school.signed(2)
    found(sitting)
    with desk.writing() as work:
        work.db.add(
            Correction(
                sitting_id=sitting.id,
                step_id=school.form.steps[0].id,
                value_before=2,
                value=1,
                reason="Misread.",
                made_by=school.board_member.id,
                made_at=NOON + timedelta(hours=1),
                form_key=str(uuid4()),
            )
        )
    assert not told(visit, school.board_member, sitting)


def test_br_34_an_annulled_result_waits_no_more(school, visit, found):
    sitting = school.signed(2)
    found(sitting)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/annul", school.decision())
    assert not told(visit, school.board_member, sitting)
    assert "not in order" not in visit(school.board_member).get("/").text
