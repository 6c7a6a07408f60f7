"""X9: papers of many exams: in whose language, under which name, of which exams, and which are left out and why."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from exams.documents.naming import exam_name, safe, safe_file, untaken
from exams.models import ExamForm, ExamSession, PaperRun, Sitting
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
