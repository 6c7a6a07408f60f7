"""`proefstuk qualifications instruction` (Q3)."""

import json

import pytest

CHANGED = "qualification_files.instruction-changed"


@pytest.fixture
def welder(make):
    return make.qualification(code="25655", cohort="2026", name="Welder")


@pytest.fixture
def text(tmp_path):
    def write(words):
        place = tmp_path / "text.txt"
        place.write_text(words, encoding="utf-8")
        return place

    return write


@pytest.fixture
def instructed(type_in, welder, text):
    given = ("--title", "Start here", "--explanation", "-", "--text", text("- Weld.\n- Show it.\n"))
    assert type_in("instruction", "set", "25655", *given, sent="What is asked.\n")[0] == 0
    return welder


def shown(type_in):
    return json.loads(type_in("instruction", "show", "25655", "--json")[1])


def test_q3_an_instruction_is_set_and_shown(type_in, instructed, audited):
    assert shown(type_in) == {
        "shown": True,
        "title": "Start here",
        "explanation": "What is asked.",
        "text": "- Weld.\n- Show it.",
    }
    assert "Start here\nWhat is asked.\n- Weld." in type_in("instruction", "show", "25655")[1]
    assert len(audited(CHANGED)) == 1


def test_q3_what_is_not_given_stays_as_it_is(type_in, instructed):
    assert type_in("instruction", "set", "25655", "--title", "Begin here")[0] == 0
    assert (shown(type_in)["title"], shown(type_in)["explanation"]) == ("Begin here", "What is asked.")


def test_q3_without_all_three_nothing_is_shown(type_in, welder, audited):
    code, told = type_in("instruction", "set", "25655", "--title", "Start here")
    assert (code, "before it has a title, an explanation and a text" in told) == (1, True)
    assert audited(CHANGED) == []


def test_q3_cleared_it_keeps_its_texts_unless_they_are_forgotten(type_in, instructed, audited):
    for _ in range(2):
        assert type_in("instruction", "clear", "25655")[0] == 0
    assert (shown(type_in)["shown"], shown(type_in)["title"]) == (False, "Start here")
    type_in("instruction", "clear", "25655", "--forget")
    assert shown(type_in)["title"] == ""
    assert len(audited(CHANGED)) == 3


def test_q3_a_title_that_is_too_long_or_a_file_that_is_not_there_is_typed_wrongly(type_in, welder):
    assert type_in("instruction", "set", "25655", "--title", "x" * 201)[0] == 2
    assert type_in("instruction", "set", "25655", "--text", "absent.txt")[0] == 2
    assert type_in("instruction", "clear", "99999")[0] == 1
