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


def test_a_wide_list_on_a_tablet_scrolls_by_itself_and_leaves_the_page_where_it_is(tablet, make):
    make.qualification(name="Meubelmaker/(scheeps)interieurbouwer" * 3)
    page = tablet(make.person(Role.COORDINATOR)).new_page()
    page.goto("/qualifications")
    assert page.evaluate("document.querySelector('.table-wrap').scrollWidth > innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 820
