"""The home page: GET /."""

import pytest

from people.rules import Role


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home(visit, make, role):
    assert visit(make.person(role)).get("/").status_code == 200


def test_somebody_without_a_role_is_told_whom_to_ask(visit, make):
    assert "Ask an administrator" in visit(make.person()).get("/").text


def test_a_candidate_sees_how_far_the_portfolio_is(visit, make):
    candidate = make.person(Role.CANDIDATE)
    make.link(candidate, make.qualification(work_processes=3))
    page = visit(candidate).get("/").text
    assert "3 work processes still need evidence" in page
    assert "With evidence: 0 of 3 work processes" in page


def test_a_stranger_is_led_to_the_sign_in_page_and_back(visit):
    assert visit().get("/").location == "/sign-in?next=/"


def test_a_name_is_never_markup(visit, make):
    page = visit(make.person(Role.CANDIDATE, given="<script>alert(1)</script>")).get("/").text
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("role", list(Role))
def test_the_home_page_asks_the_database_little(visit, make, statements, role):
    browser = visit(make.person(role))
    with statements() as seen:
        browser.get("/")
    assert len(seen) <= 12
