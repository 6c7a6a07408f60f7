"""C12: conditions with AND, OR and NOT, without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from certification.rules.linking.conditions import (
    Asked,
    Criterion,
    Group,
    Is,
    asked_from,
    changed,
    criteria_of,
    fits,
    next_id,
    nodes_of,
    why,
)
from certification.rules.linking.contradictions import clash_in
from certification.rules.linking.states import How, Key, Test
from tests.certification.made_linking import attribute, both, either, group, no

pytestmark = pytest.mark.pure
A, B, C = group("A"), attribute("job_title", "nurse"), Criterion(Key.ROLE, Test.IS, ("manager",))
ICU, HOSPITAL = Criterion(Key.PLACE, Test.IS, ("4",)), Criterion(Key.PLACE, Test.IS, ("1",))
NURSE_ON_ICU = Criterion(Key.PLACE, Test.IS, ("4",), function_id=7)
NURSE = Criterion(Key.FUNCTION, Test.IS, ("7",))
ABOVE = {1: frozenset({1}), 4: frozenset({1, 4}), 5: frozenset({1, 5})}


def known(a, b, c=False):
    return {A: a, B: b, C: c}


@pytest.mark.parametrize(
    ("condition", "truths", "expected"),
    [
        (both(A, B), known(True, True), True),
        (both(A, B), known(True, False), False),
        (either(A, B), known(False, True), True),
        (either(A, B), known(False, False), False),
        (both(A, no(B)), known(True, False), True),
        (both(A, no(B)), known(True, True), False),
        (no(either(A, B)), known(False, False), True),
        (no(both(A, B)), known(True, False), True),
        (both(A, either(B, C)), known(True, False, True), True),
        (both(), known(True, True), False),
        (no(both()), known(True, True), False),
        (both(A, either()), known(True, False), True),
    ],
)
def test_who_fits(condition, truths, expected):
    assert fits(condition, truths) is expected


def test_why_somebody_fits_names_what_decided_it():
    assert why(both(A, either(B, C)), known(True, False, True)) == [(A, True), (C, True)]


def test_why_somebody_does_not_fit_names_what_stands_in_the_way():
    assert why(both(A, no(B)), known(True, True)) == [(B, True)]


def test_a_condition_is_kept_and_read_as_it_was():
    asked = Asked(both(A, no(either(B, NURSE_ON_ICU))), (3, 4), required=False)
    assert asked_from(asked.to_json()) == asked


def test_taking_a_group_out_takes_what_is_in_it():
    condition = both(A, either(B, C))
    inner = condition.nodes[1].id
    assert criteria_of(changed(condition, inner, lambda _: None)) == [A]


def test_the_root_stays_when_it_is_taken_out():
    assert changed(both(A), 1, lambda _: None) == Group(1)


def test_each_new_node_has_a_number_of_its_own():
    condition = both(A, either(B, C))
    assert next_id(condition) not in {one.id for one, _ in nodes_of(condition)}


@pytest.mark.parametrize(
    "condition",
    [
        both(A, no(A)),
        both(group("A"), group("B")),
        both(either(A, group("C")), group("B")),
        both(attribute("job_title", "Nurse"), attribute("job_title", "doctor")),
        both(ICU, no(HOSPITAL)),
        both(NURSE_ON_ICU, no(ICU)),
        both(NURSE_ON_ICU, no(NURSE)),
        both(either(both(A, no(A)), both(B, no(B)))),
        both(A, no(either(A, B))),
        no(either(A, no(A))),
        both(attribute("began", "2026-01-01", test=Test.BEFORE), attribute("began", "2026-06-01", test=Test.FROM)),
        both(attribute("hours", "8", test=Test.LESS), attribute("hours", "24", test=Test.AT_LEAST)),
        both(attribute("began", "2027-01-01"), attribute("began", "2026-01-01", test=Test.BEFORE)),
        both(attribute("place", "Delft"), no(attribute("place", test=Test.KNOWN))),
        both(group("Team A"), Criterion(Key.GROUP, Test.CONTAINS, ("b",))),
    ],
)
def test_what_nobody_can_ever_fit_is_found(condition):
    assert clash_in(condition, ABOVE) is not None


@pytest.mark.parametrize(
    "condition",
    [
        both(A, B),
        either(A, no(A)),
        both(either(group("A"), group("B")), group("B")),
        both(ICU, Criterion(Key.PLACE, Test.IS, ("5",))),
        both(HOSPITAL, no(ICU)),
        both(ICU, no(NURSE_ON_ICU)),
        both(no(group("A")), no(group("B"))),
        both(no(attribute("hours", "8", test=Test.LESS)), no(attribute("hours", "8", test=Test.AT_LEAST))),
        both(attribute("began", "2026-01-01", test=Test.FROM), attribute("began", "2026-06-01", test=Test.BEFORE)),
        both(),
        both(Criterion(Key.GROUP, Test.IS, ("A", "B")), no(group("A"))),
    ],
)
def test_what_somebody_can_fit_is_no_contradiction(condition):
    assert clash_in(condition, ABOVE) is None


def test_a_rule_of_many_parts_is_weighed_without_end():
    many = both(*(either(group(f"A{number}"), group(f"B{number}")) for number in range(18)))
    clash_in(many, ABOVE)  # comes to an end


CRITERIA = some.sampled_from([A, B, C])
TREES = some.recursive(
    some.builds(lambda one, negated: Is(0, one, negated), CRITERIA, some.booleans()),
    lambda below: some.builds(
        lambda how, nodes, negated: Group(0, how, tuple(nodes), negated),
        some.sampled_from(How),
        some.lists(below, min_size=1, max_size=3),
        some.booleans(),
    ),
    max_leaves=6,
)


@given(TREES, some.booleans(), some.booleans(), some.booleans())
@settings(max_examples=40, deadline=None)
def test_who_fits_a_rule_shows_that_it_contradicts_nothing(tree, a, b, c):
    condition = Group(1, How.ALL, (tree,))
    if fits(condition, known(a, b, c)):
        assert clash_in(condition, ABOVE) is None


@given(TREES, some.booleans(), some.booleans(), some.booleans())
@settings(max_examples=40, deadline=None)
def test_the_reasons_alone_decide(tree, a, b, c):
    condition, truths = Group(1, How.ALL, (tree,)), known(a, b, c)
    reasons = dict(why(condition, truths))
    flipped = {one: held if one in reasons else not held for one, held in truths.items()}
    assert fits(condition, flipped) is fits(condition, truths)
