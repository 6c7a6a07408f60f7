"""A tablet whose clock is in another zone shows the times and the days of the school."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_tablet_app import mark, prepared
from tests.exams.marking.conftest import Bench, bench_with

pytestmark = pytest.mark.browser

SCHOOL = ZoneInfo("Europe/Amsterdam")
NEW_YORK = "America/New_York"
AT_SCHOOL = "new Date().toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam', timeStyle: 'short' })"


@pytest.fixture
def early(make: Any, clock: Any) -> Bench:
    """Half past midnight at school: in New York it is still the day before."""
    clock.move(hours=11.5)
    found = bench_with(make)
    nine = clock().astimezone(SCHOOL).replace(hour=9, minute=0)
    found.sitting = make.sitting(found.form, found.candidate, found.examiner, starts_at=nine)
    return found


def since(page: Page, before: str) -> re.Pattern[str]:
    """Not sent since now, by the clock of the school."""
    return re.compile(f"since ({before}|{page.evaluate(AT_SCHOOL)})")


def test_the_app_counts_days_and_times_of_the_school(tablet: Any, early: Bench) -> None:
    page = prepared(tablet(early.examiner, timezone_id=NEW_YORK))
    expect(page.locator("[data-section=today] .app-card [data-time]").last).to_have_text("09:00")
    expect(page.locator("[data-date]")).to_have_text("Tue 24 Nov 2026")


def test_the_app_says_since_when_something_waits_at_school(tablet: Any, early: Bench) -> None:
    context = tablet(early.examiner, timezone_id=NEW_YORK)
    page = prepared(context)
    context.set_offline(True)
    before = page.evaluate(AT_SCHOOL)
    mark(page, early, 1)
    page.goto("/exams/tablet/#/unsent")
    expect(page.locator("[data-waiting]")).to_contain_text(since(page, before))


@pytest.mark.long
def test_the_page_of_the_server_says_it_by_the_same_clock(tablet: Any, early: Bench) -> None:
    context = tablet(early.examiner, timezone_id=NEW_YORK)
    page = context.new_page()
    page.goto(f"/exams/sheets/{early.sheet.id}")
    page.wait_for_selector("[data-ready]")
    context.set_offline(True)
    before = page.evaluate(AT_SCHOOL)
    page.locator(".step.is-current .level").first.tap()
    expect(page.locator("[data-outbox-words]")).to_contain_text(since(page, before), timeout=20_000)
