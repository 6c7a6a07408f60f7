"""A selection ends with the action that took it along."""

from people.rules import Role


def test_after_a_run_nobody_is_chosen_any_more(tablet, make):
    make.qualification()
    for number in range(3):
        make.person(Role.CANDIDATE, family=f"Candidate{number}")
    page = tablet(make.person(Role.COORDINATOR)).new_page()
    page.goto("/portfolios")
    page.locator("[data-choose-page]").check()
    page.locator("#selection-action").select_option("link")
    page.locator("[data-bar] .btn-primary").click()
    page.wait_for_url("**/portfolios/runs/*")
    page.wait_for_function("sessionStorage.getItem('selection /portfolios?') === null")
    page.goto("/portfolios")
    page.locator("[data-choose-page]").wait_for()
    assert page.locator("input[name=chosen]:checked").count() == 0


def test_an_action_that_is_refused_keeps_who_is_chosen(tablet, make):
    make.person(Role.CANDIDATE)
    page = tablet(make.person(Role.COORDINATOR)).new_page()
    page.goto("/portfolios")
    page.locator("[data-choose-page]").check()
    page.locator("[data-bar] .btn-primary").click()
    page.get_by_text("Choose first what to do").wait_for()
    page.wait_for_function("document.querySelectorAll('input[name=chosen]:checked').length === 1")
