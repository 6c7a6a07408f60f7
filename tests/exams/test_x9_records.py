"""X9: the letter, the empty form with codes, the whole file as one archive, and papers of many at once."""

import json
import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from exams.events import SittingMoved
from exams.models import ExamForm, PaperRun
from exams.queries.paper_runs import KEPT
from exams.rules.chain import Link, digest, hash_of
from exams.rules.design import FormState
from exams.rules.paper_codes import paper_code, step_number
from exams.rules.papers import RunState
from foundation.environment import choose
from tests.conftest import NOON
from tests.exams.chains import Chained, mark_and_sign, settled


def words(data):
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


@pytest.fixture
def signed(school, visit) -> Chained:
    """A signed exam of which a mark was corrected, official at once."""
    sitting = school.planned(starts_at=NOON)
    found = mark_and_sign(school, visit, sitting)
    settled(school, sitting, SittingMoved(sitting_id=sitting.id, person_id=sitting.candidate_id))
    return found


def test_x9_the_record_tells_both_values_of_a_correction_and_the_end_of_the_chain(school, visit, signed):
    found = words(visit(school.coordinator).get(f"/exams/sittings/{signed.sitting.id}/result.pdf").data)
    assert "Corrected from Sufficient to Good: Because." in found
    assert "The chain of events ended with link" in found
    assert "B1-K1-W1.1" in found


def test_x9_the_letter_tells_the_result_and_the_last_day_for_an_objection(school, visit, desk, signed):
    with desk.writing() as work:
        choose(work.db, "environment.name", "Vakcollege De Werf")
    found = words(visit(school.candidate).get(f"/exams/sittings/{signed.sitting.id}/letter.pdf").data)
    for fact in ("Vakcollege De Werf", "Dear Noor", "Passed", "What this means", "Mon 7 Dec 2026"):
        assert fact in found


def test_x9_there_is_no_letter_before_the_result_is_official(school, visit):
    school.board_ratifies()
    sitting = school.signed(2)
    for person, status in ((school.candidate, 403), (school.coordinator, 403)):
        assert visit(person).get(f"/exams/sittings/{sitting.id}/letter.pdf").status_code == status


def test_x9_an_empty_form_has_a_code_for_each_step(school, visit):
    found = words(visit(school.coordinator).get(f"/exams/forms/{school.form.id}/empty.pdf").data)
    assert all(paper_code(school.form.id, number) in found for number in range(1, 7))


@pytest.mark.parametrize("number", [1, 9, 10, 42])
def test_x9_a_code_is_read_back(number):
    assert step_number(paper_code(127, number), form_id=127) == number


def test_x9_one_wrong_digit_in_a_code_is_noticed():
    code = paper_code(127, 4)
    for place, digit in enumerate(code):
        for other in "0123456789":
            if digit.isdigit() and other != digit:
                assert step_number(code[:place] + other + code[place + 1 :], form_id=127) is None


def test_x9_a_code_of_another_form_is_no_code():
    assert step_number(paper_code(128, 4), form_id=127) is None


@pytest.fixture
def archive(school, visit, signed) -> ZipFile:
    answer = visit(school.board_member).get(f"/exams/sittings/{signed.sitting.id}/file.zip")
    assert answer.status_code == 200
    return ZipFile(BytesIO(answer.data))


def test_x9_the_archive_holds_papers_data_and_the_chain(archive):
    names = {"record.pdf", "letter.pdf", "exam.json", "form.json", "contents.json", "chain.jsonl", "index.html"}
    assert {*names, "manifest.json"} == set(archive.namelist())


def test_x9_each_digest_of_the_manifest_is_right(archive):
    manifest = json.loads(archive.read("manifest.json"))
    assert {one["path"] for one in manifest["files"]} == set(archive.namelist()) - {"manifest.json"}
    for one in manifest["files"]:
        content = archive.read(one["path"])
        assert (one["size"], one["sha256"]) == (len(content), sha256(content).hexdigest())


def test_x9_the_form_in_the_archive_can_be_brought_in_again(archive, school, visit, desk):
    file = archive.read("form.json")
    coordinator = visit(school.coordinator)
    sent = {"qualification": school.qualification.id, "file": (BytesIO(file), "form.json"), "form_key": str(uuid4())}
    assert coordinator.post("/exams/forms/import", sent, content_type="multipart/form-data").status_code == 303
    with desk.reading() as work:
        made = work.db.scalars(select(ExamForm).order_by(ExamForm.id.desc())).first()
        assert (made.state, made.title) == (FormState.DRAFT, school.form.title)
    assert file == coordinator.get(f"/exams/forms/{school.form.id}/form.json").data


def test_x9_the_chain_in_the_archive_can_be_checked_without_the_product(archive):
    from datetime import datetime

    contents, latest = json.loads(archive.read("contents.json")), {}
    previous = "0" * 64
    for line in archive.read("chain.jsonl").splitlines():
        link = Link(**{**json.loads(line), "at": datetime.fromisoformat(json.loads(line)["at"])})
        assert (link.previous, link.hash) == (previous, hash_of(link))
        previous = link.hash
        latest |= {thing: (link.salt, one) for thing, one in link.digests.items()}
    assert set(latest) == set(contents)
    assert all(digest(salt, thing, contents[thing]) == one for thing, (salt, one) in latest.items())


@pytest.mark.parametrize(
    ("who", "status"),
    [("board_member", 200), ("administrator", 200), ("coordinator", 403), ("examiner", 403), ("candidate", 403)],
)
def test_x9_who_may_take_the_whole_file(school, visit, signed, who, status):
    url = f"/exams/sittings/{signed.sitting.id}/file.zip"
    assert visit(getattr(school, who)).get(url).status_code == status


def test_x9_taking_the_whole_file_is_on_record(archive, audit_names, signed):
    assert audit_names()[-1] == "exams.file-taken"
    assert signed.wrong == []


def test_x9_a_stranger_does_not_learn_of_the_file(school, visit, signed):
    stranger = visit(school.make.person())
    for part in ("file.zip", "letter.pdf", "chain"):
        assert stranger.get(f"/exams/sittings/{signed.sitting.id}/{part}").status_code == 404


def run_of(desk):
    with desk.reading() as work:
        found = work.db.scalars(select(PaperRun).order_by(PaperRun.id.desc())).first()
        work.db.expunge_all()
        return found


KINDS = {"records": ".pdf", "result_letters": ".pdf", "exam_files": "/manifest.json"}


@pytest.mark.parametrize("kind", KINDS)
def test_x9_papers_of_many_are_made_as_a_job(school, visit, desk, run_jobs, signed, kind):
    other = mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person(given="Bo")))
    browser = visit(school.board_member)
    chosen = [str(signed.sitting.id), str(other.sitting.id)]
    assert browser.post("/exams/papers", {"chosen": chosen, "action": kind}).status_code == 303
    assert "They are being made" in browser.get("/exams/papers").text
    run_jobs()
    run = run_of(desk)
    assert (run.state, run.done) == (RunState.READY, 2)
    archive = ZipFile(BytesIO(browser.get(f"/exams/papers/{run.id}/file").data))
    assert sum(name.endswith(KINDS[kind]) for name in archive.namelist()) == 2
    assert any("noor" in name.lower() for name in archive.namelist())
    assert signed.wrong == []


def test_x9_empty_forms_of_a_session_are_made_as_a_job(school, visit, desk, run_jobs):
    sitting = school.planned()
    browser = visit(school.coordinator)
    answer = browser.post(f"/exams/sessions/{sitting.session_id}/papers", {"kind": "empty_forms"})
    assert answer.status_code == 303
    run_jobs()
    archive = ZipFile(BytesIO(browser.get(f"/exams/papers/{run_of(desk).id}/file").data))
    assert school.candidate.name in words(archive.read(archive.namelist()[0]))


def test_x9_whoever_asked_gets_a_mail(school, visit, app, run_jobs, signed):
    visit(school.coordinator).post("/exams/papers", {"chosen": [str(signed.sitting.id)], "action": "records"})
    run_jobs()
    mails = [file.read_text() for file in app.extensions["settings"].mailbox.rglob("*.eml")]
    assert any("papers of exams are ready" in mail for mail in mails)


def test_x9_papers_are_for_whoever_asked(school, visit, desk, run_jobs, signed):
    visit(school.coordinator).post("/exams/papers", {"chosen": [str(signed.sitting.id)], "action": "records"})
    run_jobs()
    assert visit(school.board_member).get(f"/exams/papers/{run_of(desk).id}/file").status_code == 404


def test_x9_asked_twice_by_a_double_click_they_are_made_once(school, visit, desk, signed):
    browser = visit(school.coordinator)
    fields = {"chosen": [str(signed.sitting.id)], "action": "records", "form_key": str(uuid4())}
    for _ in range(2):
        assert browser.post("/exams/papers", fields).status_code == 303
    with desk.reading() as work:
        assert len(work.db.scalars(select(PaperRun)).all()) == 1


def keys_in(page):
    return re.findall(r'name="form_key"[^>]*value="([0-9a-f-]{36})"', page)


@pytest.mark.parametrize("kind", ["records", "empty_forms"])
def test_x9_the_page_itself_sends_a_number_so_that_a_double_click_asks_once(school, visit, desk, signed, kind):
    browser, session = visit(school.coordinator), signed.sitting.session_id
    pages = {
        "records": ("/exams/papers", "/exams/papers", {"chosen": [str(signed.sitting.id)], "action": "records"}),
        "empty_forms": (f"/exams/sessions/{session}", f"/exams/sessions/{session}/papers", {"kind": "result_letters"}),
    }
    page, door, fields = pages[kind]
    key = keys_in(browser.get(page).text)[0]
    for _ in range(2):
        assert browser.post(door, fields | {"form_key": key}).status_code == 303
    with desk.reading() as work:
        assert len(work.db.scalars(select(PaperRun)).all()) == 1


def test_x9_two_visits_of_a_page_send_two_numbers(school, visit, signed):
    browser = visit(school.coordinator)
    assert keys_in(browser.get("/exams/papers").text) != keys_in(browser.get("/exams/papers").text)


def test_x9_an_examiner_finds_no_papers_on_the_page_of_a_session(school, visit, signed):
    assert "/papers" not in visit(school.examiner).get(f"/exams/sessions/{signed.sitting.session_id}").text


def test_x9_papers_go_after_their_days(school, visit, desk, run_jobs, clock, signed):
    browser = visit(school.coordinator)
    browser.post("/exams/papers", {"chosen": [str(signed.sitting.id)], "action": "records"})
    run_jobs()
    number = run_of(desk).id
    clock.move(seconds=KEPT.total_seconds())
    assert browser.get(f"/exams/papers/{number}/file").status_code == 404
    from exams.actions.paper_runs import forget_old_papers

    with desk.writing() as work:
        forget_old_papers(work)
    assert (run_of(desk).state, run_of(desk).file_key) == (RunState.EXPIRED, None)


def test_x9_papers_that_were_thrown_away_are_not_made(school, visit, desk, run_jobs, signed):
    browser = visit(school.coordinator)
    browser.post("/exams/papers", {"chosen": [str(signed.sitting.id)], "action": "records"})
    assert browser.post(f"/exams/papers/{run_of(desk).id}/remove").status_code == 303
    run_jobs()
    assert (run_of(desk).state, run_of(desk).file_key) == (RunState.EXPIRED, None)


def test_x9_no_paper_of_an_own_exam(school, visit, desk, run_jobs, signed):
    from people.models import PersonRole
    from people.rules import Role

    with desk.writing() as work:
        work.db.add(PersonRole(person_id=school.candidate.id, role=Role.COORDINATOR))
    visit(school.candidate).post("/exams/papers", {"chosen": [str(signed.sitting.id)], "action": "records"})
    run_jobs()
    assert run_of(desk) is None


@pytest.mark.parametrize(("who", "status"), [("examiner", 403), ("candidate", 403)])
def test_x9_who_may_not_have_papers_made(school, visit, signed, who, status):
    browser = visit(getattr(school, who))
    assert browser.get("/exams/papers").status_code == status
    fields = {"chosen": [str(signed.sitting.id)], "action": "records"}
    assert browser.post("/exams/papers", fields).status_code == status


def test_x9_an_unknown_kind_is_not_found(school, visit):
    assert visit(school.coordinator).post("/exams/papers", {"action": "poems"}).status_code == 404


def test_x9_nothing_chosen_is_told(school, visit):
    answer = visit(school.coordinator).post("/exams/papers", {"action": "records"}, follow_redirects=True)
    assert "Choose exams first." in answer.text


def test_x9_the_page_of_papers_asks_a_fixed_number_of_statements(school, visit, statements, signed):
    browser, counts = visit(school.coordinator), []
    for _ in range(2):
        browser.post("/exams/papers", {"chosen": [str(signed.sitting.id)], "action": "records"})
        school.signed(2, candidate=school.make.person())
        browser.get("/exams/papers")
        with statements() as seen:
            browser.get("/exams/papers")
        counts.append(len([one for one in seen.seen if "environment_setting" not in one]))
    assert counts[0] == counts[1]


def test_x9_the_proof_of_an_exam_is_said_in_words(school, visit, signed, desk):
    url = f"/exams/sittings/{signed.sitting.id}/chain"
    assert "Whole: nothing was changed" in visit(school.coordinator).get(url).text
    from tests.exams.chains import tamper

    tamper(desk, "UPDATE sheet SET signed_name = 'Somebody'")
    page = visit(school.administrator).get(url).text
    assert "Not whole" in page
    assert "The signed sheet" in page
    assert visit(school.candidate).get(url).status_code == 403
    assert timedelta(days=7) == KEPT
