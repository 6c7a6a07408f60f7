"""The home page: GET /."""

import pytest

from people.rules import Role


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home(visit, make, role):
    assert visit(make.person(role)).get("/").status_code == 200


def test_somebody_without_a_role_is_told_whom_to_ask(visit, make):
    assert "Ask an administrator" in visit(make.person()).get("/").text


def test_a_manager_is_not_sent_to_a_menu_that_holds_nothing(visit, make):
    page = visit(make.person(Role.MANAGER)).get("/").text
    assert "what needs your approval" in page
    assert "The menu leads to everything else" not in page


def test_a_print_says_whose_it_is(visit, make):
    candidate = make.person(Role.CANDIDATE, given="Noor")
    assert "Printed by Noor" in visit(candidate).get("/portfolio").text


def test_a_candidate_sees_how_far_the_portfolio_is(visit, make):
    candidate = make.person(Role.CANDIDATE)
    make.link(candidate, make.qualification(work_processes=3))
    page = visit(candidate).get("/").text
    assert "3 work processes still need evidence" in page
    assert "0 of 3 work processes have accepted evidence" in page


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
    assert len(seen) <= 20


@pytest.mark.parametrize("url", ["/exams/results", "/exams/results/waiting"])
def test_one_place_of_the_menu_is_lit(visit, make, url):
    page = visit(make.person(Role.BOARD_MEMBER)).get(url).text
    menu = page.partition('<nav class="rail"')[2].partition("</nav>")[0]
    assert menu.count('aria-current="page"') == 1
    assert f'<a href="{url}" aria-current="page">' in menu


def test_a_page_beneath_a_place_lights_that_place(visit, make):
    menu = visit(make.person(Role.COORDINATOR)).get("/exams/forms/new").text.partition('<nav class="rail"')[2]
    assert '<a href="/exams/forms" aria-current="page">' in menu.partition("</nav>")[0]
