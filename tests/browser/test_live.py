"""Following the day in a real browser: by itself, without network, on a shared screen, for everyone."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from exams.models import Sitting
from exams.rules import SittingState
from people.models import Person
from people.rules import Role
from tests.browser.visitors import violations
from tests.conftest import NOON
from tests.exams.conftest import mark_of
from tests.exams.marking.conftest import Bench

pytestmark = pytest.mark.browser

LONG = 20_000


@pytest.fixture
def coordinator(make: Any) -> Person:
    return make.person(Role.COORDINATOR, given="Marijke")


@pytest.fixture
def begin(desk: Any, bench: Bench) -> Any:
    """The exam goes on, with so many steps marked."""

    def with_marks(count: int) -> None:
        with desk.writing() as work:
            sitting = work.db.get_one(Sitting, bench.sitting.id)
            sitting.state, sitting.began_at = SittingState.IN_PROGRESS, NOON - timedelta(minutes=20)
            for step in bench.steps[:count]:
                work.db.add(mark_of(bench.sheet.id, step, bench.examiner.id, 2, "", NOON))

    return with_marks


def opened(context: BrowserContext, bench: Bench, rest: str = "") -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"an error in the page: {error}"))
    page.goto(f"/exams/sessions/{bench.sitting.session_id}/live{rest}")
    return page


def row(page: Page, bench: Bench) -> Any:
    return page.locator(f'[data-live-key="{bench.sitting.id}"]')


def test_x5_the_page_follows_by_itself(tablet, coordinator, bench, begin):
    page = opened(tablet(coordinator), bench)
    expect(row(page, bench)).to_contain_text("Planned")
    begin(2)
    expect(row(page, bench)).to_contain_text("In progress", timeout=LONG)
    expect(row(page, bench)).to_contain_text("2 of 6")
    expect(page.locator("[data-live-told]")).to_contain_text("In progress.")
    expect(page.locator("[data-live-words]")).to_contain_text("Refreshed at")


@pytest.mark.long
def test_x5_without_network_it_says_since_when_nothing_came_in(tablet, coordinator, bench, begin):
    context = tablet(coordinator)
    page = opened(context, bench)
    expect(page.locator("[data-live-words]")).to_contain_text("Refreshed at", timeout=LONG)  # it has begun to ask
    context.set_offline(True)
    expect(page.locator("[data-live-words]")).to_contain_text("Not refreshed since", timeout=LONG)
    begin(1)
    context.set_offline(False)
    expect(row(page, bench)).to_contain_text("1 of 6", timeout=LONG)
    expect(page.locator("[data-live-words]")).to_contain_text("Refreshed at")


def test_a_row_that_stays_the_same_is_not_touched(tablet, coordinator, bench, begin):
    begin(1)
    page = opened(tablet(coordinator), bench)
    page.evaluate("document.querySelector('[data-live-key] a').dataset.mine = 'yes'")
    row(page, bench).get_by_role("link").focus()
    with page.expect_response("**/live/rows") as answered:
        pass
    assert answered.value.status == 304
    expect(row(page, bench).get_by_role("link")).to_be_focused()
    assert page.locator("[data-mine]").count() == 1


def test_x5_a_shared_screen_has_no_names(tablet, coordinator, bench, begin):
    begin(1)
    page = opened(tablet(coordinator), bench)
    page.get_by_role("link", name="For a shared screen").click()
    page.wait_for_url("**screen=1")
    expect(row(page, bench)).to_contain_text("1 of 6")
    for name in (bench.candidate.name, bench.examiner.name, coordinator.name):
        assert name not in page.content()
    begin(3)
    expect(row(page, bench)).to_contain_text("3 of 6", timeout=LONG)
    for name in (bench.candidate.name, bench.examiner.name, coordinator.name):
        assert name not in page.content()


def test_it_can_be_read_without_javascript(tablet, coordinator, bench, begin):
    begin(2)
    page = opened(tablet(coordinator, java_script_enabled=False), bench)
    expect(row(page, bench)).to_contain_text("2 of 6")
    assert "Load this page again to see how it goes on." in page.content()


def test_the_pages_are_for_everyone(tablet, coordinator, bench, begin):
    begin(2)
    context = tablet(coordinator)
    for rest in ("", "?screen=1"):
        page = opened(context, bench, rest)
        expect(row(page, bench)).to_contain_text("2 of 6")
        assert violations(page) == []
