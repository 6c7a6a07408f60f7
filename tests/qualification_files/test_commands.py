"""`proefstuk qualifications import` and `list`."""

import json

import pytest
from click.testing import CliRunner

from app.cli import main
from qualification_files.models import Qualification
from tests.qualification_files.formats.moodle.test_moodle import COOKING, table
from tests.qualification_files.formats.sbb.building import dossier, file_of, profile, written


@pytest.fixture
def path(tmp_path, official_file):
    place = tmp_path / "dossier.xml"
    place.write_bytes(official_file)
    return place


@pytest.fixture
def bad(tmp_path):
    place = tmp_path / "bad.xml"
    place.write_bytes(b"%PDF-1.7")
    return place


def test_everything_in_a_file_comes_in(type_in, path, count):
    code, told = type_in("import", path, "--cohort", "2026")
    assert (code, count(Qualification, Qualification.cohort == "2026")) == (0, 2)
    assert "25001  imported: Chair maker (level 3, 2 core tasks, 2 work processes, 4 indicators)" in told


def test_again_it_says_already_there_and_changes_nothing(type_in, path, count):
    type_in("import", path)
    code, told = type_in("import", path)
    assert (code, count(Qualification)) == (0, 2)
    assert "2 already there" in told


def test_only_the_codes_that_are_asked_for_come_in(type_in, path, count):
    code, told = type_in("import", path, "--code", "25002")
    assert (code, count(Qualification, Qualification.code == "25002"), count(Qualification)) == (0, 1, 1)
    assert "25001" not in told


def test_a_code_in_no_file_is_refused(type_in, path, count):
    code, told = type_in("import", path, "--code", "99999")
    assert (code, count(Qualification)) == (1, 0)
    assert "99999  not found" in told


def test_a_dry_run_says_what_would_happen_and_does_nothing(type_in, path, count):
    code, told = type_in("import", path, "--dry-run")
    assert (code, count(Qualification)) == (0, 0)
    assert "2 would import" in told


def test_one_bad_file_is_refused_and_the_good_one_comes_in(type_in, path, bad, count):
    code, told = type_in("import", bad, path)
    assert (code, count(Qualification)) == (1, 2)
    assert "refused: This seems to be a PDF document." in told


def test_a_qualification_that_cannot_be_placed_is_refused_with_the_reason(type_in, tmp_path, count):
    place = tmp_path / "twins.xml"
    place.write_bytes(
        file_of(dossier(profile("25001", "71", "1"), profile("25001", "72", "2"), profile("25003", "73", "3")))
    )
    code, told = type_in("import", place)
    assert (code, count(Qualification)) == (1, 1)
    assert "25001  refused: Crebo 25001 occurs 2 times in this file" in told


@pytest.mark.parametrize(
    "arguments", [("import",), ("import", "absent.xml"), ("import", "--nonsense"), ("import", ".")]
)
def test_a_command_typed_wrongly_ends_with_2(type_in, arguments):
    assert type_in(*arguments)[0] == 2


def test_a_cohort_that_is_too_long_ends_with_2(type_in, path, count):
    assert type_in("import", path, "--cohort", "x" * 41)[0] == 2
    assert count(Qualification) == 0


def test_json_tells_the_same_as_one_object(type_in, path, bad):
    code, told = type_in("import", path, bad, "--cohort", "2026", "--json")
    report = json.loads(told)
    assert code == 1
    assert report["counts"] == {"imported": 2, "would_import": 0, "already_there": 0, "refused": 1}
    assert (report["dry_run"], report["cohort"], [bool(file["refused"]) for file in report["files"]]) == (
        False,
        "2026",
        [False, True],
    )
    first = report["qualifications"][0]
    assert (first["code"], first["state"], first["core_tasks"], first["indicators"]) == ("25001", "imported", 2, 4)
    assert isinstance(first["id"], int)


def test_what_deserves_a_look_is_told(type_in, tmp_path):
    place = tmp_path / "warned.xml"
    place.write_bytes(written().replace("- works precisely.", "- The maker:").encode())
    assert "look at" in type_in("import", place)[1]


def test_the_list_says_what_there_is(type_in, make):
    assert "no qualifications yet" in type_in("list")[1]
    make.qualification(code="25777", name="Welder")
    code, told = type_in("list")
    assert (code, "25777" in told, "Welder" in told) == (0, True, True)
    assert json.loads(type_in("list", "--json")[1])[0]["work_processes"] == 2


def test_the_command_is_part_of_the_program():
    done = CliRunner().invoke(main, ["qualifications", "import", "--help"], prog_name="proefstuk")
    assert done.exit_code == 0
    assert "--dry-run" in done.output


def test_one_of_a_kind_and_no_level_are_told_as_they_are_said(type_in, tmp_path):
    place = tmp_path / "cooking.csv"
    place.write_bytes(table(*COOKING))
    assert "(no level, 1 core task, 1 work process, 1 indicator)" in type_in("import", place)[1]
