"""The folder of a browser after signing out: whoever finds the tablet reads no candidate in it."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import TABLET
from tests.browser.test_tablet_app import APP, LONG, OUTBOX, SAVED, mark, named, prepared, to_day
from tests.exams.marking.conftest import Bench
from tests.plugins.browser import FLAGS, is_root

__all__ = ["named"]

pytestmark = [pytest.mark.browser, pytest.mark.long]

RARE = "Zeldzaamwoord"


@pytest.fixture
def kept_in(
    browser: Browser, chromium: Path, served: Any, visit: Any
) -> Iterator[Callable[[Path, Any], BrowserContext]]:
    """`kept_in(folder, person)` is a browser that keeps everything in this folder, as those of people do."""
    with ExitStack() as stack:

        def start(folder: Path, person: Any) -> BrowserContext:
            context = browser.browser_type.launch_persistent_context(
                folder,
                executable_path=chromium,
                headless=True,
                chromium_sandbox=not is_root(),
                args=[*FLAGS],
                base_url=served.url,
                viewport=TABLET,
                has_touch=True,
                locale="en-GB",
            )
            stack.callback(context.close)
            context.set_default_timeout(8_000)
            cookie = visit(person).client.get_cookie("proefstuk")
            context.add_cookies([{"name": "proefstuk", "value": cookie.value, "url": served.url}])
            return context

        yield start


def found_in(folder: Path, word: str) -> list[str]:
    """The files with this word in them, in either way in which a browser writes text."""
    forms = (word.encode(), word.encode("utf-16-le"))
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return [str(file.relative_to(folder)) for file in files if any(form in file.read_bytes() for form in forms)]


def test_after_signing_out_of_the_app_nobody_is_on_the_disk(kept_in: Any, named: Bench, folder: Path) -> None:
    context = kept_in(folder, named.examiner)
    page = prepared(context)
    mark(page, named, 2)
    page.locator(f"#remark-{named.steps[1]}").fill(RARE)
    for place in ("/sign", "/stop"):
        page.goto(f"{APP}#/sheet/{named.sheet.id}{place}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(named.candidate.name)
    to_day(page)
    expect(page.locator(OUTBOX)).to_have_text(SAVED, timeout=LONG)
    page.goto(f"{APP}#/tablet")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    context.close()
    assert found_in(folder, "exams/tablet"), "the history is where it is looked for"
    for word in (named.candidate.family_name, named.examiner.family_name, named.form.title, RARE):
        assert found_in(folder, word) == []


def test_after_signing_out_of_the_site_no_candidate_is_on_the_disk(kept_in: Any, named: Bench, folder: Path) -> None:
    context = kept_in(folder, named.examiner)
    page = context.new_page()
    page.goto("/exams/today")
    page.get_by_role("button", name=re.compile(f"Begin ?: {named.candidate.name}")).click()
    page.wait_for_selector("[data-screen][data-ready]")
    page.locator(f'#step-{named.steps[0]} .level[data-value="2"]').tap()
    page.locator(f"#remark-{named.steps[0]}").fill(RARE)
    page.locator("[data-next]").tap()
    expect(page.locator("[data-outbox]")).to_have_text(SAVED, timeout=LONG)
    for place in ("sign", "stop"):
        page.goto(f"/exams/sheets/{named.sheet.id}/{place}")
        page.locator("textarea").fill(RARE)
    page.goto("/exams/today")
    page.evaluate("document.querySelector(\"form[action*='sign-out']\").requestSubmit()")
    page.wait_for_url("**/sign-in*")
    context.close()
    for word in (named.candidate.family_name, RARE):
        assert found_in(folder, word) == []
