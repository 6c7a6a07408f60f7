"""The list of qualifications as a tool: order, filters, place, options in each row, and the list as a spreadsheet."""

import re

import pytest

from foundation.sheets import read_table
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState

INACTIVE = "/qualifications?tab=inactive"
DRAFT = QualificationState.DRAFT


def names_in(page):
    return re.findall(r'<th scope="row" class="row-name"><a [^>]*>([^<]*)</a>', page)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("code", ["A", "B", "C"]),
        ("-code", ["C", "B", "A"]),
        ("cohort", ["C", "A", "B"]),
        ("-cohort", ["A", "C", "B"]),
        ("level", ["B", "C", "A"]),
    ],
)
def test_q1_codes_and_cohorts_are_sorted_as_numbers_and_what_is_empty_stands_last(
    browser_of_coordinator, make, sort, order
):
    make.qualification(name="A", code="9001", cohort="10", level=None)
    make.qualification(name="B", code="10001", cohort="", level=2)
    make.qualification(name="C", code="K10", cohort="9", level=4)
    assert names_in(browser_of_coordinator.get(f"/qualifications?sort={sort}").text) == order


def test_q1_capitals_do_not_decide_the_order(browser_of_coordinator, make):
    for name in ("welder", "Baker", "baker 10", "baker 2"):
        make.qualification(name=name)
    assert names_in(browser_of_coordinator.get("/qualifications").text) == ["Baker", "baker 2", "baker 10", "welder"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=superseded", ["Old"]),
        ("state=draft", ["New"]),
        ("language=nl", ["Old"]),
        ("state=active", ["New", "Old"]),
        ("state=nonsense", ["New", "Old"]),
    ],
)
def test_q1_inactive_ones_are_narrowed_by_state_and_language(browser_of_coordinator, make, query, found):
    make.qualification(name="New", state=DRAFT)
    make.qualification(name="Old", state=QualificationState.SUPERSEDED, language="nl")
    assert names_in(browser_of_coordinator.get(f"{INACTIVE}&{query}").text) == found


def test_q1_a_search_under_inactive_stays_under_inactive(browser_of_coordinator, make):
    make.qualification(name="Welder", state=DRAFT)
    page = browser_of_coordinator.get(f"{INACTIVE}&q=wel").text
    form = page[page.index('<form class="toolbar"') :].partition("</form>")[0]
    assert '<input type="hidden" name="tab" value="inactive">' in form
    assert 'class="chip-clear" href="/qualifications?tab=inactive"' in form


def test_q1_the_other_tab_keeps_what_was_searched_for(browser_of_coordinator, make):
    make.qualification(name="Welder", state=DRAFT)
    page = browser_of_coordinator.get("/qualifications?q=wel&level=3&page=4").text
    assert 'href="/qualifications?tab=inactive&amp;q=wel&amp;level=3"' in page


def test_q1_the_row_options_are_called_as_people_know_them_and_the_documents_stand_rightmost(
    browser_of_coordinator, make
):
    row = make.qualification(state=QualificationState.DRAFT)
    page = browser_of_coordinator.get("/qualifications?tab=inactive").text
    cell = page.partition('<td class="row-acts">')[2].partition("</td>")[0]
    assert "Edit core tasks and work processes" in cell
    assert f'href="/qualifications/{row.id}/documents" title="Accountability documents"' in cell.rpartition("<a ")[2]


def test_q1_the_silhouette_activates_and_comes_back_to_its_place_in_the_list(browser_of_coordinator, make, desk):
    row = make.qualification(state=DRAFT)
    here = f"{INACTIVE}&q=las"
    page = browser_of_coordinator.get(here).text
    assert f'<input type="hidden" name="next" value="{here.replace("&", "&amp;")}">' in page
    answer = browser_of_coordinator.post(f"/qualifications/{row.id}/activate", {"next": here})
    assert (answer.status_code, answer.location) == (303, here)
    with desk.reading() as work:
        assert work.db.get(Qualification, row.id).state is QualificationState.ACTIVE


@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example/x", "javascript:alert(1)", "/\\evil"])
def test_q1_no_deed_leads_to_another_site(browser_of_coordinator, make, address):
    row = make.qualification(state=DRAFT)
    answer = browser_of_coordinator.post(f"/qualifications/{row.id}/activate", {"next": address})
    assert answer.location == f"/qualifications/{row.id}/structure"


def test_q1_the_list_goes_out_as_a_spreadsheet_as_it_is_narrowed(browser_of_coordinator, make):
    make.qualification(name="=1+1 🚀", code="25001", cohort="2026", state=DRAFT, core_tasks=0)
    make.qualification(name="Other", state=DRAFT, language="nl")
    answer = browser_of_coordinator.get("/qualifications/list?tab=inactive&language=en")
    table = read_table(answer.data)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [row[1][:3] for row in table.rows] == [("25001", "=1+1 🚀", "2026")]
    assert "There is no core task yet." in table.rows[0][1]


def test_q1_an_empty_list_goes_out_too(browser_of_coordinator):
    assert browser_of_coordinator.get("/qualifications/list").status_code == 200


@pytest.mark.parametrize("role", ["candidate", "examiner", "auditor"])
def test_q1_who_does_not_look_after_qualifications_does_not_get_the_spreadsheet(visit, make, role):
    assert visit(make.person(role)).get("/qualifications/list").status_code == 403
    assert visit(None).get("/qualifications/list").status_code == 303


def test_q1_two_thousand_qualifications_take_as_many_statements_as_one(browser_of_coordinator, make, desk, statements):
    first = make.qualification(name="Qualification 0000")
    with statements() as one:
        browser_of_coordinator.get("/qualifications?sort=code")
    with desk.writing() as work:
        work.db.add_all(
            Qualification(code=f"M{number}", name=f"Qualification {number:04}", state=first.state, created_at=work.now)
            for number in range(1, 2000)
        )
    with statements() as many:
        page = browser_of_coordinator.get("/qualifications?sort=code&page=80").text
    assert len(one) == len(many) <= 9
    assert names_in(page)[-1] == "Qualification 1999"
    with statements() as sheet:
        assert len(read_table(browser_of_coordinator.get("/qualifications/list").data).rows) == 2000
    assert len(sheet) <= 9


def test_q1_pages_that_are_not_there_yet_are_not_offered(browser_of_coordinator, app):
    page = browser_of_coordinator.get("/qualifications").text
    for name, words in (("new_code_run", "Add multiple MBO crebo codes"), ("sources", ">Sources<")):
        there = f"qualification_files.{name}" in app.view_functions
        assert (words.strip("<>") in page) is there


def test_q1_what_is_fixed_is_offered_to_read_and_a_draft_to_edit(browser_of_coordinator, make):
    make.qualification(state=QualificationState.ACTIVE)
    make.qualification(state=QualificationState.DRAFT)
    active, inactive = (browser_of_coordinator.get(f"/qualifications{tab}").text for tab in ("", "?tab=inactive"))
    assert "Edit core tasks and work processes" not in active
    assert "Core tasks and work processes</a>" in active
    assert "Edit core tasks and work processes</a>" in inactive
