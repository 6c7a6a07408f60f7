"""Somebody new: /people/add."""

import pytest
from sqlalchemy import select

from people.models import Person
from people.rules import Role
from tests.people.conftest import link_in

EVA = {
    "given_name": " Eva ",
    "family_name": "Bos",
    "email": "Eva@School.example",
    "number": "0077",
    "roles": ["candidate", "examiner"],
}


def add(browser, **changes):
    return browser.post("/people/add", {**EVA, **changes})


def test_a_person_is_added_with_several_roles(visit, admin, desk):
    answer = add(visit(admin))
    with desk.reading() as work:
        person = work.db.scalars(select(Person).where(Person.email == "eva@school.example")).one()
        assert (person.name, person.number, person.role_names) == ("Eva Bos", "0077", {Role.CANDIDATE, Role.EXAMINER})
        assert answer.location == f"/people/{person.id}"


def test_an_invitation_is_mailed_if_that_is_ticked(visit, admin, letters):
    add(visit(admin))
    assert letters() == []
    add(visit(admin), email="x@school.example", number="", invite="y")
    letter = letters()[0]
    assert (letter["To"], letter["Subject"]) == ("x@school.example", "Your account at Proefstuk is ready")
    assert "14 days" in letter.get_content()
    assert visit().get(link_in(letter)).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("family_name", " ", "Fill in the family name"),
        ("family_name", "x" * 101, "100"),
        ("email", "eva", "not an e-mail address"),
        ("email", "a@b.nl\nBcc: x@y.nl", "not an e-mail address"),
        ("email", "", "Fill in the e-mail address"),
        ("number", "1" * 41, "40"),
        ("roles", "king", "Choose from the list."),
        ("language", "xx", "Choose from the list."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(visit, admin, desk, field, value, words):
    answer = add(visit(admin), given_name="Evangelina", **{field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Evangelina" in answer.text
    with desk.reading() as work:
        assert len(work.db.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize(("field", "value"), [("email", "nurse@school.example"), ("number", "100200")])
def test_an_address_or_number_of_somebody_else_is_told_at_its_field(visit, admin, nurse, field, value):
    answer = add(visit(admin), **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_fields_that_are_not_in_the_form_are_not_taken(visit, admin, desk):
    add(visit(admin), password_hash="x", photo_key="y", active="", version="9", id="1")
    with desk.reading() as work:
        person = work.db.scalars(select(Person).where(Person.email == "eva@school.example")).one()
        assert (person.password_hash, person.photo_key, person.active, person.version) == (None, None, True, 1)


def test_adding_is_in_the_audit(visit, admin, audit):
    add(visit(admin), invite="y")
    assert audit("people.people-added")[0].actor_id == admin.id
    assert audit("people.people-invited")[0].person_id == audit("people.people-added")[0].person_id


def test_only_administrators_add_people(visit, coordinator, nurse):
    for browser in (visit(coordinator), visit(nurse)):
        assert browser.get("/people/add").status_code == 403
        assert add(browser).status_code == 403
    assert visit().get("/people/add").status_code == 303
    assert add(visit()).status_code == 401


def test_the_form_is_shown_and_needs_a_token(visit, admin):
    assert visit(admin).get("/people/add").status_code == 200
    assert visit(admin).client.post("/people/add", data=EVA).status_code == 400
    assert visit(admin).client.put("/people/add").status_code == 405
