"""X3: conflicts are told before anything is planned; a group without room is told who is busy when."""

import re
from datetime import timedelta

import pytest

from exams import queries
from exams.actions import planning as actions
from exams.rules.bulk_planning import Span, propose
from exams.rules.planning import Booking, Part, overlaps
from exams.rules.time_slots import SlotFacts
from people.rules import Role
from tests.conftest import actor_of
from tests.exams.test_x3_group import NINE, examiner, seat, sitter
from tests.exams.test_x3_planning import candidates, plan, session_of, sittings_of

BUSY = (Span(starts=NINE, ends=NINE + timedelta(hours=1)),)


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def elsewhere(school, desk, make):
    """The candidate has another exam at the same time, in another place."""
    other = make.exam_form(qualification_id=school.qualification.id, title="Cutting")
    session = session_of(desk, school, other.id, place="Elsewhere")
    with desk.writing(actor_of(school.coordinator)) as work:
        found = queries.session(work, session)
        actions.plan_candidates(work, found, [school.candidate], examiner=None)
    return session


def anyway(answer):
    return re.search(r'name="anyway" value="(\w+)"', answer.text)[1]


def test_x3_a_conflict_is_told_before_somebody_is_planned_and_can_be_taken(school, desk, coordinator, elsewhere):
    session = session_of(desk, school, school.form.id)
    address = f"/exams/forms/{school.form.id}/plan/{school.candidate.id}"
    data = {"target": f"{session}-", "examiner": "", "second": ""}
    answer = coordinator.post(address, data)
    assert answer.status_code == 409
    assert "is expected elsewhere at the same time: Cutting, Elsewhere" in answer.text
    assert "Plan anyway" in answer.text
    assert sittings_of(desk, session) == []
    assert coordinator.post(address, {**data, "anyway": "another"}).status_code == 409
    assert coordinator.post(address, {**data, "anyway": anyway(answer)}).status_code == 303
    assert len(sittings_of(desk, session)) == 1


def test_x3_the_same_holds_for_adding_and_for_moving(school, desk, coordinator, elsewhere):
    session = session_of(desk, school, school.form.id)
    answer = plan(coordinator, session, school.candidate, examiner="", starts="09:00", interval="0")
    assert answer.status_code == 409
    assert "Plan anyway" in answer.text
    sitting = school.planned(starts_at=NINE + timedelta(days=5))
    answer = coordinator.post(f"/exams/sittings/{sitting.id}/replan", {"target": f"{session}-"})
    assert answer.status_code == 409
    sent = {"target": f"{session}-", "anyway": anyway(answer)}
    assert coordinator.post(f"/exams/sittings/{sitting.id}/replan", sent).status_code == 303


def test_x3_an_examiner_who_would_be_at_two_exams_at_once_is_told_when_a_plan_is_changed(school, desk, coordinator):
    people, session = candidates(school, 2), session_of(desk, school, school.form.id)
    with school.make.redesigned(school.form.id) as form:
        form.duration_minutes = 60
    data = {"examiner": school.examiner.id, "starts": "09:00", "interval": "60"}
    assert plan(coordinator, session, *people, **data).status_code == 303
    second = sittings_of(desk, session)[1]
    sent = {"examiner": school.examiner.id, "starts": "09:30"}
    answer = coordinator.post(f"/exams/sittings/{second.id}/edit", sent)
    assert answer.status_code == 409
    assert "has 2 exams that overlap" in answer.text
    assert coordinator.post(f"/exams/sittings/{second.id}/edit", {**sent, "starts": "10:30"}).status_code == 303


@pytest.mark.pure
def test_x3_a_candidate_without_a_place_is_told_who_is_busy_when_and_what_to_do():
    people = [sitter(1, guides=frozenset({93})), sitter(2)]
    assessors = [examiner(91, name="Ahmed", busy=BUSY), examiner(92, name="Bea"), examiner(93, name="Chris")]
    left = propose(people, [seat(0, free=3)], assessors, required=2).left
    assert [one.person_id for one in left] == [1]
    told = [str(one) for one in left[0].details]
    assert "C1 needs two examiners at once" in str(left[0].reason)
    assert told[0].endswith("busy with another exam: Ahmed.")
    assert told[1].endswith("with another candidate of this plan: Bea, Chris.")
    assert told[2] == "May not examine C1: Chris."
    assert told[3].startswith("Choose more examiners")


def test_x3_the_proposal_names_nobody_twice(school, desk, coordinator, make):
    session = session_of(desk, school, school.form.id, capacity=1)
    first, second = candidates(school, 2, family="Uniquename")
    data = {"session": [session], "chosen": [first.id, second.id], "at_once": "1"}
    page = coordinator.post(f"/exams/forms/{school.form.id}/plan", data).text
    assert page.count(f"No place is left for {second.name}.") == 1
    assert page.count(second.name) == 1


def test_x3_a_proposal_that_grew_stale_names_who_changed(school, desk, coordinator, visit):
    people, session = candidates(school, 3), session_of(desk, school, school.form.id)
    with desk.writing(actor_of(school.coordinator)) as work:
        slots = [SlotFacts(starts_at=NINE + timedelta(hours=n), room="", capacity=1) for n in range(3)]
        actions.make_slots(work, queries.session(work, session), slots)
    address = f"/exams/forms/{school.form.id}/plan"
    data = {"session": [session], "chosen": [one.id for one in people], "at_once": "1"}
    page = coordinator.post(address, data).text
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("seen", "was")}
    plan(visit(school.make.person(Role.COORDINATOR)), session, people[0], examiner="", slot="")
    answer = coordinator.post(address, {**data, **hidden})
    assert answer.status_code == 409
    told = answer.text.split('role="alert"')[1].split("</div>")[0]
    assert f"{people[0].name} is planned for this exam already." in told
    assert people[1].name not in told  # nothing changed for them
    assert len(sittings_of(desk, session)) == 1


@pytest.mark.pure
def test_x3_overlaps_are_counted_by_their_neighbours():
    def booking(minute):
        starts = NINE + timedelta(minutes=minute)
        return Booking(person_id=1, name="Ahmed", part=Part.EXAMINER, session_id=1, title="", place="", starts=starts,
                       minutes=30)  # fmt: skip

    assert overlaps([booking(0), booking(30), booking(60)]) == []
    assert overlaps([booking(0), booking(20), booking(60), booking(60)])[0].gaps["number"] == 4
