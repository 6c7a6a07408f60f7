"""An examiner marks on a tablet, on good days and on bad ones."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from exams.models import Mark, Sheet, Sitting
from exams.rules import AnswerKind, SittingState
from tests.exams.marking.conftest import Bench, bench_with

pytestmark = pytest.mark.browser

OUTBOX = "[data-outbox]"
SAVED = "All marks saved"
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def thirty(make: Any) -> Bench:
    """A form of thirty steps, the first of them critical."""
    return bench_with(make, groups=3, steps=10, duration_minutes=90, instructions_examiner="Stand back.")


@pytest.fixture
def stored(desk: Any) -> Callable[[], dict[int, int | None]]:
    """What the server has: step -> value; each step stored exactly once."""

    def read() -> dict[int, int | None]:
        with desk.reading() as work:
            rows = work.db.execute(select(Mark.step_id, Mark.value).where(Mark.answer == AnswerKind.STORED)).all()
        assert len(rows) == len({step for step, _ in rows}), "a step was stored twice"
        return dict(tuple(row) for row in rows)

    return read


COUNT_KEPT = """name => new Promise((done, failed) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
        const database = opening.result;
        if (!database.objectStoreNames.contains("operations")) { database.close(); return done(0); }
        const count = database.transaction("operations").objectStore("operations").count();
        count.onsuccess = () => { database.close(); done(count.result); };
    };
})"""


def opened(context: BrowserContext, bench: Bench) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"an error in the page: {error}"))
    page.goto(f"/exams/sheets/{bench.sheet.id}")
    page.wait_for_selector("[data-ready]")
    return page


def level(page: Page, step: int, value: int) -> Any:
    return page.locator(f'#step-{step} .level[data-value="{value}"]')


def tap(page: Page, step: int, value: int) -> None:
    """Tap and wait until this tap itself is kept: the button alone would be pressed already on a repeat."""
    before = page.locator(f"#step-{step}").get_attribute("data-op")
    level(page, step, value).tap()
    expect(page.locator(f"#step-{step}")).not_to_have_attribute("data-op", before or "")


def mark_all(page: Page, bench: Bench, steps: list[int] | None = None) -> None:
    chosen = steps or bench.steps
    for place, step in enumerate(chosen):
        tap(page, step, 2)
        if place + 1 < len(chosen):
            page.locator("[data-next]").tap()


def all_saved(page: Page) -> None:
    expect(page.locator(OUTBOX)).to_have_text(SAVED, timeout=150_000)  # three lost answers of 30 seconds and the pauses


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def kept_on(page: Page) -> int:
    """How many marks of anybody this browser still has to send."""
    names = page.evaluate("indexedDB.databases().then(found => found.map(database => database.name))")
    counts = [page.evaluate(COUNT_KEPT, name) for name in names]
    return sum(counts)


def test_thirty_steps_by_tapping(tablet, thirty, stored):
    page = opened(tablet(thirty.examiner), thirty)
    mark_all(page, thirty)
    all_saved(page)
    assert stored() == dict.fromkeys(thirty.steps, 2)
    expect(page.locator("[data-count]")).to_have_text("30 of 30")
    expect(page.locator("[data-sign]")).to_be_visible()


def test_the_keyboard_alone_is_enough(tablet, bench, stored):
    page = opened(tablet(bench.examiner), bench)
    for place, step in enumerate(bench.steps):
        page.keyboard.press(str(place % 4))
        expect(level(page, step, place % 4)).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("r")
    page.keyboard.type("3 tries, then it was right")
    page.keyboard.press("Tab")
    all_saved(page)
    expect(page.locator("[data-count]")).to_have_text("6 of 6")
    page.keyboard.press("Control+z")
    all_saved(page)


def test_digits_can_be_turned_off(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    page.locator("[data-menu] summary").tap()
    page.locator("[data-keys]").tap()
    page.keyboard.press("Escape")
    page.locator(".mark-name").click()
    page.keyboard.press("2")
    expect(page.locator("[data-count]")).to_have_text("0 of 6")


def test_a_remark_goes_along_with_the_mark(tablet, bench, desk):
    page = opened(tablet(bench.examiner), bench)
    page.locator(f"#remark-{bench.steps[0]}").fill("Needed a hint")
    tap(page, bench.steps[0], 1)
    all_saved(page)
    page.locator(f"#remark-{bench.steps[0]}").fill("Needed two hints")
    kept = page.locator(f"#step-{bench.steps[0]}").get_attribute("data-op")
    page.locator("[data-next]").tap()
    expect(page.locator(f"#step-{bench.steps[0]}")).not_to_have_attribute("data-op", kept)
    all_saved(page)
    with desk.reading() as work:
        rows = work.db.execute(select(Mark.value, Mark.remark).order_by(Mark.id)).all()
    assert [tuple(row) for row in rows][-2:] == [(1, "Needed a hint"), (1, "Needed two hints")]


def test_undo_gives_back_what_stood(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    step = bench.steps[0]
    tap(page, step, 1)
    tap(page, step, 3)
    page.locator("[data-undo]").tap()
    expect(level(page, step, 1)).to_have_attribute("aria-pressed", "true")
    page.locator("[data-undo]").tap()
    expect(page.locator(f"#step-{step} [data-state]")).to_have_text("Not yet marked")
    all_saved(page)


def test_no_network_in_the_middle_loses_nothing(tablet, thirty, stored):
    context = tablet(thirty.examiner)
    page = opened(context, thirty)
    mark_all(page, thirty, thirty.steps[:10])
    context.set_offline(True)
    page.locator("[data-next]").tap()
    mark_all(page, thirty, thirty.steps[10:25])
    expect(page.locator(OUTBOX)).to_contain_text("not sent since", timeout=15_000)
    context.set_offline(False)
    page.locator("[data-next]").tap()
    mark_all(page, thirty, thirty.steps[25:])
    all_saved(page)
    assert stored() == dict.fromkeys(thirty.steps, 2)


def test_nothing_moves_under_the_finger_when_the_network_goes(tablet, bench):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    before = level(page, bench.steps[0], 2).bounding_box()
    context.set_offline(True)
    tap(page, bench.steps[0], 2)
    expect(page.locator(OUTBOX)).to_contain_text("not sent since", timeout=15_000)
    assert level(page, bench.steps[0], 2).bounding_box() == before


def test_a_dead_server_in_the_middle_loses_nothing(tablet, thirty, served, stored):
    page = opened(tablet(thirty.examiner), thirty)
    mark_all(page, thirty, thirty.steps[:5])
    served.stop()
    page.locator("[data-next]").tap()
    mark_all(page, thirty, thirty.steps[5:12])
    served.start()
    page.locator(OUTBOX).tap()
    all_saved(page)
    assert stored() == dict.fromkeys(thirty.steps[:12], 2)


def test_a_reload_keeps_what_was_not_sent(tablet, bench, stored):
    page = opened(tablet(bench.examiner), bench)
    page.route("**/exams/sync", lambda route: route.abort())
    for step in bench.steps[:4]:
        tap(page, step, 3)
        page.locator("[data-next]").tap()
    assert stored() == {}
    page.reload()
    page.wait_for_selector("[data-ready]")
    expect(page.locator("[data-count]")).to_have_text("4 of 6")
    expect(page.locator(OUTBOX)).to_contain_text("4 not sent since", timeout=15_000)
    page.unroute("**/exams/sync")
    page.locator(OUTBOX).tap()
    all_saved(page)
    assert stored() == dict.fromkeys(bench.steps[:4], 3)


def test_a_tab_that_was_closed_sends_when_the_day_is_opened_again(tablet, bench, stored):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    context.set_offline(True)
    tap(page, bench.steps[0], 3)
    page.close()
    context.set_offline(False)
    day = context.new_page()
    day.goto("/exams/today")
    for _ in range(100):
        if stored():
            break
        day.wait_for_timeout(100)
    assert stored() == {bench.steps[0]: 3}
    expect(day.locator("[data-waiting]")).to_be_hidden()


@pytest.mark.long
def test_answers_that_are_lost_store_nothing_twice(tablet, bench, stored):
    page = opened(tablet(bench.examiner), bench)
    lost = []

    def lose(route: Any) -> None:
        if len(lost) < 3:
            lost.append(route.fetch())
            return route.abort()
        return route.continue_()

    page.route("**/exams/sync", lose)
    mark_all(page, bench)
    all_saved(page)
    assert len(lost) == 3
    assert stored() == dict.fromkeys(bench.steps, 2)


def test_a_captive_portal_is_no_acknowledgement(tablet, bench, stored):
    page = opened(tablet(bench.examiner), bench)
    page.route("**/exams/sync", lambda route: route.fulfill(status=200, body="<html>Agree to our terms</html>"))
    tap(page, bench.steps[0], 2)
    expect(page.locator(OUTBOX)).to_contain_text("1 not sent since", timeout=15_000)
    page.unroute("**/exams/sync")
    page.locator(OUTBOX).tap()
    all_saved(page)
    assert stored() == {bench.steps[0]: 2}


def test_marks_wait_until_their_examiner_signs_in_again(tablet, bench, visit, served, stored):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    context.clear_cookies()
    tap(page, bench.steps[0], 2)
    expect(page.locator("[data-sign-in]")).to_be_visible(timeout=15_000)
    expect(page.locator("[data-notice]")).to_contain_text("Everything is kept on this tablet")
    assert stored() == {}
    cookie = visit(bench.examiner).client.get_cookie("proefstuk")
    context.add_cookies([{"name": "proefstuk", "value": cookie.value, "url": served.url}])
    page.locator(OUTBOX).tap()
    all_saved(page)
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    assert stored() == {bench.steps[0]: 2}


def test_another_examiner_on_the_tablet_sends_nothing_of_the_first(tablet, bench, make, visit, served, stored):
    from people.rules import Role

    context = tablet(bench.examiner)
    page = opened(context, bench)
    page.route("**/exams/sync", lambda route: route.abort())
    tap(page, bench.steps[0], 2)
    other = make.person(Role.EXAMINER)
    theirs = make.sitting(bench.form, examiner=other)
    cookie = visit(other).client.get_cookie("proefstuk")
    context.add_cookies([{"name": "proefstuk", "value": cookie.value, "url": served.url}])
    second = context.new_page()
    second.goto(f"/exams/sheets/{theirs.sheets[0].id}")
    expect(second.locator("[data-notice]")).to_contain_text("1 mark of another examiner waits on this tablet")
    expect(second.locator(OUTBOX)).to_have_text(SAVED)
    assert stored() == {}


def test_two_tabs_of_one_tablet_show_the_same(tablet, bench, stored):
    context = tablet(bench.examiner)
    first, second = opened(context, bench), opened(context, bench)
    first.bring_to_front()
    tap(first, bench.steps[0], 2)
    expect(level(second, bench.steps[0], 2)).to_have_attribute("aria-pressed", "true")
    second.bring_to_front()
    tap(second, bench.steps[0], 3)
    expect(level(first, bench.steps[0], 3)).to_have_attribute("aria-pressed", "true")
    all_saved(second)
    first.bring_to_front()
    expect(first.locator("[data-conflict]").first).to_be_hidden()


@pytest.mark.parametrize(("choice", "value"), [("mine", 3), ("theirs", 1)])
def test_two_tablets_that_differ_are_decided_by_a_person(tablet, bench, desk, choice, value):
    first, second = opened(tablet(bench.examiner), bench), opened(tablet(bench.examiner), bench)
    step = bench.steps[0]
    tap(first, step, 1)
    all_saved(first)
    tap(second, step, 3)
    box = second.locator(f"#step-{step} [data-conflict]")
    expect(box).to_be_visible()
    expect(second.locator(OUTBOX)).to_have_text("1 mark needs your decision")
    expect(box.locator("[data-mine] b")).to_have_text("Keep mine: 3, Good")
    expect(box.locator("[data-theirs] b")).to_have_text("Take the other: 1, Partly")
    second.reload()
    second.wait_for_selector("[data-ready]")
    expect(box).to_be_visible()
    box.locator(f"[data-{choice}]").tap()
    expect(box).to_be_hidden()
    all_saved(second)
    expect(level(second, step, value)).to_have_attribute("aria-pressed", "true")
    with desk.reading() as work:
        answers = work.db.scalars(select(Mark.answer).order_by(Mark.id)).all()
    assert list(answers) == ["stored", "conflict", "stored"]


def test_a_tablet_that_cannot_keep_says_not_saved_and_the_button_stays(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    page.evaluate("IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError') }; 0")
    level(page, bench.steps[0], 2).tap()
    expect(page.locator(OUTBOX)).to_have_text("NOT SAVED")
    expect(level(page, bench.steps[0], 2)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(f"#step-{bench.steps[0]} [data-state]")).to_have_text("NOT SAVED. Try again.")


@pytest.mark.parametrize("size", [(820, 1180), (1180, 820), (390, 844)])
def test_no_button_moves_or_is_replaced_while_marking(tablet, bench, size):
    page = opened(tablet(bench.examiner, viewport={"width": size[0], "height": size[1]}), bench)
    page.evaluate("window.before = [...document.querySelectorAll('.level, .mark-bottom > *, [data-outbox]')]")
    places = "window.before.map((one) => { const { x, y } = one.getBoundingClientRect(); return [x, y] })"
    before = page.evaluate(places)
    tap(page, bench.steps[0], 2)
    all_saved(page)
    tap(page, bench.steps[0], 0)
    all_saved(page)
    assert page.evaluate(places) == before
    page.route(
        "**/exams/session",
        lambda route: route.fulfill(
            status=401, headers={"X-Proefstuk": "1"}, content_type="application/json", body="{}"
        ),
    )
    tap(page, bench.steps[0], 1)
    expect(page.locator("[data-sign-in]")).to_be_visible()
    expect(page.locator(OUTBOX)).to_contain_text("1 not sent: sign in", timeout=15_000)
    assert page.evaluate(places) == before
    assert page.evaluate("window.before.every((one) => one.isConnected)")


def test_the_whole_sheet_as_a_list(tablet, bench, stored):
    page = opened(tablet(bench.examiner), bench)
    page.locator("[data-menu] summary").tap()
    page.locator("[data-view-switch]").tap()
    for step in bench.steps:
        tap(page, step, 1)
    all_saved(page)
    assert stored() == dict.fromkeys(bench.steps, 1)
    page.reload()
    page.wait_for_selector("[data-ready]")
    expect(level(page, bench.steps[5], 1)).to_be_visible()
    assert violations(page) == []


def test_only_the_open_steps(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    tap(page, bench.steps[1], 2) if level(page, bench.steps[1], 2).is_visible() else None
    page.locator("[data-next]").tap()
    tap(page, bench.steps[1], 2)
    page.locator("[data-open]").tap()
    page.locator("[data-filter]").tap()
    page.locator(f'[data-go="{bench.steps[0]}"]').tap()
    page.locator("[data-next]").tap()
    expect(page.locator(f"#step-{bench.steps[2]}")).to_be_visible()


def test_a_stroke_of_the_finger_leads_on(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    page.evaluate("""() => {
        const area = document.querySelector('[data-marks]');
        const at = (type, clientX) => area.dispatchEvent(
            new PointerEvent(type, { clientX, clientY: 300, pointerType: 'touch', bubbles: true }));
        at('pointerdown', 600); at('pointerup', 400);
    }""")
    expect(page.locator(f"#step-{bench.steps[1]}")).to_be_visible()


def test_signing_from_the_tablet(tablet, bench, desk):
    page = opened(tablet(bench.examiner), bench)
    mark_all(page, bench)
    page.locator("[data-sign]").tap()
    page.wait_for_url("**/sign")
    assert violations(page) == []
    page.locator("#overall_remark").fill("Calm and exact")
    page.locator("#confirmed").check()
    page.locator("[data-sign-button]").dblclick()
    page.wait_for_url("**/result")
    with desk.reading() as work:
        sheet, sitting = work.db.get(Sheet, bench.sheet.id), work.db.get(Sitting, bench.sitting.id)
        assert (sheet.overall_remark, sitting.state) == ("Calm and exact", SittingState.RATIFIED)
    page.goto(f"/exams/sheets/{bench.sheet.id}")
    page.wait_for_selector("[data-ready]")
    expect(level(page, bench.steps[0], 2)).to_be_disabled()
    expect(level(page, bench.steps[0], 2)).to_have_attribute("aria-pressed", "true")
    assert violations(page) == []


def test_signing_waits_for_what_is_not_sent(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    page.route("**/exams/sync", lambda route: route.abort())
    mark_all(page, bench)
    page.locator("[data-sign]").tap()
    expect(page.locator("[data-notice]")).to_contain_text("6 marks are not sent yet")
    page.goto(f"/exams/sheets/{bench.sheet.id}/sign")
    expect(page.locator("[data-sign-button]")).to_be_disabled()


@pytest.mark.parametrize("sure", [False, True])
def test_signing_out_keeps_what_is_not_sent(tablet, bench, sure):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    page.route("**/exams/sync", lambda route: route.abort())
    tap(page, bench.steps[0], 2)
    page.goto("/exams/today")
    page.locator(".account summary").click()
    page.locator(".account form[action$='sign-out'] button").click()
    asked = page.get_by_role("dialog", name="Sign out before everything is sent?")
    expect(asked).to_contain_text("Changes on this device that are not sent yet: 1.")
    asked.get_by_role("button", name="Sign out, keep them locked here" if sure else "Stay signed in").click()
    page.wait_for_url("**/sign-in" if sure else "**/exams/today")
    expect(asked).to_be_hidden()
    assert kept_on(page) == 1


def test_signing_out_sends_first_when_it_is_asked_to(tablet, bench, stored):
    page = opened(tablet(bench.examiner), bench)
    page.route("**/exams/sync", lambda route: route.abort())
    tap(page, bench.steps[0], 2)
    page.goto("/exams/today")
    page.locator(".account summary").click()
    page.locator(".account form[action$='sign-out'] button").click()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-leaving-status]")).to_contain_text("They could not be sent.")
    page.unroute("**/exams/sync")
    page.get_by_role("button", name="Send now").click()
    page.wait_for_url("**/sign-in")
    assert stored() == {bench.steps[0]: 2}


def test_signing_out_before_the_modules_came_asks_too(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    page.route("**/exams/sync", lambda route: route.abort())
    tap(page, bench.steps[0], 2)
    slow = []
    page.route("**/js/parts/leaving.js", lambda route: slow.append(route))
    page.goto("/exams/today", wait_until="domcontentloaded")
    page.locator(".account summary").click()
    page.locator(".account form[action$='sign-out'] button").click()
    page.wait_for_timeout(300)
    slow[0].continue_()
    expect(page.get_by_role("dialog")).to_contain_text("Changes on this device that are not sent yet: 1.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url.endswith("/exams/today")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_for_everyone(tablet, bench, scheme):
    context = tablet(bench.examiner, color_scheme=scheme)
    page = opened(context, bench)
    assert violations(page) == []
    page.locator("[data-open]").tap()
    assert violations(page) == []
    for path in ("/exams/today", f"/exams/sheets/{bench.sheet.id}/stop", f"/exams/sittings/{bench.sitting.id}/no-show"):
        page.goto(path)
        assert violations(page) == []


@pytest.mark.parametrize("size", [(820, 1180), (1180, 820), (390, 844), (1440, 900)])
def test_every_target_is_large_enough_for_a_glove(tablet, bench, size):
    page = opened(tablet(bench.examiner, viewport={"width": size[0], "height": size[1]}), bench)
    heights = page.evaluate(
        "[...document.querySelectorAll('.level, .mark-bottom button')].filter((one) => one.checkVisibility())"
        ".map((one) => Math.min(one.getBoundingClientRect().height, one.getBoundingClientRect().width))"
    )
    assert min(heights) >= 56
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"


def test_the_page_is_light(tablet, thirty):
    context = tablet(thirty.examiner)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))
    page.goto(f"/exams/sheets/{thirty.sheet.id}")
    page.wait_for_selector("[data-photo]")  # the last that comes
    time.sleep(0.5)
    print(len(received), sum(received))
    assert len(received) <= 12
    assert sum(received) <= 150_000
