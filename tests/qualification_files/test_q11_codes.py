"""Add multiple MBO crebo codes: /qualifications/codes."""

import io
import json
import re
from datetime import date

import pytest
from sqlalchemy import select

from people.rules import Role
from qualification_files import queries
from qualification_files.actions import sources
from qualification_files.actions.sources import TakenFile
from qualification_files.models import CodeRun, Qualification, QualificationSource
from qualification_files.rules import QualificationState
from qualification_files.rules.states import SourceKind
from qualification_files.sources import read_held
from tests.qualification_files.conftest import sent
from tests.qualification_files.formats.sbb.building import dossier, file_of, process, profile, task, written
from tests.stub_server import status

NEW = "/qualifications/codes"


def chosen_in(page):
    return re.findall(r'name="chosen" value="([^"]*)" checked', page)


def offered_in(page):
    return re.findall(r'name="chosen" value="([^"]*)"', page)


@pytest.fixture
def source(desk, app):
    """`source(content, ...)`: a source with these files; the qualifications in them can be found."""

    def add(*contents, name="Our files"):
        storage = app.extensions["works"].storage
        files = []
        for place, content in enumerate(contents):
            blob = storage.put(io.BytesIO(content), limit=20_000_000)
            held = read_held(content, f"dossier{place}.xml")
            files.append(TakenFile(f"dossier{place}.xml", blob.key, blob.sha256, blob.size, held))
        with desk.writing() as work:
            return sources.add_source(work, name=name, kind=SourceKind.UPLOADED, files=files).id

    return add


@pytest.fixture
def place(desk, run_jobs):
    """`place(SourceKind.ADDRESS, url)`: a source outside."""

    def add(kind, address, name="A place"):
        with desk.writing() as work:
            number = sources.add_source(work, name=name, kind=kind, address=str(address)).id
        run_jobs()
        return number

    return add


@pytest.fixture
def paste(browser_of_coordinator, run_jobs):
    """Paste codes, let them be looked up, and give the address of the run."""

    def send(text, cohort="2026"):
        answer = browser_of_coordinator.post(NEW, {"codes": text, "cohort": cohort})
        assert answer.status_code == 303, answer.text
        run_jobs()
        return answer.location

    return send


@pytest.fixture
def carry_out(browser_of_coordinator, run_jobs):
    """Import what is ticked, or what is named."""

    def post(address, *chosen):
        chosen = chosen or chosen_in(browser_of_coordinator.get(address).text)
        answer = browser_of_coordinator.post(address, {"chosen": list(chosen)})
        assert answer.status_code == 303, answer.text
        run_jobs()
        return browser_of_coordinator.get(address).text

    return post


def test_q11_pasted_codes_are_looked_up_chosen_and_imported(
    browser_of_coordinator, source, official_file, paste, carry_out, desk, audited
):
    source(official_file)
    address = paste("25.001; 25 002 / 25999\nnonsense")
    page = browser_of_coordinator.get(address).text
    assert all(words in page for words in ("Chair maker", "Table maker", "25999", "nonsense", "Our files"))
    assert chosen_in(page) == ["25001.new", "25002.new"]
    assert "Imported" in carry_out(address)
    with desk.reading() as work:
        rows = work.db.scalars(select(Qualification).order_by(Qualification.code)).all()
        assert [(row.code, row.cohort, row.state) for row in rows] == [
            ("25001", "2026", QualificationState.DRAFT),
            ("25002", "2026", QualificationState.DRAFT),
        ]
    assert len(audited("qualification_files.qualification-imported")) == 2
    assert len(audited("qualification_files.codes-imported")) == 1


def test_q11_base_profile_and_what_the_profile_adds_all_arrive(source, paste, carry_out, desk):
    base = task("1", "Makes furniture", process(extra={"71": "The maker:\n- checks the chair."}))
    source(file_of(dossier(profile("25001", "71", "1"), profile("25002", "72", "2"), base=(base,))))
    carry_out(paste("25001"))
    with desk.reading() as work:
        found = queries.structure(work, work.db.scalars(select(Qualification.id)).one())
        assert [row.number for row in found.core_tasks] == ["B1-K1", "P1-K1"]
        indicators = found.core_tasks[0].work_processes[0].indicators
        assert (indicators[-1].text, indicators[-1].extra) == ("checks the chair", True)


def test_q11_the_same_code_in_another_cohort_is_a_new_one(
    browser_of_coordinator, source, official_file, paste, carry_out, count
):
    source(official_file)
    carry_out(paste("25001"))
    address = paste("25001", cohort="2027")
    assert "New for this cohort" in browser_of_coordinator.get(address).text
    carry_out(address)
    assert count(Qualification) == 2


def test_q11_the_same_triple_is_already_there_and_not_offered(
    browser_of_coordinator, source, official_file, paste, carry_out
):
    source(official_file)
    carry_out(paste("25001"))
    page = browser_of_coordinator.get(paste("25001")).text
    assert ("Already there" in page, offered_in(page)) == (True, [])


def test_q11_a_newer_edition_is_offered_and_not_ticked(browser_of_coordinator, source, paste, carry_out, count, desk):
    first = source(written().replace('versie=""', 'versie="2"').encode())
    carry_out(paste("25001"))
    source(written().replace('versie=""', 'versie="10"').encode(), name="Later")
    assert "Already there" in browser_of_coordinator.get(paste("25001")).text  # the first source gives it
    with desk.writing() as work:
        sources.switch_source(work, work.db.get(QualificationSource, first), active=False)
    address = paste("25001")
    page = browser_of_coordinator.get(address).text
    assert ("Newer edition" in page, chosen_in(page), offered_in(page)) == (True, [], ["25001.newer_edition"])
    carry_out(address, "25001.newer_edition")
    assert count(Qualification) == 2


@pytest.mark.parametrize(
    ("field", "words"), [("intake_ends", "Intake ended on"), ("programme_ends", "programme ended on")]
)
def test_q11_what_is_no_longer_offered_is_not_ticked_and_says_since_when(
    browser_of_coordinator, source, paste, carry_out, count, field, words
):
    source(file_of(dossier(profile("25001", "71", "1", **{field: "01-08-2020"}))))
    address = paste("25001")
    page = browser_of_coordinator.get(address).text
    assert (words in page, chosen_in(page), offered_in(page)) == (True, [], ["25001.inactive"])
    carry_out(address, "25001.inactive")
    assert count(Qualification, getattr(Qualification, field) == date(2020, 8, 1)) == 1


def test_q11_what_the_reader_refuses_is_told_with_its_reason(browser_of_coordinator, source, paste):
    source(file_of(dossier(profile("25001", "71", "1"), profile("25001", "72", "2"), profile("25003", "73", "3"))))
    page = browser_of_coordinator.get(paste("25001 25003")).text
    assert ("occurs 2 times in this file" in page, offered_in(page)) == (True, ["25003.new"])


def test_q11_a_competence_that_is_not_in_the_list_is_told_beforehand(browser_of_coordinator, source, paste):
    source(written().replace('code="K"', 'code="ZZ"').encode())
    page = browser_of_coordinator.get(paste("25001")).text
    assert ("Add them under Competences first" in page, offered_in(page)) == (True, [])


def test_q11_an_address_gives_what_is_asked_by_a_job_with_progress(
    browser_of_coordinator,
    place,
    stub,
    official_file,
    carry_out,
    run_jobs,
    count,
):
    rows = [{"code": code, "file": "a.xml"} for code in ("25001", "25002")]
    stub.pages |= {"/index.json": json.dumps({"qualifications": rows}).encode(), "/a.xml": official_file}
    place(SourceKind.ADDRESS, stub.url)
    answer = browser_of_coordinator.post(NEW, {"codes": "25001 25099", "cohort": "2026"})
    assert "0 of 2 codes were looked up" in browser_of_coordinator.get(answer.location).text
    assert browser_of_coordinator.get(f"{answer.location}/progress").json["state"] == "running"
    run_jobs()
    assert browser_of_coordinator.get(f"{answer.location}/progress").json["state"] == "done"
    stub.pages.clear()  # what was looked at is what comes in
    carry_out(answer.location)
    assert count(Qualification, Qualification.code == "25001") == 1


def test_q11_a_source_that_cannot_be_read_is_no_unknown_code_and_can_be_tried_again(
    browser_of_coordinator,
    place,
    stub,
    official_file,
    paste,
    run_jobs,
):
    stub.pages["/index.json"] = status(500)
    place(SourceKind.ADDRESS, stub.url)
    address = paste("25001")
    page = browser_of_coordinator.get(address).text
    assert all(
        words in page for words in ("Not every source could be read", "it answered 500", "could not be looked up")
    )
    assert "in none of the sources" not in page
    stub.pages |= {"/index.json": json.dumps({"qualifications": [{"code": "25001", "file": "a"}]}).encode()}
    stub.pages["/a"] = official_file
    assert browser_of_coordinator.post(f"{address}/again").status_code == 303
    run_jobs()
    assert chosen_in(browser_of_coordinator.get(address).text) == ["25001.new"]


def test_q11_a_form_posted_twice_imports_once(
    browser_of_coordinator, source, official_file, paste, run_jobs, count, audited
):
    source(official_file)
    address = paste("25001 25002")
    answers = [browser_of_coordinator.post(address, {"chosen": ["25001.new"]}) for _ in range(2)]
    run_jobs()
    assert ([answer.status_code for answer in answers], count(Qualification)) == ([303, 303], 1)
    assert len(audited("qualification_files.code-import-started")) == 1
    assert "Not chosen" in browser_of_coordinator.get(address).text


def test_q11_what_came_in_meanwhile_is_already_there(
    source, official_file, paste, carry_out, count, browser_of_coordinator
):
    source(official_file)
    first, second = paste("25001"), paste("25001")
    chosen = chosen_in(browser_of_coordinator.get(second).text)
    carry_out(first)
    assert "Already there" in carry_out(second, *chosen)
    assert count(Qualification) == 1


def test_q11_a_source_removed_meanwhile_gives_nothing(source, official_file, paste, carry_out, desk, count):
    number = source(official_file)
    address = paste("25001")
    with desk.writing() as work:
        sources.remove_source(work, work.db.get(QualificationSource, number))
    assert "removed or switched off meanwhile" in carry_out(address, "25001.new")
    assert count(Qualification) == 0


def test_q11_another_edition_that_came_meanwhile_is_asked_about_again(
    source, official_file, paste, carry_out, make, count
):
    source(official_file)
    address = paste("25001")
    make.qualification(code="25001", cohort="2026", edition="0")
    assert "Look the codes up again" in carry_out(address, "25001.new")
    assert count(Qualification) == 1


def test_q11_all_that_can_be_activated_is_activated_with_one_button(
    browser_of_coordinator, source, official_file, paste, carry_out, count, audited, desk
):
    source(official_file)
    address = paste("25001 25002")
    assert "Activate all that can be activated" in carry_out(address)
    with desk.writing() as work:
        work.db.scalars(select(Qualification).where(Qualification.code == "25002")).one().core_tasks = []
    answers = [browser_of_coordinator.post(f"{address}/activate") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    page = browser_of_coordinator.get(address).text
    assert all(words in page for words in ("Link participants", "1 draft cannot be activated yet", "no core task"))
    assert count(Qualification, Qualification.state == QualificationState.ACTIVE) == 1
    assert len(audited("qualification_files.qualification-activated")) == 1


def test_q11_when_all_are_there_already_the_page_leads_on(
    browser_of_coordinator, source, official_file, paste, carry_out, count, audited
):
    source(official_file)
    carry_out(paste("25001 25002"))
    address = paste("25001 25002")
    page = browser_of_coordinator.get(address).text
    assert ("2 drafts can be activated" in page, "Import what is ticked" in page) == (True, False)
    assert '/qualifications?tab=inactive&amp;cohort=2026"' in page
    assert browser_of_coordinator.post(f"{address}/activate").status_code == 303
    page = browser_of_coordinator.get(address).text
    assert ("Link participants" in page, '/qualifications?cohort=2026"' in page) == (True, True)
    assert count(Qualification, Qualification.state == QualificationState.ACTIVE) == 2
    assert len(audited("qualification_files.qualification-activated")) == 2


def test_q11_a_draft_that_takes_the_place_of_another_is_not_activated_among_many(
    browser_of_coordinator, source, official_file, paste, carry_out, make, desk, count
):
    source(official_file)
    address = paste("25001")
    carry_out(address)
    earlier = make.qualification()
    with desk.writing() as work:
        work.db.scalars(select(Qualification).where(Qualification.code == "25001")).one().predecessor_id = earlier.id
    browser_of_coordinator.post(f"{address}/activate")
    assert count(Qualification, Qualification.code == "25001", Qualification.activated_at.is_not(None)) == 0


@pytest.mark.parametrize("text", ["", "   ", "welder", "123"])
def test_q11_without_a_code_the_form_says_so(browser_of_coordinator, text, count):
    answer = browser_of_coordinator.post(NEW, {"codes": text})
    assert (answer.status_code, count(CodeRun)) == (422, 0)


def test_q11_more_than_a_thousand_codes_are_refused(browser_of_coordinator, count):
    text = " ".join(str(code) for code in range(30_000, 31_001))
    answer = browser_of_coordinator.post(NEW, {"codes": text})
    assert (answer.status_code, "1001 codes" in answer.text, count(CodeRun)) == (422, True, 0)


def test_q11_nothing_ticked_is_said(browser_of_coordinator, source, official_file, paste, count):
    source(official_file)
    answer = browser_of_coordinator.post(paste("25001"))
    assert (answer.status_code, "Choose at least one qualification" in answer.text) == (422, True)
    nonsense = browser_of_coordinator.post(paste("25001"), {"chosen": ["25001.imported", "x", "25999.new"]})
    assert (nonsense.status_code, count(Qualification)) == (422, 0)


def test_q11_what_is_understood_is_said_while_somebody_types(browser_of_coordinator):
    answer = browser_of_coordinator.post(f"{NEW}/read", {"codes": "25.001 25001 <b>25o80</b>"})
    assert answer.status_code == 200
    assert all(words in answer.text for words in ("1 code was understood", "more than once", "25o80"))
    assert "<b>25o80</b>" in answer.text.replace("\n", "")  # our own bold, with the pasted one taken apart


def test_q11_without_a_source_the_page_says_what_to_do(browser_of_coordinator, paste):
    assert "There is no source" in browser_of_coordinator.get(NEW).text
    assert "There is no source" in browser_of_coordinator.get(paste("25001")).text


def test_q11_the_codes_of_an_earlier_run_can_be_taken_again(browser_of_coordinator, source, official_file, paste):
    source(official_file)
    number = paste("25001 25777").rpartition("/")[2]
    assert "25777" in browser_of_coordinator.get(f"{NEW}?again={number}").text
    assert browser_of_coordinator.get(f"{NEW}?again=999999").status_code == 404


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.MANAGER])
def test_q11_nobody_else_imports_by_code(visit, make, source, official_file, paste, role):
    source(official_file)
    address, other = paste("25001"), visit(make.person(role))
    assert {other.get(NEW).status_code, other.post(NEW).status_code, other.post(f"{NEW}/read").status_code} == {403}
    assert {other.get(f"{address}{part}").status_code for part in ("", "/progress")} == {404}
    assert {other.post(f"{address}{part}").status_code for part in ("", "/again", "/activate")} == {404}


def test_q11_a_stranger_and_the_wrong_method(visit, browser_of_coordinator, source, official_file, paste):
    source(official_file)
    address = paste("25001")
    assert (visit().get(NEW).status_code, visit().post(address).status_code) == (303, 401)
    assert {browser_of_coordinator.get(f"{address}{part}").status_code for part in ("/again", "/activate")} == {405}
    assert browser_of_coordinator.get(f"{NEW}/999999").status_code == 404


def test_q11_the_pages_take_as_many_statements_for_one_code_as_for_many(
    browser_of_coordinator, source, paste, carry_out, statements
):
    many = dossier(*(profile(f"2500{n}", f"7{n}", f"{n}") for n in range(1, 9)))
    source(file_of(many))
    pages = paste("25001", "1"), paste(" ".join(f"2500{n}" for n in range(1, 9)), "2")
    sizes = [_size(browser_of_coordinator, statements, page) for page in pages]
    assert sizes[0] == sizes[1] <= 10
    for page in pages:
        carry_out(page)
    sizes = [_size(browser_of_coordinator, statements, page) for page in pages]
    assert sizes[0] == sizes[1] <= 10


def _size(browser, statements, page):
    with statements() as seen:
        browser.get(page)
    return len(seen)


def test_q11_all_codes_of_the_real_list_are_found_or_named(
    browser_of_coordinator, app, desk, real_file, run_jobs, visit, make, carry_out, count
):
    administrator = visit(make.person(Role.ADMINISTRATOR))
    xml = [real_file(f"nl_sbb/xml/{name}") for name in ("2635_Pedagogisch_Werk.xml", "2755_Dienstverlening.xml")]
    files = [sent(path.read_bytes(), path.name) for path in xml]
    administrator.post("/qualifications/sources/add?kind=uploaded", {"name": "SBB", "files": files})
    text = real_file("nl_sbb/crebo_2015.csv").read_text("utf-8")
    address = browser_of_coordinator.post(NEW, {"codes": text, "cohort": "2026"}).location
    run_jobs()
    page = browser_of_coordinator.get(address).text
    assert [one[:5] for one in chosen_in(page)] == ["25498", "25499", "25500", "25484", "25485", "25486"]
    assert "464 codes are in none of the sources" in page
    carry_out(address)
    assert count(Qualification) == 6


def test_q11_the_real_files_come_in_from_an_address(
    browser_of_coordinator, place, stub, real_file, paste, carry_out, count
):
    stub.serve_folder(real_file("nl_sbb"))
    place(SourceKind.ADDRESS, stub.url)
    codes = json.loads(real_file("nl_sbb/index.json").read_text("utf-8"))["qualifications"]
    address = paste("\n".join(one["code"] for one in codes))
    assert len(offered_in(browser_of_coordinator.get(address).text)) == 15
    carry_out(address, *offered_in(browser_of_coordinator.get(address).text))
    assert count(Qualification) == 15


@pytest.fixture
def many(source, paste, browser_of_coordinator):
    """An import of twelve qualifications that has begun."""
    source(file_of(dossier(*(profile(f"25{n:03}", f"7{n:02}", f"{n}") for n in range(1, 13)))))
    address = paste(" ".join(f"25{n:03}" for n in range(1, 13)))
    browser_of_coordinator.post(address, {"chosen": chosen_in(browser_of_coordinator.get(address).text)})
    return address


def test_q11_an_import_that_is_stopped_in_the_middle_goes_on_where_it_was(
    browser_of_coordinator, many, app, desk, run_jobs, count
):
    answers = iter([False, True])
    app.extensions["runner"].run_one(is_stopping=lambda: next(answers))
    with desk.reading() as work:
        run = work.db.scalars(select(CodeRun)).one()
        assert (run.done, run.finished_at, count(Qualification)) == (5, None, 5)
    assert "5 of 12 qualifications were dealt with" in browser_of_coordinator.get(many).text
    run_jobs()
    assert count(Qualification) == 12
    assert browser_of_coordinator.get(many).text.count("Imported") >= 12


def test_q11_an_import_that_breaks_off_leaves_nothing_half(many, app, desk, count, run_jobs, clock):
    storage = app.extensions["works"].storage
    with desk.reading() as work:
        key = queries_of_run(work)
    with storage.open(key) as stream:
        content = stream.read()
    storage.delete(key)
    app.extensions["runner"].run_one()  # cannot read its file, and is tried again later
    assert count(Qualification) == 0
    storage.put(io.BytesIO(content), limit=20_000_000)
    clock.move(hours=2)
    run_jobs()
    assert count(Qualification) == 12
    run_jobs()
    assert count(Qualification) == 12


def queries_of_run(work):
    return work.db.scalars(select(CodeRun)).one().found[0]["key"]
