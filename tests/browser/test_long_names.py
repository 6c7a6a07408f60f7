"""A name without a single space: the page stays as wide as the screen."""

import pytest

from people.rules import Role

LONGEST = "W" * 400


@pytest.mark.parametrize("path", ["/qualifications/{id}", "/qualifications", "/qualifications/{id}/facts"])
def test_a_name_without_spaces_keeps_the_page_as_wide_as_the_screen(tablet, make, path):
    qualification = make.qualification(name=LONGEST)
    page = tablet(make.person(Role.COORDINATOR), viewport={"width": 390, "height": 844}).new_page()
    page.goto(path.format(id=qualification.id))
    assert LONGEST in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("width", [820, 1120])
def test_a_long_name_leaves_the_options_of_its_row_in_sight(tablet, make, width):
    make.qualification(name="Meubelmaker/(scheeps)interieurbouwer" * 3)
    page = tablet(make.person(Role.COORDINATOR), viewport={"width": width, "height": 900}).new_page()
    page.goto("/qualifications")
    box, edge = page.locator(".row-acts .icon-button").last.bounding_box(), page.locator(".table-wrap").bounding_box()
    assert box
    assert edge
    assert box["x"] + box["width"] <= edge["x"] + edge["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == width
