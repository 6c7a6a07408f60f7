"""How guessing is held up, and who is not held up by it: POST /sign-in."""

from threading import Barrier, Thread

import pytest

from people.actions import sign_ins
from people.rules import Role
from tests.people.conftest import PASSWORD, link_in
from tests.people.test_sign_in import enter

OTHER = "pieter@school.example"


@pytest.fixture
def examiner(make, app):
    return make.person(Role.EXAMINER, email=OTHER, password_hash=app.extensions["passwords"].hash(PASSWORD))


@pytest.fixture
def closed(desk, app):
    """As many failures from this address as there may be."""

    def fail():
        with desk.writing() as work:
            for number in range(sign_ins.MOST_ADDRESS):
                email = f"{number}@school.example"
                sign_ins.count_attempt(work, sign_ins.Attempt(email, "wrong", "127.0.0.1", str(app.secret_key)))

    return fail


@pytest.fixture
def again(visit):
    """`again(browser)`: the same browser later, signed out."""

    def come_back(browser):
        known, later = browser.client.get_cookie("proefstuk-known"), visit()
        if known:
            later.client.set_cookie("proefstuk-known", known.value)
        return later

    return come_back


def at_once(browsers, **facts):
    """The statuses of wrong attempts that are sent at the same moment."""
    start, statuses = Barrier(len(browsers)), []

    def run(browser):
        start.wait()
        statuses.append(enter(browser, password="wrong", **facts).status_code)

    threads = [Thread(target=run, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_one_password_tried_on_everybody_is_held_up(visit, nurse, closed):
    closed()
    assert enter(visit()).status_code == 429
    assert enter(visit(), email="nobody@school.example").status_code == 429


def test_a_closed_address_opens_again(visit, nurse, closed, clock):
    closed()
    clock.move(minutes=16)
    assert enter(visit()).status_code == 303


def test_whoever_was_let_in_in_this_browser_is_not_held_up_by_others_at_the_address(visit, again, nurse, closed):
    browser = visit()
    enter(browser)
    closed()
    assert enter(again(browser)).status_code == 303


def test_failures_of_others_at_the_address_do_not_lock_an_account_in_its_own_browser(visit, again, nurse):
    browser = visit()
    enter(browser)
    assert [enter(visit(), password="wrong").status_code for _ in range(9)][-1] == 429
    assert enter(again(browser)).status_code == 303


def test_a_browser_is_known_for_those_alone_who_were_let_in(visit, again, nurse, examiner, closed):
    browser = visit()
    enter(browser)
    closed()
    assert enter(again(browser), email=OTHER).status_code == 429


def test_a_shared_browser_is_known_for_everybody_who_was_let_in(visit, again, nurse, examiner, closed):
    browser = visit()
    enter(browser)
    browser = again(browser)
    enter(browser, email=OTHER)
    closed()
    assert [enter(again(browser), email=email).status_code for email in (nurse.email, OTHER)] == [303, 303]


def test_a_failure_makes_no_browser_known(visit, again, nurse, closed):
    browser = visit()
    enter(browser, password="wrong")
    closed()
    assert enter(again(browser)).status_code == 429


def test_guessing_in_a_known_browser_is_held_up_too(visit, again, nurse):
    browser = visit()
    enter(browser)
    browser = again(browser)
    assert [enter(browser, password="wrong").status_code for _ in range(9)] == [422] * 8 + [429]
    assert enter(browser).status_code == 429


def test_an_account_is_held_up_everywhere_after_failures_in_many_places(visit, nurse):
    for place in range(5):
        for _ in range(8):
            address = {"REMOTE_ADDR": f"10.0.0.{place}"}
            assert enter(visit(), password="wrong", environ_overrides=address).status_code == 422
    assert enter(visit()).status_code == 429


@pytest.mark.parametrize("cookie", ["", "x", "WyJhIixbImIiXV0.made-up"])
def test_a_made_up_cookie_makes_no_browser_known(visit, nurse, closed, cookie):
    browser = visit()
    browser.client.set_cookie("proefstuk-known", cookie)
    closed()
    assert enter(browser).status_code == 429


def test_a_mailed_link_leads_past_a_closed_address(visit, again, nurse, closed, letters):
    browser = visit()
    closed()
    browser.post("/password/forgotten", {"email": nurse.email})
    browser.post(link_in(letters()[-1]), {"password": "een fiets zonder bel"})
    assert enter(again(browser), password="een fiets zonder bel").status_code == 303


def test_the_cookie_names_nobody_and_is_hidden_from_scripts(visit, nurse):
    cookies = enter(visit()).headers.getlist("Set-Cookie")
    known = next(cookie for cookie in cookies if cookie.startswith("proefstuk-known="))
    assert "HttpOnly" in known
    assert "SameSite=Lax" in known
    assert "nurse" not in known


def test_signing_in_rightly_again_and_again_is_no_failure(visit, nurse):
    assert {enter(visit()).status_code for _ in range(10)} == {303}


def test_a_right_old_password_with_a_new_one_that_is_too_short_is_no_failure(visit, nurse):
    browser = visit(nurse)
    for _ in range(9):
        facts = {"old_password": PASSWORD, "password": "short"}
        assert browser.post("/account/password", facts).status_code == 422
    assert enter(visit()).status_code == 303


@pytest.mark.parametrize("email", ["nurse@school.example", "nobody@school.example"])
def test_many_attempts_at_once_are_not_judged_more_often(visit, nurse, email):
    statuses = at_once([visit() for _ in range(24)], email=email)
    assert sorted(statuses) == [422] * 8 + [429] * 16
