"""X3: a group is proposed over slots and examiners, looked at, and planned at once or not at all."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams import queries
from exams.actions import planning as actions
from exams.queries import sessions as found
from exams.rules.bulk_planning import Assessor, Seat, Sitter, Span, propose
from exams.rules.time_slots import SlotFacts
from foundation.messages import say
from foundation.refusals import Refusal
from people.rules import Role
from tests.conftest import actor_of
from tests.exams.conftest import counted
from tests.exams.test_x3_planning import candidates, limit, many, session_of, sittings_of, two_examiners

NINE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def seat(hour, free=1, session=1, minutes=60):
    starts = NINE + timedelta(hours=hour)
    span = Span(starts=starts, ends=starts + timedelta(minutes=minutes))
    return Seat(session_id=session, slot_id=hour + 1, span=span, room="", free=free)


def sitter(number, **facts):
    return Sitter(person_id=number, name=f"C{number}", **{"guides": frozenset(), **facts})


def examiner(number, **facts):
    return Assessor(person_id=number, **facts)


def placed(proposal):
    return {one.person_id: (one.seat, one.examiners) for one in proposal.placed}


# The rule


@pytest.mark.pure
def test_x3_slots_are_filled_in_order_of_time():
    seats = [seat(2), seat(0), seat(1)]
    found = placed(propose([sitter(n) for n in (1, 2, 3)], seats, [], required=1))
    assert found == {1: (1, ()), 2: (2, ()), 3: (0, ())}


@pytest.mark.pure
def test_x3_examiners_get_as_much_to_do_as_each_other():
    seats = [seat(hour, free=3) for hour in range(4)]
    found = placed(propose([sitter(n) for n in range(1, 13)], seats, [examiner(n) for n in (91, 92, 93)], required=1))
    loads = [sum(examiners == (one,) for _seat, examiners in found.values()) for one in (91, 92, 93)]
    assert loads == [4, 4, 4]


@pytest.mark.pure
def test_br_31_nobody_is_proposed_to_whoever_guides_them_or_to_themselves():
    people = [sitter(1, guides=frozenset({91})), sitter(92), sitter(3)]
    found = placed(propose(people, [seat(0, free=3)], [examiner(91), examiner(92), examiner(93)], required=1))
    assert found[1][1] != (91,)
    assert found[92][1] != (92,)
    assert len(found) == 3


@pytest.mark.pure
def test_x3_somebody_gives_way_so_that_everybody_has_a_place():
    people = [sitter(1), sitter(2, busy=(Span(starts=NINE + timedelta(hours=1), ends=NINE + timedelta(hours=2)),))]
    found = placed(propose(people, [seat(0), seat(1)], [], required=1))
    assert found == {1: (1, ()), 2: (0, ())}


@pytest.mark.pure
def test_x3_two_examiners_of_one_candidate_are_two_people():
    found = placed(propose([sitter(1)], [seat(0)], [examiner(91), examiner(92)], required=2))
    assert set(found[1][1]) == {91, 92}
    assert not propose([sitter(1)], [seat(0)], [examiner(91)], required=2).placed


@pytest.mark.pure
def test_x3_who_has_no_place_is_told_why():
    busy = (Span(starts=NINE, ends=NINE + timedelta(hours=9)),)
    left = propose([sitter(1, busy=busy)], [seat(0)], [], required=1).left
    assert str(left[0].reason) == "C1 is expected elsewhere at every time that is left."
    left = propose([sitter(1), sitter(2)], [seat(0)], [], required=1).left
    assert str(left[0].reason) == "No place is left for C2."
    left = propose([sitter(1, refused=say("Not linked."))], [seat(0)], [], required=1).left
    assert str(left[0].reason) == "Not linked."
    left = propose([sitter(1, guides=frozenset({91}))], [seat(0)], [examiner(91)], required=1).left
    assert str(left[0].reason) == "Each of the examiners guides C1. Choose others too."
    left = propose([sitter(1)], [seat(0)], [examiner(91, busy=busy)], required=1).left
    assert "None of the examiners is free" in str(left[0].reason)


spans = st.builds(
    lambda at, long: Span(starts=NINE + timedelta(hours=at), ends=NINE + timedelta(hours=at + long)),
    st.integers(0, 5),
    st.integers(1, 3),
)
seats_made = st.lists(
    st.builds(seat, st.integers(0, 5), st.integers(0, 3), minutes=st.sampled_from([30, 60, 120])), max_size=5
)
sitters_made = st.lists(
    st.builds(
        sitter,
        st.integers(1, 12),
        busy=st.lists(spans, max_size=2).map(tuple),
        guides=st.frozensets(st.sampled_from([5, 91, 92, 93]), max_size=2),
    ),
    max_size=9,
    unique_by=lambda one: one.person_id,
)
assessors_made = st.lists(
    st.builds(examiner, st.sampled_from([5, 91, 92, 93]), busy=st.lists(spans, max_size=2).map(tuple)),
    max_size=4,
    unique_by=lambda one: one.person_id,
)


@pytest.mark.pure
@settings(deadline=None)
@given(sitters_made, seats_made, assessors_made, st.integers(1, 2), st.integers(1, 2))
def test_x3_no_proposal_breaks_a_rule(sitters, seats, assessors, required, at_once):
    proposal = propose(sitters, seats, assessors, required=required, at_once=at_once)
    known, by_number = {one.person_id: one for one in sitters}, {one.person_id: one for one in assessors}
    assert len(proposal.placed) + len(proposal.left) == len(sitters)
    for at, one in enumerate(seats):
        assert sum(line.seat == at for line in proposal.placed) <= one.free
    for line in proposal.placed:
        span = seats[line.seat].span
        assert not any(busy.meets(span) for busy in known[line.person_id].busy)
        assert len(set(line.examiners)) == (required if assessors else 0)
        for person in line.examiners:
            assert person not in known[line.person_id].guides | {line.person_id}
            assert not any(busy.meets(span) for busy in by_number[person].busy)
            together = [other for other in proposal.placed if person in other.examiners]
            assert sum(other.seat == line.seat for other in together) <= at_once
            assert not any(other.seat != line.seat and seats[other.seat].span.meets(span) for other in together)


# The action


def wish_of(work, school, session, people, examiners=(), **more):
    every = found.examiners(work)
    chosen = [person for person in every if person.id in {one.id for one in examiners}]
    return actions.GroupWish(
        people=found.people(work, [p if isinstance(p, int) else p.id for p in people]),
        examiners=chosen,
        session_ids=frozenset({session}),
        **more,
    )


def slotted(desk, school, *, slots=3, capacity=2):
    session = session_of(desk, school, school.form.id)
    facts = [SlotFacts(starts_at=NINE + timedelta(hours=n), room="B1", capacity=capacity) for n in range(slots)]
    with desk.writing(actor_of(school.coordinator)) as work:
        actions.make_slots(work, queries.session(work, session), facts)
    return session


def planned(desk, school, session, people, examiners=(), *, seen="", **more):
    with desk.writing(actor_of(school.coordinator)) as work:
        form, wish = queries.form(work, school.form.id), wish_of(work, school, session, people, examiners, **more)
        seen = seen or actions.propose_group(work, form, wish).fingerprint
        return actions.plan_group(work, form, wish, seen=seen)


def test_x3_a_group_is_planned_over_slots_and_examiners(desk, school, make, audit_names):
    session, people = slotted(desk, school), candidates(school, 5)
    second = make.person(Role.EXAMINER)
    assert planned(desk, school, session, people, [school.examiner, second]) == 5
    rows = [(s.starts_at.hour, s.room, s.sheet.examiner_id, s.attempt) for s in sittings_of(desk, session)]
    assert sorted(row[0] for row in rows) == [8, 8, 9, 9, 10]
    assert {row[1] for row in rows} == {"B1"}
    assert sorted(sum(row[2] == one.id for row in rows) for one in (school.examiner, second)) == [2, 3]
    assert audit_names().count("exams.candidates-planned") == 5


def test_x3_two_examiners_are_planned_at_their_positions(desk, school, make):
    two_examiners(school)
    session, others = slotted(desk, school), [make.person(Role.EXAMINER) for _ in range(3)]
    planned(desk, school, session, candidates(school, 4), [school.examiner, *others])
    for sitting in sittings_of(desk, session):
        assert [sheet.position for sheet in sitting.standing_sheets] == [1, 2]
        assert len({sheet.examiner_id for sheet in sitting.standing_sheets}) == 2


def test_x3_a_plan_that_is_no_longer_the_same_plans_nobody(desk, school):
    session, people = slotted(desk, school, slots=1), candidates(school, 3)
    with desk.reading() as work:
        form = queries.form(work, school.form.id)
        seen = actions.propose_group(work, form, wish_of(work, school, session, people[:2])).fingerprint
    planned(desk, school, session, people[2:])
    with pytest.raises(Refusal):
        planned(desk, school, session, people[:2], seen=seen)
    assert len(sittings_of(desk, session)) == 1


def test_x3_an_examiner_busy_in_another_session_is_not_booked_twice(desk, school):
    other = candidates(school, 1)[0]
    school.planned(candidate=other, starts_at=NINE, place="Elsewhere")
    session = slotted(desk, school, slots=2, capacity=1)
    planned(desk, school, session, [school.candidate], [school.examiner])
    assert sittings_of(desk, session)[0].starts_at == NINE + timedelta(hours=1)


def test_x3_reasons_name_who_is_planned_already_unlinked_or_out_of_attempts(desk, school, make):
    limit(school, 1)
    school.signed(0)
    stranger, busy = make.person(Role.CANDIDATE), candidates(school, 1)[0]
    school.planned(candidate=busy)
    session = slotted(desk, school)
    with desk.reading() as work:
        wish = wish_of(work, school, session, [school.candidate, stranger, busy])
        left = actions.propose_group(work, queries.form(work, school.form.id), wish).proposal.left
    told = " ".join(str(one.reason) for one in left)
    assert all(words in told for words in ("all attempts", "not linked", "all attempts at this exam: 1 of 1"))
    assert len(left) == 3


def test_x3_500_candidates_over_20_slots_take_a_fixed_number_of_statements(desk, school, make, statements):
    session = slotted(desk, school, slots=20, capacity=25)
    examiners = [make.person(Role.EXAMINER) for _ in range(25)]
    with desk.writing() as work:
        ids = many(work, school, 500)
    with statements() as few:
        planned(desk, school, session, ids[:25], examiners)
    with statements() as more:
        assert planned(desk, school, session, ids[25:], examiners) == 475
    assert counted(more) <= counted(few) + 6  # inserts of many rows go in pieces


# The pages


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


def chosen(session, people, examiners=(), **more):
    return {
        "session": [session],
        "chosen": [p.id for p in people],
        "examiner": [e.id for e in examiners],
        "at_once": "1",
        **more,
    }


def test_x3_the_proposal_is_shown_and_planned_with_one_click(coordinator, desk, school):
    session, people = slotted(desk, school), candidates(school, 3)
    address, data = f"/exams/forms/{school.form.id}/plan", chosen(session, people, [school.examiner])
    page = coordinator.post(address, data)
    assert page.status_code == 200
    assert sittings_of(desk, session) == []
    seen = re.search(r'name="seen" value="(\w+)"', page.text)[1]
    assert coordinator.post(address, {**data, "seen": seen}).status_code == 303
    assert len(sittings_of(desk, session)) == 3


def test_x3_the_back_button_plans_nobody_twice(coordinator, desk, school):
    session, people = slotted(desk, school), candidates(school, 2)
    address, data = f"/exams/forms/{school.form.id}/plan", chosen(session, people)
    seen = re.search(r'name="seen" value="(\w+)"', coordinator.post(address, data).text)[1]
    coordinator.post(address, {**data, "seen": seen})
    again = coordinator.post(address, {**data, "seen": seen})
    assert again.status_code == 409
    assert "is planned for this exam already" in again.text
    assert len(sittings_of(desk, session)) == 2


@pytest.mark.parametrize("wrong", [{"chosen": []}, {"session": []}, {"session": ["x"]}, {"at_once": "0"}])
def test_x3_a_group_without_sense_is_asked_for_again(coordinator, desk, school, wrong):
    session = slotted(desk, school)
    data = {**chosen(session, [school.candidate]), **wrong}
    assert coordinator.post(f"/exams/forms/{school.form.id}/plan", data).status_code == 422


def test_x3_everybody_who_matches_is_chosen_over_all_pages(coordinator, desk, school):
    session = slotted(desk, school, slots=3, capacity=60)
    with desk.writing() as work:
        many(work, school, 150)
    page = coordinator.get(f"/exams/forms/{school.form.id}/plan?group=M1").text
    assert "150 candidates" in page
    data = {"session": [session], "everything": "1", "at_once": "1"}
    answer = coordinator.post(f"/exams/forms/{school.form.id}/plan?group=M1", data)
    assert "150 candidates can be planned." in answer.text


def test_x3_who_passed_is_left_out_unless_asked_for(coordinator, desk, school):
    slotted(desk, school)
    school.signed(3)
    other = candidates(school, 1)[0]
    page = coordinator.get(f"/exams/forms/{school.form.id}/plan").text
    assert other.name in page
    assert school.candidate.name not in page
    assert school.candidate.name in coordinator.get(f"/exams/forms/{school.form.id}/plan?result=all").text


def test_x3_one_candidate_is_planned_from_a_cell(coordinator, desk, school):
    session = slotted(desk, school)
    address = f"/exams/forms/{school.form.id}/plan/{school.candidate.id}"
    page = coordinator.get(address).text
    target = re.search(rf'value="({session}-\d+)"', page)[1]
    assert coordinator.post(address, {"target": target, "examiner": school.examiner.id}).status_code == 303
    assert len(sittings_of(desk, session)) == 1


def test_x3_one_candidate_who_cannot_be_planned_is_refused_by_name(coordinator, desk, school):
    session, stranger = slotted(desk, school), school.make.person(Role.CANDIDATE)
    address = f"/exams/forms/{school.form.id}/plan/{stranger.id}"
    target = re.search(rf'value="({session}-\d+)"', coordinator.get(address).text)[1]
    answer = coordinator.post(address, {"target": target, "examiner": ""})
    assert answer.status_code == 422
    assert f"{stranger.name} is not linked to this qualification." in answer.text
