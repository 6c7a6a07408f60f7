"""F1: a role that counts in a part of the organisation counts there and nowhere else, on every page about people."""

import pytest
from sqlalchemy import select

from foundation.sheets import read_table
from people.models import Membership, Person, PersonRole
from people.rules import Role
from tests.people import made


@pytest.fixture
def parts(make):
    top = made.part(make, "Hospital")
    return {"top": top, "icu": made.part(make, "ICU", below=top), "er": made.part(make, "ER", below=top)}


@pytest.fixture
def here(make, parts):
    person = make.person(Role.CANDIDATE, family="Hier", group_name="A1")
    made.place(make, person, parts["icu"])
    return person


@pytest.fixture
def there(make, parts):
    person = make.person(Role.CANDIDATE, family="Daar", group_name="B1")
    made.place(make, person, parts["er"])
    return person


@pytest.fixture
def lead(make, parts):
    return made.lead(make, parts["icu"], family="Baas")


@pytest.fixture
def ward(make, parts):
    """Administers the ICU alone."""
    return made.limited(make, Role.ADMINISTRATOR, parts["icu"], family="Beheer")


@pytest.fixture
def everyone(lead, ward, make, parts):
    """Everybody whose say ends at the ICU."""
    return [
        lead,
        ward,
        made.limited(make, Role.COORDINATOR, parts["icu"]),
        made.limited(make, Role.MANAGER, parts["icu"]),
    ]


def facts(person, **changes):
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "roles": [role.value for role in person.role_names],
        "version": person.version,
        **changes,
    }


def test_f1_the_list_holds_the_own_part_only(visit, everyone, here, there):
    pages = [visit(person).get("/people").text for person in everyone]
    assert [("Hier" in page, "Daar" in page) for page in pages] == [(True, False)] * 4


def test_f1_the_groups_to_choose_from_are_those_of_the_own_part(visit, lead, here, there):
    page = visit(lead).get("/people").text
    assert ('value="A1"' in page, 'value="B1"' in page) == (True, False)


def test_f1_so_does_the_export(visit, lead, here, there):
    table = read_table(visit(lead).get("/people/export").data)
    assert [cells[2] for _, cells in table.rows] == ["Hier"]


def test_f1_the_list_can_be_narrowed_to_a_part(visit, admin, parts, here, there):
    page = visit(admin).get(f"/people?part={parts['icu'].id}").text
    assert ("Hier" in page, "Daar" in page) == (True, False)


def test_f1_somebody_elsewhere_is_not_found(visit, everyone, there):
    assert {visit(person).get(f"/people/{there.id}").status_code for person in everyone} == {404}


def test_f1_somebody_in_the_own_part_is(visit, everyone, here):
    assert {visit(person).get(f"/people/{here.id}").status_code for person in everyone} == {200}


def test_f1_a_portrait_elsewhere_is_not_shown_to_a_lead(visit, lead, there):
    assert visit(lead).get(f"/people/{there.id}/photo").status_code == 404


def test_f1_a_lead_changes_nobody(visit, lead, here):
    assert visit(lead).post(f"/people/{here.id}/edit", facts(here)).status_code == 403


@pytest.mark.parametrize("deed", ["edit", "deactivate", "activate", "invite", "sign-ins/end", "supervisors"])
def test_f1_who_administers_a_part_does_nothing_to_people_elsewhere(visit, ward, there, deed):
    assert visit(ward).post(f"/people/{there.id}/{deed}", facts(there)).status_code == 404


def test_f1_who_administers_a_part_changes_people_in_it(visit, ward, here, desk):
    assert visit(ward).post(f"/people/{here.id}/edit", facts(here, family_name="Anders")).status_code == 303
    with desk.reading() as work:
        assert work.db.get_one(Person, here.id).family_name == "Anders"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.BOARD_MEMBER, Role.AUDITOR])
def test_f1_nobody_gives_a_say_outside_the_own_part(visit, ward, here, role, desk):
    answer = visit(ward).post(f"/people/{here.id}/edit", facts(here, roles=["candidate", role.value]))
    assert answer.status_code == 409
    with desk.reading() as work:
        assert work.db.get(PersonRole, (here.id, role)) is None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.BOARD_MEMBER, Role.AUDITOR])
def test_f1_whose_say_reaches_further_is_not_managed_from_a_part(visit, ward, make, parts, role):
    """Another address would make that account a way to the rest."""
    person = make.person(role)
    made.place(make, person, parts["icu"])
    assert visit(ward).post(f"/people/{person.id}/edit", facts(person, email="mine@school.example")).status_code == 403


def test_f1_neither_is_who_leads_something_outside_it(visit, ward, make, parts):
    person = made.lead(make, parts["top"])
    made.place(make, person, parts["icu"])
    assert visit(ward).post(f"/people/{person.id}/edit", facts(person)).status_code == 403


def test_f1_a_newcomer_is_put_in_the_own_part(visit, ward, parts, desk):
    new = {"family_name": "Nieuw", "email": "new@school.example", "roles": ["candidate"], "part_id": parts["icu"].id}
    assert visit(ward).post("/people/add", new).status_code == 303
    with desk.reading() as work:
        assert work.db.scalars(select(Membership.part_id)).all() == [parts["icu"].id]


@pytest.mark.parametrize("name", [None, "er"])
def test_f1_a_newcomer_is_put_nowhere_else(visit, ward, parts, desk, name):
    new = {"family_name": "Nieuw", "email": "new@school.example", "part_id": parts[name].id if name else ""}
    assert visit(ward).post("/people/add", new).status_code == 422
    with desk.reading() as work:
        assert work.db.scalar(select(Person.id).where(Person.email == "new@school.example")) is None


def test_f1_who_administers_a_part_does_not_count_as_the_last_administrator(visit, admin, ward):
    answer = visit(admin).post(f"/people/{admin.id}/edit", facts(admin, roles=["coordinator"]))
    assert answer.status_code == 409
    assert "the only active administrator" in answer.text


def test_f1_the_list_takes_as_many_statements_for_a_lead_with_many_people(visit, lead, parts, make, statements):
    counts = set()
    for _ in range(2):
        for _ in range(5):
            made.place(make, make.person(Role.CANDIDATE), parts["icu"])
        browser = visit(lead)
        with statements() as seen:
            browser.get("/people")
        counts.add(len(seen))
    assert len(counts) == 1
