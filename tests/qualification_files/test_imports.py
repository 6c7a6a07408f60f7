"""Importing official files by upload: /qualifications/import and /qualifications/imports/<id>."""

import re

import pytest
from sqlalchemy import select

from people.rules import Role
from qualification_files import queries
from qualification_files.models import DossierImport, Qualification, WorkProcess
from qualification_files.rules import QualificationState
from tests.qualification_files.conftest import sent
from tests.qualification_files.formats.sbb.building import dossier, file_of, process, profile, task, written

UPLOAD = "/qualifications/import"
BOMB = '<?xml version="1.0"?><!DOCTYPE sbb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sbb>&b;</sbb>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE sbb [<!ENTITY a SYSTEM "file:///etc/passwd">]><sbb>&a;</sbb>'


def chosen_in(page):
    return re.findall(r'name="chosen" value="([^"]*)"', page)


@pytest.fixture
def upload(browser_of_coordinator):
    """Upload files and give the address of the preview."""

    def send(*contents, cohort="2026"):
        files = [sent(content, f"dossier{number}.xml") for number, content in enumerate(contents)]
        answer = browser_of_coordinator.post(UPLOAD, {"files": files, "cohort": cohort})
        assert answer.status_code == 303
        return answer.location

    return send


@pytest.fixture
def carry_out(browser_of_coordinator):
    """Import everything that a preview offers."""

    def post(address, cohort="2026"):
        chosen = chosen_in(browser_of_coordinator.get(address).text)
        data = {"cohort": cohort, "shown_cohort": cohort, "chosen": chosen}
        return browser_of_coordinator.post(address, data)

    return post


def test_an_upload_shows_what_is_in_the_file_and_imports_nothing(browser_of_coordinator, upload, official_file, count):
    page = browser_of_coordinator.get(upload(official_file)).text
    assert all(words in page for words in ("Chair maker", "Table maker", "25001", "25002", "New"))
    assert (len(chosen_in(page)), count(Qualification)) == (2, 0)


def test_what_is_chosen_comes_in_as_a_draft(browser_of_coordinator, upload, carry_out, official_file, desk):
    address = upload(official_file)
    assert carry_out(address).status_code == 303
    with desk.reading() as work:
        rows = {row.code: row for row in work.db.scalars(select(Qualification))}
        assert {row.state for row in rows.values()} == {QualificationState.DRAFT}
        assert (rows["25002"].name, rows["25002"].level, rows["25002"].cohort) == ("Table maker", 4, "2026")
    assert "Imported" in browser_of_coordinator.get(address).text


def test_base_profile_and_what_the_profile_adds_all_arrive(upload, carry_out, desk):
    base = task(
        "1",
        "Makes furniture",
        process(extra={"71": "The maker:\n- checks the chair."}, extra_competences={"71": ("3084",)}),
        knowledge=("901",),
        extra_knowledge={"71": ("902",)},
    )
    chairs, tables = profile("25001", "71", "1"), profile("25002", "72", "2")
    carry_out(upload(file_of(dossier(chairs, tables, base=(base,)))))
    with desk.reading() as work:
        first, second = (
            queries.structure(work, number)
            for number in work.db.scalars(select(Qualification.id).order_by(Qualification.code))
        )
        assert [row.number for row in first.core_tasks] == ["B1-K1", "P1-K1"]
        shared, other = first.core_tasks[0].work_processes[0], second.core_tasks[0].work_processes[0]
        assert [(row.text, row.extra) for row in shared.indicators][-1] == ("checks the chair", True)
        assert [row.extra for row in other.indicators] == [False, False]
        assert [(row.text, row.extra) for row in first.core_tasks[0].knowledge] == [
            ("knows the tools", False),
            ("knows the rules", True),
        ]
        assert {(row.competence.letter, row.extra) for row in shared.competences} == {("K", False), ("A", True)}


def test_where_it_came_from_is_kept(upload, carry_out, official_file, desk):
    carry_out(upload(official_file))
    with desk.reading() as work:
        source = work.db.scalars(select(Qualification)).first().source
    assert (source["file_name"], source["status"], source["adopted_on"]) == (
        "dossier0.xml",
        "Vastgesteld",
        "2015-11-26",
    )
    assert len(source["sha256"]) == 64


def test_an_import_is_in_the_audit(upload, carry_out, official_file, audited, coordinator):
    carry_out(upload(official_file))
    assert [line.actor_id for line in audited("qualification_files.qualification-imported")] == [coordinator.id] * 2
    assert len(audited("qualification_files.dossiers-uploaded")) == 1
    assert len(audited("qualification_files.import-carried-out")) == 1


def test_only_what_is_ticked_comes_in(browser_of_coordinator, upload, official_file, count):
    address = upload(official_file)
    first = chosen_in(browser_of_coordinator.get(address).text)[0]
    browser_of_coordinator.post(address, {"cohort": "2026", "shown_cohort": "2026", "chosen": first})
    assert count(Qualification) == 1
    assert "Not chosen" in browser_of_coordinator.get(address).text


def test_a_form_posted_twice_imports_once(browser_of_coordinator, upload, carry_out, official_file, count, audited):
    address = upload(official_file)
    chosen = chosen_in(browser_of_coordinator.get(address).text)
    data = {"cohort": "2026", "shown_cohort": "2026", "chosen": chosen}
    answers = [browser_of_coordinator.post(address, data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (count(Qualification), len(audited("qualification_files.import-carried-out"))) == (2, 1)


def test_what_is_there_already_is_said_and_not_offered(browser_of_coordinator, upload, carry_out, official_file, count):
    carry_out(upload(official_file))
    page = browser_of_coordinator.get(upload(official_file)).text
    assert page.count("Already there") == 2
    assert (chosen_in(page), count(Qualification)) == ([], 2)


def test_the_same_code_in_another_cohort_is_new(browser_of_coordinator, upload, carry_out, official_file, count):
    carry_out(upload(official_file))
    assert carry_out(upload(official_file, cohort="2027"), cohort="2027").status_code == 303
    assert count(Qualification) == 4


def test_another_edition_comes_beside_the_one_that_is_there(browser_of_coordinator, upload, carry_out, count):
    carry_out(upload(file_of()))
    address = upload(written().replace('versie=""', 'versie="2"').encode())
    assert "Another edition" in browser_of_coordinator.get(address).text
    carry_out(address)
    assert count(Qualification) == 2


def test_another_cohort_for_which_all_is_as_new_is_imported_at_once(
    browser_of_coordinator, upload, official_file, desk
):
    address = upload(official_file)
    chosen = chosen_in(browser_of_coordinator.get(address).text)
    answer = browser_of_coordinator.post(address, {"cohort": "2030", "shown_cohort": "2026", "chosen": chosen})
    assert (answer.status_code, answer.location) == (303, address)
    with desk.reading() as work:
        assert set(work.db.scalars(select(Qualification.cohort))) == {"2030"}


def test_another_cohort_that_means_something_else_is_shown_first(
    browser_of_coordinator, upload, carry_out, official_file, count
):
    carry_out(upload(official_file))
    address = upload(official_file, cohort="2030")
    chosen = chosen_in(browser_of_coordinator.get(address).text)
    answer = browser_of_coordinator.post(address, {"cohort": "2026", "shown_cohort": "2030", "chosen": chosen})
    assert (answer.status_code, count(Qualification)) == (303, 2)
    page = browser_of_coordinator.get(answer.location).text
    assert "Nothing was imported yet" in page
    assert page.count("Already there") == 4  # in the callout and in the list


def test_the_button_names_the_cohort_that_was_looked_at_again(browser_of_coordinator, upload, carry_out, official_file):
    carry_out(upload(file_of()))
    address = upload(file_of(), cohort="2026")
    answer = browser_of_coordinator.post(address, {"cohort": "2030", "shown_cohort": "2026"})
    assert "Import for cohort 2030" in browser_of_coordinator.get(answer.location).text


def test_the_report_leads_to_activating_what_came_in(browser_of_coordinator, upload, carry_out, official_file):
    address = upload(official_file)
    carry_out(address)
    page = browser_of_coordinator.get(address).text
    assert "Next step: activate" in page
    assert len(set(re.findall(r'href="(/qualifications/[0-9]+/structure)"', page))) == 2


def test_nothing_ticked_is_said_at_the_form(browser_of_coordinator, upload, official_file, count):
    answer = browser_of_coordinator.post(upload(official_file), {"cohort": "2026", "shown_cohort": "2026"})
    assert (answer.status_code, count(Qualification)) == (422, 0)
    assert "Choose at least one qualification" in answer.text


def test_a_code_that_occurs_twice_in_a_file_is_refused_and_the_others_come_in(
    browser_of_coordinator, upload, carry_out, desk
):
    twins = (profile("25001", "71", "1"), profile("25001", "72", "2"), profile("25003", "73", "3"))
    address = upload(file_of(dossier(*twins)))
    page = browser_of_coordinator.get(address).text
    assert "occurs 2 times in this file" in page
    carry_out(address)
    with desk.reading() as work:
        assert list(work.db.scalars(select(Qualification.code))) == ["25003"]


def test_an_unknown_competence_is_refused_with_what_to_do(browser_of_coordinator, upload):
    content = written().replace('code="K"', 'code="ZZ"').encode()
    page = browser_of_coordinator.get(upload(content)).text
    assert "not in your list. Add it under Competences first." in page
    assert chosen_in(page) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"hello", "This is a text file"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (file_of()[:2000], "the end is missing"),
        (BOMB.encode(), "document type (DTD)"),
        (OUTSIDE.encode(), "document type (DTD)"),
        (b"<other/>", "begins with &lt;other&gt;"),
        (b"x" * 20_000_001, "too large"),
    ],
)
def test_a_bad_file_is_refused_at_the_form_and_nothing_is_kept(browser_of_coordinator, app, count, content, words):
    answer = browser_of_coordinator.post(UPLOAD, {"files": [sent(content, "bad.xml")]})
    answer.request.environ["wsgi.input"].close()  # a large one is a file that the test client leaves open
    assert answer.status_code == 422
    assert words in answer.text
    assert "bad.xml" in answer.text
    assert count(DossierImport) == 0
    folder = app.extensions["settings"].files
    assert not [
        path for path in folder.rglob("*") if path.is_file() and path.parent.name != "incoming" and path.name != "lock"
    ]


@pytest.mark.parametrize("files", [[], [(b"", "")]])
def test_no_file_at_all_is_said_at_the_form(browser_of_coordinator, files):
    answer = browser_of_coordinator.post(UPLOAD, {"cohort": "2026", "files": [sent(*file) for file in files]})
    assert answer.status_code == 422
    assert "Choose at least one file." in answer.text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_like_utf_8(browser_of_coordinator, upload, encoding):
    assert "Chair maker" in browser_of_coordinator.get(upload(written().encode(encoding))).text


def test_a_hostile_file_name_is_only_a_name(browser_of_coordinator, upload):
    files = [sent(file_of(), "../../etc/<script>\u202egnp.xml")]
    answer = browser_of_coordinator.post(UPLOAD, {"files": files})
    page = browser_of_coordinator.get(answer.location).text
    assert "<script>gnp" not in page
    assert "../" not in page


def test_the_same_file_twice_counts_once(browser_of_coordinator, upload):
    page = browser_of_coordinator.get(upload(file_of(), file_of())).text
    assert len(chosen_in(page)) == 1


def test_two_files_with_the_same_code_give_one(browser_of_coordinator, upload, carry_out, count):
    address = upload(file_of(), written().replace("Chair maker", "Stool maker").encode())
    assert "Twice in these files" in browser_of_coordinator.get(address).text
    carry_out(address)
    assert count(Qualification) == 1


def test_an_upload_can_be_discarded(browser_of_coordinator, upload, count, audited):
    address = upload(file_of())
    assert browser_of_coordinator.post(f"{address}/discard").status_code == 303
    assert (count(DossierImport), len(audited("qualification_files.import-discarded"))) == (0, 1)


def test_what_was_carried_out_stays_on_record(browser_of_coordinator, upload, carry_out, count):
    address = upload(file_of())
    carry_out(address)
    assert browser_of_coordinator.post(f"{address}/discard").status_code == 409
    assert count(DossierImport) == 1


def test_a_candidate_cannot_upload(visit, make, count):
    browser = visit(make.person(Role.CANDIDATE))
    assert browser.post(UPLOAD, {"files": [sent(file_of())]}).status_code == 403
    assert count(DossierImport) == 0


def test_a_preview_takes_as_many_statements_for_one_as_for_many(browser_of_coordinator, upload, statements):
    one, many = (
        upload(file_of()),
        upload(file_of(dossier(*(profile(f"2500{n}", f"7{n}", f"{n}") for n in range(1, 9))))),
    )
    with statements() as few:
        browser_of_coordinator.get(one)
    with statements() as more:
        browser_of_coordinator.get(many)
    assert len(few) == len(more) <= 9


def test_importing_again_changes_nothing_of_what_somebody_edited(upload, carry_out, desk, official_file):
    carry_out(upload(official_file))
    with desk.writing() as work:
        work.db.scalars(select(WorkProcess)).first().name = "Edited"
    carry_out(upload(official_file))
    with desk.reading() as work:
        assert len(work.db.scalars(select(WorkProcess).where(WorkProcess.name == "Edited")).all()) == 1
