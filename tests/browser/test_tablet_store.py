"""The tablet's store on the real IndexedDB: the contract of every store, and what only a browser shows."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.chromium import FLAGS, is_root

pytestmark = [pytest.mark.browser, pytest.mark.pure]

ROOT = Path(__file__).parents[2]
ORIGIN = "http://localhost"
CASES = "/tests/js/marking/indexed-store-cases.js"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that can load the modules of this checkout, without a server."""
    context = browser.new_context()
    yield empty_page(context)
    context.close()


@pytest.fixture
def start(browser: Browser, chromium: Path, tmp_path: Path) -> Callable[[], BrowserContext]:
    """The browser on a profile that stays, started once more each time."""

    def begin() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=chromium, headless=True, chromium_sandbox=not is_root(), args=[*FLAGS]
        )

    return begin


def empty_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.route(f"{ORIGIN}/**", give_file)
    page.goto(f"{ORIGIN}/")
    return page


def give_file(route: Route) -> None:
    wanted = ROOT / route.request.url.removeprefix(f"{ORIGIN}/")
    if wanted.suffix != ".js":
        return route.fulfill(body="<!doctype html><title>store</title>", content_type="text/html")
    return route.fulfill(body=wanted.read_text("utf-8"), content_type="text/javascript")


def test_the_store_in_the_browser_keeps_its_contract(page: Page) -> None:
    results = page.evaluate(f"import('{CASES}').then((cases) => cases.run())")
    assert len(results) > 70
    assert [f"{name}: {trouble}" for name, trouble in results if trouble] == []


def test_on_15_bad_days_with_a_renewed_app_nothing_is_lost_in_a_browser(page: Page) -> None:
    assert troubles(page, until=16) == []


@pytest.mark.long
def test_on_400_bad_days_with_a_renewed_app_nothing_is_lost_in_a_browser(page: Page) -> None:
    for first in range(1, 400, 50):
        assert troubles(page, first=first, until=first + 50) == []


def troubles(page: Page, *, until: int, first: int = 1) -> list[str]:
    found: list[str] = page.evaluate(f"import('{CASES}').then((cases) => cases.days({first}, {until}))")
    return found


DEVICE = """const device = async () => {
    const { openDevice } = await import("/static/js/marking/device.js");
    return openDevice({ user: 4, sync: "/exams/sync", session: "/exams/session" });
};
const mark = (step, value) => ({ sheet: 7, step, value, remark: "measured twice" });
"""


def does(page: Page, work: str) -> Any:
    """What this gives back, run in the page with a device at hand."""
    return page.evaluate(f"async () => {{ {DEVICE} {work} }}")


def test_a_tablet_that_is_full_says_so_and_loses_nothing_of_before(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    # Before the first write: Chromium remembers for a while how much room there was.
    session.send("Storage.overrideQuotaForOrigin", {"origin": ORIGIN, "quotaSize": 3_000_000})
    kept = does(page, "const { outbox } = await device(); return (await outbox.keep(mark(1, 2))).op;")
    refused = does(
        page,
        """const { outbox, store } = await device();
        const photo = { kind: "photo", photo: "p1", step: null, sha256: "", size: 1, type: "image/jpeg" };
        const bytes = new Blob([new Uint8Array(9_000_000)]);
        const trouble = await outbox.keepDeed(7, photo, bytes).catch((error) => error.name);
        return [trouble, (await store.next(4, 9, () => true)).map((row) => row.op), await store.deeds(7)];""",
    )
    assert refused == ["QuotaExceededError", [kept], []]
    again = "const { outbox } = await device(); await outbox.keep(mark(1, 3)); return (await outbox.status()).count;"
    assert does(page, again) == 2


def test_the_keys_survive_a_restart_of_the_browser(start: Callable[[], BrowserContext]) -> None:
    with closing(start()) as context:
        keep = "await outbox.keep(mark(1, 2)); await store.keepDay({ school: 1 });"
        does(empty_page(context), f"const {{ outbox, store }} = await device(); {keep}")
    with closing(start()) as context:
        read = """const { store, tablet } = await device();
            const [row] = await store.next(4, 9, () => true);
            return [row.value, row.remark, await store.day(), tablet.length];"""
        assert does(empty_page(context), read) == [2, "measured twice", {"school": 1}, 36]


def test_a_key_that_one_tab_ends_is_ended_in_the_other(page: Page) -> None:
    other = empty_page(page.context)
    hold = "window.held = await device(); await held.store.keepDay({ school: 1 }); await held.outbox.keep(mark(1, 2));"
    does(page, hold)
    does(other, "await (await device()).vault.forget('people');")
    read = "return [await held.store.day(), (await held.store.marks(7)).map(({ value }) => value)];"
    assert does(page, read) == [None, [2]]


def test_a_page_does_not_wait_for_an_answer_about_storage(page: Page) -> None:
    page.evaluate("() => { navigator.storage.persist = () => new Promise(() => {}); }")
    page.evaluate("() => { navigator.storage.estimate = () => new Promise(() => {}); }")
    assert does(page, "return (await device()).store.survives;") is True
    facts = "const { storageFacts } = await import('/static/js/marking/device.js'); return storageFacts();"
    assert does(page, facts) == {"persisted": False, "usage": None, "quota": None}


def test_a_browser_without_any_of_it_still_marks(page: Page) -> None:
    page.evaluate(
        """() => {
            for (const name of ["storage", "locks"]) Object.defineProperty(navigator, name, { value: undefined });
            Object.defineProperty(crypto, "subtle", { value: undefined });
            Object.defineProperty(crypto, "randomUUID", { value: undefined });
            Object.defineProperty(window, "localStorage", { get() { throw new Error("refused"); } });
            Object.defineProperty(window, "indexedDB", { value: undefined });
            Object.defineProperty(window, "BroadcastChannel", { value: undefined });
        }"""
    )
    works = """const { outbox, store, vault, tablet } = await device();
        await outbox.keep(mark(1, 2));
        return [store.survives, vault, tablet.length, (await outbox.status()).count];"""
    assert does(page, works) == [False, None, 36, 1]


def test_over_plain_http_marks_are_kept_without_keys(page: Page) -> None:
    page.evaluate("""() => Object.defineProperty(crypto, "subtle", { value: undefined })""")
    works = """const { outbox, store, vault } = await device();
        await outbox.keep(mark(1, 2));
        return [store.survives, vault, (await (await device()).store.marks(7)).length];"""
    assert does(page, works) == [True, None, 1]
