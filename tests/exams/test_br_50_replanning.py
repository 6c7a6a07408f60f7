"""Attempts are counted whatever is planned again, anew or taken off (BR-50)."""

from datetime import timedelta

import pytest

from exams.models import Sitting
from exams.rules import SittingState
from tests.conftest import NOON
from tests.exams.test_x3_planning import limit, session_of, sittings_of


@pytest.fixture
def coordinator(school, visit):
    return visit(school.coordinator)


def planned_too(school, desk, coordinator, days=3):
    """The candidate is planned in another session as well."""
    session = session_of(desk, school, school.form.id, days=days)
    data = {"chosen": [school.candidate.id], "examiner": "", "starts": "09:00", "interval": "0"}
    assert coordinator.post(f"/exams/sessions/{session}/candidates", data).status_code == 303
    return sittings_of(desk, session)[0]


def test_br_50_what_a_later_attempt_hangs_on_stays_on_the_plan(school, desk, coordinator):
    first = school.planned(starts_at=NOON + timedelta(days=1))
    later = planned_too(school, desk, coordinator)
    answer = coordinator.post(f"/exams/sittings/{first.id}/remove", follow_redirects=True)
    assert "Cancel this exam instead" in answer.text
    assert school.read(Sitting, first.id).state is SittingState.PLANNED
    assert coordinator.post(f"/exams/sittings/{later.id}/remove").status_code == 303
    assert coordinator.post(f"/exams/sittings/{first.id}/remove").status_code == 303


def missed(school, coordinator):
    sitting = school.planned(starts_at=NOON)
    assert coordinator.post(f"/exams/sittings/{sitting.id}/no-show", {"reason": "x"}).status_code == 303
    return sitting


def test_br_50_who_was_planned_meanwhile_has_no_attempt_left_to_plan_again(school, desk, coordinator):
    limit(school, 1)
    first = missed(school, coordinator)
    planned_too(school, desk, coordinator)
    coordinator.post(f"/exams/sittings/{first.id}/plan-again")
    assert school.read(Sitting, first.id).state is SittingState.NO_SHOW


def test_br_50_planned_again_after_another_it_is_the_next_attempt(school, desk, coordinator):
    limit(school, 2)
    first = missed(school, coordinator)
    later = planned_too(school, desk, coordinator)
    assert coordinator.post(f"/exams/sittings/{first.id}/plan-again").status_code == 303
    again = school.read(Sitting, first.id)
    assert (again.state, again.attempt, again.first_id) == (SittingState.PLANNED, 2, later.id)


def test_br_50_there_is_no_resit_after_a_later_attempt_passed(school, desk, coordinator):
    first = school.signed(0)
    examiner = str(school.examiner.id)
    sessions = [session_of(desk, school, school.form.id, days=days) for days in (3, 5)]
    url = f"/exams/sittings/{first.id}/replan"
    assert coordinator.post(url, {"target": f"{sessions[0]}-", "examiner": examiner}).status_code == 303
    resit = sittings_of(desk, sessions[0])[0]
    with desk.writing() as work:
        sitting = work.db.get_one(Sitting, resit.id)
        sitting.state, sitting.passed, sitting.ratified_at = SittingState.RATIFIED, True, work.now
    coordinator.post(url, {"target": f"{sessions[1]}-", "examiner": examiner})
    assert sittings_of(desk, sessions[1]) == []
