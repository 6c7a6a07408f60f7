"""An examiner marks in the app for tablets: without network, with several candidates, to the signature and after it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select, update

from exams.models import ExamForm, ExamGroup, Mark, Sheet, Sitting, TabletDeed
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import DeedKind
from people.rules import Role
from tests.browser.visitors import AXE
from tests.exams.marking.conftest import Bench, bench_with

pytestmark = pytest.mark.browser

APP = "/exams/tablet/"
OUTBOX = "[data-screen] [data-outbox]"
SAVED = "All marks saved"
SLOW = 20_000
SIZES = [(820, 1180), (1180, 820), (390, 844)]


@pytest.fixture
def stored(desk: Any) -> Callable[[], dict[int, int | None]]:
    """What the server has: step -> value; each step stored exactly once."""

    def read() -> dict[int, int | None]:
        with desk.reading() as work:
            rows = work.db.execute(select(Mark.step_id, Mark.value).where(Mark.answer == AnswerKind.STORED)).all()
        assert len(rows) == len({step for step, _ in rows}), "a step was stored twice"
        return dict(tuple(row) for row in rows)

    return read


@pytest.fixture
def deeds(desk: Any) -> Callable[[], list[tuple[str, str]]]:
    """What was done besides marking, as the server has it: kind and answer."""

    def read() -> list[tuple[str, str]]:
        with desk.reading() as work:
            rows = work.db.execute(select(TabletDeed.kind, TabletDeed.answer).order_by(TabletDeed.id)).all()
        return [(str(kind), str(answer)) for kind, answer in rows]

    return read


@pytest.fixture
def thirty(make: Any) -> Bench:
    """A form of thirty steps, the first of them critical."""
    return bench_with(make, groups=3, steps=10, duration_minutes=90, instructions_examiner="Stand back.")


@pytest.fixture
def two(make: Any, bench: Bench) -> Bench:
    """Another candidate at the same station, with the same form and examiner."""
    other = make.person(Role.CANDIDATE, given="Sam")
    return Bench(bench.examiner, other, bench.form, make.sitting(bench.form, other, bench.examiner))


def prepared(context: BrowserContext) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"an error in the page: {error}"))
    page.goto(APP)
    page.wait_for_selector("[data-app][data-ready]")
    page.get_by_role("button", name=re.compile("^Prepare (this tablet|again)$")).click()
    expect(page.locator("[data-doing]").last).to_have_text("This tablet is ready.", timeout=SLOW)
    return page


def go(page: Page, bench: Bench, place: str = "") -> Page:
    """To this candidate, as a link leads there."""
    page.evaluate("place => { location.hash = place }", f"#/sheet/{bench.sheet.id}{place}")
    if not place or place.startswith("/step"):
        page.wait_for_selector("[data-screen][data-ready]")
    return page


def opened(context: BrowserContext, bench: Bench) -> Page:
    return go(prepared(context), bench)


def again(page: Page) -> Page:
    page.reload()
    page.wait_for_selector("[data-screen][data-ready]")
    return page


def level(page: Page, step: int, value: int) -> Locator:
    return page.locator(f'#step-{step} .level[data-value="{value}"]')


def tap(page: Page, step: int, value: int) -> None:
    """Tap and wait until this tap itself is kept."""
    before = page.locator(f"#step-{step}").get_attribute("data-op")
    level(page, step, value).tap()
    expect(page.locator(f"#step-{step}")).not_to_have_attribute("data-op", before or "")


def mark_all(page: Page, bench: Bench, value: int = 2) -> None:
    for place, step in enumerate(bench.steps):
        tap(page, step, value)
        if place + 1 < len(bench.steps):
            page.locator("[data-next]").tap()


def all_saved(page: Page) -> None:
    expect(page.locator(OUTBOX)).to_have_text(SAVED, timeout=SLOW)


def sign(page: Page, name: str = "") -> None:
    page.locator("[data-sign]").tap()
    if name:
        page.locator("#sign-name").fill(name)
    page.locator("[data-confirmed]").check()
    page.locator("[data-sign-now]").tap()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def test_thirty_steps_without_network_arrive_when_it_is_back(tablet, thirty, stored, deeds):
    context = tablet(thirty.examiner)
    page = opened(context, thirty)
    context.set_offline(True)
    mark_all(page, thirty)
    expect(page.locator(OUTBOX)).to_contain_text("31 not sent since", timeout=SLOW)
    assert stored() == {}
    context.set_offline(False)
    page.locator(OUTBOX).tap()
    all_saved(page)
    assert stored() == dict.fromkeys(thirty.steps, 2)
    assert deeds() == [("start", "stored")]
