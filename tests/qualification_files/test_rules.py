"""What holds about qualification files: numbers, activation, linking, pasted texts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualification_files.rules import (
    Completeness,
    Follower,
    ImportState,
    LinkResult,
    Offer,
    QualificationKind,
    QualificationState,
    TaskSize,
    fingerprint,
    import_state,
    link_result,
    natural_key,
    next_number,
    pasted_lines,
    place_of,
    unlink_result,
    what_is_missing,
    why_not_examined,
    why_structure_stays,
)

pytestmark = pytest.mark.pure
ACTIVE, DRAFT, OFF = QualificationState.ACTIVE, QualificationState.DRAFT, QualificationState.DEACTIVATED
REGULAR, ELECTIVE = QualificationKind.REGULAR, QualificationKind.ELECTIVE
TODAY = date(2026, 8, 1)
CANDIDATE = Follower(active=True, candidate=True, linked=False)


def test_w2_stands_before_w10():
    assert sorted(["B1-K1-W10", "B1-K1-W2", "B1-K1-W1"], key=natural_key) == ["B1-K1-W1", "B1-K1-W2", "B1-K1-W10"]


@given(st.text(), st.text())
def test_any_two_numbers_can_be_compared(one, other):
    assert (natural_key(one) <= natural_key(other)) or (natural_key(other) <= natural_key(one))


@given(st.lists(st.integers(0, 10_000), unique=True), st.integers(0, 10_000))
def test_a_number_is_put_where_it_belongs_among_sorted_ones(taken, added):
    others = [f"W{number}" for number in sorted(taken)]
    others.insert(place_of(f"W{added}", others), f"W{added}")
    assert [int(number[1:]) for number in others] == sorted([*taken, added])


@pytest.mark.parametrize(
    ("others", "expected"),
    [([], "K1"), (["K1", "K10", "K9"], "K11"), (["B1-K1-W9"], "B1-K1-W10"), (["welding"], "welding-2")],
)
def test_the_next_number_follows_the_highest(others, expected):
    assert next_number(others, first="K1") == expected


@pytest.mark.parametrize(
    ("kind", "tasks", "complete"),
    [
        (REGULAR, [], False),
        (REGULAR, [TaskSize("K1", 0, 5)], False),
        (REGULAR, [TaskSize("K1", 0), TaskSize("K2", 1)], True),
        (ELECTIVE, [], False),
        (ELECTIVE, [TaskSize("K1", 0, 0)], False),
        (ELECTIVE, [TaskSize("K1", 0, 1)], True),
        (ELECTIVE, [TaskSize("K1", 1, 0)], True),
    ],
)
def test_activation_asks_for_a_work_process_or_for_knowledge_in_an_elective(kind, tasks, complete):
    assert (what_is_missing(Completeness(kind, tasks)) == []) is complete


def test_only_an_active_one_with_a_work_process_can_be_examined():
    assert why_not_examined(ACTIVE, work_processes=1) is None
    assert "not active" in str(why_not_examined(DRAFT, work_processes=1))
    assert "no work process" in str(why_not_examined(ACTIVE, work_processes=0))


@pytest.mark.parametrize(
    ("state", "followers", "free"),
    [(DRAFT, 0, True), (OFF, 0, True), (OFF, 1, False), (ACTIVE, 0, False), (QualificationState.SUPERSEDED, 0, False)],
)
def test_what_is_in_use_does_not_change(state, followers, free):
    assert (why_structure_stays(state, followers=followers) is None) is free


@pytest.mark.parametrize(
    ("offer", "follower", "expected"),
    [
        (Offer(ACTIVE), CANDIDATE, LinkResult.CHANGED),
        (Offer(ACTIVE, TODAY), CANDIDATE, LinkResult.CHANGED),
        (Offer(ACTIVE, date(2026, 7, 31)), CANDIDATE, LinkResult.INTAKE_ENDED),
        (Offer(ACTIVE, programme_ends=TODAY), CANDIDATE, LinkResult.CHANGED),
        (Offer(ACTIVE, programme_ends=date(2026, 7, 31)), CANDIDATE, LinkResult.PROGRAMME_ENDED),
        (Offer(DRAFT), CANDIDATE, LinkResult.NOT_ACTIVE),
        (Offer(ACTIVE), Follower(active=False, candidate=True, linked=False), LinkResult.PERSON_INACTIVE),
        (Offer(ACTIVE), Follower(active=True, candidate=False, linked=False), LinkResult.NOT_A_CANDIDATE),
        (Offer(OFF, date(2020, 1, 1)), Follower(active=False, candidate=False, linked=True), LinkResult.UNCHANGED),
    ],
)
def test_q16_who_may_be_linked(offer, follower, expected):
    assert link_result(offer, follower, today=TODAY) is expected


def test_a_link_can_always_be_ended():
    assert unlink_result(Follower(active=False, candidate=False, linked=True)) is LinkResult.CHANGED
    assert unlink_result(CANDIDATE) is LinkResult.UNCHANGED


@pytest.mark.parametrize(
    ("here", "expected"),
    [(set(), ImportState.NEW), ({"2"}, ImportState.ALREADY_THERE), ({"1"}, ImportState.OTHER_EDITION)],
)
def test_the_editions_that_are_here_decide_what_an_import_finds(here, expected):
    assert import_state("2", editions_here=here) is expected


def test_a_pasted_list_gives_a_line_for_each_bullet():
    pasted = "- works safely;\n\n• works precisely.\n 3) tidies up\n* \nuses 5 tools\na. cleans"
    assert pasted_lines(pasted) == ["works safely", "works precisely", "tidies up", "uses 5 tools", "cleans"]


@given(st.text())
def test_no_pasted_line_is_empty(text):
    assert all(line.strip() for line in pasted_lines(text))


def test_a_fingerprint_tells_two_versions_apart():
    assert fingerprint(["a", None, 1]) == fingerprint(["a", None, 1])
    assert fingerprint(["a", "b"]) != fingerprint(["ab", ""])
