"""How people are called and found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.rules import clean, full_name, is_email, plain, plain_email, sorting_name
from people.rules.names import LONGEST_SORTING_NAME

pytestmark = pytest.mark.pure
TEXTS = st.text(max_size=100)
NAMES = TEXTS.map(clean)


def test_a_prefix_does_not_count_in_a_list():
    names = [("Wouter", "de", "Graaf"), ("Anna", "", "Groot"), ("Bo", "van der", "Berg")]
    assert [family for *_, family in sorted(names, key=lambda name: sorting_name(*name))] == ["Berg", "Graaf", "Groot"]


def test_a_short_name_stands_before_a_longer_one_that_begins_the_same():
    assert sorting_name("Zoë", "", "Jansen") < sorting_name("Anna", "", "Jansen Bakker")
    assert sorting_name("Zoë", "", "Jansen") < sorting_name("Anna", "", "Jansen-Bakker")


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Żuławski", "zulawski"),
        ("Çelik", "celik"),
        ("Nguyễn", "nguyen"),
        ("Yıldız", "yildiz"),
        ("Ærøskøbing", "aeroskobing"),
    ],
)
def test_a_name_is_found_without_its_accents(written, searched):
    assert plain(written) == searched


def test_a_name_is_read_aloud_with_its_prefix():
    assert full_name("Fatima", "el", "Idrissi") == "Fatima el Idrissi"
    assert full_name("", "", "Idrissi") == "Idrissi"


@given(TEXTS)
def test_searching_twice_is_searching_once(text):
    assert plain(plain(text)) == plain(text)


@given(NAMES, NAMES, NAMES, NAMES, NAMES, NAMES)
def test_a_list_goes_by_family_name_then_given_name(given_a, prefix_a, family_a, given_b, prefix_b, family_b):
    parts = [tuple(map(plain, (family_a, given_a, prefix_a))), tuple(map(plain, (family_b, given_b, prefix_b)))]
    keys = [sorting_name(given_a, prefix_a, family_a), sorting_name(given_b, prefix_b, family_b)]
    if all(len("  ".join(part)) < LONGEST_SORTING_NAME for part in parts):
        assert (keys[0] < keys[1]) == (parts[0] < parts[1])


@given(TEXTS, TEXTS, TEXTS)
def test_any_name_fits_its_column(one, two, three):
    assert len(sorting_name(one, two, three)) <= LONGEST_SORTING_NAME


@given(TEXTS)
def test_a_cleaned_name_is_one_line_without_anything_unseen(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not set(cleaned) & set("\n\r\t\0\u202e\u200f\ufeff")


def test_a_name_cannot_turn_the_screen_round():
    assert clean("Jan\u202etxt.exe\n\0 de\u00a0 Wit ") == "Jantxt.exe de Wit"


@pytest.mark.parametrize("address", ["a@b.nl", "zoë@school.example", "o'neil+x@mail.school.example"])
def test_an_address_that_mail_reaches_is_taken(address):
    assert is_email(address)


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b", "a b@c.nl", "a@b.nl, c@d.nl", "<a@b.nl>", "a@b..nl", "a@b.nl\nBcc: x@y.nl", f"a@{'b' * 260}.nl"],
)
def test_what_is_no_address_is_not(address):
    assert not is_email(address)


def test_addresses_are_compared_in_small_letters():
    assert plain_email("  Nurse@School.Example ") == "nurse@school.example"
