"""The menu: which place a page belongs to."""

import re

import pytest

from people.rules import Role


def menu_of(page):
    return page.partition('<nav class="rail"')[2].partition("</nav>")[0]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_q1_qualifications_stand_at_the_top_and_under_organise(visit, make, role):
    top, organise = menu_of(visit(make.person(role)).get("/").text).split("Organise</h2>")
    assert 'href="/qualifications"' in top
    assert 'href="/qualifications"' in organise


@pytest.mark.parametrize("path", ["/qualifications", "/qualifications/add", "/competences", "/competences/add"])
def test_q1_one_place_in_the_menu_is_the_current_one(visit, make, path):
    menu = menu_of(visit(make.person(Role.COORDINATOR)).get(path).text)
    assert re.findall(r'href="([^"]*)" aria-current', menu) == ["/qualifications"]
    assert "aria-current" not in menu.partition("Organise</h2>")[2]


def test_a_page_about_a_core_task_belongs_to_qualifications(visit, make):
    task = make.qualification().core_tasks[0]
    menu = menu_of(visit(make.person(Role.COORDINATOR)).get(f"/core-tasks/{task.id}").text)
    assert re.findall(r'href="([^"]*)" aria-current', menu) == ["/qualifications"]
