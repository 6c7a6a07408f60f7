"""F1: the tree and the attributes, without a database."""

import pytest

from people.rules.attributes import AttributeKind, WrongValue, key_of, read_value
from people.rules.organisation import is_within, leads_by_rank, parts_on, path_below, why_not_below

pytestmark = pytest.mark.pure


def test_f1_a_path_tells_the_parts_from_the_top_down():
    assert parts_on(path_below(path_below(path_below(None, 1), 4), 9)) == (1, 4, 9)


def test_f1_a_part_is_not_within_one_that_begins_with_the_same_digit():
    assert not is_within("/11/", "/1/")


@pytest.mark.parametrize(
    ("path", "parent", "refused"),
    [("/1/", "/1/", True), ("/1/", "/1/4/", True), ("/1/4/", "/1/", False), ("/1/4/", None, False)],
)
def test_f1_a_part_cannot_stand_below_itself(path, parent, refused):
    assert (why_not_below(path, parent) is not None) is refused


def test_f1_in_two_places_the_nearest_leads_of_both_stand_first():
    assert leads_by_rank(["/1/2/", "/1/3/"], {1: [10], 2: [20], 3: [30]}, besides=5, levels=2) == [[20, 30], [10]]


def test_f1_nobody_stands_on_two_rungs():
    assert leads_by_rank(["/1/2/"], {1: [10], 2: [10]}, besides=5, levels=9) == [[10]]


def test_f1_of_who_leads_the_own_place_the_lead_above_counts():
    assert leads_by_rank(["/1/2/"], {1: [10], 2: [5]}, besides=5, levels=1) == [[10]]


def test_f1_without_leads_there_are_no_rungs():
    assert leads_by_rank(["/1/2/"], {}, besides=5, levels=9) == []


@pytest.mark.parametrize(
    ("kind", "words", "kept"),
    [
        (AttributeKind.TEXT, "  Utrecht  ", "Utrecht"),
        (AttributeKind.TEXT, " ", ""),
        (AttributeKind.DATE, "1-3-2027", "2027-03-01"),
        (AttributeKind.DATE, "2027-03-01 00:00:00", "2027-03-01"),
        (AttributeKind.NUMBER, "32,50", "32.5"),
        (AttributeKind.NUMBER, "100", "100"),
        (AttributeKind.CHOICE, "NIGHT", "Night"),
    ],
)
def test_f1_a_value_is_kept_as_its_kind_asks(kind, words, kept):
    assert read_value(kind, words, ["Day", "Night"]) == kept


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (AttributeKind.DATE, "31-2-2027"),
        (AttributeKind.DATE, "soon"),
        (AttributeKind.NUMBER, "many"),
        (AttributeKind.NUMBER, "NaN"),
        (AttributeKind.NUMBER, "1e999999"),
        (AttributeKind.CHOICE, "Evening"),
        (AttributeKind.TEXT, "x" * 501),
    ],
)
def test_f1_a_value_of_another_kind_is_refused(kind, words):
    with pytest.raises(WrongValue):
        read_value(kind, words, ["Day", "Night"])


def test_f1_a_key_is_made_of_the_name_and_taken_once():
    assert [key_of("Début (uur)", []), key_of("Group", []), key_of("Group", ["group_2"])] == [
        *("debut_uur", "group_2", "group_3"),
    ]


def test_f1_a_name_without_letters_gets_a_key_too():
    assert key_of("🙂", []) == "attribute"
