"""What holds about versions: the states they go through, the mapping between them, who moves along."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualification_files.formats.fitting import MOST_WORK_PROCESSES
from qualification_files.rules import Follower, MappingOrigin, QualificationState
from qualification_files.rules.likeness import MOST_COMPARED
from qualification_files.rules.mapping import (
    Ground,
    Process,
    indicators_that_differ,
    likeness,
    propose,
    sure_proposals,
    without_old,
)
from qualification_files.rules.versions import (
    TRANSITIONS,
    MoveResult,
    Standing,
    move_result,
    next_cohort,
    why_not_become,
    why_not_succeed,
)

pytestmark = pytest.mark.pure

DRAFT, ACTIVE, DEACTIVATED, SUPERSEDED, CLOSED = (
    QualificationState(name) for name in ("draft", "active", "deactivated", "superseded", "closed")
)
NAMES = ("Takes in an order", "Prepares the work", "Makes the parts", "Joins the parts", "Hands over the work", "Plans")


def tree(*names, start=1, task="B1-K1"):
    return [Process(start + place, task, f"{task}-W{place + 1}", name) for place, name in enumerate(names)]


@st.composite
def trees(draw, first=1):
    numbers = draw(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 6)), unique=True, max_size=12))
    return [
        Process(first + place, f"B1-K{task}", f"B1-K{task}-W{number}", draw(st.sampled_from(NAMES)))
        for place, (task, number) in enumerate(numbers)
    ]


def pairs(proposals):
    return {(one.old.id, one.new.id if one.new else None, one.ground, one.likeness) for one in proposals}


def to(proposals):
    return [one.new.number if one.new else None for one in proposals]


@given(trees(), trees(first=1000))
def test_q14_each_old_work_process_gets_exactly_one_proposal(old, new):
    proposals = propose(old, new)
    assert sorted(one.old.id for one in proposals) == sorted(process.id for process in old)
    assert {one.new for one in proposals if one.new} <= set(new)


@given(trees())
def test_q14_equal_trees_map_identically_and_surely(old):
    new = [replace(process, id=process.id + 1000) for process in old]
    proposals = propose(old, new)
    assert all(one.new.id == one.old.id + 1000 and one.sure and one.ground is Ground.SAME for one in proposals)
    assert without_old(new, [one.new.id for one in proposals]) == []


@given(trees(), trees(first=1000), st.randoms())
def test_q14_the_order_in_which_they_come_does_not_matter(old, new, dice):
    shuffled_old, shuffled_new = random.Random(dice.random()).sample(old, len(old)), dice.sample(new, len(new))
    assert pairs(propose(old, new)) == pairs(propose(shuffled_old, shuffled_new))


def test_q14_what_was_renumbered_is_found_by_its_name():
    (proposal,) = propose(tree("Makes the parts"), tree("Plans", "Makes the parts", start=100))
    assert (proposal.new.number, proposal.ground, proposal.sure) == ("B1-K1-W2", Ground.SAME_NAME, True)
    assert proposal.origin is MappingOrigin.NAME


def test_q14_a_word_that_changed_under_the_same_number_is_sure_and_more_is_not():
    old = tree("Prepares the work carefully", "Makes the parts")
    new = tree("Prepares the works carefully", "Makes the drawings", start=100)
    first, second = propose(old, new)
    assert (first.ground, first.sure, first.origin) == (Ground.NUMBER, True, MappingOrigin.CODE)
    assert (second.ground, second.sure) == (Ground.NUMBER, False)


def test_q14_a_name_that_is_alike_wins_over_a_number_that_tells_nothing():
    old = tree("Cleans the workshop", "Makes a working drawing")
    new = tree("Makes working drawings", "Cleans the workshop and tools", start=100)
    assert to(propose(old, new)) == ["B1-K1-W2", "B1-K1-W1"]


def test_q14_nothing_is_made_up_where_nothing_is_alike():
    (proposal,) = propose(tree("Cleans the workshop"), tree("Zzz", start=100))
    assert (proposal.new, proposal.ground, proposal.sure) == (None, Ground.NONE, False)


def asking(*texts, **changed):
    return Process(**{"id": 1, "task": "B1-K1", "number": "W1", "name": "Qqqqqq", "indicators": texts, **changed})


NEW = {"id": 100, "task": "P1", "number": "X1", "name": "Zzzz"}


def test_q14_what_asks_the_same_is_proposed_where_number_and_name_say_nothing():
    (proposal,) = propose(
        [asking("Wears goggles", "Checks the gas")], [asking("checks the  gas", "Wears goggles", **NEW)]
    )
    assert (proposal.ground, proposal.likeness, proposal.sure) == (Ground.INDICATORS, 100, False)
    assert proposal.origin is MappingOrigin.INDICATORS


@pytest.mark.parametrize(("shared", "found"), [(3, True), (2, False), (0, False)])
def test_q14_enough_of_it_must_be_the_same(shared, found):
    old, new = [f"Does {number}" for number in range(4)], [f"Does {number}" for number in range(4 - shared, 8 - shared)]
    (proposal,) = propose([asking(*old)], [asking(*new, **NEW)])
    assert (proposal.new is not None) is found


def test_q14_nothing_asked_is_not_the_same_asked():
    (proposal,) = propose([asking()], [asking(**NEW)])
    assert proposal.ground is Ground.NONE


def test_q14_as_many_that_all_ask_the_same_are_paired_in_time():
    texts = ("Works safely", "Tidies up")
    old = [asking(*texts, f"Does {n}", id=n, number=f"W{n}", name=f"{n:04}") for n in range(MOST_WORK_PROCESSES)]
    new = [asking(*texts, f"Does {n}", id=n + 5000, task="P1", name=f"{n:04}x" * 9) for n in range(MOST_WORK_PROCESSES)]
    assert [one.new.id - one.old.id for one in propose(old, new)] == [5000] * MOST_WORK_PROCESSES


def test_q14_two_old_ones_may_go_to_one_new():
    old = tree("Joins the metal parts by welding", "Joins the metal parts by brazing")
    new = tree("Joins the metal parts by welding", start=100)
    first, second = propose(old, new)
    assert first.new == second.new == new[0]
    assert (first.sure, second.sure) == (True, False)


def test_q14_what_is_new_is_named():
    new = tree("Makes the parts", "Guards the environment", start=100)
    assert [process.name for process in without_old(new, [new[0].id])] == ["Guards the environment"]


def test_q14_as_many_as_a_file_may_have_are_compared_with_few_others():
    compared = []

    def compare(one, other):
        compared.append((one, other))
        return likeness(one, other)

    names = [f"Name {number} of something {number * 7}" for number in range(MOST_WORK_PROCESSES)]
    old = [Process(number, "B1-K1", f"W{number}", name) for number, name in enumerate(names)]
    new = [Process(number + 5000, "P1", f"X{number}", f"{name} else") for number, name in enumerate(names)]
    proposals = propose(old, new, compare)
    assert len(compared) <= 3 * MOST_COMPARED * len(old)
    assert [one.new.name for one in proposals] == [f"{name} else" for name in names]


def test_q14_as_many_of_one_name_go_one_to_one_in_their_order():
    old = [Process(number, "B1-K1", f"W{number:04}", "Makes the parts") for number in range(MOST_WORK_PROCESSES)]
    new = [replace(process, id=process.id + 5000, task="P1") for process in old]
    assert [one.new.id - one.old.id for one in propose(old, new)] == [5000] * MOST_WORK_PROCESSES


@given(trees(), trees(first=1000))
def test_q14_what_is_sure_is_found_without_the_rest(old, new):
    assert sure_proposals(old, new) == [one for one in propose(old, new) if one.sure]


def test_q14_indicators_that_differ_are_counted_and_a_reworded_one_once():
    old = Process(1, "K", "W", "Name", ("Wears goggles", "Checks the gas", "Tidies up"))
    new = Process(2, "K", "W", "Name", ("wears  goggles", "Checks the gas twice", "Tidies up", "Writes it down"))
    assert indicators_that_differ(old, old) == 0
    assert indicators_that_differ(old, new) == 2


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_a_percentage_and_whole_for_the_same(one, other):
    assert 0 <= likeness(one, other) <= 100
    assert likeness(one, one) == 100


@pytest.mark.parametrize(
    ("path", "standing"),
    [
        ((DRAFT, ACTIVE), {}),
        ((ACTIVE, SUPERSEDED), {"active_successor": True, "followers": 30}),
        ((SUPERSEDED, CLOSED), {}),
        ((SUPERSEDED, ACTIVE), {}),
        ((DEACTIVATED, CLOSED), {}),
    ],
)
def test_q14_draft_active_superseded_closed(path, standing):
    assert why_not_become(path[1], Standing(state=path[0], **standing)) is None


@pytest.mark.parametrize(
    ("path", "standing", "words"),
    [
        ((ACTIVE, SUPERSEDED), {}, "No later version is active yet"),
        ((SUPERSEDED, CLOSED), {"followers": 2}, "2 people still follow this qualification"),
        ((SUPERSEDED, ACTIVE), {"active_successor": True}, "A later version is active"),
        ((ACTIVE, CLOSED), {}, "Deactivate it first"),
        ((DRAFT, CLOSED), {}, "Remove it instead"),
        ((DRAFT, SUPERSEDED), {}, "Only what was in use"),
        ((SUPERSEDED, DEACTIVATED), {}, "as it stands now"),
    ],
)
def test_q14_what_may_not_be_is_refused_with_the_reason(path, standing, words):
    assert words in str(why_not_become(path[1], Standing(state=path[0], **standing)))


@pytest.mark.parametrize("target", list(QualificationState))
def test_q14_closed_never_reopens(target):
    assert why_not_become(target, Standing(state=CLOSED)) is not None


def test_q14_every_state_is_in_the_table():
    assert {state for step in TRANSITIONS for state in step} == set(QualificationState)


@pytest.mark.parametrize(
    ("cohort", "later"),
    [("2026", "2027"), ("2026-2027", "2027-2028"), ("Sept 2026", "Sept 2027"), ("", "2027"), ("spring", "2027")],
)
def test_q14_the_next_cohort_is_a_year_later(cohort, later):
    assert next_cohort(cohort, year=2026) == later


def succeeds(**changed):
    facts = {"old": 1, "new": 2, "new_state": DRAFT, "new_predecessor": None, "line": set(), **changed}
    return why_not_succeed(**facts)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"new": 1}, "of itself"),
        ({"line": {2}}, "earlier version"),
        ({"new_predecessor": 3}, "another qualification already"),
        ({"new_state": CLOSED}, "superseded or closed"),
    ],
)
def test_q14_a_chain_has_one_predecessor_each_and_no_circle(changed, words):
    assert words in str(succeeds(**changed))


def test_q14_a_draft_or_one_in_use_may_come_next_and_once_chosen_it_stays():
    assert succeeds() is succeeds(new_state=ACTIVE) is succeeds(new_predecessor=1) is None


def moves(target=ACTIVE, *, active=True, candidate=True, linked=False, on_old=True):
    return move_result(target, Follower(active=active, candidate=candidate, linked=linked), on_old=on_old)


def test_q14_who_moves_and_who_not():
    assert moves() is MoveResult.MOVED
    assert moves(linked=True) is MoveResult.JOINED
    assert moves(linked=True, on_old=False) is MoveResult.UNCHANGED
    assert moves(on_old=False) is MoveResult.NOT_ON_OLD
    assert moves(DRAFT) is MoveResult.TARGET_NOT_ACTIVE
    assert moves(active=False) is MoveResult.PERSON_INACTIVE
    assert moves(candidate=False) is MoveResult.NOT_A_CANDIDATE
