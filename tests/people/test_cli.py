"""`proefstuk people import` and `add`."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from people.cli import commands
from people.models import Person
from people.rules import Role

LIST = "Achternaam,E-mail,Schoenmaat\nBos,eva@school.example,38\n"


@pytest.fixture
def run(app, folder):
    """`run("import", content)`: the command on a file with this content."""

    def command(*words, content=None):
        path = folder / "people.csv"
        path.write_text(content or LIST)
        return CliRunner().invoke(commands, [word.replace("FILE", str(path)) for word in words], obj=lambda: app)

    return command


def addresses(desk):
    with desk.reading() as work:
        return sorted(work.db.scalars(select(Person.email)))


def test_a_file_is_taken_in(run, desk, audit):
    answer = run("import", "FILE")
    assert answer.exit_code == 0
    assert "1 new, 0 changed" in answer.output
    assert "Schoenmaat" in answer.output
    assert addresses(desk) == ["eva@school.example"]
    assert len(audit("people.people-added")) == 1


def test_a_dry_run_changes_nothing(run, desk):
    answer = run("import", "FILE", "--dry-run", "--json")
    assert json.loads(answer.output)["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    assert addresses(desk) == []


def test_one_wrong_row_stops_all_unless_it_may_be_left_out(run, desk):
    content = LIST + "Wit,jan,41\n"
    answer = run("import", "FILE", "--json", content=content)
    assert answer.exit_code == 1
    report = json.loads(answer.output)
    assert not report["done"]
    assert (report["wrong"][0]["row"], report["wrong"][0]["column"]) == (3, "E-mail")
    assert addresses(desk) == []
    assert run("import", "FILE", "--leave-out-wrong", content=content).exit_code == 1
    assert addresses(desk) == ["eva@school.example"]


def test_a_file_that_is_no_list_is_refused_in_words(run):
    answer = run("import", "FILE", "--json", content="hello")
    assert answer.exit_code == 1
    assert "at least one row" in json.loads(answer.output)["refused"]


def test_newcomers_are_invited_if_asked(run, letters):
    run("import", "FILE", "--invite")
    assert [letter["To"] for letter in letters()] == ["eva@school.example"]


def test_one_person_is_added(run, desk):
    answer = run(
        "add", "--email", "Eva@School.example", "--name", "Eva Bos", "--role", "examiner", "--role", "supervisor"
    )
    assert answer.exit_code == 0
    with desk.reading() as work:
        person = work.db.scalars(select(Person)).one()
        assert (person.given_name, person.family_name, person.email) == ("Eva", "Bos", "eva@school.example")
        assert person.role_names == {Role.EXAMINER, Role.SUPERVISOR}


@pytest.mark.parametrize(("email", "role", "code"), [("eva", "examiner", 2), ("eva@school.example", "king", 2)])
def test_what_is_typed_wrongly_is_refused(run, email, role, code):
    assert run("add", "--email", email, "--name", "Eva", "--role", role).exit_code == code


def test_an_address_that_is_taken_is_refused(run, nurse):
    answer = run("add", "--email", "nurse@school.example", "--name", "Eva")
    assert answer.exit_code == 1
    assert "already" in answer.output
