"""An exam is spoken of in the words of its qualification, on screen and on paper."""

import json
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from exams import queries
from foundation.environment import choose
from foundation.messages import say
from foundation.pdf import About, Ink, Paper
from foundation.web.wording import speaking
from foundation.web.words import said
from qualification_files.models import Qualification
from qualification_files.pages.terms import wording_of

EPA = {"en": {"work-process": ["EPA", "EPAs", ""], "core-task": ["domain", "domains", ""]}}
STUDENT = {"en": {"candidate": ["student", "students"], "qualification": ["education", "educations"]}}


@pytest.fixture
def its_words(school, desk):
    with desk.writing() as work:
        work.db.get(Qualification, school.qualification.id).terms = EPA


@pytest.fixture
def students(app, desk):
    with desk.writing() as work:
        choose(work.db, "environment.terms", STUDENT)
    app.extensions["environment_name"].forget()


def words(answer):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_q2_an_exam_form_says_the_words_of_its_qualification(school, visit, its_words):
    page = visit(school.coordinator).get(f"/exams/forms/{school.form.id}").text
    assert "More than three quarters of the EPAs of a domain should be examined." in page


def test_q2_choosing_what_is_examined_says_them(school, visit, its_words, make):
    draft = make.exam_form(qualification_id=school.qualification.id, state="draft", in_use_at=None)
    page = visit(school.coordinator).get(f"/exams/forms/{draft.id}/work-processes").text
    assert "Which EPAs are examined?" in page


def test_q2_the_list_of_all_forms_keeps_the_words_of_the_environment(school, visit, its_words, desk):
    assert "EPA" not in visit(school.coordinator).get("/exams/forms").text


@pytest.mark.parametrize("page", ["sessions/{session}", "sittings/{sitting}", "sheets/{sheet}", "sheets/{sheet}/sign"])
def test_q2_every_page_of_an_exam_opens_with_them(school, visit, its_words, page, desk):
    sitting = school.planned(starts_at=None, state="in_progress")

    with desk.reading() as work:
        sheet = queries.sitting(work, sitting.id).sheets[0].id
    url = "/exams/" + page.format(session=sitting.session_id, sitting=sitting.id, sheet=sheet)
    person = school.coordinator if page.startswith("sess") else school.examiner
    assert visit(person).get(url).status_code == 200


def test_q10_the_record_on_paper_says_the_words_of_the_environment(school, visit, students):
    found = words(visit(school.coordinator).get(f"/exams/sittings/{school.signed(2).id}/result.pdf"))
    assert "Student" in found
    assert "Education" in found
    assert "Candidate" not in found


def test_q10_an_empty_form_on_paper_says_them(school, visit, students):
    found = words(visit(school.coordinator).get(f"/exams/forms/{school.form.id}/empty.pdf"))
    assert "Student" in found
    assert "Candidate" not in found


def test_q10_the_title_of_a_form_is_never_changed(school, visit, students, desk):
    with school.make.redesigned(school.form.id) as form:
        form.title = "Qualification of a candidate"
    page = visit(school.coordinator).get("/exams/forms").text
    assert "Qualification of a candidate" in page


def test_q10_the_marking_screen_says_them_offline_too(school, visit, students):
    sitting = school.planned(starts_at=None, state="in_progress")
    page = visit(school.examiner).get(sheet_url(school, sitting)).text
    assert "You no longer examine this student." in told(page)["You no longer examine this candidate."]


def test_q10_without_words_the_marking_screen_says_english_by_itself(school, visit):
    sitting = school.planned(starts_at=None, state="in_progress")
    assert told(visit(school.examiner).get(sheet_url(school, sitting)).text) == {}


def test_q2_a_word_is_printed_on_paper_as_it_is(app):
    with app.app_context(), speaking(wording_of({"en": {"work-process": ["R&D <b>50%", "x"]}})):
        ink = Ink()
        about = About(title="x", author="x", subject="x", language="en")
        paper = Paper(about=about, head="x", foot="x", page_words=lambda number, count: f"{number} {count}")
        printed = paper.print([ink.text(said(say("Choose at least one work process.")))], ink)
    found = " ".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)
    assert "Choose at least one R&D <b>50%." in found


def sheet_url(school, sitting):

    with school.desk.reading() as work:
        return f"/exams/sheets/{queries.sitting(work, sitting.id).sheets[0].id}"


def told(page):
    found = re.search(r'<script type="application/json"[^>]*id="words"[^>]*>(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])
