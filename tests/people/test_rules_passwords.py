"""What makes a password good enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD, objection_to_password, plain_password

pytestmark = pytest.mark.pure
OWN = ("Fatima", "Idrissi", "f.idrissi@school.example")


@pytest.mark.parametrize(
    "password", ["correct horse battery", "lastrein-koffie-blauw", "Xk7!qpW2#mZr", "een fiets zonder bel"]
)
def test_a_password_of_ones_own_will_do(password):
    assert objection_to_password(password, about=OWN) is None


@pytest.mark.parametrize(
    "password",
    [
        *("Wachtwoord123!", "P@ssw0rd12345", "123456789012", "qwertyuiopqw", "abcabcabcabc", "aaaaaaaaaaaab"),
        *("Welkom123456", "zyxwvutsrqponm"),
    ],
)
def test_what_others_would_try_first_will_not(password):
    assert "others would try" in str(objection_to_password(password))


@pytest.mark.parametrize("password", ["FatimaIdrissi1", "f.idrissi@school.example", "Idrissi-Fatima"])
def test_ones_own_name_or_address_will_not(password):
    assert "your own name" in str(objection_to_password(password, about=OWN))


def test_a_short_one_is_told_how_long_it_must_be():
    assert "12" in str(objection_to_password("x" * (SHORTEST_PASSWORD - 1)))


def test_a_very_long_one_is_refused():
    assert objection_to_password("correct horse " * 20) is not None
    assert objection_to_password("correct horse battery ok"[:LONGEST_PASSWORD]) is None


def test_accents_may_be_typed_on_any_keyboard():
    assert plain_password("cafe\u0301") == plain_password("caf\u00e9")


@given(st.text(max_size=300), st.lists(st.text(max_size=30), max_size=3))
def test_there_is_an_answer_for_any_text(password, about):
    objection = objection_to_password(password, about=about)
    assert objection is not None or SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
