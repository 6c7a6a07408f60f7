"""Another password for whoever knows the old one: /account/password."""

import pytest

from people.models import Person
from tests.people.conftest import PASSWORD

NEW = "een fiets zonder bel"


def change(browser, old=PASSWORD, new=NEW):
    return browser.post("/account/password", {"old_password": old, "password": new})


def test_the_new_password_works_and_the_old_one_no_longer(visit, nurse):
    browser = visit(nurse)
    assert change(browser).location == "/account"
    for password, status in ((NEW, 303), (PASSWORD, 422)):
        answer = visit().post("/sign-in", {"email": "nurse@school.example", "password": password})
        assert answer.status_code == status


def test_other_browsers_are_signed_out_and_this_one_is_not(visit, nurse):
    other, here = visit(nurse), visit(nurse)
    change(here)
    assert other.get("/account").status_code == 303
    assert "1 other browser was signed out" in here.get("/account").text


def test_without_the_old_password_nothing_changes(visit, nurse, desk):
    answer = change(visit(nurse), old="wrong")
    assert answer.status_code == 422
    assert "not your password" in answer.text
    with desk.reading() as work:
        assert work.db.get(Person, nurse.id).password_hash == nurse.password_hash


def test_guessing_the_old_password_is_held_up(visit, nurse):
    browser = visit(nurse)
    assert [change(browser, old="wrong").status_code for _ in range(9)] == [422] * 8 + [429]


@pytest.mark.parametrize("new", ["", "short", "x" * 300, "Wachtwoord123", "Fatima Idrissi", "nurse@school.example"])
def test_a_password_that_will_not_do_is_told_at_the_field(visit, nurse, new):
    answer = change(visit(nurse), new=new)
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert PASSWORD not in answer.text


def test_it_is_in_the_audit_without_the_password(visit, nurse, audit):
    change(visit(nurse))
    line = audit("people.password-changed")[0]
    assert (line.person_id, line.actor_id, line.facts) == (nurse.id, nurse.id, {"person_id": nurse.id})


def test_a_stranger_has_no_password_to_change(visit):
    assert visit().get("/account/password").status_code == 303
    assert change(visit()).status_code == 401


def test_the_form_is_shown_and_other_methods_are_refused(visit, nurse):
    assert visit(nurse).get("/account/password").status_code == 200
    assert visit(nurse).client.delete("/account/password").status_code == 405
