"""The words of the environment: an administrator chooses them, and every page, paper and mail says them."""

import io
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from foundation.audit import AuditLine
from foundation.environment import choose, setting
from foundation.messages import say, say_many
from foundation.sheets import read_sheets
from foundation.web.mail import render_mail
from foundation.web.wording import speaking, wording_in_force
from foundation.web.words import said
from foundation.wording import Word
from people.rules import Role
from qualification_files.pages.terms import wording_of
from qualification_files.rules.terms import OF_THE_ENVIRONMENT, Term, terms_of
from tests.qualification_files.test_q2_terms import sent

EDUCATION = {
    "en-qualification-one": "education",
    "en-qualification-many": "educations",
    "nl-qualification-one": "traject",
    "nl-qualification-many": "trajecten",
    "nl-qualification-article": "het",
}
STUDENTS = {
    "en-participants-list-one": "Students",
    "nl-participants-list-one": "Studenten",
    "en-participant-one": "student",
    "en-participant-many": "students",
    "en-candidate-one": "student",
    "en-candidate-many": "students",
}


def all_sent(**changes):
    return sent(terms_of(frozenset(), OF_THE_ENVIRONMENT)) | changes


@pytest.fixture
def administrator(make):
    return make.person(Role.ADMINISTRATOR)


@pytest.fixture
def school(visit, administrator):
    """A school that calls qualifications education and candidates students."""
    answer = visit(administrator).post("/environment/terms", all_sent(**EDUCATION, **STUDENTS))
    assert answer.status_code == 303


@pytest.fixture
def visitor(visit, make, school):
    return visit(make.person(Role.COORDINATOR))


@pytest.fixture
def dutch(visit, make, school):
    return visit(make.person(Role.COORDINATOR, language="nl"))


def kept(desk):
    with desk.reading() as work:
        return setting(work.db, "environment.terms", {})


def test_q10_only_what_is_called_otherwise_is_kept(visit, administrator, desk):
    visit(administrator).post("/environment/terms", all_sent(**EDUCATION))
    assert kept(desk) == {
        "en": {"qualification": ["education", "educations", ""]},
        "nl": {"qualification": ["traject", "trajecten", "het"]},
    }


def test_q10_the_bulk_action_says_education(visitor, make):
    make.person(Role.CANDIDATE)
    page = visitor.get("/portfolios").text
    assert "Link to education" in page
    assert "Unlink from education" in page


def test_q10_the_bulk_action_says_it_in_dutch(dutch, make):
    make.person(Role.CANDIDATE)
    page = dutch.get("/portfolios").text
    assert "Koppelen aan traject" in page
    assert "Ontkoppelen van traject" in page


def test_q10_the_menu_says_education_and_students(visitor):
    page = visitor.get("/").text
    assert "<span>Educations</span>" in page
    assert "<span>Students</span>" in page
    assert "<span>Portfolios</span>" not in page


def test_q10_headings_buttons_and_empty_lists_say_education(visitor):
    page = visitor.get("/qualifications").text
    assert "<h1>Educations</h1>" in page
    assert "Add education" in page
    assert "No active education yet" in page


def test_q10_headings_buttons_and_empty_lists_say_it_in_dutch(dutch):
    page = dutch.get("/qualifications").text
    assert "<h1>Trajecten</h1>" in page
    assert "Traject toevoegen" in page
    assert "Nog geen actief traject" in page


def test_q10_the_list_of_participants_has_its_own_name(visitor):
    page = visitor.get("/portfolios").text
    assert "<h1>Students</h1>" in page
    assert "No students yet" in page


def test_q10_the_word_for_candidate_is_said_where_a_role_is_named(visit, administrator, school):
    assert ">Student<" in visit(administrator).get("/people/add").text.replace("\n", "").replace("  ", "")


def test_q10_labels_and_errors_of_forms_follow(visitor):
    page = visitor.post("/qualifications/add", {"name": "", "code": ""}).text
    assert "Give the education a name." in page
    assert "Link to new students by default" in page


def test_q10_the_name_of_a_qualification_is_nobodys_to_change(visitor, make):
    make.qualification(name="Qualification of welders, work process <b>")
    assert "Qualification of welders, work process &lt;b&gt;" in visitor.get("/qualifications").text


def test_q10_a_qualification_may_say_otherwise_than_the_environment(visit, administrator, make, visitor):
    terms = all_sent(**{"en-work-process-one": "task", "en-work-process-many": "tasks"})
    visit(administrator).post("/environment/terms", terms)
    noor = make.person(Role.CANDIDATE)
    make.link(noor, make.qualification(terms={"en": {"work-process": ["EPA", "EPAs"]}}))
    make.link(noor, make.qualification())
    page = visit(noor).get("/portfolio").text
    assert "0 of 2 EPAs" in page
    assert "0 of 2 tasks" in page


def test_q10_whoever_is_signed_out_reads_nothing_of_it(visit, school):
    assert visit().get("/sign-in").status_code == 200


def test_q10_what_happened_is_told_in_the_new_words_at_once(visit, administrator):
    answer = visit(administrator).post("/environment/terms", all_sent(**EDUCATION), follow_redirects=True)
    assert "Link to education" in answer.text


def test_q10_the_change_is_in_the_audit(visit, administrator, desk):
    visit(administrator).post("/environment/terms", all_sent(**EDUCATION))
    with desk.reading() as work:
        lines = work.db.scalars(select(AuditLine.facts).where(AuditLine.event == "environment.terms-changed")).all()
    assert [line["terms"] for line in lines] == [["en:qualification", "nl:qualification"]]


def test_q10_saving_the_same_words_changes_nothing(visit, administrator, desk):
    visit(administrator).post("/environment/terms", all_sent())
    with desk.reading() as work:
        assert not work.db.scalars(select(AuditLine).where(AuditLine.event == "environment.terms-changed")).all()


def test_q10_the_usual_words_can_be_put_back(visit, administrator, school, desk):
    visitor = visit(administrator)
    assert visitor.post("/environment/terms/usual").status_code == 303
    assert kept(desk) == {}
    assert "Link to qualification" in visitor.get("/environment/terms").text


@pytest.mark.parametrize("wrong", ["", "x" * 61, "two\nlines", "a\x00b"])
def test_q10_a_word_that_cannot_stand_in_a_sentence_is_refused(visit, administrator, desk, wrong):
    answer = visit(administrator).post("/environment/terms", all_sent(**{"en-qualification-one": wrong}))
    assert answer.status_code == 422
    assert kept(desk) == {}


def test_q10_the_list_goes_out_whatever_qualifications_are_called(visit, make, administrator):
    wrong = {"en-qualification-one": "[study]", "en-qualification-many": "studies/programmes: *?"}
    assert visit(administrator).post("/environment/terms", all_sent(**wrong)).status_code == 303
    answer = visit(make.person(Role.COORDINATOR)).get("/qualifications/list")
    assert CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).sheet_names == ["Studies-programmes- -"]


def test_q10_whoever_was_overtaken_is_told_and_not_obeyed(visit, administrator, desk):
    late = visit(administrator).get("/environment/terms").text
    seen = late.split('name="seen"')[1].split('value="')[1].split('"')[0]
    visit(administrator).post("/environment/terms", all_sent(**EDUCATION))
    assert visit(administrator).post("/environment/terms", all_sent(seen=seen)).status_code == 409
    assert kept(desk)


def test_q10_the_preview_reads_as_the_pages_will(visit, administrator, desk):
    shown = visit(administrator).get("/environment/terms/preview", query_string=all_sent(**EDUCATION)).text
    assert "Link to education" in shown
    assert "Koppelen aan traject" in shown
    assert kept(desk) == {}


def test_q10_the_preview_passes_over_what_cannot_be_used(visit, administrator):
    asked = {"en-qualification-one": "x" * 90, "en-work-process-many": "<script>x</script>"}
    shown = visit(administrator).get("/environment/terms/preview", query_string=all_sent(**asked)).text
    assert "Link to qualification" in shown
    assert "<script>" not in shown


DOORS = (("GET", ""), ("POST", ""), ("POST", "/usual"), ("GET", "/preview"))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_q10_nobody_but_an_administrator_comes_in(visit, make, role):
    visitor = visit(make.person(role))
    assert {
        visitor.client.open(
            f"/environment/terms{end}", method=method, headers={"X-CSRFToken": visitor.token}
        ).status_code
        for method, end in DOORS
    } == {403}


def test_q10_a_stranger_is_led_to_the_sign_in_page(visit):
    assert "/sign-in" in visit().get("/environment/terms").location
    assert visit().post("/environment/terms", {}).status_code == 401


@pytest.mark.parametrize(("method", "end"), [("POST", "/preview"), ("GET", "/usual")])
def test_q10_each_door_takes_one_method(visit, administrator, method, end):
    visitor = visit(administrator)
    answer = visitor.client.open(f"/environment/terms{end}", method=method, headers={"X-CSRFToken": visitor.token})
    assert answer.status_code == 405


def test_q10_the_words_cost_no_statement(visit, make, administrator, statements):
    visitor, counts = visit(make.person(Role.COORDINATOR)), []
    for _ in range(2):
        visitor.get("/qualifications")  # reads the words anew when they changed
        with statements() as seen:
            visitor.get("/qualifications")
        counts.append(len(seen))
        visit(administrator).post("/environment/terms", all_sent(**EDUCATION))
    assert counts[0] == counts[1]


def test_q10_what_another_process_changed_is_seen_at_the_next_reading(app, desk, visit, make):
    with desk.writing() as work:
        choose(work.db, "environment.terms", {"en": {"qualification": ["education", "educations"]}})
    app.extensions["environment_name"].forget()  # as after ten seconds
    assert "Educations" in visit(make.person(Role.COORDINATOR)).get("/qualifications").text


def test_q10_what_was_stored_wrongly_leaves_the_usual_words(app, desk, visit, make):
    with desk.writing() as work:
        choose(work.db, "environment.terms", {"en": "nonsense", "nl": {"qualification": [1, 2]}})
    app.extensions["environment_name"].forget()
    assert "<h1>Qualifications</h1>" in visit(make.person(Role.COORDINATOR)).get("/qualifications").text


def test_q10_a_command_and_a_job_say_the_words_too(app, desk, school):
    with app.app_context():
        assert said(say("Choose at least one qualification.")) == "Choose at least one education."
        assert said(say_many("%(count)s candidate", "%(count)s candidates", 2)) == "2 students"


def test_q10_words_are_plain_outside_html(app, school):
    with app.app_context(), speaking(wording_of({"en": {"work-process": ["R&D <task>", "x"]}})):
        assert said(say("Choose at least one work process.")) == "Choose at least one R&D <task>."


def test_q10_a_mail_can_take_words_of_its_own_along(app, school):
    with app.app_context():
        own = wording_of({"en": {"work-process": ["EPA", "EPAs"]}})
        assert render_mail("try", "en", wording=own, name="x") == render_mail("try", "en", name="x")
        assert wording_in_force() is not own


def test_q10_words_of_one_request_do_not_leak_into_the_next(visitor, make):
    row, _other = make.qualification(terms={"en": {"core-task": ["domain", "domains"]}}), make.qualification()
    assert "Domain" in visitor.get(f"/qualifications/{row.id}/structure").text
    assert "Core tasks and work processes" in visitor.get("/qualifications").text


def test_q10_the_environment_has_a_word_for_everything():
    words = terms_of(frozenset(), OF_THE_ENVIRONMENT)
    assert words["nl"][Term.PARTICIPANTS_LIST] == Word("Portfolio's", "Portfolio's")


@pytest.mark.parametrize(
    ("language", "file", "line", "sheet"),
    [
        ("en", "education template.xlsx", "This workbook holds one education.", "Qualification"),
        ("nl", "sjabloon voor een traject.xlsx", "In dit Excel-bestand staat één traject.", "Kwalificatie"),
    ],
)
def test_q10_the_template_of_excel_explains_itself_in_these_words(school, visit, make, language, file, line, sheet):
    answer = visit(make.person(Role.COORDINATOR, language=language)).get("/qualifications/import/template.xlsx")
    assert file in unquote(answer.headers["Content-Disposition"])
    explained, *sheets = read_sheets(answer.data).items()
    assert str(explained).count(line) == 1
    assert sheets[0][0] == sheet  # by which it is read again
