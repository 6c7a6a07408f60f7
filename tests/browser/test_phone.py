"""On a phone nothing is wider than the screen, and what one reads first stands first."""

import pytest

from exams.rules.design import FormState
from people.rules import Role
from portfolio.models import Entry
from portfolio.rules import EntryKind

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 360, "height": 780}


@pytest.fixture
def noor(make, desk):
    """A candidate with an entry whose title is one long word, and a work process to show."""
    candidate = make.person(Role.CANDIDATE)
    make.link(candidate, make.qualification())
    with desk.writing() as work:
        facts = {"owner_id": candidate.id, "kind": EntryKind.PRODUCT, "title": "W" * 120}
        work.db.add(Entry(**facts, created_at=work.now, updated_at=work.now))
    return candidate


def test_a_long_word_keeps_the_entries_as_wide_as_the_screen(tablet, noor):
    page = tablet(noor, viewport=PHONE).new_page()
    page.goto("/portfolio/entries")
    assert "W" * 120 in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_is_asked_stands_before_what_one_may_choose(tablet, noor):
    page = tablet(noor, viewport=PHONE).new_page()
    page.goto("/portfolio")
    page.locator(".tile-gap, .tile-more").first.click()
    asked = page.get_by_role("heading", name="What is asked")
    asked.wait_for()
    assert asked.bounding_box()["y"] < page.locator(".kinds").bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_x2_a_cut_score_and_a_comparison_fit_a_narrow_phone(tablet, make):
    coordinator, qualification = make.person(Role.COORDINATOR), make.qualification()
    form = make.exam_form(qualification_id=qualification.id, state=FormState.DRAFT, title="W" * 60)
    make.exam_form(qualification_id=qualification.id, title="A title that is as long as titles of exams often are " * 3)
    page = tablet(coordinator, viewport=NARROW).new_page()
    for address in ("cut-score", "compare"):
        page.goto(f"/exams/forms/{form.id}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, address
