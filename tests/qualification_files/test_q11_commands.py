"""`proefstuk qualifications codes` and `sources`."""

import json

import pytest
from click.testing import CliRunner

from qualification_files.cli import qualifications
from qualification_files.models import Qualification, QualificationSource
from tests.qualification_files.formats.sbb.building import dossier, file_of, profile
from tests.stub_server import status


@pytest.fixture
def type_in(app):
    """Type a command and give its exit code and what it printed."""

    def run(*arguments, **options):
        done = CliRunner().invoke(qualifications, [str(one) for one in arguments], obj=lambda: app, **options)
        return done.exit_code, done.output

    return run


@pytest.fixture
def folder_of_files(tmp_path, official_file):
    (tmp_path / "dossier.xml").write_bytes(official_file)
    return tmp_path


def test_q11_files_a_folder_and_an_address_become_sources(type_in, folder_of_files, stub, count):
    stub.pages["/index.json"] = b'{"qualifications": [{"code": "25001", "file": "a.xml"}]}'
    for name, place in (("F", folder_of_files / "dossier.xml"), ("D", folder_of_files), ("A", stub.url)):
        assert type_in("sources", "add", name, place)[0] == 0
    rows = json.loads(type_in("sources", "list", "--json")[1])
    assert [(row["kind"], row["codes"]) for row in rows] == [("uploaded", 2), ("folder", 2), ("address", 1)]
    assert type_in("sources", "remove", "F") == (0, "The source 'F' is removed.\n")
    assert count(QualificationSource) == 2


def test_q11_codes_are_looked_up_and_imported(type_in, folder_of_files, count):
    type_in("sources", "add", "D", folder_of_files)
    code, told = type_in("codes", "25.001", "25 002/25001", "--cohort", "2026")
    assert (code, count(Qualification, Qualification.cohort == "2026")) == (0, 2)
    assert "25001  imported: Chair maker (D)" in told
    assert "already there" in type_in("codes", "25001", "--cohort", "2026")[1]


def test_q11_what_is_unknown_or_wrong_is_named_and_ends_with_1(type_in, folder_of_files):
    type_in("sources", "add", "D", folder_of_files)
    code, told = type_in("codes", "-", "--json", "--dry-run", input="25001\n25999\n25o80\n")
    states = {row["code"]: row["state"] for row in json.loads(told)["codes"]}
    assert (code, states) == (1, {"25001": "would_import", "25999": "unknown", "25o80": "wrong"})


def test_q11_a_dry_run_changes_nothing(type_in, folder_of_files, count):
    type_in("sources", "add", "D", folder_of_files)
    assert (type_in("codes", "25001", "--dry-run")[0], count(Qualification)) == (0, 0)


def test_q11_trouble_with_a_source_is_told(type_in, stub):
    stub.pages["/index.json"] = status(500)
    type_in("sources", "add", "A", stub.url)
    assert "it answered 500" in type_in("sources", "read", "A")[1]
    code, told = type_in("codes", "25001")
    assert (code, "unread" in told, "it answered 500" in told) == (1, True, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("sources", "add", "X"),
        ("sources", "add", "X", "absent.xml"),
        ("sources", "read", "X"),
        ("sources", "remove", "X"),
        ("codes",),
        ("codes", "25001"),
        ("codes", "25001", "--source", "X"),
        ("codes", "25001", "--cohort", "x" * 41),
    ],
)
def test_q11_what_cannot_be_done_ends_with_an_error(type_in, arguments, count):
    assert type_in(*arguments)[0] in (1, 2)
    assert count(QualificationSource) == 0


def test_q11_one_file_with_one_code_is_told_in_the_singular(type_in, tmp_path):
    (tmp_path / "doors.xml").write_bytes(file_of(dossier(profile("25003", "73", "1", title="Door maker"))))
    type_in("sources", "add", "D", tmp_path)
    assert type_in("sources", "read", "D")[1] == "1 code in 1 file.\n"
    assert "on, 1 code in 1 file\n" in type_in("sources", "list")[1]
