"""C6: asking people to fill in a questionnaire."""

import pytest
from sqlalchemy import select

from certification.models import InventoryRun
from certification.rules.inventories import RunState
from people.rules import Role
from tests.certification.made_inventories import asked, inventory, published
from tests.people import made as organisation


@pytest.fixture
def questionnaire(make):
    return published(make)


def ask(browsing, made, *people, **more):
    data = {"action": "ask", "chosen": [person.id for person in people], **more}
    return browsing.post(f"/inventories/{made.id}/ask", data)


def asked_of(desk):
    with desk.reading() as work:
        return sorted(work.db.scalars(select(InventoryRun.person_id).where(InventoryRun.withdrawn_at.is_(None))))


def test_who_is_chosen_is_first_shown_and_not_yet_asked(make, defining, questionnaire, desk):
    page = ask(defining, questionnaire, make.person(), action="preview")
    assert "1 person will be asked" in page.text
    assert asked_of(desk) == []


def test_who_is_chosen_is_asked_and_mailed(make, defining, questionnaire, desk, audited):
    person = make.person()
    assert ask(defining, questionnaire, person).status_code == 303
    assert asked_of(desk) == [person.id]
    assert audited()[-1] == "certification.inventory-asked"


def test_asked_twice_it_is_asked_once(make, defining, questionnaire, desk):
    person = make.person()
    ask(defining, questionnaire, person)
    ask(defining, questionnaire, person)
    assert asked_of(desk) == [person.id]


def test_nobody_chosen_is_told(defining, questionnaire):
    assert ask(defining, questionnaire).status_code == 422


def test_everybody_of_a_part_is_asked_at_once(make, defining, questionnaire, desk):
    team = organisation.part(make, "ICU")
    inside, outside = make.person(), make.person()
    organisation.place(make, inside, organisation.part(make, "Night shift", below=team))
    data = {"action": "ask", "everything": "1"}
    defining.post(f"/inventories/{questionnaire.id}/ask?part={team.id}", data)
    assert asked_of(desk) == [inside.id]
    assert outside.id not in asked_of(desk)


def test_everybody_who_follows_a_qualification_is_asked_at_once(make, defining, questionnaire, desk):
    person, qualification = make.person(Role.CANDIDATE), make.qualification()
    make.link(person, qualification)
    data = {"action": "ask", "everything": "1"}
    defining.post(f"/inventories/{questionnaire.id}/ask?qualification={qualification.id}", data)
    assert asked_of(desk) == [person.id]


def test_a_manager_asks_own_people_and_nobody_else(make, visit, questionnaire, desk):
    team = organisation.part(make, "ICU")
    manager = visit(organisation.lead(make, team))
    inside, outside = make.person(), make.person()
    organisation.place(make, inside, team)
    assert "Jansen" in manager.get(f"/inventories/{questionnaire.id}/ask").text
    assert "1 person cannot be asked" in ask(manager, questionnaire, inside, outside, action="preview").text
    ask(manager, questionnaire, inside, outside)
    assert asked_of(desk) == [inside.id]


def test_a_manager_sees_of_own_people_alone_who_was_asked(make, visit, questionnaire):
    team = organisation.part(make, "ICU")
    manager = visit(organisation.lead(make, team))
    outside = make.person(family="Outsider")
    asked(make, questionnaire, outside)
    assert "Outsider" not in manager.get(f"/inventories/{questionnaire.id}/people").text


def test_the_inactive_are_not_asked(make, defining, questionnaire, desk):
    ask(defining, questionnaire, make.person(active=False))
    assert asked_of(desk) == []


def test_a_draft_is_not_asked(make, defining, desk):
    assert ask(defining, inventory(make), make.person()).status_code == 409
    assert asked_of(desk) == []


def test_a_question_is_taken_back(make, defining, questionnaire, desk):
    run = asked(make, questionnaire, make.person())
    defining.post(f"/inventories/asked/{run.id}/take-back")
    assert asked_of(desk) == []
    assert defining.post(f"/inventories/asked/{run.id}/take-back").status_code == 303


def test_a_manager_takes_nothing_back_of_people_of_others(make, visit, questionnaire):
    manager = visit(organisation.lead(make, organisation.part(make, "ICU")))
    run = asked(make, questionnaire, make.person())
    assert manager.post(f"/inventories/asked/{run.id}/take-back").status_code == 404


def test_the_list_tells_how_far_each_is(make, defining, questionnaire):
    asked(make, questionnaire, make.person(family="Waiting"))
    page = f"/inventories/{questionnaire.id}/people"
    assert "Not begun" in defining.get(page).text
    assert "Waiting" not in defining.get(f"{page}?state={RunState.SENT}").text


def test_it_is_opened_for_all_and_shut_again(make, visit, defining, questionnaire):
    person = visit(make.person())
    for way, seen in (("yes", True), ("no", False)):
        defining.post(f"/inventories/{questionnaire.id}/open-for-all", {"open": way})
        assert ("You may fill in" in person.get("/inventories/mine").text) is seen


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER])
def test_who_looks_after_nobody_asks_nobody(make, visit, questionnaire, role):
    somebody = visit(make.person(role))
    assert ask(somebody, questionnaire, make.person()).status_code == 404
    assert somebody.get("/inventories").status_code == 404


@pytest.mark.parametrize("place", ["ask", "people"])
def test_the_lists_cost_a_fixed_number_of_statements(make, defining, questionnaire, statements, place):
    counts = []
    for _more in range(2):
        asked(make, questionnaire, make.person())
        with statements() as seen:
            defining.get(f"/inventories/{questionnaire.id}/{place}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_who_is_asked_gets_a_mail_that_leads_there(app, make, defining, questionnaire, run_jobs):
    ask(defining, questionnaire, make.person(email="asked@school.example"))
    run_jobs()
    [letter] = app.extensions["settings"].mailbox.glob("*.eml")
    assert f"/inventories/{questionnaire.id}/begin" in letter.read_text()
