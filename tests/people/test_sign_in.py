"""Signing in: GET and POST /sign-in."""

import re

import pytest
from sqlalchemy import select

from foundation.environment import choose
from people.models import SignIn, SignInAttempt
from tests.people.conftest import PASSWORD


def enter(stranger, email="nurse@school.example", password=PASSWORD, path="/sign-in", **options):
    return stranger.post(path, {"email": email, "password": password}, **options)


def without_token(page):
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_the_right_password_opens_the_home_page(visit, nurse):
    browser = visit()
    answer = enter(browser)
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get("/").status_code == 200


def test_capitals_and_spaces_around_an_address_do_not_matter(visit, nurse):
    assert enter(visit(), email=" Nurse@School.example ").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"), [("nurse@school.example", "wrong"), ("nobody@school.example", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(visit, nurse, email, password):
    answer = enter(visit(), email=email, password=password)
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    other = enter(visit(), email="x@y.nl", password="x").text.replace("x@y.nl", "")
    assert without_token(answer.text.replace(email, "")) == without_token(other)


def test_an_unknown_account_costs_as_many_statements_as_a_known_one(visit, nurse, statements):
    counts = set()
    for email in ("nurse@school.example", "nobody@school.example"):
        with statements() as seen:
            enter(visit(), email=email, password="wrong")
        counts.add(len(seen))
    assert len(counts) == 1


def test_an_inactive_person_gets_the_same_answer_as_a_stranger(visit, make, app):
    make.person(email="gone@school.example", active=False, password_hash=app.extensions["passwords"].hash(PASSWORD))
    assert "do not belong together" in enter(visit(), email="gone@school.example").text


def test_a_person_without_a_password_cannot_sign_in(visit, make):
    make.person(email="new@school.example")
    assert enter(visit(), email="new@school.example", password="").status_code == 422
    assert enter(visit(), email="new@school.example", password="None").status_code == 422


@pytest.mark.parametrize(
    "data", [{}, {"email": "x" * 300, "password": "x"}, {"email": "a@b.nl", "password": "x" * 5000}]
)
def test_what_cannot_be_right_is_told_at_the_field(visit, data):
    assert visit().post("/sign-in", data).status_code == 422


def test_failures_are_counted_until_nothing_is_tried_any_more(visit, nurse, clock):
    for _ in range(8):
        assert enter(visit(), password="wrong").status_code == 422
    assert enter(visit()).status_code == 429
    clock.move(minutes=16)
    assert enter(visit()).status_code == 303


def test_an_unknown_account_is_held_up_as_soon_as_a_known_one(visit, app):
    answers = [enter(visit(), email="nobody@school.example").status_code for _ in range(9)]
    assert answers == [422] * 8 + [429]


def test_failures_of_one_account_do_not_hold_up_another(visit, nurse):
    for _ in range(9):
        enter(visit(), email="other@school.example")
    assert enter(visit()).status_code == 303


def test_an_attempt_is_kept_without_address_or_name(visit, nurse, desk):
    enter(visit(), password="wrong")
    with desk.reading() as work:
        attempt = work.db.scalars(select(SignInAttempt)).one()
        assert {len(attempt.account), len(attempt.address)} == {64}


def test_a_form_of_another_site_is_refused(app, nurse):
    answer = app.test_client().post("/sign-in", data={"email": "nurse@school.example", "password": PASSWORD})
    assert answer.status_code == 400


def test_a_cookie_from_before_is_not_the_one_after(visit, nurse):
    browser = visit()
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = dict(session)
    enter(browser)
    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before["csrf_token"]


def test_the_language_chosen_at_the_sign_in_page_is_kept(visit, nurse):
    browser = visit()
    browser.post("/preferences", {"language": "nl"})
    enter(browser)
    assert 'lang="nl"' in browser.get("/").text


def test_the_language_of_the_account_goes_before_that_of_the_sign_in_page(visit, nurse):
    visit(nurse).post("/preferences", {"language": "en"})
    browser = visit()
    browser.post("/preferences", {"language": "nl"})
    enter(browser)
    assert 'lang="en"' in browser.get("/").text


def test_signing_in_again_ends_the_sign_in_of_this_browser(visit, nurse, make, desk):
    other = make.person()
    browser = visit(other)
    enter(browser)
    with desk.reading() as work:
        rows = {row.person_id: row.ended_at for row in work.db.scalars(select(SignIn))}
    assert rows[other.id] is not None
    assert rows[nurse.id] is None


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "/\\evil.example", "\\\\evil", "https:evil", "https://evil.example", "javascript:alert(1)"),
        *("/\t/evil", " //evil", "evil", "/\n/evil", "http:///evil"),
    ],
)
def test_the_way_on_never_leads_to_another_site(visit, nurse, target):
    answer = visit().client.post("/sign-in", query_string={"next": target}, data={})
    assert answer.status_code == 400  # no token, to be sure that the next line says something
    browser = visit()
    answer = browser.post(
        "/sign-in", {"email": "nurse@school.example", "password": PASSWORD}, query_string={"next": target}
    )
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_way_on_leads_back_to_the_page_that_was_asked_for(visit, nurse):
    stranger = visit()
    asked = stranger.get("/account?x=1")
    assert asked.status_code == 303
    assert enter(stranger, path=asked.location).location == "/account?x=1"


def test_signing_in_is_in_the_audit(visit, nurse, audit):
    enter(visit())
    line = audit("people.signed-in")[0]
    assert line.person_id == nurse.id
    assert "password" not in str(line.facts)


def test_the_cookie_is_hidden_from_scripts_and_other_sites(visit, nurse):
    cookie = enter(visit()).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_whoever_is_signed_in_goes_home(visit, nurse):
    assert visit(nurse).get("/sign-in").location == "/"


def test_accounts_of_the_demo_are_shown_only_where_they_are_set(visit, desk, app):
    assert "Fill in" not in visit().get("/sign-in").text
    with desk.writing() as work:
        account = {"role": "board_member", "name": "Marijke", "email": "m@school.example", "password": "proefstuk-demo"}
        choose(work.db, "demo.accounts", [account])
    page = visit().get("/sign-in").text
    assert "m@school.example" in page
    assert "Exam board member" in page
    assert "board_member" not in page
    assert "Fill in" in page


def test_other_methods_are_refused(visit):
    assert visit().client.put("/sign-in").status_code == 405


def test_a_refused_sign_in_says_that_nobody_is_signed_in(visit):
    page = visit().post("/sign-in", {"email": "x@school.example", "password": "wrong"}).text
    assert "You are not signed in" in page
    assert "not saved" not in page
