"""Taking in people from a spreadsheet: /people/import."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from foundation.sheets import read_table
from people.models import PeopleImport, Person, Supervision
from people.rules import Role
from tests.people.conftest import workbook

HEADER = ["Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Studentnummer", "Klas", "Rollen", "Begeleider"]
EVA = ["Eva", "", "Bos", "eva@school.example", 12345, "4A", "", "guide@school.example"]
GUIDE = ["Wouter", "de", "Graaf", "guide@school.example", "", "", "begeleider", ""]
WRONG = ["Jan", "", "Wit", "jan", "", "", "koning", ""]


def upload(browser, *rows, name="people.xlsx", content=None):
    file = io.BytesIO(workbook(HEADER, *rows) if content is None else content)
    return browser.post("/people/import", {"file": (file, name)}, content_type="multipart/form-data")


def carry_out(browser, url, **ticks):
    seen = re.search(r'name="seen" value="(\w+)"', browser.get(url).text)
    return browser.post(url, {"seen": seen[1] if seen else "", **ticks})


def everybody(desk):
    with desk.reading() as work:
        found = {one.email: one for one in work.db.scalars(select(Person))}
        roles = {email: one.role_names for email, one in found.items()}
        guided = [(row.candidate_id, row.supervisor_id) for row in work.db.scalars(select(Supervision))]
        work.db.expunge_all()
    return found, roles, guided


def test_a_preview_says_what_would_happen_and_nothing_happens(visit, admin, nurse, desk):
    browser = visit(admin)
    answer = upload(
        browser, EVA, GUIDE, WRONG, ["Fatma", "el", "Idrissi", "nurse@school.example", "100200", "", "", ""]
    )
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    for words in ("eva@school.example", "not an e-mail address", "not a role", "Fatma", "Take in 3 people"):
        assert words in page
    assert len(everybody(desk)[0]) == 2


def test_right_rows_are_taken_in_with_roles_and_supervisors(visit, admin, desk):
    browser = visit(admin)
    url = upload(browser, EVA, GUIDE).location
    assert carry_out(browser, url).location == url
    found, roles, guided = everybody(desk)
    eva, guide = found["eva@school.example"], found["guide@school.example"]
    assert (eva.name, eva.number, eva.group_name) == ("Eva Bos", "12345", "4A")
    assert (roles[eva.email], roles[guide.email]) == ({Role.CANDIDATE}, {Role.SUPERVISOR})
    assert guided == [(eva.id, guide.id)]


def test_people_who_are_known_are_changed_and_not_added(visit, admin, nurse, desk, audit):
    browser = visit(admin)
    url = upload(
        browser, ["Fatma", "", "Amrani", "new@school.example", "100200", "", "student, examinator", ""]
    ).location
    carry_out(browser, url)
    found, roles, _ = everybody(desk)
    changed = found["new@school.example"]
    assert (changed.id, changed.name, changed.group_name) == (nurse.id, "Fatma Amrani", "VZ2")
    assert (changed.sorting_name, changed.version) == ("amrani  fatma", nurse.version + 1)
    assert roles[changed.email] == {Role.CANDIDATE, Role.EXAMINER}
    assert audit("people.roles-changed")[0].facts == {"given": ["examiner"], "taken": []}
    assert set(audit("people.people-changed")[0].facts["fields"]) >= {"email", "family"}


def test_wrong_rows_stop_everything_unless_they_may_be_left_out(visit, admin, desk):
    browser = visit(admin)
    url = upload(browser, EVA, GUIDE, WRONG).location
    answer = carry_out(browser, url)
    assert answer.status_code == 409
    assert "Nothing was taken in" in answer.text
    assert len(everybody(desk)[0]) == 1
    assert carry_out(browser, url, leave_out_wrong="y").status_code == 303
    assert len(everybody(desk)[0]) == 3


def test_sending_twice_makes_nothing_double(visit, admin, desk, letters):
    browser = visit(admin)
    url = upload(browser, EVA, GUIDE).location
    seen = re.search(r'name="seen" value="(\w+)"', browser.get(url).text)[1]
    for _ in range(2):
        assert browser.post(url, {"seen": seen, "invite": "y"}).status_code == 303
    assert len(everybody(desk)[0]) == 3
    assert len(letters()) == 2
    assert "Nothing was done twice" in browser.get(url).text


def test_the_same_file_again_changes_nothing(visit, admin, desk):
    browser = visit(admin)
    carry_out(browser, upload(browser, EVA, GUIDE).location)
    page = browser.get(upload(browser, EVA, GUIDE).location).text
    assert "There is nothing to take in" in page


def test_what_was_not_looked_at_is_not_done(visit, admin, make, desk):
    browser = visit(admin)
    url = upload(browser, EVA, GUIDE).location
    seen = re.search(r'name="seen" value="(\w+)"', browser.get(url).text)[1]
    make.person(email="eva@school.example")
    answer = browser.post(url, {"seen": seen})
    assert answer.status_code == 409
    assert "Look again" in answer.text


def test_invitations_are_sent_by_jobs_and_only_if_ticked(visit, admin, letters):
    browser = visit(admin)
    carry_out(browser, upload(browser, GUIDE).location)
    assert letters() == []
    carry_out(browser, upload(browser, EVA).location, invite="y")
    assert [letter["To"] for letter in letters()] == ["eva@school.example"]


def test_taking_in_is_in_the_audit_one_line_for_each(visit, admin, desk, audit):
    browser = visit(admin)
    carry_out(browser, upload(browser, EVA, GUIDE).location)
    assert audit("people.import-uploaded")[0].actor_id == admin.id
    assert len(audit("people.people-added")) == 2
    assert audit("people.supervisors-set")[0].facts["supervisor_ids"]
    assert dict(audit("people.import-carried-out")[0].facts["counts"])["new"] == 2


def test_wrong_rows_can_be_downloaded_with_what_to_correct(visit, admin):
    browser = visit(admin)
    url = upload(browser, EVA, GUIDE, WRONG).location
    table = read_table(browser.get(f"{url}/wrong").data)
    assert table.header[-2:] == ("Row", "What to correct")
    assert table.rows[0][1][3] == "jan"
    assert "4" in table.rows[0][1]
    assert "Rollen: “koning” is not a role" in table.rows[0][1][-1]


def test_corrected_wrong_rows_can_be_uploaded_as_they_are(visit, admin, desk):
    browser = visit(admin)
    wrong = read_table(browser.get(f"{upload(browser, WRONG).location}/wrong").data)
    cells = list(wrong.rows[0][1])
    cells[3], cells[6] = "jan@school.example", "examinator"
    url = upload(browser, content=workbook(wrong.header, cells)).location
    page = browser.get(url).text
    assert "These columns are not used: Row, What to correct." in page
    carry_out(browser, url)
    assert everybody(desk)[1]["jan@school.example"] == {Role.EXAMINER}


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "people.xlsx", "empty"),
        (b"PK\x03\x04 nonsense", "people.xlsx", "not a table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "people.csv", "not a table"),
        (b"\xd0\xcf\x11\xe0" + bytes(64), "people.xls", "old Excel"),
        (b"Naam;Klas\nJan;4A\n", "people.csv", "Family name, E-mail"),
        (b"Achternaam;Surname;E-mail\nJan;Jan;a@b.nl\n", "people.csv", "mean the same"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_at_the_field(visit, admin, desk, content, name, words):
    answer = upload(visit(admin), content=content, name=name)
    assert answer.status_code == 422
    assert words in answer.text
    with desk.reading() as work:
        assert not work.db.scalars(select(PeopleImport)).all()


def test_no_file_at_all_is_told_at_the_field(visit, admin):
    assert "Choose a file first" in visit(admin).post("/people/import", {}).text


def test_csv_is_taken_in_too(visit, admin, desk):
    content = "Achternaam;E-mail;Studentnummer\nŻuławski;k@school.example;007\n".encode("utf-16")
    browser = visit(admin)
    carry_out(browser, upload(browser, content=content, name="people.csv").location)
    assert everybody(desk)[0]["k@school.example"].number == "007"


def test_a_name_in_a_file_cannot_carry_markup(visit, admin):
    browser = visit(admin)
    url = upload(
        browser, ["<script>x</script>", "", "<img src=x>", "eva@school.example", "", "", "<b>koning", ""]
    ).location
    assert "<script>x" not in browser.get(url).text
    assert "<b>koning" not in browser.get(url).text


def test_the_template_can_be_taken_in_once_it_is_filled(visit, admin):
    answer = visit(admin).get("/people/import/template")
    assert "people-template.xlsx" in answer.headers["Content-Disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    header = sheet.to_python()[0]
    content = workbook(header, ["Eva", "", "Bos", "eva@school.example"])
    browser = visit(admin)
    assert "Take in 1 person" in browser.get(upload(browser, content=content).location).text


def test_five_thousand_rows_take_as_many_statements_as_five(visit, admin, statements, clock):
    counts = []
    for amount, mark in ((5, "a"), (5000, "b")):
        browser = visit(admin)
        rows = [
            ["G", "", f"F{n}", f"{mark}{n}@school.example", f"{mark}{n}", "4A", "", "guide@school.example"]
            for n in range(amount)
        ]
        url = upload(browser, GUIDE, *rows).location
        seen = re.search(r'name="seen" value="(\w+)"', browser.get(url).text)[1]
        with statements() as ran:
            assert browser.post(url, {"seen": seen}).status_code == 303
        counts.append(len([one for one in ran.seen if not one.startswith("INSERT")]))
    assert counts[0] == counts[1]


def test_only_administrators_take_in_people(visit, admin, coordinator, nurse):
    url = upload(visit(admin), EVA, GUIDE).location
    for person, status in ((coordinator, 403), (nurse, 403)):
        for path in ("/people/import", "/people/import/template"):
            assert visit(person).get(path).status_code == status
        assert upload(visit(person), EVA).status_code == status
    for path in (url, f"{url}/wrong"):
        assert visit(coordinator).get(path).status_code == 404
        assert visit().get(path).status_code == 303
    assert visit(coordinator).post(url, {"seen": "x"}).status_code == 404
    assert upload(visit(), EVA).status_code == 401


def test_an_import_that_does_not_exist_and_wrong_methods_are_refused(visit, admin):
    assert visit(admin).get("/people/import/999999").status_code == 404
    assert visit(admin).client.put("/people/import").status_code == 405
    assert visit(admin).client.post("/people/import", data={}).status_code == 400


def test_uploads_are_listed(visit, admin):
    browser = visit(admin)
    carry_out(browser, upload(browser, EVA, GUIDE, name="klas 4a.xlsx").location)
    page = browser.get("/people/import").text
    assert "klas 4a.xlsx" in page
    assert "Taken in" in page
