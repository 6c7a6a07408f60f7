"""Changing what is known of somebody: /people/<id>/edit."""

import pytest

from people import queries
from people.rules import Role


def facts(person, **changes):
    known = {
        "given_name": person.given_name,
        "name_prefix": person.name_prefix,
        "family_name": person.family_name,
        "email": person.email,
        "number": person.number or "",
        "group_name": person.group_name,
        "roles": [role.value for role in person.role_names],
        "version": person.version,
    }
    return {**known, **changes}


def save(browser, person, **changes):
    return browser.post(f"/people/{person.id}/edit", facts(person, **changes))


def read(desk, person):
    with desk.reading() as work:
        found = queries.person(work, person.id)
        roles = found.role_names
        work.db.expunge_all()
    return found, roles


def test_the_form_shows_how_it_is(visit, admin, nurse):
    page = visit(admin).get(f"/people/{nurse.id}/edit").text
    assert 'value="Idrissi"' in page
    assert "checked" in page.split('value="candidate"')[0].rpartition("<input")[2]
    assert "checked" not in page.split('value="examiner"')[0].rpartition("<input")[2]


def test_everything_can_be_changed_at_once(visit, admin, nurse, desk, audit):
    answer = save(
        visit(admin),
        nurse,
        family_name="Amrani",
        email="new@school.example",
        roles=["examiner", "supervisor"],
        language="nl",
    )
    assert answer.location == f"/people/{nurse.id}"
    person, roles = read(desk, nurse)
    assert (person.name, person.email, person.language) == ("Fatima el Amrani", "new@school.example", "nl")
    assert person.sorting_name == "amrani  fatima  el"
    assert roles == {Role.EXAMINER, Role.SUPERVISOR}
    assert audit("people.people-changed")[0].facts["fields"] == ["family_name", "email", "language"]
    assert audit("people.roles-changed")[0].facts == {"given": ["examiner", "supervisor"], "taken": ["candidate"]}


def test_saving_without_a_change_is_no_event(visit, admin, nurse, audit):
    assert save(visit(admin), nurse).status_code == 303
    assert not audit("people.people-changed")
    assert not audit("people.roles-changed")


def test_the_second_of_two_tabs_is_told_and_loses_nothing(visit, admin, nurse, desk):
    browser = visit(admin)
    save(browser, nurse, family_name="Amrani")
    answer = save(browser, nurse, given_name="Fatma")
    assert answer.status_code == 409
    assert 'value="Fatma"' in answer.text
    assert "Amrani" in answer.text
    assert read(desk, nurse)[0].name == "Fatima el Amrani"


def test_after_looking_the_second_tab_can_save(visit, admin, nurse, desk):
    browser = visit(admin)
    save(browser, nurse, family_name="Amrani")
    refused = save(browser, nurse, given_name="Fatma")
    version = refused.text.split('name="version"')[1].split('value="')[1].split('"')[0]
    assert save(browser, nurse, given_name="Fatma", version=version).status_code == 303
    assert read(desk, nurse)[0].name == "Fatma el Idrissi"


def test_other_roles_are_another_version_too(visit, admin, nurse):
    browser = visit(admin)
    save(browser, nurse, roles=["candidate", "examiner"])
    assert save(browser, nurse, roles=["candidate", "auditor"]).status_code == 409


@pytest.mark.parametrize(("field", "value"), [("family_name", ""), ("email", "x"), ("roles", ["king"])])
def test_what_is_wrong_is_told_and_the_rest_stays_as_typed(visit, admin, nurse, field, value):
    answer = save(visit(admin), nurse, given_name="Evangelina", **{field: value})
    assert answer.status_code == 422
    assert "Evangelina" in answer.text


def test_an_address_of_somebody_else_is_told_at_its_field(visit, admin, nurse):
    answer = save(visit(admin), nurse, email="admin@school.example", given_name="Evangelina")
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert "Evangelina" in answer.text


def test_the_only_administrator_keeps_that_role(visit, admin, desk):
    answer = save(visit(admin), admin, roles=["coordinator"])
    assert answer.status_code == 409
    assert "only active administrator" in answer.text
    assert read(desk, admin)[1] == {Role.ADMINISTRATOR}


def test_one_of_two_administrators_can_lose_that_role(visit, admin, make):
    make.person(Role.ADMINISTRATOR)
    assert save(visit(admin), admin, roles=["coordinator"]).status_code == 303


def test_whoever_cannot_see_the_person_does_not_learn_that_there_is_one(visit, make, nurse):
    assert visit(make.person(Role.MANAGER)).get(f"/people/{nurse.id}/edit").status_code == 404
    assert visit(nurse).get(f"/people/{nurse.id}/edit").status_code == 403


def test_what_people_choose_for_themselves_is_no_other_version(visit, admin, nurse):
    visit(nurse).post("/preferences", {"color_mode": "dark"})
    assert save(visit(admin), nurse, given_name="Fatma").status_code == 303
