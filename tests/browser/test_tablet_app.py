"""The app for tablets: prepared once with network, and then everything without."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.visitors import AXE

pytestmark = pytest.mark.browser

APP = "/exams/tablet/"
SAVED = "All marks saved"


def opened(context: BrowserContext, place: str = "") -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"an error in the page: {error}"))
    page.goto(f"{APP}{place}")
    page.wait_for_selector("[data-app][data-ready]")
    return page


def prepared(context: BrowserContext) -> Page:
    page = opened(context)
    page.get_by_role("button", name="Prepare this tablet").click()
    expect(page.locator("[data-doing]").first).to_have_text("This tablet is ready.", timeout=20_000)
    return page


def test_a_tablet_is_prepared_with_one_button(tablet: Any, bench: Any) -> None:
    page = prepared(tablet(bench.examiner))
    expect(page.locator(".app-card")).to_have_count(1)
    expect(page.locator(".app-card")).to_contain_text(bench.candidate.name)
