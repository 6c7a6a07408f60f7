"""Signing out, and what holds from one request to the next."""

import pytest
from sqlalchemy import delete, select

from people.models import Person, PersonRole, SignIn
from people.rules import Role


def test_a_copied_cookie_is_dead_after_signing_out(visit, nurse):
    browser = visit(nurse)
    copied = browser.client.get_cookie("proefstuk").value
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    thief = visit()
    thief.client.set_cookie("proefstuk", copied)
    assert thief.get("/account").location.startswith("/sign-in")


def test_signing_out_clears_what_the_browser_kept(visit, nurse):
    assert visit(nurse).post("/sign-out").headers["Clear-Site-Data"] == '"cache"'


def test_signing_out_is_in_the_audit(visit, nurse, audit):
    visit(nurse).post("/sign-out")
    assert audit("people.signed-out")[0].person_id == nurse.id


def test_a_stranger_may_sign_out_and_nothing_happens(visit, audit):
    assert visit().post("/sign-out").status_code == 303
    assert not audit("people.signed-out")


def test_nobody_is_signed_out_by_a_link(visit, nurse):
    assert visit(nurse).get("/sign-out").status_code == 405


def test_nobody_is_signed_out_by_another_site(visit, nurse):
    assert visit(nurse).client.post("/sign-out").status_code == 400


def test_an_inactive_person_is_out_at_the_next_request(visit, nurse, desk):
    browser = visit(nurse)
    assert browser.get("/account").status_code == 200
    with desk.writing() as work:
        work.db.get(Person, nurse.id).active = False
    assert browser.get("/account").status_code == 303


def test_a_role_that_was_taken_away_is_gone_at_the_next_request(visit, admin, desk):
    browser = visit(admin)
    assert browser.get("/people").status_code == 200
    with desk.writing() as work:
        work.db.execute(delete(PersonRole).where(PersonRole.person_id == admin.id))
    assert browser.get("/people").status_code == 403


def test_a_sign_in_ends_by_itself(visit, nurse, clock):
    browser = visit(nurse)
    clock.move(days=401)
    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize(("minutes", "noted"), [(4, False), (5, True), (600, True)])
def test_a_browser_is_noted_as_seen_at_most_every_five_minutes(visit, nurse, desk, clock, minutes, noted):
    browser = visit(nurse)
    before = clock.now
    clock.move(minutes=minutes)
    browser.get("/account")
    with desk.reading() as work:
        assert work.db.scalars(select(SignIn)).one().seen_at == (clock.now if noted else before)


def test_looking_twice_within_five_minutes_writes_once(visit, nurse, clock, statements):
    browser = visit(nurse)
    clock.move(minutes=6)
    browser.get("/account")
    with statements() as seen:
        browser.get("/account")
    assert not [one for one in seen.seen if one.startswith("UPDATE")]


def test_preferences_are_kept_with_the_person(visit, nurse, desk, audit):
    answer = visit(nurse).post("/preferences", {"language": "nl", "color_mode": "dark", "next": "/account"})
    assert (answer.status_code, answer.location) == (303, "/account")
    with desk.reading() as work:
        person = work.db.get(Person, nurse.id)
        assert (person.language, person.color_mode) == ("nl", "dark")
    assert audit("people.preferences-changed")[0].person_id == nurse.id


def test_preferences_that_do_not_exist_are_left_out(visit, nurse, desk):
    visit(nurse).post("/preferences", {"language": "xx", "color_mode": "<script>", "next": "//evil"})
    with desk.reading() as work:
        person = work.db.get(Person, nurse.id)
        assert (person.language, person.color_mode) == (None, "auto")


def test_a_stranger_keeps_preferences_in_this_browser(visit, app):
    browser = visit()
    browser.post("/preferences", {"language": "nl"})
    assert 'lang="nl"' in browser.get("/sign-in").text


def test_several_roles_count_together(visit, make):
    both = make.person(Role.CANDIDATE, Role.COORDINATOR)
    assert visit(both).get("/people").status_code == 200
