"""`proefstuk qualifications documents` (Q4)."""

import json

import pytest
from click.testing import CliRunner

from qualification_files.cli import qualifications
from qualification_files.models import AccountabilityFile


@pytest.fixture
def welder(make):
    return make.qualification(code="25655", cohort="2026", name="Welder")


@pytest.fixture
def file(tmp_path):
    def write(words=b"We chose so because of that.", name="account.txt"):
        place = tmp_path / name
        place.write_bytes(words)
        return place

    return write


@pytest.fixture
def added(type_in, welder, file):
    code, told = type_in("documents", "add", "25655", file(), "--description", "Why we chose this")
    assert code == 0
    return int(told.split()[0])


def listed(type_in, *options):
    return json.loads(type_in("documents", "list", "25655", "--json", *options)[1])


def test_q4_a_document_is_added_and_listed(type_in, added, audited):
    one = listed(type_in)[0]
    assert (one["id"], one["description"], one["files"][0]["name"]) == (added, "Why we chose this", "account.txt")
    assert "Why we chose this  (account.txt, 28 bytes)" in type_in("documents", "list", "25655")[1]
    assert len(audited("qualification_files.document-added")) == 1


def test_q4_the_same_file_is_not_added_twice(type_in, added, file):
    assert type_in("documents", "add", "25655", file()) == (0, "account.txt is here already.\n")
    assert len(listed(type_in)) == 1


def test_q4_a_newer_file_takes_its_place_and_the_earlier_one_stays(type_in, added, file):
    newer = file(b"And now because of this.", "newer.txt")
    assert type_in("documents", "replace", added, newer) == (0, f"{added} is replaced.\n")
    assert type_in("documents", "replace", added, newer) == (0, "newer.txt is here already.\n")
    assert [one["name"] for one in listed(type_in)[0]["files"]] == ["account.txt", "newer.txt"]


def test_q4_the_file_comes_out_as_it_came(app, type_in, added, tmp_path):
    done = CliRunner().invoke(qualifications, ["documents", "get", str(added)], obj=lambda: app)
    assert done.stdout_bytes == b"We chose so because of that."
    assert type_in("documents", "get", added, "-o", tmp_path / "out") == (0, "")
    assert (tmp_path / "out").read_bytes() == done.stdout_bytes


def test_q4_describing_removing_and_putting_back(type_in, added):
    assert type_in("documents", "describe", added, "Another reason")[0] == 0
    for _ in range(2):
        assert type_in("documents", "remove", added) == (0, f"{added} is removed.\n")
    assert (listed(type_in), listed(type_in, "--removed")[0]["removed"]) == ([], True)
    assert type_in("documents", "describe", added, "x")[0] == 1
    for _ in range(2):
        assert type_in("documents", "restore", added) == (0, f"{added} is back.\n")
    assert listed(type_in)[0]["description"] == "Another reason"


@pytest.mark.parametrize(("words", "name"), [(b"", "empty.txt"), (b"MZ\x90\x00\x03", "virus.exe")])
def test_q4_a_file_that_may_not_come_in_is_refused_by_name(type_in, welder, file, count, words, name):
    code, told = type_in("documents", "add", "25655", file(words, name))
    assert (code, name in told, count(AccountabilityFile)) == (1, True, 0)


def test_q4_what_is_not_there_is_said(type_in, welder, file, tmp_path):
    assert type_in("documents", "list", "25655") == (0, "There are no documents.\n")
    assert type_in("documents", "replace", 999, file())[0] == 1
    assert type_in("documents", "get", 999, "-o", tmp_path / "out") == (1, "Error: It is not here (any more).\n")
    assert not (tmp_path / "out").exists()
    assert type_in("documents", "add", "99999", file())[0] == 1
    assert type_in("documents", "add", "25655", "absent.txt")[0] == 2
    assert type_in("documents", "add", "25655", file(), "--description", "x" * 501)[0] == 2
