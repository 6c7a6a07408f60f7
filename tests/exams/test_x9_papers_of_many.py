"""X9: papers of many exams: in whose language, under which name, of which exams, and which are left out and why."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from exams.documents.naming import exam_name, safe, safe_file, untaken
from exams.models import BoardDecision, ExamForm, ExamSession, PaperRun, Sitting
from people.models import Person
from people.rules import Role
from tests.conftest import NOON


def words(data):
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def sitting_of(given, prefix, family, *, number="LA0003", code="LAS-PVB2", title="Welding"):
    person = Person(number=number)
    person.call(given=given, prefix=prefix, family=family)
    session = ExamSession(form=ExamForm(code=code, title=title))
    return Sitting(candidate=person, session=session, starts_at=NOON)


def archive_of(browser, desk):
    with desk.reading() as work:
        number = work.db.scalars(select(PaperRun.id).order_by(PaperRun.id.desc())).first()
    return ZipFile(BytesIO(browser.get(f"/exams/papers/{number}/file").data))


def ask(browser, kind, *sittings):
    chosen = [str(one.id) for one in sittings]
    return browser.post("/exams/papers", {"chosen": chosen, "action": kind, "form_key": str(uuid4())})


def test_x9_a_file_is_called_after_who_did_which_exam_when(app):
    with app.app_context():
        name = exam_name(sitting_of("Youssef", "el", "Amrani"))
    assert name == f"LA0003 El Amrani, Youssef - LAS-PVB2 {NOON.date().isoformat()}"


def test_x9_without_a_code_the_title_of_the_exam_is_in_the_name(app):
    with app.app_context():
        assert " - Weld- the test " in exam_name(sitting_of("Bo", "", "Yi", code="", title="Weld: the test"))


@pytest.mark.parametrize("family", ["../../etc", "a\\b", "Li\u202egnp.exe", "x" * 300, "\U0001f600" * 90, "CON", ". ."])
def test_x9_a_name_is_safe_on_every_system(app, family):
    with app.app_context():
        name = exam_name(sitting_of("Bo", "", family, number=None))
    assert not set(name) & set('/\\:*?"<>|\u202e')
    assert len(name.encode()) < 240
    assert name == name.strip(". ")


def test_x9_a_document_keeps_its_ending():
    assert safe_file("plan: " + "a" * 300 + ".pdf").endswith(".pdf")
    assert safe("...") == "file"


def test_x9_two_of_one_name_are_told_apart():
    taken = set()
    assert [untaken(name, taken) for name in ("A", "a", "A")] == ["A", "a (2)", "A (3)"]


def test_x9_a_letter_is_in_the_language_of_the_candidate(school, visit, desk, run_jobs):
    dutch = school.make.person(Role.CANDIDATE, given="Daan", language="nl")
    sitting = school.signed(2, candidate=dutch)
    browser = visit(school.coordinator)
    assert "Dear" not in words(browser.get(f"/exams/sittings/{sitting.id}/letter.pdf").data)
    ask(browser, "result_letters", sitting)
    run_jobs()
    archive = archive_of(browser, desk)
    assert "Dear" not in words(archive.read(archive.namelist()[0]))


def test_x9_a_letter_is_never_in_the_language_of_whoever_asks(school, visit):
    sitting = school.signed(2)
    dutch = school.make.person(Role.COORDINATOR, given="Marijke", language="nl")
    assert "Dear Noor" in words(visit(dutch).get(f"/exams/sittings/{sitting.id}/letter.pdf").data)


def test_x9_the_letter_says_that_an_appeal_follows_on_an_objection(school, visit):
    found = words(visit(school.candidate).get(f"/exams/sittings/{school.signed(2).id}/letter.pdf").data)
    assert "objection with the exam board" in found
    assert "appeal to the appeals committee" in found


def test_x9_a_coordinator_is_not_offered_whole_files(school, visit):
    session = school.signed(2).session_id
    for page in ("/exams/papers", f"/exams/sessions/{session}"):
        assert "Whole exam files" not in visit(school.coordinator).get(page).text
        assert "Whole exam files" in visit(school.board_member).get(page).text


def test_x9_whoever_may_not_have_whole_files_cannot_ask_for_them(school, visit):
    assert ask(visit(school.coordinator), "exam_files", school.signed(2)).status_code == 403


def test_x9_no_archive_is_made_with_nothing_in_it(school, visit, desk):
    school.board_ratifies()
    browser = visit(school.coordinator)
    assert ask(browser, "result_letters", school.signed(2)).status_code == 303
    assert "No papers were asked for. The result is not final yet." in browser.get("/exams/papers").text
    with desk.reading() as work:
        assert work.db.scalars(select(PaperRun)).all() == []


def test_x9_who_was_left_out_is_told_with_the_reason(school, visit, desk, run_jobs, app):
    final = school.signed(2)
    school.board_ratifies()
    open_still = school.signed(2, candidate=school.make.person(given="Bo", family="Later"))
    browser = visit(school.coordinator)
    ask(browser, "result_letters", final, open_still)
    run_jobs()
    page = browser.get("/exams/papers").text
    assert "1 exam was left out: see which and why" in page
    with desk.reading() as work:
        number = work.db.scalars(select(PaperRun.id)).one()
    told = browser.get(f"/exams/papers/{number}/left-out").text
    assert "Bo Later" in told
    assert "The result is not final yet." in told
    assert "Noor" not in told
    mails = [file.read_text() for file in app.extensions["settings"].mailbox.rglob("*.eml")]
    assert any("1 exam was left out" in mail for mail in mails)


@pytest.mark.parametrize("by", ["session", "form", "group", "state", "decision"])
def test_x9_papers_are_chosen_by_what_exams_have_in_common(school, visit, desk, by):
    other_form = school.make.exam_form(qualification_id=school.qualification.id, title="Bending")
    bo = school.make.person(Role.CANDIDATE, given="Bo", family="Other", group_name="LAS-3B")
    sitting = school.signed(2)
    school.board_ratifies()
    school.signed(2, candidate=bo, form=other_form)
    board = visit(school.board_member)
    if by == "decision":
        board.post(f"/exams/sittings/{sitting.id}/annul", school.decision(gives_back="yes"))
    with desk.reading() as work:
        decision = work.db.scalar(select(BoardDecision.id))
    asked = {
        "session": sitting.session_id,
        "form": school.form.id,
        "group": "LAS-3A",
        "state": "ratified",
        "decision": decision,
    }
    page = board.get(f"/exams/papers?{by}={asked[by]}").text
    table = page[page.index("<tbody>") :]
    assert "Noor" in table
    assert "Bo Other" not in table


def test_x9_all_that_match_are_those_of_the_filter(school, visit, desk):
    school.signed(2, candidate=school.make.person(Role.CANDIDATE, given="Bo", group_name="LAS-3B"))
    sitting = school.signed(2)
    sent = {"everything": "1", "action": "records", "form_key": str(uuid4())}
    assert visit(school.coordinator).post("/exams/papers?group=LAS-3A", sent).status_code == 303
    with desk.reading() as work:
        assert work.db.scalars(select(PaperRun)).one().wanted == [sitting.id]


@pytest.mark.parametrize("odd", ["session=x", "form=-1", "state=none", "decision=99999999999999", "group=nobody"])
def test_x9_a_filter_that_makes_no_sense_breaks_nothing(school, visit, odd):
    assert visit(school.coordinator).get(f"/exams/papers?{odd}").status_code == 200
