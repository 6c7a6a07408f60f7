"""Finding what is alike among many, at a bounded cost."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualification_files.rules.likeness import MOST_COMPARED, Near, in_common

pytestmark = pytest.mark.pure
TEXTS = st.text("abc ", max_size=30)


@given(TEXTS, TEXTS)
def test_what_two_have_in_common_is_the_same_both_ways_and_never_less_than_their_blocks(one, other):
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    assert in_common(one, other) == in_common(other, one) >= sum(block.size for block in blocks)


@given(TEXTS, TEXTS)
def test_what_is_added_at_either_end_leaves_what_is_common(text, more):
    assert in_common(text, text + more) == in_common(more + text, text) == len(text)


@given(st.lists(st.sets(st.sampled_from("abcdefgh")), max_size=40), st.sets(st.sampled_from("abcdefgh")))
def test_however_many_there_are_only_a_few_are_near(many, one):
    found = Near(many).to(one)
    assert len(found) == len(set(found)) <= MOST_COMPARED


def test_the_same_among_many_is_the_nearest_and_what_is_taken_is_passed_over():
    near = Near([{"all", f"a{number}", f"b{number // 2}"} for number in range(5000)])
    assert near.to({"all", "a4", "b2"})[:2] == [4, 5]
    assert near.to({"all", "a4", "b2"}, without={4})[0] == 5
