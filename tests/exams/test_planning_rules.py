"""Planning in pure rules."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.planning import Booking, Part, clashes, slots, why_not_examine, why_not_sit
from exams.rules.scales import SCALES, levels_of

pytestmark = pytest.mark.pure
NINE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def booking(**facts):
    usual = {
        "person_id": 1,
        "name": "Noor",
        "part": Part.CANDIDATE,
        "session_id": 1,
        "title": "Welding",
        "place": "Workshop 1",
        "starts": NINE,
        "minutes": 60,
    }
    return Booking(**{**usual, **facts})


@given(st.integers(0, 600), st.integers(0, 200))
def test_slots_lie_an_interval_apart(interval, count):
    found = slots(NINE, interval, count)
    assert len(found) == count
    assert all(later - earlier == timedelta(minutes=interval) for earlier, later in pairwise(found))


@given(st.integers(-300, 300), st.integers(1, 200), st.integers(1, 200))
def test_two_exams_clash_exactly_when_they_overlap(gap, first, second):
    one = booking(minutes=first)
    other = booking(minutes=second, session_id=2, starts=NINE + timedelta(minutes=gap))
    overlap = gap < first and -gap < second
    assert one.clashes_with(other) is other.clashes_with(one) is overlap


@pytest.mark.parametrize(
    "other",
    [
        {"session_id": 1},
        {"session_id": 2, "person_id": 2},
        {"session_id": 2, "starts": NINE + timedelta(minutes=60)},
    ],
)
def test_what_is_no_clash(other):
    assert clashes([booking()], [booking(**other)]) == []


def test_an_examiner_can_look_at_two_exams_in_one_workshop():
    one, other = booking(part=Part.EXAMINER), booking(part=Part.EXAMINER, session_id=2)
    assert clashes([one], [other]) == []
    assert clashes([one], [booking(part=Part.EXAMINER, session_id=2, place="Workshop 2")]) != []


def test_a_candidate_cannot_sit_two_exams_even_in_one_workshop():
    assert len(clashes([booking()], [booking(session_id=2)])) == 1


def test_somebody_is_named_once_per_other_session():
    others = [booking(session_id=2), booking(session_id=2, starts=NINE + timedelta(minutes=5)), booking(session_id=3)]
    assert len(clashes([booking()], others)) == 2


@given(st.integers(0, 99), st.none() | st.integers(1, 99))
def test_practice_is_never_refused_and_a_chance_too_many_always_is(taken, allowed):
    facts = {"linked": True, "taken": taken, "allowed": allowed}
    assert why_not_sit("Noor", formative=True, **facts) is None
    assert (why_not_sit("Noor", formative=False, **facts) is None) is (allowed is None or taken < allowed)


def test_whoever_is_not_linked_sits_nothing():
    assert why_not_sit("Noor", linked=False, taken=0, allowed=None, formative=True) is not None


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, False),
        ({"oneself": True}, True),
        ({"guides": True}, True),
        ({"is_examiner": False}, True),
    ],
)
def test_who_can_examine_whom(facts, refused):
    usual = {"oneself": False, "guides": False, "is_examiner": True}
    assert (why_not_examine("Noor", "Ahmed", **{**usual, **facts}) is not None) is refused


@pytest.mark.parametrize("name", SCALES)
def test_every_scale_has_levels_worth_0_and_up_with_words(name):
    levels = levels_of(name, str)
    assert [level.value for level in levels] == list(range(len(SCALES[name])))
    assert all(level.label for level in levels)
    assert len(levels) > 6 or all(level.description for level in levels)  # more are a row of marks
