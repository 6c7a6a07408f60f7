"""Workbooks, frameworks of Moodle and of Mahara through the import, and the template: GET .../import/template.xlsx."""

import re

import pytest
from sqlalchemy import select

from foundation.sheets import Sheet, read_sheets, write_sheets
from people.rules import Role
from qualification_files.formats import CoreTask, Indicator, QualificationFile, WorkProcess, moodle, workbook
from qualification_files.models import CoreTask as CoreTaskRow
from qualification_files.models import Indicator as IndicatorRow
from qualification_files.models import Qualification
from qualification_files.models import WorkProcess as WorkProcessRow
from tests.qualification_files.conftest import sent

TEMPLATE = "/qualifications/import/template.xlsx"
COOK = QualificationFile(
    code="KOK",
    name="Cook 🍳 טבח",
    language="en",
    core_tasks=(
        CoreTask(
            number="K1",
            name="=Prepares",
            work_processes=(
                WorkProcess(
                    number="W1", name="Cuts", competences=("A", "K"), indicators=(Indicator("One"), Indicator("Two"))
                ),
            ),
        ),
    ),
)
MATRIX = (
    b'{"framework": {"name": "Ready", "standards": [{"name": "S", "standardid": 1}],'
    b' "standardelements": [{"name": "E", "standardid": 1, "elementid": "1.1"}]}}'
)


@pytest.fixture
def imported(browser_of_coordinator, desk):
    """Upload a file, choose everything in it, and give the qualifications that are here then: name and core tasks."""

    def take(content, name):
        answer = browser_of_coordinator.post("/qualifications/import", {"files": [sent(content, name)], "cohort": ""})
        assert answer.status_code == 303, answer.text
        page = browser_of_coordinator.get(answer.location).text
        data = {"cohort": "", "shown_cohort": "", "chosen": re.findall(r'name="chosen" value="([^"]*)"', page)}
        assert browser_of_coordinator.post(answer.location, data).status_code == 303
        with desk.reading() as work:
            rows = work.db.scalars(select(Qualification)).all()
            return [(row.name, [task.name for task in row.core_tasks]) for row in rows]

    return take


@pytest.mark.parametrize("write", [moodle.write, workbook.write])
def test_q15_what_we_write_is_imported_again(imported, count, write):
    assert imported(write(COOK), "cook") == [("Cook 🍳 טבח", ["=Prepares"])]
    assert (count(WorkProcessRow), count(IndicatorRow)) == (1, 2)


def test_q15_mahara_is_imported(imported):
    assert imported(MATRIX, "ready.matrix") == [("Ready", ["S"])]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("moodle_csv/irish_pharmacy_core_competency.csv", (6, 25, 178)),
        ("mahara_matrix/example.matrix", (4, 19, 12)),
        ("mahara_matrix/nace_usa.matrix", (1, 7, 0)),
    ],
)
def test_q15_real_frameworks_are_imported_whole(imported, real_file, count, name, numbers):
    path = real_file(f"formats/{name}")
    assert len(imported(path.read_bytes(), path.name)) == 1
    assert (count(CoreTaskRow), count(WorkProcessRow), count(IndicatorRow)) == numbers


def test_q15_xlsx_all_faults_of_a_workbook_are_shown_on_the_page(browser_of_coordinator, count):
    rows = [["1", "", "", ""], ["", "", "2", ""]]
    columns = ["Core task number", "Core task", "Work process number", "Work process"]
    wrong = write_sheets(
        [
            Sheet(name="Qualification", header=["Field", "Value"], rows=[["Code", "<b>K"]]),
            Sheet(name="Work processes", header=columns, rows=rows),
        ]
    )
    answer = browser_of_coordinator.post("/qualifications/import", {"files": [sent(wrong, "wrong.xlsx")]})
    page = browser_of_coordinator.get(answer.location).text
    for place in ("sheet Work processes, row 2, column Core task", "sheet Work processes, row 3, column Work process"):
        assert place in page
    assert "“Name” must be filled in." in page
    assert "<b>K" not in page
    assert count(Qualification) == 0


def test_q15_xlsx_the_workbook_of_another_program_is_refused_with_the_reason(browser_of_coordinator, count):
    other = write_sheets([Sheet(name="Wages", rows=[["a"]])])
    answer = browser_of_coordinator.post("/qualifications/import", {"files": [sent(other, "other.xlsx")]})
    assert answer.status_code == 422
    assert "Download the template" in answer.text
    assert count(Qualification) == 0


def test_q15_xlsx_the_template_is_offered_and_downloads_in_the_readers_language(visit, make):
    reader = visit(make.person(Role.COORDINATOR, language="nl"))
    assert TEMPLATE in reader.get("/qualifications/import").text
    answer = reader.get(TEMPLATE)
    assert answer.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert list(read_sheets(answer.data))[1] == "Kwalificatie"


def test_q15_xlsx_only_who_imports_gets_the_template(visit, candidate):
    assert visit(candidate).get(TEMPLATE).status_code == 403
    assert visit(None).get(TEMPLATE).status_code in (302, 303, 401)


def test_q15_xlsx_the_template_is_only_read(browser_of_coordinator, count):
    assert browser_of_coordinator.post(TEMPLATE).status_code == 405
    assert browser_of_coordinator.get(TEMPLATE + "x").status_code == 404


def test_q15_xlsx_the_template_takes_no_statements_of_its_own(browser_of_coordinator, statements):
    browser_of_coordinator.get(TEMPLATE)
    with statements() as first:
        browser_of_coordinator.get("/qualifications/import")
    with statements() as asked:
        browser_of_coordinator.get(TEMPLATE)
    assert len(asked) < len(first)
