"""The list of sources: /qualifications/sources."""

import json
import re

import pytest
from sqlalchemy import select

from people.rules import Role
from qualification_files.models import QualificationSource, SourceFile
from tests.qualification_files.conftest import sent
from tests.qualification_files.formats.sbb.building import dossier, file_of, profile
from tests.stub_server import status

LIST, ADD = "/qualifications/sources", "/qualifications/sources/add"
CHANGED = "qualification_files.source-changed"
DOORS = file_of(dossier(profile("25003", "73", "1", title="Door maker")))


@pytest.fixture
def visitor(visit, make):
    return visit(make.person(Role.ADMINISTRATOR))


@pytest.fixture
def uploaded(visitor, official_file):
    """The address of a source with one file."""
    answer = visitor.post(f"{ADD}?kind=uploaded", {"name": "Our files", "files": [sent(official_file)]})
    assert answer.status_code == 303
    return answer.location


@pytest.fixture
def source_of(visitor, run_jobs):
    """`source_of("address", url)`: the address of a source that was read."""

    def add(kind, address, name="A place"):
        answer = visitor.post(f"{ADD}?kind={kind}", {"name": name, "address": str(address)})
        assert answer.status_code == 303, answer.text
        run_jobs()
        return answer.location

    return add


def order(desk):
    with desk.reading() as work:
        return list(work.db.scalars(select(QualificationSource.name).order_by(QualificationSource.position)))


def test_q11_an_empty_list_says_the_first_step(visitor):
    assert "No source yet" in visitor.get(LIST).text


def test_q11_uploaded_files_are_a_source_that_says_what_is_in_it(visitor, uploaded, audited):
    page = visitor.get(uploaded).text
    assert all(words in page for words in ("Our files", "2 codes in 1 file", "25001", "Chair maker", "dossier.xml"))
    assert [line.facts["kind"] for line in audited("qualification_files.source-added")] == ["uploaded"]


def test_q11_files_are_added_and_taken_out_later(visitor, uploaded, count, desk, official_file):
    files = [sent(DOORS, "doors.xml"), sent(official_file)]
    assert visitor.post(f"{uploaded}/files", {"files": files}).status_code == 303
    assert "3 codes in 2 files" in visitor.get(uploaded).text
    with desk.reading() as work:
        number = work.db.scalars(select(SourceFile.id).where(SourceFile.name == "doors.xml")).one()
    assert visitor.post(f"{uploaded}/files/{number}/remove").status_code == 303
    assert count(SourceFile) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7", "PDF"), (b"", "empty"), (b"<sbb></sbb>", "bad.xml"), (b"x" * 20_000_001, "large")],
)
def test_q11_a_bad_file_is_refused_by_name_and_nothing_is_kept(visitor, official_file, count, content, words):
    files = [sent(official_file), sent(content, "bad.xml")]
    answer = visitor.post(f"{ADD}?kind=uploaded", {"name": "Our files", "files": files})
    answer.request.environ["wsgi.input"].close()
    assert (answer.status_code, count(QualificationSource)) == (422, 0)
    assert words in answer.text
    assert "bad.xml" in answer.text


def test_q11_a_source_needs_files_a_name_and_a_name_of_its_own(visitor, uploaded, official_file):
    files = {"files": [sent(official_file)]}
    assert "Choose at least one file" in visitor.post(f"{ADD}?kind=uploaded", {"name": "New"}).text
    assert visitor.post(f"{ADD}?kind=uploaded", {"name": "", **files}).status_code == 422
    twice = visitor.post(f"{ADD}?kind=uploaded", {"name": "our FILES", "files": [sent(official_file)]})
    assert (twice.status_code, "Another source has this name" in twice.text) == (422, True)


def test_q11_a_folder_is_read_by_a_job(visitor, source_of, tmp_path):
    (tmp_path / "doors.xml").write_bytes(DOORS)
    page = visitor.get(source_of("folder", tmp_path)).text
    assert "1 code in 1 file" in page
    assert "Door maker" in page


def test_q11_reading_again_shows_what_is_there_now(visitor, source_of, tmp_path, run_jobs, official_file, audited):
    (tmp_path / "doors.xml").write_bytes(DOORS)
    address = source_of("folder", tmp_path)
    (tmp_path / "more.xml").write_bytes(official_file)
    assert visitor.post(f"{address}/read").status_code == 303
    assert "It is being read" in visitor.get(address).text
    assert visitor.get(f"{address}/progress").json["state"] == "running"
    run_jobs()
    assert visitor.get(f"{address}/progress").json["state"] == "done"
    assert "3 codes in 2 files" in visitor.get(address).text
    assert [line.facts["codes"] for line in audited("qualification_files.source-read")] == [1, 3]


def test_q11_trouble_with_a_folder_is_told_and_what_was_known_stays(visitor, source_of, tmp_path, run_jobs, count):
    place = tmp_path / "place"
    place.mkdir()
    (place / "doors.xml").write_bytes(DOORS)
    address = source_of("folder", place)
    place.rename(tmp_path / "gone")
    visitor.post(f"{address}/read")
    run_jobs()
    assert "not a folder that may be read" in visitor.get(address).text
    assert count(SourceFile) == 1


@pytest.mark.parametrize("place", ["/etc", "/root", "../..", "relative", ""])
def test_q11_another_folder_is_refused_at_the_form(visitor, place, count):
    answer = visitor.post(f"{ADD}?kind=folder", {"name": "Place", "address": place})
    assert (answer.status_code, count(QualificationSource)) == (422, 0)
    assert "not a folder that may be read" in answer.text


@pytest.mark.parametrize("url", ["", "school.example", "ftp://school.example", "https://user:secret@school.example/"])
def test_q11_what_is_no_address_is_refused_at_the_form(visitor, url, count):
    answer = visitor.post(f"{ADD}?kind=address", {"name": "Place", "address": url})
    assert (answer.status_code, count(QualificationSource)) == (422, 0)


def test_q11_an_address_with_a_list_says_how_many_codes_it_lists(visitor, source_of, stub):
    rows = [{"code": str(code), "name": "Maker", "file": f"{code}.xml"} for code in range(25_000, 25_015)]
    stub.pages["/index.json"] = json.dumps({"qualifications": rows}).encode()
    page = visitor.get(source_of("address", stub.url)).text
    assert "A list with 15 codes" in page
    assert "A list with 15 codes" in visitor.get(LIST).text


@pytest.mark.parametrize(
    ("answer", "words"),
    [(status(500), "it answered 500"), (b"<html>", "is not written as expected"), (status(404), "asked code by code")],
)
def test_q11_what_an_address_answers_is_told(visitor, source_of, stub, answer, words):
    stub.pages["/index.json"] = answer
    assert words in visitor.get(source_of("address", stub.url)).text


def test_q11_an_address_inside_the_network_is_trouble(visitor, source_of):
    assert "inside a private network" in visitor.get(source_of("address", "http://10.0.0.1/")).text


def test_q11_the_order_can_be_changed(visitor, uploaded, source_of, tmp_path, desk, audited):
    second = source_of("folder", tmp_path)
    assert visitor.post(f"{second}/move", {"direction": "up"}).status_code == 303
    assert order(desk) == ["A place", "Our files"]
    visitor.post(f"{second}/move", {"direction": "up"})  # already the first
    visitor.post(f"{second}/move", {"direction": "down"})
    assert order(desk) == ["Our files", "A place"]
    assert len(audited(CHANGED)) == 2
    assert visitor.post(f"{second}/move", {"direction": "away"}).status_code == 404


def test_q11_a_source_can_be_switched_off_renamed_and_removed(visitor, uploaded, count, audited):
    visitor.post(f"{uploaded}/switch", {"active": "0"})
    assert "Switched off" in visitor.get(LIST).text
    assert visitor.post(uploaded, {"name": "Files of 2026"}).status_code == 303
    assert "Files of 2026" in visitor.get(LIST).text
    assert visitor.get(f"{uploaded}/remove").status_code == 200
    assert visitor.post(f"{uploaded}/remove").status_code == 303
    assert (count(QualificationSource), count(SourceFile)) == (0, 0)
    assert len(audited("qualification_files.source-removed")) == 1


def test_q11_a_coordinator_sees_sources_and_changes_nothing(browser_of_coordinator, uploaded):
    page = browser_of_coordinator.get(uploaded)
    assert (page.status_code, "Read again now" in page.text) == (200, False)
    assert browser_of_coordinator.get(LIST).status_code == 200
    deeds = ("", "/read", "/switch", "/move", "/remove", "/files")
    assert {browser_of_coordinator.post(f"{uploaded}{deed}").status_code for deed in deeds} == {403}
    assert browser_of_coordinator.post(f"{ADD}?kind=uploaded").status_code == 403
    assert browser_of_coordinator.get(ADD).status_code == 403


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.MANAGER])
def test_q11_nobody_else_learns_what_sources_there_are(visit, make, uploaded, role):
    other = visit(make.person(role))
    assert {other.get(path).status_code for path in (LIST, ADD)} == {403}
    assert {other.get(f"{uploaded}{part}").status_code for part in ("", "/progress", "/remove")} == {404}
    assert other.post(f"{uploaded}/read").status_code == 404


def test_q11_a_stranger_is_led_to_the_sign_in_page(visit, uploaded):
    assert visit().get(uploaded).status_code == 303
    assert visit().post(f"{uploaded}/read").status_code == 401


def test_q11_the_wrong_method_and_what_is_not_there(visitor, uploaded):
    gone = re.sub(r"\d+$", "999999", uploaded)
    assert [visitor.get(gone).status_code, visitor.post(f"{gone}/read").status_code] == [404, 404]
    assert visitor.get(f"{uploaded}/read").status_code == 405
    assert visitor.get(f"{ADD}?kind=nonsense").status_code == 404
    assert visitor.post(f"{uploaded}/files/999999/remove").status_code == 404


def test_q11_the_list_takes_as_many_statements_for_one_source_as_for_many(
    visitor, uploaded, source_of, tmp_path, statements
):
    with statements() as few:
        visitor.get(LIST)
    for number in range(4):
        source_of("folder", tmp_path, f"Place {number}")
    with statements() as more:
        visitor.get(LIST)
    assert len(few) == len(more) <= 7


def test_q11_a_list_in_a_folder_is_told_as_one_behind_an_address_is(visitor, source_of, tmp_path, stub):
    rows = json.dumps({"qualifications": [{"code": "25001", "file": "25001.xml"}]}).encode()
    stub.pages["/index.json"] = rows
    (tmp_path / "index.json").write_bytes(rows)
    (tmp_path / "doors.xml").write_bytes(DOORS)
    pages = [
        visitor.get(source_of("folder", tmp_path, "F")).text,
        visitor.get(source_of("address", stub.url, "A")).text,
        visitor.get(source_of("address", f"{stub.url}/index.json", "B")).text,
    ]
    assert ["A list with 1 code" in page for page in pages] == [True] * 3
    assert ["has a list, index.json" in page and "not looked at" in page for page in pages] == [True] * 3
    assert "This folder has a list" in pages[0]


def test_q11_a_refused_folder_is_told_once_under_its_own_name(visitor):
    page = visitor.post(f"{ADD}?kind=folder", {"name": "Place", "address": "/etc"}).text
    assert page.count("or below one") == 1
    assert ("Address:" in page, "autofocus" in page, ">Folder" in page) == (False, True, True)
    both = visitor.post(f"{ADD}?kind=folder", {"name": "", "address": "/etc"}).text
    assert "Folder: This is not a folder" in both


def test_q11_the_state_of_a_source_says_whether_anything_could_be_read(visitor, source_of, tmp_path, run_jobs):
    place = tmp_path / "place"
    place.mkdir()
    address = source_of("folder", place)
    assert "In use" in visitor.get(address).text
    place.rmdir()
    visitor.post(f"{address}/read")
    run_jobs()
    assert "Could not be read" in visitor.get(LIST).text
