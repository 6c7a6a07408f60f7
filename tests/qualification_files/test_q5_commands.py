"""`proefstuk qualifications competences` (Q5)."""

import json

import pytest

from qualification_files.models import Competence


@pytest.fixture
def own(type_in):
    assert type_in("competences", "add", "Q7", "--nl", "Lassen", "--en", "Welding")[0] == 0
    return "Q7"


def listed(type_in, letter):
    rows = json.loads(type_in("competences", "list", "--json")[1])
    return next((row for row in rows if row["letter"] == letter), None)


def test_q5_the_standard_ones_and_the_schools_own_are_listed(type_in, own):
    assert listed(type_in, "A")["standard"]
    assert listed(type_in, "Q7") == {
        "letter": "Q7",
        "name_nl": "Lassen",
        "name_en": "Welding",
        "standard": False,
        "retired": False,
        "uses": 0,
    }
    assert "Q7        0  Lassen / Welding  own" in type_in("competences", "list")[1]


def test_q5_ones_own_is_renamed_retired_restored_and_removed(type_in, own, count):
    type_in("competences", "rename", "Q7", "--nl", "Vlamlassen", "--en", "Gas welding")
    assert listed(type_in, "Q7")["name_en"] == "Gas welding"
    for name, retired in (("retire", True), ("retire", True), ("restore", False), ("restore", False)):
        assert type_in("competences", name, "Q7")[0] == 0
        assert listed(type_in, "Q7")["retired"] is retired
    assert type_in("competences", "remove", "Q7")[0] == 0
    assert count(Competence, Competence.letter == "Q7") == 0
    assert type_in("competences", "remove", "Q7")[0] == 1


def test_q5_a_letter_that_is_taken_is_refused(type_in, own):
    code, told = type_in("competences", "add", "q7", "--nl", "x", "--en", "x")
    assert (code, "There is a competence q7 already" in told) == (1, True)


@pytest.mark.parametrize("name", ["retire", "remove"])
def test_q5_the_standard_ones_stay(type_in, name):
    code, told = type_in("competences", name, "A")
    assert (code, "The 25 standard competences stay as they are" in told) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Q 7", "--nl", "x", "--en", "x"),
        ("add", "QQQQQQ", "--nl", "x", "--en", "x"),
        ("add", "Q7", "--nl", " ", "--en", "x"),
        ("add", "Q7", "--nl", "x" * 201, "--en", "x"),
        ("add", "Q7"),
        ("retire",),
    ],
)
def test_q5_what_cannot_be_one_is_typed_wrongly(type_in, words):
    assert type_in("competences", *words)[0] == 2
