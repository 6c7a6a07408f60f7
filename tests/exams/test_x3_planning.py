"""X3: sessions with slots and places, two examiners, moving, planning anew, resits, lists."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select

from exams import queries
from exams.actions import planning as actions
from exams.models import ExamSession, ExamSlot, Sitting
from exams.queries import sessions as found
from exams.rules import SittingState
from foundation.environment import choose
from foundation.refusals import Refusal
from people.models import Person
from people.rules import Role
from qualification_files.models import QualificationLink
from tests.conftest import NOON, actor_of
from tests.exams.conftest import counted

NINE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # nine o'clock on the school's wall
ROW = {"begins": "09:00", "ends": "12:00", "every": "45", "breaks": "10:30-10:45", "rooms": "B1, B2", "capacity": "2"}


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def session(school, desk):
    return session_of(desk, school, school.form.id)


def session_of(desk, school, form_id, *, days=0, capacity=None, place="Hall"):
    with desk.writing(actor_of(school.coordinator)) as work:
        facts = actions.SessionFacts(starts_at=NINE + timedelta(days=days), place=place, note="", capacity=capacity)
        return actions.plan_session(work, queries.form(work, form_id), facts).id


def slots_of(desk, session):
    with desk.reading() as work:
        rows = work.db.scalars(
            select(ExamSlot).where(ExamSlot.session_id == session).order_by(ExamSlot.starts_at, ExamSlot.room)
        )
        return [(slot.id, slot.starts_at, slot.room, slot.capacity) for slot in rows]


def sittings_of(desk, session):
    with desk.reading() as work:
        found = queries.session(work, session).sittings
        work.db.expunge_all()
        return found


def candidates(school, count, **fields):
    made = [school.make.person(Role.CANDIDATE, given=f"C{n}", **fields) for n in range(count)]
    for person in made:
        school.make.link(person, school.qualification)
    return made


def two_examiners(school):
    with school.make.redesigned(school.form.id) as form:
        form.examiners_required = 2


def limit(school, attempts):
    with school.make.redesigned(school.form.id) as form:
        form.attempts_allowed = attempts


def plan(browser, session, *people, **more):
    return browser.post(f"/exams/sessions/{session}/candidates", {"chosen": [p.id for p in people], **more})


# Slots


def test_x3_a_row_of_slots_is_made_at_once_around_breaks(coordinator, session, desk, audit_names):
    assert coordinator.post(f"/exams/sessions/{session}/slots", ROW).status_code == 303
    starts = [NINE + timedelta(minutes=m) for m in (0, 45, 105)]
    assert [(s[1], s[2], s[3]) for s in slots_of(desk, session)] == [(s, r, 2) for s in starts for r in ("B1", "B2")]
    assert audit_names()[-1] == "exams.slots-made"


def test_x3_a_second_click_makes_no_second_row(coordinator, session, desk):
    for _ in range(2):
        coordinator.post(f"/exams/sessions/{session}/slots", ROW)
    assert len(slots_of(desk, session)) == 6


@pytest.mark.parametrize(
    "wrong",
    [{"ends": "08:00"}, {"every": "0"}, {"breaks": "soon"}, {"breaks": "25:00-26:00"}, {"ends": "09:20"},
     {"capacity": "0"}, {"rooms": "R" * 101}, {"rooms": ",".join(f"R{n}" for n in range(150))}],
)  # fmt: skip
def test_x3_a_row_without_sense_is_shown_again(coordinator, session, desk, wrong):
    assert coordinator.post(f"/exams/sessions/{session}/slots", {**ROW, **wrong}).status_code == 422
    assert slots_of(desk, session) == []


def test_x3_candidates_fill_the_slots_in_order_and_get_time_and_room(coordinator, school, session, desk):
    coordinator.post(f"/exams/sessions/{session}/slots", {**ROW, "capacity": "1"})
    assert plan(coordinator, session, *candidates(school, 3), examiner="", slot="").status_code == 303
    places = [(s.starts_at, s.room) for s in sittings_of(desk, session)]
    assert places == [(NINE, "B1"), (NINE, "B2"), (NINE + timedelta(minutes=45), "B1")]


def test_x3_more_candidates_than_places_are_refused_in_words(coordinator, school, session, desk):
    coordinator.post(f"/exams/sessions/{session}/slots", {**ROW, "rooms": "", "capacity": "1"})
    answer = plan(coordinator, session, *candidates(school, 4), examiner="", slot="")
    assert answer.status_code == 409
    assert "There is room for 3 more here, and 4 were chosen." in answer.text
    assert sittings_of(desk, session) == []


def test_x3_a_session_takes_no_more_than_its_places(coordinator, school, desk):
    session = session_of(desk, school, school.form.id, capacity=2)
    answer = plan(coordinator, session, *candidates(school, 3), examiner="", starts="09:00", interval="0")
    assert answer.status_code == 409
    assert sittings_of(desk, session) == []


def test_x3_a_slot_with_somebody_keeps_its_time_and_is_not_removed(coordinator, school, session, desk):
    coordinator.post(f"/exams/sessions/{session}/slots", {**ROW, "rooms": "B1"})
    plan(coordinator, session, school.candidate, examiner="", slot="")
    slot = slots_of(desk, session)[0][0]
    address = f"/exams/sessions/{session}/slots/{slot}"
    assert coordinator.post(f"{address}/remove").status_code == 409
    assert coordinator.post(address, {"starts": "13:00", "room": "B1", "capacity": "2"}).status_code == 409
    assert coordinator.post(address, {"starts": "09:00", "room": "B1", "capacity": "5"}).status_code == 303
    assert slots_of(desk, session)[0][3] == 5


def test_x3_an_empty_slot_is_changed_and_removed(coordinator, session, desk, audit_names):
    coordinator.post(f"/exams/sessions/{session}/slots", {**ROW, "rooms": ""})
    first, second = (slot[0] for slot in slots_of(desk, session)[:2])
    changed = {"starts": "15:00", "room": "Attic 🪜", "capacity": "4"}
    coordinator.post(f"/exams/sessions/{session}/slots/{first}", changed)
    coordinator.post(f"/exams/sessions/{session}/slots/{second}/remove")
    assert [slot[2] for slot in slots_of(desk, session)] == ["", "Attic 🪜"]
    assert audit_names()[-2:] == ["exams.slot-changed", "exams.slot-removed"]


def test_x3_a_slot_of_another_session_is_not_found(coordinator, school, session, desk):
    coordinator.post(f"/exams/sessions/{session}/slots", ROW)
    slot, other = slots_of(desk, session)[0][0], session_of(desk, school, school.form.id)
    assert coordinator.get(f"/exams/sessions/{other}/slots/{slot}").status_code == 404


def test_x3_moving_a_session_moves_its_slots(coordinator, session, desk):
    coordinator.post(f"/exams/sessions/{session}/slots", ROW)
    moved = {"day": "2026-12-02", "starts": "09:45", "place": "Hall", "note": "", "capacity": ""}
    assert coordinator.post(f"/exams/sessions/{session}/edit", moved).status_code == 303
    first = NINE + timedelta(days=1, minutes=45)
    assert [slot[1] for slot in slots_of(desk, session)][:3:2] == [first, first + timedelta(minutes=45)]


def test_x3_a_session_begins_with_its_first_slot(coordinator, session, desk):
    coordinator.post(f"/exams/sessions/{session}/slots", {**ROW, "begins": "08:00"})
    with desk.reading() as work:
        assert work.db.get(ExamSession, session).starts_at == NINE - timedelta(hours=1)


def test_x3_a_room_that_another_session_uses_at_that_time_is_named(coordinator, school, session, desk):
    other = session_of(desk, school, school.form.id)
    for one in (session, other):
        coordinator.post(f"/exams/sessions/{one}/slots", ROW)
    assert "Room B1 is taken at the same time" in coordinator.get(f"/exams/sessions/{session}").text


def test_x3_the_same_room_at_another_place_is_no_conflict(coordinator, school, session, desk):
    other = session_of(desk, school, school.form.id, place="Elsewhere")
    for one in (session, other):
        coordinator.post(f"/exams/sessions/{one}/slots", ROW)
    assert "is taken at the same time" not in coordinator.get(f"/exams/sessions/{session}").text


def test_x3_a_session_form_sent_twice_makes_one_session(coordinator, school, desk):
    data = {"form": school.form.id, "day": "2026-12-01", "starts": "09:00", "place": "Hall", "form_key": str(uuid4())}
    first, second = (coordinator.post("/exams/sessions/new", data) for _ in range(2))
    assert first.location == second.location
    with desk.reading() as work:
        assert len(work.db.scalars(select(ExamSession.id)).all()) == 1


def test_x3_the_day_sheet_tells_times_rooms_people_and_no_marks(coordinator, school, session, visit):
    coordinator.post(f"/exams/sessions/{session}/slots", ROW)
    plan(coordinator, session, school.candidate, examiner=str(school.examiner.id), slot="")
    page = visit(school.examiner).get(f"/exams/sessions/{session}/day-sheet").text
    assert all(word in page for word in (school.candidate.name, "B1", "09:00", school.examiner.name))
    assert "Passed" not in page


def test_x3_the_room_stands_on_the_examiners_day(coordinator, school, session, visit):
    coordinator.post(f"/exams/sessions/{session}/slots", ROW)
    plan(coordinator, session, school.candidate, examiner=str(school.examiner.id), slot="")
    assert "Room B1" in visit(school.examiner).get("/exams/today").text


def test_x3_slots_that_are_shorter_than_the_exam_warn(coordinator, school, session):
    with school.make.redesigned(school.form.id) as form:
        form.duration_minutes = 90
    coordinator.post(f"/exams/sessions/{session}/slots", ROW)
    assert "These slots overlap" in coordinator.get(f"/exams/sessions/{session}/slots").text


def test_x3_a_session_keeps_a_place_for_everybody_who_is_planned(coordinator, school, session):
    plan(coordinator, session, *candidates(school, 2), examiner="", starts="09:00", interval="0")
    facts = {"day": "2026-12-01", "starts": "09:00", "place": "Hall", "note": ""}
    assert coordinator.post(f"/exams/sessions/{session}/edit", {**facts, "capacity": "1"}).status_code == 409
    assert coordinator.post(f"/exams/sessions/{session}/edit", {**facts, "capacity": "2"}).status_code == 303


# Two examiners


def test_x3_a_first_and_a_second_examiner_are_chosen_and_changed_separately(coordinator, school, session, desk, make):
    two_examiners(school)
    second, third = make.person(Role.EXAMINER), make.person(Role.EXAMINER)
    plan(coordinator, session, school.candidate, examiner=str(school.examiner.id), second=str(second.id),
         starts="09:00", interval="0")  # fmt: skip
    sitting = sittings_of(desk, session)[0]
    coordinator.post(f"/exams/sessions/{session}/run", {"action": f"second:{third.id}", "chosen": [sitting.id]})
    standing = school.read(Sitting, sitting.id).standing_sheets
    assert [(s.position, s.examiner_id) for s in standing] == [(1, school.examiner.id), (2, third.id)]


def test_br_30_who_lacks_the_second_of_two_examiners_is_shown_as_such(coordinator, school, session):
    two_examiners(school)
    plan(coordinator, session, school.candidate, examiner=str(school.examiner.id), starts="09:00", interval="0")
    page = coordinator.get(f"/exams/sessions/{session}").text
    assert "No second examiner yet" in page
    assert "1 candidate has no second examiner yet" in page
    assert "Without two examiners: 1" in coordinator.get("/exams/sessions?examiner=none").text


def test_br_30_two_examiners_are_two_people(coordinator, school, session, desk):
    two_examiners(school)
    same = str(school.examiner.id)
    answer = plan(coordinator, session, school.candidate, examiner=same, second=same, starts="09:00", interval="0")
    assert answer.status_code == 422
    assert "Choose two different people as examiners." in answer.text
    assert sittings_of(desk, session) == []


def choose_second(desk, school, sitting, examiner):
    with desk.writing(actor_of(school.coordinator)) as work:
        session = queries.session(work, sitting.session_id)
        person = found.examiner(work, examiner.id)
        return actions.choose_examiner(work, session, session.sittings, person, position=2)


def test_x3_the_first_examiner_cannot_also_become_the_second(school, desk):
    two_examiners(school)
    with pytest.raises(Refusal) as no:
        choose_second(desk, school, school.planned(), school.examiner)
    assert "is the other examiner" in str(no.value.details[0])


def test_x3_an_exam_with_one_examiner_gets_no_second(school, desk, make):
    with pytest.raises(Refusal):
        choose_second(desk, school, school.planned(), make.person(Role.EXAMINER))


def test_x3_a_second_examiner_is_changed_while_the_first_has_signed(school, desk, make):
    two_examiners(school)
    sitting = school.planned(state=SittingState.IN_PROGRESS)
    choose_second(desk, school, sitting, make.person(Role.EXAMINER))
    with desk.writing() as work:
        queries.sitting(work, sitting.id).standing_sheets[0].signed_at = work.now
    assert choose_second(desk, school, sitting, make.person(Role.EXAMINER)) == 1
    assert school.read(Sitting, sitting.id).standing_sheets[0].examiner_id == school.examiner.id


# Attempts


def test_br_50_attempts_count_over_all_editions_of_an_exam(coordinator, school, desk, make):
    limit(school, 1)
    later = make.exam_form(
        qualification_id=school.qualification.id, root_id=school.form.id, edition=2, attempts_allowed=1
    )
    school.signed(0)
    answer = plan(coordinator, session_of(desk, school, later.id), school.candidate, starts="09:00", interval="0")
    assert "has used all attempts at this exam: 1 of 1." in answer.text


@pytest.mark.parametrize("state", [SittingState.CANCELLED, SittingState.ANNULLED, SittingState.NO_SHOW])
def test_br_50_what_does_not_count_uses_no_attempt(coordinator, school, session, state):
    limit(school, 1)
    school.planned(state=state)
    answer = plan(coordinator, session, school.candidate, examiner="", starts="09:00", interval="0")
    assert answer.status_code == 303


def test_br_50_a_no_show_uses_an_attempt_where_the_school_says_so(coordinator, school, session, desk):
    limit(school, 1)
    with desk.writing() as work:
        choose(work.db, "exams.no_show_uses_attempt", value=True)
    school.planned(state=SittingState.NO_SHOW)
    assert plan(coordinator, session, school.candidate, starts="09:00", interval="0").status_code == 422


def test_br_50_a_resit_is_chained_to_the_first_attempt(coordinator, school, session, desk, audit_names):
    limit(school, 3)
    first = school.signed(0)
    page = coordinator.get(f"/exams/sittings/{first.id}/replan").text
    assert "Plan a resit for" in page
    assert "2 attempts are left." in page
    coordinator.post(f"/exams/sittings/{first.id}/replan", {"target": f"{session}-", "examiner": ""})
    resit = sittings_of(desk, session)[0]
    assert (resit.attempt, resit.first_id, resit.replaces_id) == (2, first.id, None)
    assert audit_names()[-1] == "exams.sitting-replaced"


def test_br_50_a_second_click_plans_one_resit(coordinator, school, session, desk):
    first = school.signed(0)
    for _ in range(2):
        answer = coordinator.post(f"/exams/sittings/{first.id}/replan", {"target": f"{session}-", "examiner": ""})
        assert answer.status_code == 303
    assert len(sittings_of(desk, session)) == 1


def test_br_50_no_second_resit_while_one_is_planned(coordinator, school, session, desk):
    first, other = school.signed(0), session_of(desk, school, school.form.id, days=3)
    codes = [
        coordinator.post(f"/exams/sittings/{first.id}/replan", {"target": f"{one}-", "examiner": ""}).status_code
        for one in (session, other)
    ]
    assert codes == [303, 409]


def test_br_50_no_resit_after_a_pass_or_before_it_is_final(coordinator, school, session):
    passed = school.signed(3)
    school.board_ratifies()
    provisional = school.signed(0)
    for sitting in (passed, provisional):
        assert coordinator.get(f"/exams/sittings/{sitting.id}/replan").status_code == 404


def test_br_50_the_last_attempt_is_the_last(coordinator, school, session, desk):
    limit(school, 1)
    first = school.signed(0)
    answer = coordinator.post(f"/exams/sittings/{first.id}/replan", {"target": f"{session}-", "examiner": ""})
    assert answer.status_code == 409
    assert "has used all attempts" in answer.text
    assert sittings_of(desk, session) == []


def test_br_50_nobody_gives_themselves_a_resit(school, session, visit, make, desk):
    both = make.person(Role.COORDINATOR, Role.CANDIDATE)
    make.link(both, school.qualification)
    first = school.signed(0, candidate=both)
    answer = visit(both).post(f"/exams/sittings/{first.id}/replan", {"target": f"{session}-", "examiner": ""})
    assert answer.status_code == 403
    assert sittings_of(desk, session) == []


# Planned anew and moved


@pytest.mark.parametrize("state", [SittingState.NO_SHOW, SittingState.CANCELLED, SittingState.ABORTED])
def test_x3_what_came_to_nothing_is_planned_anew_as_the_same_attempt(coordinator, school, session, desk, state):
    limit(school, 1)
    earlier = school.planned(state=state)
    data = {"target": f"{session}-", "examiner": str(school.examiner.id)}
    assert coordinator.post(f"/exams/sittings/{earlier.id}/replan", data).status_code == 303
    new = sittings_of(desk, session)[0]
    assert (new.replaces_id, new.attempt, new.sheet.examiner_id) == (earlier.id, 1, school.examiner.id)


def test_x3_nothing_is_planned_anew_twice(coordinator, school, session, desk):
    earlier, other = school.planned(state=SittingState.ABORTED), session_of(desk, school, school.form.id, days=3)
    codes = [
        coordinator.post(f"/exams/sittings/{earlier.id}/replan", {"target": f"{one}-", "examiner": ""}).status_code
        for one in (session, session, other)
    ]
    assert codes == [303, 303, 409]
    assert len(sittings_of(desk, session)) == 1


def test_x3_a_planned_exam_moves_to_a_slot_of_another_session(coordinator, school, session, desk, audit_names):
    sitting = school.planned()
    coordinator.post(f"/exams/sessions/{session}/slots", ROW)
    slot, starts, room, _capacity = slots_of(desk, session)[3]
    assert coordinator.post(f"/exams/sittings/{sitting.id}/replan", {"target": f"{session}-{slot}"}).status_code == 303
    moved = school.read(Sitting, sitting.id)
    assert (moved.session_id, moved.slot_id, moved.starts_at, moved.room) == (session, slot, starts, room)
    assert moved.sheet.examiner_id == school.examiner.id
    assert audit_names()[-1] == "exams.sitting-moved"


def test_x3_nobody_moves_to_a_full_slot(coordinator, school, session, desk):
    coordinator.post(f"/exams/sessions/{session}/slots", {**ROW, "rooms": "", "ends": "09:45", "capacity": "1"})
    slot = slots_of(desk, session)[0][0]
    plan(coordinator, session, *candidates(school, 1), examiner="", slot="")
    sitting = school.planned()
    with pytest.raises(Refusal), desk.writing(actor_of(school.coordinator)) as work:
        actions.replan_sitting(work, queries.sitting(work, sitting.id), queries.session(work, session), slot)


def test_x3_an_exam_does_not_move_to_a_session_of_another_exam(school, desk, make):
    other = make.exam_form(qualification_id=school.qualification.id)
    target, sitting = session_of(desk, school, other.id), school.planned()
    with pytest.raises(Refusal), desk.writing(actor_of(school.coordinator)) as work:
        actions.replan_sitting(work, queries.sitting(work, sitting.id), queries.session(work, target), None)


def test_x3_an_exam_in_progress_is_not_planned_otherwise(coordinator, school):
    sitting = school.planned(state=SittingState.IN_PROGRESS)
    assert coordinator.get(f"/exams/sittings/{sitting.id}/replan").status_code == 404


def test_x3_a_no_show_that_was_planned_anew_is_not_taken_back(coordinator, school, session):
    earlier = school.planned(state=SittingState.NO_SHOW)
    coordinator.post(f"/exams/sittings/{earlier.id}/replan", {"target": f"{session}-", "examiner": ""})
    assert coordinator.post(f"/exams/sittings/{earlier.id}/plan-again").status_code == 409


# The list


def test_x3_the_list_is_filtered_sorted_and_exported(coordinator, school, desk, make):
    early, late = (session_of(desk, school, school.form.id, days=n, place=f"Hall {n}") for n in (1, 9))
    assert early != late
    page = coordinator.get("/exams/sessions?from=2026-12-05&until=2026-12-12").text
    assert "Hall 9</td>" in page
    assert "Hall 1</td>" not in page
    page = coordinator.get("/exams/sessions?place=Hall+1&sort=-place").text
    assert "Hall 9</td>" not in page
    file = coordinator.get("/exams/sessions.xlsx?sort=-when")
    rows = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows[1:]] == ["Hall 9", "Hall 1"]


@pytest.mark.parametrize("query", ["from=x", "until=9999-12-31", "qualification=-1", "sort=drop", "page=99", "from="])
def test_x3_filters_without_sense_filter_nothing(coordinator, session, query):
    assert coordinator.get(f"/exams/sessions?{query}").status_code == 200


def test_x3_5000_candidates_can_be_paged_through(coordinator, school, session, desk, statements):
    with desk.writing() as work:
        many(work, school, 5000)
    with statements() as seen:
        page = coordinator.get(f"/exams/sessions/{session}/candidates?page=7")
    assert "All 5,001 that match" in page.text
    assert counted(seen) <= 13


def many(work, school, count, **fields):
    """So many candidates who follow the qualification."""
    rows = [
        {"given_name": f"K{n}", "family_name": "Veel", "sorting_name": f"veel, k{n:05}", "created_at": NOON,
         "email": f"k{n}@many.example", "group_name": "M1", **fields}
        for n in range(count)
    ]  # fmt: skip
    ids = work.db.execute(insert(Person).returning(Person.id), rows).scalars().all()
    links = [{"qualification_id": school.qualification.id, "person_id": i, "linked_at": NOON} for i in ids]
    work.db.execute(insert(QualificationLink), links)
    return ids
