"""The tablet's store on the real IndexedDB: the contract of every store, and what only a browser shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.pure]

ROOT = Path(__file__).parents[2]
ORIGIN = "http://localhost"
CASES = "/tests/js/marking/indexed-store-cases.js"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that can load the modules of this checkout, without a server."""
    context = browser.new_context()
    page = context.new_page()
    page.route(f"{ORIGIN}/**", give_file)
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


def give_file(route: Route) -> None:
    wanted = ROOT / route.request.url.removeprefix(f"{ORIGIN}/")
    if wanted.suffix != ".js":
        return route.fulfill(body="<!doctype html><title>store</title>", content_type="text/html")
    return route.fulfill(body=wanted.read_text("utf-8"), content_type="text/javascript")


def test_the_store_in_the_browser_keeps_its_contract(page: Page) -> None:
    results = page.evaluate(f"import('{CASES}').then((cases) => cases.run())")
    assert len(results) > 15
    assert [f"{name}: {trouble}" for name, trouble in results if trouble] == []
