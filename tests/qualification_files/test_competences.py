"""Competences: /competences and what is done there."""

import pytest
from sqlalchemy import select

from qualification_files import queries
from qualification_files.models import Competence, WorkProcessCompetence

OWN = {"letter": "Z1", "name_nl": "Digitaal werken", "name_en": "Working digitally"}


@pytest.fixture
def own(browser_of_coordinator, desk):
    browser_of_coordinator.post("/competences/add", OWN)
    with desk.reading() as work:
        return work.db.scalars(select(Competence.id).where(Competence.letter == "Z1")).one()


def kept(desk, number):
    with desk.reading() as work:
        row = work.db.get(Competence, number)
        return row.name_en, row.retired_at is not None


def test_the_25_standard_ones_are_there_from_the_start(browser_of_coordinator, desk):
    with desk.reading() as work:
        assert [row.competence.letter for row in queries.competences(work)] == list("ABCDEFGHIJKLMNOPQRSTUVWXY")
    assert "Applying professional expertise" in browser_of_coordinator.get("/competences").text


def test_one_of_ones_own_is_added(browser_of_coordinator, own, audited):
    assert "Working digitally" in browser_of_coordinator.get("/competences").text
    assert audited("qualification_files.competence-added")[0].facts == {"competence_id": own}


@pytest.mark.parametrize(
    "wrong",
    [
        {"letter": ""},
        {"letter": "A"},
        {"letter": "a"},
        {"letter": "TOOLONG"},
        {"letter": "é"},
        {"name_nl": " "},
        {"name_en": "x" * 201},
    ],
)
def test_a_wrong_one_is_not_kept(browser_of_coordinator, count, wrong):
    answer = browser_of_coordinator.post("/competences/add", {**OWN, **wrong})
    assert (answer.status_code, count(Competence, Competence.standard.is_(False))) == (422, 0)


def test_adding_twice_makes_one(browser_of_coordinator, own, count):
    assert browser_of_coordinator.post("/competences/add", OWN).status_code == 422
    assert count(Competence, Competence.standard.is_(False)) == 1


def test_ones_own_is_renamed(browser_of_coordinator, own, desk, audited):
    answer = browser_of_coordinator.post(f"/competences/{own}", {**OWN, "name_en": "Digital craft", "letter": "Q9"})
    assert (answer.status_code, kept(desk, own)) == (303, ("Digital craft", False))
    assert audited("qualification_files.competence-changed")[0].facts["change"] == "renamed"


def test_a_standard_one_stays_as_it_is(browser_of_coordinator, desk):
    with desk.reading() as work:
        number = queries.competence_numbers(work)["A"]
    assert browser_of_coordinator.get(f"/competences/{number}").status_code == 409
    assert browser_of_coordinator.post(f"/competences/{number}", OWN).status_code == 409
    assert browser_of_coordinator.post(f"/competences/{number}/retire").status_code == 409
    assert kept(desk, number) == ("Deciding and initiating activities", False)


def test_a_retired_one_is_no_longer_offered_and_stays_where_it_is_used(browser_of_coordinator, own, make, desk):
    from qualification_files.rules import QualificationState

    row = make.qualification(state=QualificationState.DRAFT)
    user, other = row.core_tasks[0].work_processes
    with desk.writing() as work:
        work.db.add(WorkProcessCompetence(work_process_id=user.id, competence_id=own))
    assert browser_of_coordinator.post(f"/competences/{own}/retire").status_code == 303
    assert kept(desk, own)[1] is True
    assert "Working digitally" in browser_of_coordinator.get(f"/work-processes/{user.id}").text
    assert "Working digitally" not in browser_of_coordinator.get(f"/work-processes/{other.id}").text


def test_a_retired_one_is_brought_back(browser_of_coordinator, own, desk):
    browser_of_coordinator.post(f"/competences/{own}/retire")
    assert browser_of_coordinator.post(f"/competences/{own}/restore").status_code == 303
    assert kept(desk, own)[1] is False


def test_the_list_takes_a_fixed_number_of_statements(browser_of_coordinator, statements):
    with statements() as seen:
        browser_of_coordinator.get("/competences")
    assert len(seen) <= 6
