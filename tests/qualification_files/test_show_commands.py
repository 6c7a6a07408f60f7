"""`proefstuk qualifications list` and `show`, and naming one qualification on the command line."""

import json
from pathlib import Path

import pytest

from people.rules import Role
from qualification_files.cli import qualifications
from qualification_files.rules import QualificationState


@pytest.fixture
def welder(make):
    return make.qualification(code="25655", cohort="2026", name="Welder")


@pytest.fixture
def later(make, welder):
    return make.qualification(code="25655", cohort="2027", name="Welder", state=QualificationState.DRAFT, core_tasks=0)


def found(told):
    return [row["id"] for row in json.loads(told)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["2026", "2027"]),
        (["--state", "draft"], ["2027"]),
        (["--state", "draft", "--state", "active"], ["2026", "2027"]),
        (["--cohort", "2026"], ["2026"]),
        (["--code", "25655", "--cohort", "2027"], ["2027"]),
        (["--code", "99999"], []),
    ],
)
def test_q1_the_list_is_narrowed_down(type_in, welder, later, options, expected):
    code, told = type_in("list", *options, "--json")
    assert (code, [row["cohort"] for row in json.loads(told)]) == (0, expected)


def test_q1_a_list_with_nothing_on_it_says_so(type_in, welder):
    assert type_in("list", "--cohort", "1999") == (0, "No qualification is like that.\n")
    assert type_in("list", "--state", "asleep")[0] == 2


def test_q1_one_is_shown_with_its_tree(type_in, welder, make):
    make.link(make.person(Role.CANDIDATE), welder)
    code, told = type_in("show", "25655")
    assert (code, told.splitlines()[0]) == (0, f"{welder.id}  25655 2026 -  active: Welder")
    for words in ("followed by: 1", "1 person follows this qualification", "B1-K1-W1  Work process 1.1", "    - "):
        assert words in told


def test_q7_show_says_what_is_missing_for_activation(type_in, later):
    told = type_in("show", f"id:{later.id}")[1]
    assert "missing for activation: There is no core task yet." in told
    assert json.loads(type_in("show", later.id, "--json")[1])["missing"] == ["There is no core task yet."]


def test_q1_the_same_as_json(type_in, welder):
    shown = json.loads(type_in("show", welder.id, "--json")[1])
    assert (shown["id"], shown["state"], shown["predecessor"], shown["successors"]) == (welder.id, "active", None, [])
    assert [len(process["indicators"]) for process in shown["tree"][0]["work_processes"]] == [3, 3]
    assert shown["fixed"].startswith("This qualification is active.")


def test_a_code_that_several_have_is_refused_with_the_candidates(type_in, welder, later):
    code, told = type_in("show", "25655")
    assert code == 1
    assert "There are 2 qualifications 25655" in told
    assert f"id:{welder.id} 25655 (cohort 2026, edition -, active)" in told
    assert type_in("show", "25655", "--cohort", "2027")[0] == 0
    assert type_in("show", "25655", "--edition", "9") == (
        1,
        "Error: There is no qualification 25655, edition 9 here. Look which there are: list.\n",
    )


def test_a_number_that_is_a_code_as_well_is_not_guessed(type_in, make):
    first = make.qualification(name="First")
    second = make.qualification(name="Second", code=str(first.id))
    code, told = type_in("show", first.id)
    assert (code, "There are 2 qualifications" in told) == (1, True)
    assert "First" in type_in("show", f"id:{first.id}")[1]
    assert f"{second.id}  {first.id}" in type_in("show", f"code:{first.id}")[1]


@pytest.mark.parametrize("which", ["", "id:", "id:x", "code:", "²", "99999999999999999999", "🪑"])
def test_what_is_no_qualification_is_refused(type_in, welder, which):
    code, told = type_in("show", which)
    assert (code, told.startswith("Error: There is no qualification")) == (1, True)


def commands(group, *before):
    for name, command in group.commands.items():
        yield (*before, name)
        if hasattr(command, "commands"):
            yield from commands(command, *before, name)


@pytest.mark.parametrize("words", list(commands(qualifications)), ids=" ".join)
def test_every_command_explains_itself(type_in, words):
    code, told = type_in(*words, "--help")
    assert (code, "Usage:" in told, len(told.splitlines()) > 5) == (0, True, True)


def test_every_command_stands_in_the_guide():
    guide = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in qualifications.commands if f"`{name}" not in guide and f" {name} " not in guide] == []
