"""The app for tablets: prepared once with network, and then everything without."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from exams.models import Mark, Tablet
from exams.rules import AnswerKind
from foundation.environment import choose
from people.models import Person
from people.rules import Role
from tests.browser.visitors import violations
from tests.conftest import NOON
from tests.exams.marking.conftest import Bench, bench_with

pytestmark = pytest.mark.browser

APP = "/exams/tablet/"
SAVED = "All marks saved"
OUTBOX = "[data-outbox-state]"
REMARK = "Held the brush upside down"
LONG = 20_000

STORED_HERE = """async () => {
    const found = [];
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((done, failed) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => done(opening.result);
            opening.onerror = () => failed(opening.error);
        });
        for (const store of database.objectStoreNames) {
            const all = await new Promise((done) => {
                const asking = database.transaction(store).objectStore(store).getAll();
                asking.onsuccess = () => done(asking.result);
            });
            for (const row of all) found.push([`${name}/${store}`, await readable(row)]);
        }
        database.close();
    }
    return found;

    // As who reads the disk: bytes too.
    async function readable(value) {
        if (value instanceof Blob) return new TextDecoder("latin1").decode(await value.arrayBuffer());
        if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
        if (value instanceof CryptoKey) return `a key that ${value.extractable ? "can" : "cannot"} be read`;
        if (Array.isArray(value)) return (await Promise.all(value.map(readable))).join(" ");
        if (value === null || typeof value !== "object") return String(value);
        const pairs = Object.entries(value).map(async ([key, part]) => `${key}=${await readable(part)}`);
        return (await Promise.all(pairs)).join(" ");
    }
}"""

PEOPLE_KEY = """() => new Promise((done) => {
    const opening = indexedDB.open("proefstuk-keys");
    opening.onsuccess = () => {
        const asking = opening.result.transaction("keys").objectStore("keys").get("people");
        asking.onsuccess = () => {
            opening.result.close();
            done(asking.result?.id ?? null);
        };
    };
})"""

CACHED_HERE = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request);
            found.push([name, request.url, [...answer.headers].join(" "), await answer.text()]);
        }
    }
    return found;
}"""


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
def named(make: Any) -> Bench:
    """A candidate whose name is nowhere else."""
    found = bench_with(make)
    found.candidate = make.person(Role.CANDIDATE, given="Quirijn", family="Zomerdijk")
    found.sitting = make.sitting(found.form, found.candidate, found.examiner)
    return found


def opened(context: BrowserContext, place: str = "") -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"an error in the page: {error}"))
    page.goto(f"{APP}{place}")
    return ready(page)


def ready(page: Page) -> Page:
    page.wait_for_selector("[data-app][data-ready]")
    return page


def prepare(page: Page) -> Page:
    page.get_by_role("button", name=re.compile("^Prepare (this tablet|again)$")).click()
    expect(page.locator("[data-doing]").last).to_have_text("This tablet is ready.", timeout=LONG)
    expect(page.locator(".app-ready").last).to_contain_text("The app opens without network.")
    return page


def prepared(context: BrowserContext) -> Page:
    return prepare(opened(context))


def to_sheet(page: Page, bench: Bench) -> None:
    page.goto(f"{APP}#/sheet/{bench.sheet.id}")
    page.wait_for_selector("[data-screen][data-ready]")


def tap(page: Page, step: int, value: int) -> None:
    """Tap and wait until this tap itself is kept."""
    before = page.locator(f"#step-{step}").get_attribute("data-op")
    page.locator(f'#step-{step} .level[data-value="{value}"]').tap()
    expect(page.locator(f"#step-{step}")).not_to_have_attribute("data-op", before or "")


def mark(page: Page, bench: Bench, count: int) -> None:
    to_sheet(page, bench)
    for place, step in enumerate(bench.steps[:count]):
        tap(page, step, 2)
        if place + 1 < count:
            page.locator("[data-next]").tap()


def to_day(page: Page) -> None:
    page.goto(f"{APP}#/")
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()


def says(page: Page, why: str) -> Any:
    return page.locator(f'[data-notice-of="{why}"]')


def become(context: BrowserContext, visit: Any, served: Any, person: Person) -> None:
    """Somebody else signs in on this tablet."""
    context.clear_cookies()
    cookie = visit(person).client.get_cookie("proefstuk")
    context.add_cookies([{"name": "proefstuk", "value": cookie.value, "url": served.url}])


def look_up(page: Page) -> None:
    """The tablet is taken up again: it asks who is signed in."""
    page.evaluate("dispatchEvent(new Event('online'))")


def everything_on(page: Page) -> str:
    return json.dumps(page.evaluate(STORED_HERE))


def is_named(page: Page, person: Person) -> bool:
    return person.family_name in page.locator("body").inner_text()


def test_a_tablet_is_prepared_with_one_button(tablet: Any, bench: Bench) -> None:
    page = prepared(tablet(bench.examiner))
    card = page.locator(".app-card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text(bench.candidate.name)
    expect(card).to_contain_text("Planned")
    expect(card).to_contain_text("0 of 6 steps are marked")
    expect(page.get_by_role("main")).to_contain_text(f"Prepared for {bench.examiner.name}")


def test_who_is_not_signed_in_is_led_to_signing_in_and_back(browser: Any, served: Any) -> None:
    with browser.new_context(base_url=served.url) as context:
        page = opened(context, "#/tablet")
        expect(says(page, "sign-in")).to_contain_text("Nobody is signed in")
        href = says(page, "sign-in").get_by_role("link", name="Sign in").get_attribute("href")
        assert href == "/sign-in?next=%2Fexams%2Ftablet%2F%23%2Ftablet"


@pytest.mark.long
def test_the_app_opens_without_a_server(tablet: Any, bench: Bench, served: Any) -> None:
    context = tablet(bench.examiner)
    prepared(context).close()
    served.stop()
    page = opened(context)
    expect(page.locator(".app-card")).to_contain_text(bench.candidate.name)
    page.reload()
    ready(page)
    to_sheet(page, bench)
    expect(page.locator(".mark-name")).to_have_text(bench.candidate.name)


def test_marks_made_without_a_server_survive_and_arrive(tablet: Any, bench: Bench, served: Any, stored: Any) -> None:
    context = tablet(bench.examiner)
    page = prepared(context)
    served.stop()
    mark(page, bench, 4)
    page.close()
    page = opened(context)
    expect(page.locator(".app-card")).to_contain_text("In progress: 4 of 6")
    expect(page.locator(".app-card [data-waits]")).to_contain_text("not sent since")
    expect(page.locator(OUTBOX)).to_contain_text("not sent since")
    assert stored() == {}
    served.start()
    page.goto(f"{APP}#/unsent")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(OUTBOX)).to_have_text(SAVED, timeout=LONG)
    assert stored() == dict.fromkeys(bench.steps[:4], 2)


def test_an_exam_that_was_not_prepared_says_so(tablet: Any, bench: Bench, make: Any) -> None:
    page = prepared(tablet(bench.examiner))
    later = make.sitting(bench.form, make.person(Role.CANDIDATE), bench.examiner)
    page.goto(f"{APP}#/sheet/{later.sheets[0].id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not on this tablet")
    page.get_by_role("link", name="Back to today").click()
    prepare(page)
    expect(page.locator(".app-card")).to_have_count(2)


def test_nothing_personal_is_cached_or_in_an_address(tablet: Any, named: Bench) -> None:
    context = tablet(named.examiner)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = prepared(context)
    mark(page, named, 2)
    to_day(page)
    expect(page.locator(OUTBOX)).to_have_text(SAVED, timeout=LONG)
    cached = page.evaluate(CACHED_HERE)
    assert {name for name, *_ in cached} == {page.evaluate("caches.keys()")[0]}
    assert len(cached) > 5
    for secret in (
        named.candidate.family_name,
        named.candidate.given_name,
        named.examiner.family_name,
        named.form.title,
    ):
        assert [url for _, url, *rest in cached if secret in " ".join(rest)] == []
        assert [url for url in asked if secret in url] == []
    assert all("/exams/sync" not in url and "/exams/session" not in url for _, url, *_ in cached)


def test_what_is_kept_cannot_be_read_from_the_disk(tablet: Any, named: Bench, served: Any) -> None:
    page = prepared(tablet(named.examiner))
    served.stop()
    mark(page, named, 1)
    page.locator(f"#remark-{named.steps[0]}").fill(REMARK)
    before = page.locator(f"#step-{named.steps[0]}").get_attribute("data-op")
    page.locator("[data-next]").tap()
    expect(page.locator(f"#step-{named.steps[0]}")).not_to_have_attribute("data-op", before or "")
    found = everything_on(page)
    assert "operations" in found
    assert "a key that cannot be read" in found
    assert "a key that can be read" not in found
    for secret in (
        named.candidate.family_name,
        named.candidate.given_name,
        named.examiner.family_name,
        REMARK,
        named.form.title,
    ):
        assert secret not in found
        assert secret not in json.dumps(page.evaluate("({...localStorage, ...sessionStorage})"))


def test_what_a_browser_keeps_in_plain_names_nobody(tablet: Any, named: Bench, served: Any) -> None:
    """Titles are in its history, and fields in what it opens again after a crash."""
    page = prepared(tablet(named.examiner))
    served.stop()
    mark(page, named, 1)
    for place, title in {
        "": "Marking",
        "/sign": "Marking",
        "/stop": "Marking",
        "#/tablet": "About this tablet",
        "#/unsent": "What is not sent yet",
    }.items():
        page.goto(f"{APP}{place if place.startswith('#') else f'#/sheet/{named.sheet.id}{place}'}")
        expect(page).to_have_title(f"{title} · Proefstuk")
        filled_in_again = (
            "[...document.querySelectorAll('input, textarea, select')].filter((one) => one.autocomplete !== 'off')"
        )
        assert page.evaluate(f"{filled_in_again}.map((one) => one.outerHTML)") == []


def test_signing_out_wipes_names_and_keeps_what_is_not_sent(tablet: Any, named: Bench, stored: Any) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    other = opened(context)  # holds the database too
    page.route("**/exams/sync", lambda route: route.abort())
    other.route("**/exams/sync", lambda route: route.abort())
    mark(page, named, 2)
    page.goto(f"{APP}#/tablet")
    page.get_by_role("button", name="Sign out").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("not sent yet: ")
    asked.get_by_role("button", name="Sign out, keep them locked here").click()
    page.wait_for_url("**/sign-in")
    expect(other.locator(".app-card")).to_have_count(0)
    page = opened(context)
    assert not is_named(page, named.candidate)
    page.goto(f"{APP}#/unsent")
    expect(page.locator("[data-others]")).to_contain_text("not sent since")
    assert not is_named(page, named.candidate)
    expect(page.get_by_role("button", name="Send now")).to_be_hidden()
    assert stored() == {}


def test_unsent_marks_go_when_their_examiner_signs_in_again(
    tablet: Any, named: Bench, stored: Any, visit: Any, served: Any
) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    page.route("**/exams/sync", lambda route: route.abort())
    mark(page, named, 2)
    context.clear_cookies()
    look_up(page)
    to_day(page)
    expect(says(page, "sign-in")).to_contain_text("Everything is kept on this tablet")
    expect(page.locator("body")).to_contain_text(named.candidate.family_name)  # it goes on
    page.unroute("**/exams/sync")
    become(context, visit, served, named.examiner)
    look_up(page)
    expect(page.locator(OUTBOX)).to_have_text(SAVED, timeout=LONG)
    expect(says(page, "sign-in")).to_have_count(0)
    assert stored() == dict.fromkeys(named.steps[:2], 2)


def test_when_somebody_else_signs_in_the_names_of_the_first_go(
    tablet: Any, named: Bench, stored: Any, visit: Any, served: Any, make: Any
) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    page.route("**/exams/sync", lambda route: route.abort())
    mark(page, named, 2)
    become(context, visit, served, make.person(Role.EXAMINER))
    look_up(page)
    expect(says(page, "ended")).to_contain_text("Somebody else is signed in now", timeout=LONG)
    assert not is_named(page, named.candidate)
    page.unroute("**/exams/sync")
    page.goto(f"{APP}#/unsent")
    expect(page.locator("[data-others] li")).to_have_count(1)
    expect(page.locator(OUTBOX)).to_contain_text("of another examiner locked here")
    assert stored() == {}
    become(context, visit, served, named.examiner)
    look_up(page)
    expect(page.locator("[data-none]").last).to_be_visible(timeout=LONG)
    assert stored() == dict.fromkeys(named.steps[:2], 2)


def test_names_go_when_the_agreed_time_is_over(tablet: Any, named: Bench, clock: Any, served: Any, stored: Any) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    page.route("**/exams/sync", lambda route: route.abort())
    mark(page, named, 1)
    to_day(page)
    clock.move(hours=25)
    look_up(page)
    expect(says(page, "ended")).to_contain_text("The agreed time is over", timeout=LONG)
    assert not is_named(page, named.candidate)
    page.unroute("**/exams/sync")
    page.goto(f"{APP}#/unsent")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(OUTBOX)).to_have_text("Nothing waits here", timeout=LONG)
    assert stored() == {named.steps[0]: 2}


def test_a_clock_that_is_set_back_does_not_keep_names_longer(
    tablet: Any, named: Bench, clock: Any, served: Any
) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    clock.move(hours=23)
    latest = (NOON + timedelta(hours=22)).timestamp() * 1000
    look_up(page)
    wait_until(page, "Number(localStorage.getItem('proefstuk-tablet-time'))", lambda found: found > latest)
    page.close()
    served.stop()
    page = context.new_page()
    page.clock.install(time=NOON - timedelta(days=30))
    page.goto(APP)
    ready(page)
    assert is_named(page, named.candidate)
    expect(says(page, "clock")).to_be_visible()
    page.clock.fast_forward("02:00:00")
    expect(says(page, "ended")).to_contain_text("The agreed time is over")
    assert not is_named(page, named.candidate)


def test_a_clock_that_jumps_ahead_hides_names_until_it_is_right_again(
    tablet: Any, named: Bench, served: Any, stored: Any
) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    served.stop()
    mark(page, named, 1)
    page.close()
    page = context.new_page()
    page.clock.install(time=NOON + timedelta(hours=38))  # 14 hours too far: another time zone
    page.goto(APP)
    ready(page)
    expect(says(page, "hidden")).to_contain_text("so the names are hidden. What is not sent is kept.")
    expect(page.locator(OUTBOX)).to_contain_text("not sent since")
    assert not is_named(page, named.candidate)
    page.clock.set_system_time(NOON + timedelta(minutes=5))
    page.clock.run_for(2_000)
    expect(page.locator(".app-card", has_text=named.candidate.name)).to_be_visible()
    expect(says(page, "hidden")).to_have_count(0)
    page.clock.fast_forward("25:00:00")  # what it ran itself is sure
    expect(says(page, "ended")).to_contain_text("The agreed time is over")
    assert not is_named(page, named.candidate)
    assert named.candidate.family_name not in everything_on(page)


def test_a_tablet_that_was_off_for_long_ends_the_names_when_it_is_opened(
    tablet: Any, named: Bench, served: Any, stored: Any
) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    key = page.evaluate(PEOPLE_KEY)
    served.stop()
    mark(page, named, 1)
    page.close()
    page = context.new_page()
    page.clock.install(time=NOON + timedelta(hours=54))
    page.goto(APP)
    expect(says(page, "ended")).to_contain_text("agreed time is over for long")
    expect(page.locator(OUTBOX)).to_contain_text("not sent since")
    assert page.evaluate(PEOPLE_KEY) != key
    page.clock.set_system_time(NOON + timedelta(hours=1))
    page.clock.run_for(2_000)
    assert named.candidate.family_name not in everything_on(page)


def test_a_tablet_that_is_shut_out_loses_the_names(
    tablet: Any, named: Bench, desk: Any, stored: Any, served: Any
) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    mark(page, named, 1)
    to_day(page)
    expect(page.locator(OUTBOX)).to_have_text(SAVED, timeout=LONG)
    with desk.writing() as work:
        row = work.db.scalars(select(Tablet)).one()
        row.shut_out_at = work.now
    to_sheet(page, named)
    tap(page, named.steps[1], 3)
    expect(says(page, "shut-out")).to_contain_text("shut this tablet out", timeout=LONG)
    assert not is_named(page, named.candidate)
    assert stored() == {named.steps[0]: 2}
    page.goto(f"{APP}#/unsent")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert saved.value.suggested_filename.startswith("proefstuk-marks-")
    served.stop()
    page.reload()
    ready(page)
    assert not is_named(page, named.candidate)
    expect(page.locator("[data-others]")).to_contain_text("not sent since")  # locked until somebody signs in
    expect(page.get_by_role("button", name="Save as a file")).to_be_hidden()


def wait_until(page: Page, asked: str, is_so: Callable[[Any], bool]) -> None:
    for _ in range(100):
        if is_so(page.evaluate(asked)):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{asked} never came")


def renamed(desk: Any, app: Any, name: str) -> None:
    """Another word on the page of the app makes it another build."""
    with desk.writing() as work:
        choose(work.db, "environment.name", name)
    app.extensions["environment_name"].forget()


def build_of(page: Page) -> str:
    return page.locator("[data-app]").get_attribute("data-build") or ""


def test_a_new_build_waits_while_a_sheet_is_open(tablet: Any, bench: Bench, desk: Any, app: Any) -> None:
    context = tablet(bench.examiner)
    page = prepared(context)
    to_sheet(page, bench)
    before = build_of(page)
    renamed(desk, app, "School of the new build")
    other = opened(context)
    expect(says(other, "update")).to_be_visible(timeout=LONG)
    other.get_by_role("button", name="Update now").click()
    tap(page, bench.steps[0], 2)
    assert build_of(page) == before
    assert build_of(other) == before
    to_day(page)
    expect(page.locator(f'[data-app][data-ready]:not([data-build="{before}"])')).to_be_visible(timeout=LONG)
    expect(page.locator(".app-card")).to_contain_text("In progress: 1 of 6")
    assert len(page.evaluate("caches.keys()")) == 1


def test_a_new_build_waits_until_everything_is_sent(tablet: Any, bench: Bench, desk: Any, app: Any) -> None:
    context = tablet(bench.examiner)
    page = prepared(context)
    page.route("**/exams/sync", lambda route: route.abort())
    mark(page, bench, 1)
    to_day(page)
    before = build_of(page)
    renamed(desk, app, "School of the new build")
    look_up(page)
    expect(says(page, "update")).to_be_visible(timeout=LONG)
    assert build_of(page) == before
    page.unroute("**/exams/sync")
    page.goto(f"{APP}#/unsent")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(f'[data-app][data-ready]:not([data-build="{before}"])')).to_be_visible(timeout=LONG)


def test_giving_up_asks_for_the_name(tablet: Any, bench: Bench, stored: Any) -> None:
    page = prepared(tablet(bench.examiner))
    page.route("**/exams/sync", lambda route: route.abort())
    mark(page, bench, 2)
    page.goto(f"{APP}#/unsent")
    page.get_by_text("Delete what is not sent").click()
    page.get_by_label("Type your own name to be sure").fill("somebody")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("This is not the name above.")).to_be_visible()
    page.get_by_label("Type your own name to be sure").fill(bench.examiner.name.upper())
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("[data-none]").last).to_be_visible()
    to_day(page)
    expect(page.locator(".app-card")).to_contain_text("0 of 6 steps are marked")
    assert stored() == {}


def test_the_day_of_the_examiner_leads_into_the_app(tablet: Any, bench: Bench) -> None:
    page = prepared(tablet(bench.examiner))
    page.goto("/exams/today")
    page.get_by_role("link", name=re.compile(f"Begin ?: {bench.candidate.name}")).click()
    page.wait_for_url(f"**{APP}#/sheet/{bench.sheet.id}")
    expect(page.locator(".mark-name")).to_have_text(bench.candidate.name)


def test_before_preparing_the_day_works_as_it_did(tablet: Any, bench: Bench) -> None:
    page = tablet(bench.examiner).new_page()
    page.goto("/exams/today")
    page.get_by_role("button", name=re.compile(f"Begin ?: {bench.candidate.name}")).click()
    page.wait_for_url(f"**/exams/sheets/{bench.sheet.id}")


def test_what_waits_longer_than_a_day_is_spoken_of(tablet: Any, bench: Bench, served: Any) -> None:
    context = tablet(bench.examiner)
    page = prepared(context)
    served.stop()
    mark(page, bench, 1)
    page.close()
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC) + timedelta(hours=26))
    page.goto(APP)
    ready(page)
    expect(says(page, "old")).to_contain_text("Find network today")
    says(page, "old").get_by_role("link", name="Save as a file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is not sent yet")


def test_a_tablet_without_room_offers_the_file_at_once(tablet: Any, bench: Bench) -> None:
    context = tablet(bench.examiner)
    context.add_init_script("navigator.storage.estimate = async () => ({ quota: 1000000, usage: 900000 })")
    page = opened(context)
    expect(says(page, "full")).to_contain_text("hardly any room left")
    expect(says(page, "full").get_by_role("link", name="Save as a file")).to_be_visible()
    prepare(page)
    expect(page.locator(".app-ready")).to_contain_text("Only 100 kB is free on this tablet.")


def test_a_browser_that_keeps_nothing_says_so(tablet: Any, bench: Bench) -> None:
    context = tablet(bench.examiner)
    context.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }")
    page = opened(context)
    expect(says(page, "forgets")).to_contain_text("This browser cannot keep marks.")


def test_a_browser_that_refuses_to_remember_opens_the_app(tablet: Any, bench: Bench) -> None:
    context = tablet(bench.examiner)
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page = prepared(context)
    expect(page.locator(".app-card")).to_contain_text(bench.candidate.name)


def test_a_prepared_tablet_says_what_is_ready_also_later(tablet: Any, bench: Bench, served: Any) -> None:
    context = tablet(bench.examiner)
    prepared(context).close()
    served.stop()
    page = opened(context, "#/tablet")
    expect(page.locator(".app-ready")).to_contain_text("The app opens without network.")
    expect(page.locator(".app-ready")).to_contain_text("1 candidate")
    expect(page.locator("[data-facts]")).to_contain_text("Names and marks are encrypted.")


def test_signing_out_without_network_ends_the_sign_in_later(tablet: Any, named: Bench, served: Any) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    served.stop()
    page.goto(f"{APP}#/tablet")
    page.get_by_role("button", name="Sign out").click()
    expect(says(page, "left")).to_contain_text("happens by itself as soon as there is network")
    assert not is_named(page, named.candidate)
    page.reload()
    expect(says(page, "left")).to_contain_text("Do not hand this tablet on before that")
    served.start()
    page.reload()
    ready(page)
    expect(says(page, "sign-in")).to_contain_text("Nobody is signed in", timeout=LONG)
    assert context.request.get("/exams/session").json()["user"] is None


def test_who_signs_in_after_that_is_not_signed_out(
    tablet: Any, named: Bench, served: Any, visit: Any, make: Any
) -> None:
    context = tablet(named.examiner)
    page = prepared(context)
    served.stop()
    page.goto(f"{APP}#/tablet")
    page.get_by_role("button", name="Sign out").click()
    expect(says(page, "left")).to_be_visible()
    served.start()
    other = make.person(Role.EXAMINER)
    become(context, visit, served, other)
    prepare(opened(context))
    assert context.request.get("/exams/session").json()["user"] == other.id


def test_over_plain_http_the_app_says_what_is_missing(browser: Any, served: Any) -> None:
    with browser.new_context(base_url="http://school.test") as context:
        context.route(
            "http://school.test/**",
            lambda route: route.fulfill(
                response=route.fetch(url=route.request.url.replace("http://school.test", served.url))
            ),
        )
        page = opened(context)
        expect(says(page, "https")).to_contain_text("needs https")
        context.unroute_all(behavior="ignoreErrors")  # an answer on its way would fail in the next test


def test_every_screen_is_for_everyone(tablet: Any, bench: Bench) -> None:
    page = opened(tablet(bench.examiner))
    assert violations(page) == []
    prepare(page)
    page.route("**/exams/sync", lambda route: route.abort())
    mark(page, bench, 1)
    for place in ("#/", "#/unsent", "#/tablet", "#/sheet/99999"):
        page.goto(f"{APP}{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert violations(page) == []
    page.goto(f"{APP}#/tablet")
    page.get_by_role("button", name="Sign out").click()
    assert violations(page) == []


def test_every_target_is_large_enough_for_a_glove(tablet: Any, bench: Bench) -> None:
    page = prepared(tablet(bench.examiner))
    for place in ("#/", "#/unsent", "#/tablet"):
        page.goto(f"{APP}{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for width, height in ((390, 844), (820, 1180), (1180, 820)):
            page.set_viewport_size({"width": width, "height": height})
            small = page.evaluate(
                "[...document.querySelectorAll('.app-top a, .btn, .app-main button')]"
                ".filter((one) => one.checkVisibility())"
                ".filter((one) => one.getBoundingClientRect().height < 48).map((one) => one.outerHTML)"
            )
            assert small == []
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_keyboard_alone_prepares_and_begins(tablet: Any, bench: Bench) -> None:
    page = opened(tablet(bench.examiner))
    reach(page, "Prepare this tablet")
    page.keyboard.press("Enter")
    expect(page.locator(".app-card")).to_have_count(1, timeout=LONG)
    reach(page, "All marks saved")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is not sent yet")
    reach(page, "Marking")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    reach(page, "Begin", back=False)
    page.keyboard.press("Enter")
    expect(page.locator(".mark-name")).to_have_text(bench.candidate.name)


def reach(page: Page, words: str, *, back: bool = True) -> None:
    """Tab until this has the focus."""
    if back:
        page.evaluate("document.activeElement.blur()")
    for _ in range(25):
        page.keyboard.press("Tab")
        if words in page.evaluate(
            "document.activeElement.matches('a, button') ? document.activeElement.textContent : ''"
        ):
            return
    pytest.fail(f"{words!r} cannot be reached by keyboard")
