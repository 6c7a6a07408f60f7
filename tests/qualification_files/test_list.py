"""The list of qualifications: GET /qualifications."""

import pytest

from qualification_files.rules import QualificationKind, QualificationState

INACTIVE = "/qualifications?tab=inactive"


def test_a_draft_stands_under_inactive_and_not_under_active(browser_of_coordinator, make):
    make.qualification(name="Lasser", state=QualificationState.DRAFT)
    assert "Lasser" not in browser_of_coordinator.get("/qualifications").text
    assert "Lasser" in browser_of_coordinator.get(INACTIVE).text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (QualificationState.DRAFT, "Draft"),
        (QualificationState.DEACTIVATED, "Deactivated"),
        (QualificationState.SUPERSEDED, "Superseded"),
        (QualificationState.CLOSED, "Closed"),
    ],
)
def test_each_inactive_state_is_named(browser_of_coordinator, make, state, words):
    make.qualification(state=state)
    assert words in browser_of_coordinator.get(INACTIVE).text


def test_one_sees_at_a_glance_what_can_be_activated(browser_of_coordinator, make):
    make.qualification(state=QualificationState.DRAFT)
    page = browser_of_coordinator.get(INACTIVE).text
    assert "Can be activated" in page
    assert "/activate" in page


def test_one_sees_at_a_glance_what_a_draft_lacks(browser_of_coordinator, make):
    make.qualification(state=QualificationState.DRAFT, core_tasks=0)
    page = browser_of_coordinator.get(INACTIVE).text
    assert "There is no core task yet." in page
    assert "/activate" not in page


def test_an_elective_without_anything_asks_for_knowledge(browser_of_coordinator, make):
    make.qualification(state=QualificationState.DRAFT, work_processes=0, kind=QualificationKind.ELECTIVE)
    assert "no knowledge or skill yet" in browser_of_coordinator.get(INACTIVE).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=wel", "Welder"),
        ("q=25001", "Welder"),
        ("level=4", "Baker"),
        ("cohort=2027", "Baker"),
        ("q=25002+bak", "Baker"),
    ],
)
def test_the_list_can_be_searched_and_narrowed(browser_of_coordinator, make, query, found):
    make.qualification(name="Welder", code="25001", level=3, cohort="2026")
    make.qualification(name="Baker", code="25002", level=4, cohort="2027")
    page = browser_of_coordinator.get(f"/qualifications?{query}").text
    assert {name for name in ("Welder", "Baker") if f">{name}<" in page} == {found}


@pytest.mark.parametrize(
    ("sort", "first"), [("name", "Baker"), ("-name", "Welder"), ("level", "Welder"), ("code", "Welder")]
)
def test_the_list_can_be_sorted(browser_of_coordinator, make, sort, first):
    make.qualification(name="Welder", code="25001", level=1)
    make.qualification(name="Baker", code="25002", level=4)
    page = browser_of_coordinator.get(f"/qualifications?sort={sort}").text
    assert min(("Baker", "Welder"), key=lambda name: page.index(f">{name}<")) == first


@pytest.mark.parametrize(
    "query", ["page=99999", "page=-1", "level=x", "sort=password", "q=%25", "level=99999999999999999999"]
)
def test_a_strange_address_still_gives_a_list(browser_of_coordinator, make, query):
    make.qualification()
    assert browser_of_coordinator.get(f"/qualifications?{query}").status_code == 200


def test_a_name_is_never_markup(browser_of_coordinator, make):
    make.qualification(name="<script>alert(1)</script> 🚀 שלום")
    page = browser_of_coordinator.get("/qualifications").text
    assert "<script>alert" not in page
    assert "🚀 שלום" in page


def test_the_second_page_holds_the_rest(browser_of_coordinator, make):
    for number in range(27):
        make.qualification(name=f"Welder {number:02}", core_tasks=0)
    page = browser_of_coordinator.get("/qualifications?page=2").text
    assert "Welder 26" in page
    assert "Welder 24" not in page


def test_the_list_takes_as_many_statements_for_one_as_for_many(browser_of_coordinator, make, statements):
    make.qualification()
    with statements() as one:
        browser_of_coordinator.get("/qualifications")
    for _ in range(12):
        make.qualification()
    with statements() as many:
        browser_of_coordinator.get("/qualifications")
    assert len(one) == len(many) <= 9
