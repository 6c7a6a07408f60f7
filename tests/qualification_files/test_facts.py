"""Adding a qualification and changing its facts: /qualifications/add, /qualifications/<id>/facts and /remove."""

import re

import pytest
from sqlalchemy import select

from qualification_files.models import Qualification
from qualification_files.rules import QualificationState

WELDER = {
    "language": "en",
    "name": "Welder",
    "code": "25001",
    "cohort": "2026",
    "level": "3",
    "kind": "regular",
    "intake_ends": "2027-01-31",
    "link_by_default": "y",
}


def seen_in(page):
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    return found.group(1)


def only(desk):
    with desk.reading() as work:
        row = work.db.scalars(select(Qualification)).one()
        work.db.expunge_all()
        return row


def test_a_new_qualification_is_a_draft(browser_of_coordinator, desk):
    answer = browser_of_coordinator.post("/qualifications/add", WELDER)
    row = only(desk)
    assert (answer.status_code, answer.location) == (303, f"/qualifications/{row.id}/structure")
    assert (row.state, row.name, row.level, row.link_by_default) == (QualificationState.DRAFT, "Welder", 3, True)
    assert str(row.intake_ends) == "2027-01-31"


def test_adding_one_is_in_the_audit(browser_of_coordinator, desk, audited, coordinator):
    browser_of_coordinator.post("/qualifications/add", WELDER)
    (line,) = audited("qualification_files.qualification-added")
    assert (line.actor_id, line.facts) == (coordinator.id, {"qualification_id": only(desk).id})


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"code": "  "},
        {"name": "n" * 401},
        {"code": "c" * 41},
        {"level": "9"},
        {"kind": "other"},
        {"language": "xx"},
        {"intake_ends": "soon"},
        {"valid_from": "2027-02-01"},
        {"programme_ends": "2027-01-01"},
    ],
)
def test_wrong_input_is_shown_at_the_form_and_nothing_is_kept(browser_of_coordinator, count, wrong):
    answer = browser_of_coordinator.post("/qualifications/add", {**WELDER, **wrong})
    assert answer.status_code == 422
    assert 'class="summary"' in answer.text
    assert count(Qualification) == 0


def test_a_form_posted_twice_makes_one(browser_of_coordinator, count):
    first, second = (browser_of_coordinator.post("/qualifications/add", WELDER) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 422)
    assert "there already" in second.text
    assert count(Qualification) == 1


def test_the_same_code_in_another_cohort_is_another_qualification(browser_of_coordinator, count):
    browser_of_coordinator.post("/qualifications/add", WELDER)
    assert browser_of_coordinator.post("/qualifications/add", {**WELDER, "cohort": "2027"}).status_code == 303
    assert count(Qualification) == 2


def test_what_a_form_does_not_have_cannot_be_set(browser_of_coordinator, desk):
    browser_of_coordinator.post("/qualifications/add", {**WELDER, "state": "active", "id": "77", "version": "9"})
    assert (only(desk).state, only(desk).version) == (QualificationState.DRAFT, 1)


def test_a_hostile_name_is_kept_as_words(browser_of_coordinator, desk):
    name = "\u202eevil\x00 <script>alert(1)</script> 🚀 é"
    browser_of_coordinator.post("/qualifications/add", {**WELDER, "name": name})
    assert only(desk).name == "evil <script>alert(1)</script> 🚀 é"
    page = browser_of_coordinator.get(f"/qualifications/{only(desk).id}/structure").text
    assert "<script>alert" not in page


def test_facts_can_be_changed(browser_of_coordinator, make, desk, audited):
    row = make.qualification(state=QualificationState.DRAFT)
    seen = seen_in(browser_of_coordinator.get(f"/qualifications/{row.id}/facts").text)
    answer = browser_of_coordinator.post(f"/qualifications/{row.id}/facts", {**WELDER, "seen": seen})
    assert answer.status_code == 303
    assert (only(desk).name, only(desk).code) == ("Welder", "25001")
    assert "name" in audited("qualification_files.qualification-changed")[0].facts["fields"]


def test_saving_without_a_change_is_no_change(browser_of_coordinator, make, audited):
    row = make.qualification(state=QualificationState.DRAFT, name="Welder", code="25001", cohort="2026", language="en")
    same = {**WELDER, "intake_ends": "", "link_by_default": ""}
    del same["link_by_default"]
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/facts", same).status_code == 303
    assert audited("qualification_files.qualification-changed") == []


def test_the_second_of_two_tabs_is_told_and_keeps_what_was_typed(browser_of_coordinator, make, desk):
    row = make.qualification(state=QualificationState.DRAFT)
    address = f"/qualifications/{row.id}/facts"
    seen = seen_in(browser_of_coordinator.get(address).text)
    browser_of_coordinator.post(address, {**WELDER, "name": "First", "seen": seen})
    answer = browser_of_coordinator.post(address, {**WELDER, "name": "Second", "seen": seen})
    assert (answer.status_code, only(desk).name) == (409, "First")
    assert 'value="Second"' in answer.text
    again = browser_of_coordinator.post(address, {**WELDER, "name": "Second", "seen": seen_in(answer.text)})
    assert (again.status_code, only(desk).name) == (303, "Second")


def test_the_code_of_one_in_use_stays_whatever_is_sent(browser_of_coordinator, make, desk):
    row = make.qualification(code="25999")
    browser_of_coordinator.post(f"/qualifications/{row.id}/facts", WELDER)
    assert (only(desk).code, only(desk).name) == ("25999", "Welder")


def test_a_draft_can_be_removed(browser_of_coordinator, make, count, audited):
    row = make.qualification(state=QualificationState.DRAFT)
    assert "cannot be taken back" in browser_of_coordinator.get(f"/qualifications/{row.id}/remove").text
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/remove").status_code == 303
    assert count(Qualification) == 0
    assert len(audited("qualification_files.qualification-removed")) == 1


def test_only_a_draft_can_be_removed(browser_of_coordinator, make, count):
    row = make.qualification()
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/remove").status_code == 409
    assert count(Qualification) == 1


def test_a_draft_that_something_holds_on_to_is_not_removed(browser_of_coordinator, make, count, candidate):
    row = make.qualification(state=QualificationState.DRAFT)
    make.link(candidate, row)
    answer = browser_of_coordinator.post(f"/qualifications/{row.id}/remove")
    assert (answer.status_code, count(Qualification)) == (409, 1)
    assert "already uses this draft" in answer.text
