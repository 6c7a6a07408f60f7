"""Signing in: POST /sign-in."""

import pytest

from people.rules import Role


@pytest.fixture
def nurse(make, app):
    return make.person(
        Role.CANDIDATE,
        email="nurse@school.example",
        password_hash=app.extensions["passwords"].hash("correct horse battery"),
    )


def enter(stranger, email="nurse@school.example", password="correct horse battery", **options):
    return stranger.post("/sign-in", {"email": email, "password": password}, **options)


def test_the_right_password_opens_the_home_page(visit, nurse):
    browser = visit()
    answer = enter(browser)
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("nurse@school.example", "wrong"), ("nobody@school.example", "correct horse battery")],
)
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(visit, nurse, email, password):
    answer = enter(visit(), email=email, password=password)
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
