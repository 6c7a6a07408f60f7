"""`proefstuk qualifications terms` (Q2) and `proefstuk terms` (Q10)."""

import json

import pytest
from click.testing import CliRunner

from app.cli import main
from app.terms import terms


@pytest.fixture
def welder(make):
    return make.qualification(code="25655", cohort="2026", name="Welder")


@pytest.fixture
def type_terms(app):
    """Type a command about the words of the environment."""

    def run(*arguments):
        done = CliRunner().invoke(terms, [str(one) for one in arguments], obj=lambda: app)
        return done.exit_code, done.output

    return run


def word(told, language, term):
    return json.loads(told)[language][term]["one"]


def test_q2_one_word_of_a_qualification_is_chosen_and_forgotten(type_in, welder, audited):
    code, told = type_in("terms", "set", "25655", "work-process", "task", "tasks", "--language", "en")
    assert (code, told.splitlines()[1]) == (0, "en  work-process       task, tasks  *")
    shown = type_in("terms", "show", "25655", "--json")[1]
    assert (word(shown, "en", "work-process"), word(shown, "nl", "work-process")) == ("task", "werkproces")
    for _ in range(2):
        assert type_in("terms", "reset", "25655")[0] == 0
    assert word(type_in("terms", "show", "25655", "--json")[1], "en", "work-process") == "work process"
    assert len(audited("qualification_files.qualification-changed")) == 2


def test_q2_a_dutch_word_has_an_article(type_in, welder):
    asked = ("terms", "set", "25655", "work-process", "taak", "taken", "--language")
    assert "de taak, taken  *" in type_in(*asked, "nl", "--article", "de")[1]
    assert type_in(*asked, "en", "--article", "de")[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("work-process", "task", "--language", "en"),
        ("work-process", "task", "tasks"),
        ("work-process", "", "tasks", "--language", "en"),
        ("work-process", "x" * 61, "tasks", "--language", "en"),
        ("work-process", "a\u202eb", "tasks", "--language", "en"),
        ("candidate", "student", "students", "--language", "en"),
        ("work-process", "task", "tasks", "--language", "de"),
    ],
)
def test_q2_a_word_that_cannot_be_used_is_typed_wrongly(type_in, welder, words, audited):
    assert type_in("terms", "set", "25655", *words)[0] == 2
    assert audited("qualification_files.qualification-changed") == []


def test_q2_terms_of_nothing_are_refused(type_in):
    for name in ("show", "reset"):
        assert type_in("terms", name, "99999")[0] == 1


def test_q10_the_words_of_the_environment_hold_for_qualifications_too(type_in, type_terms, welder):
    assert type_terms("set", "work-process", "task", "tasks", "--language", "en")[0] == 0
    assert word(type_in("terms", "show", "25655", "--json")[1], "en", "work-process") == "task"
    for _ in range(2):
        assert type_terms("reset") == (0, "The usual words are back.\n")
    assert word(type_in("terms", "show", "25655", "--json")[1], "en", "work-process") == "work process"


def test_q10_the_name_of_the_list_is_one_word(type_terms, audited):
    assert type_terms("set", "participants-list", "Students", "--language", "en") == (
        0,
        "en  participants-list  Students  *\n",
    )
    assert type_terms("set", "participants-list", "Students", "Them", "--language", "en")[0] == 2
    assert "en  participants-list  Students  *" in type_terms("show")[1]
    assert len(audited("environment.terms-changed")) == 1


def test_q10_a_page_says_the_new_word_at_once(type_terms, browser_of_coordinator):
    type_terms("set", "participants-list", "Studentenlijst", "--language", "nl")
    type_terms("set", "participants-list", "All students", "--language", "en")
    assert "All students" in browser_of_coordinator.get("/portfolios").text


def test_q10_the_command_is_part_of_the_program():
    done = CliRunner().invoke(main, ["terms", "set", "--help"], prog_name="proefstuk")
    assert (done.exit_code, "participants-list" in done.output) == (0, True)
