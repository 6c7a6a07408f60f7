"""Files in every format by upload: recognised, explained, imported and handed out again (Q15)."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from people.rules import Role
from qualification_files import actions, queries
from qualification_files.formats import WRITABLE, Competence, Format, detect, own, read_file
from qualification_files.models import Competence as CompetenceHere
from qualification_files.models import DossierFile, Qualification
from tests.conftest import actor_of
from tests.qualification_files.conftest import sent
from tests.qualification_files.formats.sbb.building import file_of
from tests.qualification_files.formats.test_normalised import THIN
from tests.qualification_files.formats.test_own import WELDER

UPLOAD = "/qualifications/import"
MATRIX = json.dumps(
    {
        "framework": {
            "name": "Welding framework",
            "standards": [{"shortname": "S1", "name": "Welds", "standardid": 1, "description": "x"}],
            "standardelements": [{"shortname": "1.1", "name": "Prepares", "elementid": "1.1", "standardid": 1}],
        }
    }
).encode()
THIN_JSON = json.dumps(THIN).encode()
CODELESS = json.dumps(THIN | {"code": None}).encode()


@pytest.fixture
def upload(browser_of_coordinator):
    """Upload files by name and give the answer."""

    def send(files, **fields):
        sending = [sent(content, name) for name, content in files.items()]
        return browser_of_coordinator.post(UPLOAD, {"files": sending, "cohort": "", **fields})

    return send


@pytest.fixture
def carry_out(browser_of_coordinator):
    """Import everything that a preview offers, with more fields of the form."""

    def post(address, **fields):
        page = browser_of_coordinator.get(address).text
        chosen = re.findall(r'name="chosen" value="([^"]*)"', page)
        return browser_of_coordinator.post(
            address, {"cohort": "", "shown_cohort": "", "chosen": chosen, "add_competences": "y", **fields}
        )

    return post


@pytest.fixture
def content_here(desk):
    """What is in the one qualification with this code."""

    def read(code):
        with desk.reading() as work:
            number = work.db.scalars(select(Qualification.id).where(Qualification.code == code)).one()
            return queries.content_of(work, number)

    return read


@pytest.fixture
def add(desk, coordinator):
    """Put content in the database."""

    def write(content, **facts):
        with desk.writing(actor_of(coordinator)) as work:
            made = actions.build(work, replace(content, **facts))
            work.db.add(made)
            work.db.flush()
            return made.id

    return write


def test_q15_several_files_of_different_formats_come_in_at_once(upload, carry_out, desk):
    answer = upload(
        {"a.xml": file_of(), "b.json": own.write(WELDER.__class__(code="W1", name="Welder")), "c.json": THIN_JSON}
    )
    assert carry_out(answer.location).status_code == 303
    with desk.reading() as work:
        rows = {
            row.source["format"]: (row.cohort, row.source["file_name"])
            for row in work.db.scalars(select(Qualification))
        }
    assert rows == {
        "sbb-xml": ("", "a.xml"),
        "json": ("", "b.json"),
        "normalised-json": ("2026-2027", "c.json"),
    }


def test_q15_what_is_exported_comes_in_the_same(add, browser_of_coordinator, upload, carry_out, content_here, desk):
    number = add(WELDER)
    exported = browser_of_coordinator.get(f"/qualifications/{number}/export/json").data
    browser_of_coordinator.post(f"/qualifications/{number}/remove")
    carry_out(upload({"welder.json": exported}).location)
    assert own.write(content_here("25001")) == exported


def test_q15_a_second_import_of_the_same_gets_identifiers_of_its_own(add, upload, carry_out, desk):
    add(WELDER)
    carry_out(upload({"welder.json": own.write(WELDER)}, cohort="2030").location, cohort="2030", shown_cohort="2030")
    with desk.reading() as work:
        rows = work.db.scalars(select(Qualification).order_by(Qualification.id)).all()
        contents = [queries.content_of(work, row.id) for row in rows]
    assert [content.cohort for content in contents] == ["2026", "2030"]
    assert contents[0].identifier != contents[1].identifier
    assert contents[0].core_tasks[0].identifier != contents[1].core_tasks[0].identifier


def test_the_cohort_of_the_file_serves_where_the_form_names_none(upload, carry_out, content_here):
    carry_out(upload({"c.json": THIN_JSON}).location)
    assert content_here("25001").cohort == "2026-2027"


def test_the_cohort_of_the_form_goes_before_the_one_of_the_file(upload, carry_out, content_here):
    carry_out(upload({"c.json": THIN_JSON}, cohort="2030").location, cohort="2030", shown_cohort="2030")
    assert content_here("25001").cohort == "2030"


def test_q15_competences_of_a_file_are_added_when_that_is_ticked(
    upload, carry_out, desk, audited, browser_of_coordinator
):
    address = upload({"w.json": own.write(_calling_on("Q7"))}).location
    assert "Add 1 competence of these files: Q7 (Lasten)" in browser_of_coordinator.get(address).text
    carry_out(address)
    with desk.reading() as work:
        added = work.db.scalars(select(CompetenceHere).where(CompetenceHere.letter == "Q7")).one()
        assert (added.name_nl, added.name_en, added.standard) == ("Lasten", "Loads", False)
    assert len(audited("qualification_files.competence-added")) == 1


def test_q15_without_the_tick_what_calls_on_them_is_refused(upload, browser_of_coordinator, count):
    address = upload({"w.json": own.write(_calling_on("Q7"))}).location
    chosen = re.findall(r'name="chosen" value="([^"]*)"', browser_of_coordinator.get(address).text)
    browser_of_coordinator.post(address, {"cohort": "", "shown_cohort": "", "chosen": chosen})
    assert (count(Qualification), count(CompetenceHere, CompetenceHere.letter == "Q7")) == (0, 0)
    assert "not in your list: Q7 (Lasten)" in browser_of_coordinator.get(address).text


def test_a_competence_without_a_name_cannot_be_added(upload, browser_of_coordinator):
    content = replace(_calling_on("Q7"), competences=())
    page = browser_of_coordinator.get(upload({"w.json": own.write(content)}).location).text
    assert "not in your list. Add it under Competences first." in page
    assert 'name="chosen"' not in page


def test_a_competence_that_is_called_otherwise_here_is_remarked(upload, browser_of_coordinator):
    content = replace(WELDER, competences=(Competence("K", "Iets anders"),))
    page = browser_of_coordinator.get(upload({"w.json": own.write(content)}).location).text
    assert "In the file it is called “Iets anders”" in page


def test_q15_a_missing_code_is_asked_and_given(upload, browser_of_coordinator, carry_out, content_here, desk):
    address = upload({"c.json": CODELESS}).location
    page = browser_of_coordinator.get(address).text
    assert "Code missing" in page
    field = re.search(r'name="(code-[^"]*)"', page)[1]
    refused = carry_out(address)
    assert (refused.status_code, "Fill in a code for “Chair maker”" in refused.text) == (422, True)
    assert carry_out(address, **{field: " W-9 "}).status_code == 303
    assert content_here("W-9").name == "Chair maker"


def test_q15_the_code_that_a_framework_got_can_be_changed(upload, browser_of_coordinator, carry_out, count):
    address = upload({"w.matrix": MATRIX}).location
    field = re.search(r'name="(code-[^"]*)"', browser_of_coordinator.get(address).text)[1]
    carry_out(address, **{field: "WELD"})
    assert count(Qualification, Qualification.code == "WELD") == 1


def test_q15_another_format_can_be_chosen_and_is_kept(upload, browser_of_coordinator, desk, audited):
    address = upload({"c.json": THIN_JSON}).location
    with desk.reading() as work:
        number = work.db.scalars(select(DossierFile.id)).one()
    again = browser_of_coordinator.post(address, {"cohort": "", f"format-{number}": "case", "again": "1"})
    page = browser_of_coordinator.get(again.location).text
    assert "There is no CFDocument in this file" in page
    assert len(audited("qualification_files.import-files-explained")) == 1
    browser_of_coordinator.post(address, {"cohort": "", f"format-{number}": "normalised-json", "again": "1"})
    assert "Chair maker" in browser_of_coordinator.get(address).text


def test_another_format_is_shown_before_anything_is_imported(upload, browser_of_coordinator, carry_out, desk, count):
    address = upload({"c.json": THIN_JSON}).location
    with desk.reading() as work:
        number = work.db.scalars(select(DossierFile.id)).one()
    assert carry_out(address, **{f"format-{number}": "case"}).status_code == 303
    assert count(Qualification) == 0


@pytest.mark.parametrize("wanted", ["nonsense", "case-1.1", ""])
def test_a_format_that_does_not_exist_is_as_if_none_was_chosen(upload, wanted):
    assert upload({"c.json": THIN_JSON}, format=wanted).status_code == 303


def test_q15_the_wrong_format_at_the_upload_is_refused_with_the_reason(upload):
    answer = upload({"c.json": THIN_JSON}, format="sbb-xml")
    assert (answer.status_code, "This seems to be a JSON file" in answer.text) == (422, True)


def test_q15_a_file_of_no_known_format_is_refused_by_name(upload):
    answer = upload({"x.json": b'{"a": 1}'})
    assert (answer.status_code, "x.json: This is JSON with the keys a. It is in none of" in answer.text) == (422, True)


def test_q11_what_two_files_hold_is_said_and_taken_once(upload, browser_of_coordinator, carry_out, count):
    files = {"a.json": own.write(WELDER), "b.json": own.write(replace(WELDER, name="Other"))}
    address = upload(files).location
    assert "Twice in these files" in browser_of_coordinator.get(address).text
    carry_out(address)
    assert count(Qualification) == 1


def test_q11_what_one_file_holds_twice_is_refused(upload, browser_of_coordinator):
    page = browser_of_coordinator.get(upload({"a.json": own.write_many([WELDER, WELDER])}).location).text
    assert page.count("occurs 2 times in this file") == 2


def test_q11_the_same_code_for_two_cohorts_in_one_file_is_two(upload, carry_out, count):
    carry_out(upload({"a.json": own.write_many([WELDER, replace(WELDER, cohort="2027")])}).location)
    assert count(Qualification) == 2


def test_a_file_takes_as_many_statements_whatever_is_in_it(upload, browser_of_coordinator, statements):
    many = [replace(WELDER, code=f"W{number}", identifier=None) for number in range(40)]
    one, more = upload({"a.json": own.write(WELDER)}).location, upload({"b.json": own.write_many(many)}).location
    with statements() as few:
        browser_of_coordinator.get(one)
    with statements() as lots:
        browser_of_coordinator.get(more)
    assert len(few) == len(lots) <= 9


def test_content_is_read_in_a_fixed_number_of_statements(add, desk, statements):
    numbers = [add(WELDER, code=f"W{number}", identifier=None) for number in range(5)]
    with desk.reading() as work, statements() as ran:
        assert list(queries.contents_of(work, numbers)) == numbers
    assert len(ran) == 6


def test_content_of_nothing_is_not_found(desk):
    with desk.reading() as work, pytest.raises(Exception, match="does not exist"):
        queries.content_of(work, 999_999)


# --- out -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", WRITABLE)
def test_q15_every_format_that_goes_out_is_recognised_and_comes_in(add, browser_of_coordinator, wanted):
    number = add(WELDER)
    answer = browser_of_coordinator.get(f"/qualifications/{number}/export/{wanted}")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="25001 2026 2 Lasser')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    found = detect(answer.data, "welder")
    (content,) = read_file(answer.data, "welder", found).qualifications
    assert (found, content.core_tasks[0].work_processes[0].name) == (
        Format.CASE if wanted is Format.CASE_1_1 else wanted,
        "Last <b>naden</b>",
    )


def test_q15_the_tab_offers_each_format_with_what_it_carries(add, browser_of_coordinator):
    number = add(WELDER)
    page = browser_of_coordinator.get(f"/qualifications/{number}/sharing").text
    assert set(re.findall(rf"/qualifications/{number}/export/([a-z0-9.-]+)", page)) == set(WRITABLE)
    assert "Everything is in it" in page


@pytest.mark.parametrize("wanted", ["sbb-xml", "mahara-matrix", "pdf2", "..%2f"])
def test_a_format_that_does_not_go_out_is_not_there(add, browser_of_coordinator, wanted):
    assert browser_of_coordinator.get(f"/qualifications/{add(WELDER)}/export/{wanted}").status_code == 404


@pytest.mark.parametrize("part", ["sharing", "export/json"])
@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.MANAGER])
def test_who_does_not_look_after_qualifications_gets_no_file(add, visit, make, part, role):
    assert visit(make.person(role)).get(f"/qualifications/{add(WELDER)}/{part}").status_code == 404


@pytest.mark.parametrize("part", ["sharing", "export/json"])
def test_nothing_is_sent_to_a_page_that_only_reads(add, browser_of_coordinator, part):
    assert browser_of_coordinator.post(f"/qualifications/{add(WELDER)}/{part}").status_code == 405


def _calling_on(letter):
    process = replace(WELDER.core_tasks[0].work_processes[0], competences=(letter,))
    task = replace(WELDER.core_tasks[0], work_processes=(process,))
    return replace(WELDER, core_tasks=(task,), competences=(Competence(letter, "Lasten", "Loads"),))
