"""The bad days of marking on a tablet, each by name: what was tapped is at the server, once, with the right value, and
meanwhile the screen says what is true.

The days are played in the app for tablets, here or in the file that is named. A test looks after this list.

The network goes in mid-tap
    tests/browser/test_bad_days.py: test_the_network_goes_in_mid_tap
Requests and answers are lost, cut off, doubled, delayed and reordered
    tests/browser/test_bad_days.py: test_over_a_network_that_loses_doubles_and_reorders_a_whole_exam_arrives_once
    tests/browser/test_bad_network.py: test_over_a_network_that_loses_doubles_and_reorders_no_mark_is_lost
    tests/js/marking/simulation.test.js: bad days with one tablet and two tabs no mark is lost, doubled or out of order
    tests/js/marking/simulation.test.js: bad days with deeds and photos, signing out and preparing anew
A captive portal answers
    tests/browser/test_marking.py: test_a_captive_portal_is_no_acknowledgement
    tests/browser/test_bad_days.py: test_over_a_network_that_loses_doubles_and_reorders_a_whole_exam_arrives_once
The page is loaded again
    tests/browser/test_tablet_marking.py: test_a_reload_without_network_in_the_middle_of_a_sheet_keeps_everything
The page is closed, and the app opened again without network
    tests/browser/test_tablet_app.py: test_marks_made_without_a_server_survive_and_arrive
    tests/browser/test_tablet_app.py: test_the_app_opens_without_a_server
The browser crashes, or the battery is dead
    tests/browser/test_bad_days.py: test_a_browser_that_is_killed_has_every_mark_it_showed
    tests/browser/test_bad_days.py: test_a_browser_that_is_killed_again_and_again_has_every_mark_it_showed
    tests/browser/test_bad_days.py: test_a_browser_that_is_killed_in_mid_tap_shows_what_arrives
    tests/browser/test_bad_days.py: test_what_is_shown_was_written_through_to_the_disk
    tests/browser/test_tablet_store.py: test_the_keys_survive_a_restart_of_the_browser
The tablet is slow
    tests/browser/test_bad_days.py: test_on_a_slow_tablet_a_remark_that_was_just_written_is_in_the_signature
Two tabs
    tests/browser/test_bad_days.py: test_two_tabs_with_one_sheet_send_every_mark_once
Two tablets
    tests/browser/test_tablet_marking.py: test_two_tablets_that_differ_are_decided_by_a_person
    tests/browser/test_bad_days.py: test_of_two_tablets_that_sign_one_has_signed
    tests/browser/test_tablet_marking.py: test_a_signature_that_is_refused_opens_the_sheet_again
    tests/js/marking/simulation.test.js: bad days with deeds on two tablets everything is on record
The sign-in ends while there is no network
    tests/browser/test_bad_days.py: test_the_sign_in_ends_while_there_is_no_network
    tests/browser/test_tablet_app.py: test_unsent_marks_go_when_their_examiner_signs_in_again
The token is too old
    tests/browser/test_bad_days.py: test_a_token_that_lives_a_second_is_asked_for_anew
    tests/browser/test_bad_days.py: test_while_every_token_is_too_old_marks_wait
The server is restarted
    tests/browser/test_bad_days.py: test_a_server_that_goes_away_twice_gets_everything
The server is killed in mid-write
    tests/exams/marking/test_killed_server.py: test_every_mark_that_was_answered_for_is_there_after_kill_9
    tests/exams/marking/test_deeds_killed.py: test_every_deed_that_was_answered_for_is_there_after_kill_9
    tests/exams/marking/test_deeds_killed.py: test_whole_exams_survive_a_server_that_is_killed_again_and_again
PostgreSQL is restarted
    tests/exams/marking/test_postgres_restarted.py:
        test_every_mark_that_was_answered_for_is_there_after_postgresql_came_back
    tests/exams/marking/test_crash_loop.py:
        test_every_deed_that_was_answered_for_is_there_after_postgresql_and_the_server_crashed
    tests/exams/marking/test_crash_loop.py:
        test_whole_exams_survive_a_postgresql_and_a_server_that_crash_again_and_again
The clock of the tablet is an hour wrong
    tests/browser/test_bad_days.py: test_a_clock_that_is_an_hour_wrong_changes_no_time_that_counts
    tests/js/marking/outbox.test.js: a clock set back changes nothing of the order
    tests/browser/test_tablet_app.py: test_a_clock_that_is_set_back_does_not_keep_names_longer
A new version comes while a sheet is open
    tests/browser/test_tablet_app.py: test_a_new_build_waits_while_a_sheet_is_open
    tests/browser/test_tablet_app.py: test_a_new_build_waits_until_everything_is_sent
    tests/browser/test_bad_days.py: test_marks_that_the_version_before_kept_arrive_by_the_new_one
    tests/browser/test_tablet_store.py: test_on_15_bad_days_with_a_renewed_app_nothing_is_lost_in_a_browser
The browser refuses to keep anything
    tests/browser/test_bad_days.py: test_a_browser_that_keeps_nothing_says_so_at_once_and_gives_the_file
    tests/browser/test_tablet_app.py: test_a_browser_that_refuses_to_remember_opens_the_app
The tablet is full
    tests/browser/test_bad_days.py: test_a_tablet_that_is_full_says_so_at_once_and_the_file_has_every_mark
    tests/browser/test_tablet_app.py: test_a_tablet_without_room_offers_the_file_at_once
    tests/browser/test_tablet_store.py: test_a_tablet_that_is_full_says_so_and_loses_nothing_of_before
    tests/browser/test_tablet_photos.py: test_a_full_tablet_says_that_the_photo_is_not_saved
The form is changed meanwhile
    tests/browser/test_bad_days.py: test_a_level_that_the_form_lost_meanwhile_is_refused_alone
The exam is moved or cancelled meanwhile
    tests/browser/test_bad_days.py: test_marks_of_an_exam_that_was_moved_or_cancelled_wait_on_the_shelf
    tests/browser/test_bad_days.py: test_marks_of_an_exam_that_was_taken_off_the_plan_are_in_the_file
The examiner is taken off the exam meanwhile
    tests/browser/test_bad_days.py: test_marks_of_an_examiner_who_was_taken_off_wait_on_the_shelf
The tablet is shut out
    tests/browser/test_tablet_app.py: test_a_tablet_that_is_shut_out_loses_the_names
    tests/browser/test_bad_days.py: test_what_a_tablet_that_was_shut_out_kept_arrives_when_it_is_let_in
"""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from sqlalchemy import delete, select

from exams import queries
from exams.actions.planning.endings import cancel_sittings, remove_sitting
from exams.actions.planning.examiners import choose_examiner
from exams.actions.planning.moving import move_sitting
from exams.models import Mark, Sheet, Sitting, SittingOutcome, Tablet
from exams.rules import SittingState
from people.models import SignIn
from people.rules import Role
from tests.browser.bad_network import BadNetwork, Fault
from tests.browser.test_bad_network import through as through
from tests.browser.test_tablet_app import become
from tests.browser.test_tablet_marking import (
    APP,
    ERRORS,
    OUTBOX,
    SAVED,
    SLOW,
    all_saved,
    go,
    level,
    mark_all,
    opened,
    overall,
    prepared,
    sign,
    tap,
)
from tests.browser.test_tablet_marking import deeds as deeds
from tests.browser.test_tablet_marking import no_errors as no_errors
from tests.browser.test_tablet_marking import stored as stored
from tests.chromium import FLAGS, is_root
from tests.conftest import NOON, actor_of
from tests.exams.marking.conftest import Bench, bench_with
from tests.exams.tablet.entered import as_upload
from tests.plugins.seeds import amount

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SEEDS = range(1, 1 + amount(short=1, long=5))
PATIENCE = 120.0  # seconds for what has to happen in the end
NAMED = re.compile(r"^    (?P<file>tests/\S+):\s+(?P<name>\S.+)$", re.MULTILINE)


def test_every_bad_day_has_a_test_that_is_there() -> None:
    assert __doc__
    days = [line for line in __doc__.splitlines()[4:] if line and not line.startswith(" ")]
    named = [(found["file"], found["name"]) for found in NAMED.finditer(__doc__)]
    assert len(days) > 20
    assert [(file, name) for file, name in named if not is_there(ROOT / file, name)] == []
    here = {name for file, name in named if file.endswith("/test_bad_days.py")}
    assert {name for name in globals() if name.startswith("test_")} - here == {
        "test_every_bad_day_has_a_test_that_is_there"
    }


def is_there(file: Path, name: str) -> bool:
    text = file.read_text("utf-8")
    return f"def {name}(" in text if file.suffix == ".py" else name in text


def arrive(page: Page) -> None:
    """Network is back: what waits is sent, however long that takes here."""
    end = time.monotonic() + PATIENCE
    while (said := page.locator(OUTBOX).inner_text()) != SAVED:
        assert time.monotonic() < end, said
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(500)


def notice(page: Page, why: str) -> Locator:
    return page.locator(f'[data-notice-of="{why}"]')


def on_paper(desk: Any) -> list[tuple[int, int | None, str]]:
    """Every mark that was kept, whatever became of it: step, value and answer, in the order they came."""
    with desk.reading() as work:
        rows = work.db.execute(select(Mark.step_id, Mark.value, Mark.answer).order_by(Mark.id)).all()
    return [(step, value, str(answer)) for step, value, answer in rows]


def state_of(desk: Any, bench: Bench) -> SittingState:
    with desk.reading() as work:
        state: SittingState = work.db.get_one(Sitting, bench.sitting.id).state
        return state


def saved_file(page: Page, save: Locator | None = None) -> dict[str, Any]:
    """The file of last resort, as the examiner saves it: there, or where it says what is not sent."""
    with page.expect_download() as saving:
        (save or page.get_by_role("button", name="Save as a file")).click()
    content: dict[str, Any] = json.loads(Path(saving.value.path()).read_text("utf-8"))
    return content


def marks_in(file: dict[str, Any]) -> dict[int, int]:
    return {one["step"]: one["value"] for one in file["operations"] if "step" in one and "deed" not in one}


def deeds_in(file: dict[str, Any]) -> list[str]:
    return [one["deed"]["kind"] for one in file["operations"] if "deed" in one]


# The network


@pytest.mark.parametrize("lost", [pytest.param("request", marks=pytest.mark.long), "answer"])
def test_the_network_goes_in_mid_tap(
    tablet: Any,
    bench: Bench,
    stored: Any,
    desk: Any,
    lost: str,
) -> None:
    context: BrowserContext = tablet(bench.examiner)
    page = opened(context, bench)
    one, two, three = bench.steps[:3]
    tap(page, one, 3)
    all_saved(page)

    def goes(route: Route) -> None:
        if lost == "answer":
            route.fetch()
        context.set_offline(True)
        route.abort()

    page.route("**/exams/sync", goes)
    page.locator("[data-next]").tap()
    tap(page, two, 2)
    expect(page.locator(OUTBOX)).to_contain_text("1 not sent since", timeout=SLOW)
    assert stored() == ({one: 3} if lost == "request" else {one: 3, two: 2})
    page.locator("[data-next]").tap()
    tap(page, three, 1)
    expect(page.locator(OUTBOX)).to_contain_text("2 not sent since", timeout=SLOW)
    page.unroute("**/exams/sync")
    context.set_offline(False)
    arrive(page)
    assert on_paper(desk) == [(one, 3, "stored"), (two, 2, "stored"), (three, 1, "stored")]


@pytest.mark.parametrize("seed", SEEDS)
def test_over_a_network_that_loses_doubles_and_reorders_a_whole_exam_arrives_once(
    tablet: Any,
    make: Any,
    desk: Any,
    deeds: Any,
    through: Callable[[int], BadNetwork],
    seed: int,
) -> None:
    bench = bench_with(make, groups=3, steps=10)
    network = through(seed)
    page = opened(tablet(bench.examiner, base_url=network.url), bench)
    network.spoil()
    clock = page.locator("[data-clock-open]")
    for place, step in enumerate(bench.steps):
        tap(page, step, 1 + place % 3)
        if place == len(bench.steps) // 2:
            clock.tap()
            page.get_by_label("Why the clock pauses").fill("Fire drill")
            page.get_by_role("button", name="Pause", exact=True).tap()
            expect(clock).to_contain_text("paused")
            clock.tap()
            page.get_by_role("button", name="Go on").tap()
            expect(clock).not_to_contain_text("paused")
        if place + 1 < len(bench.steps):
            page.locator("[data-next]").tap()
    page.locator(OUTBOX).tap()  # and once more by hand, in the midst of it: what waits then still is listed
    page.wait_for_selector("[data-view='unsent'], [data-outbox][data-kind='saved']")
    sign(go(page, bench))
    expect(page.locator("[data-over]")).to_be_visible()
    page.wait_for_timeout(3_000)
    network.heal()
    go(page, bench)
    arrive_signed(page)
    assert on_paper(desk) == [(step, 1 + place % 3, "stored") for place, step in enumerate(bench.steps)]
    assert deeds() == [(kind, "stored") for kind in ("start", "pause", "resume", "sign")]
    assert state_of(desk, bench) is SittingState.RATIFIED
    assert sum(network.met.values()) > network.met[Fault.NONE] > 0  # it was bad, and in the end it was not


def arrive_signed(page: Page) -> None:
    """Until the server has the signature too."""
    end = time.monotonic() + PATIENCE
    while "This sheet is signed" not in (said := page.locator("[data-ended]").inner_text()):
        assert time.monotonic() < end, said
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(500)


def test_a_server_that_goes_away_twice_gets_everything(
    tablet: Any,
    bench: Bench,
    served: Any,
    stored: Any,
    deeds: Any,
) -> None:
    page = opened(tablet(bench.examiner), bench)
    for place in range(4):
        if place % 2:
            served.stop()
        tap(page, bench.steps[place], place)
        if place % 2:
            expect(page.locator(OUTBOX)).to_contain_text("1 not sent since", timeout=SLOW)
            served.start()
        arrive(page)
        page.locator("[data-next]").tap()
    assert stored() == {step: place for place, step in enumerate(bench.steps[:4])}
    assert deeds() == [("start", "stored")]


# The browser and the battery


class Killable:
    """Chromium on a profile that stays; `kill` leaves it no moment to finish anything."""

    def __init__(self, browser_type: Any, program: Path, profile: Path) -> None:
        self._port = profile / "DevToolsActivePort"
        self._port.unlink(missing_ok=True)
        flags = [*FLAGS, *(["--no-sandbox"] if is_root() else []), "--headless", "--remote-debugging-port=0"]
        place = [f"--user-data-dir={profile}", "--password-store=basic", "about:blank"]
        self._process = subprocess.Popen(
            [program, *flags, *place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self._browser = browser_type.connect_over_cdp(f"http://127.0.0.1:{self._listening()}")
        self.context: BrowserContext = self._browser.contexts[0]

    def _listening(self) -> str:
        end = time.monotonic() + PATIENCE
        while not (self._port.exists() and self._port.read_text().strip()):
            assert time.monotonic() < end, "the browser does not start"
            time.sleep(0.1)
        return self._port.read_text().split()[0]

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        self.kill()
        self._browser.close()


@pytest.fixture
def start(browser: Any, chromium: Path, tmp_path: Path) -> Iterator[Callable[[], Killable]]:
    """`start()` is a browser on the profile of this test, the one before it being dead."""
    started: list[Killable] = []

    def begin() -> Killable:
        for earlier in started:
            earlier.close()
        started[:] = [Killable(browser.browser_type, chromium, tmp_path / "profile")]
        return started[0]

    yield begin
    for last in started:
        last.close()


def choose(page: Page, step: int, value: int) -> None:
    """As `tap`, where the browser knows of no fingers."""
    before = page.locator(f"#step-{step}").get_attribute("data-op")
    level(page, step, value).click()
    expect(page.locator(f"#step-{step}")).not_to_have_attribute("data-op", before or "")


def signed_in(context: BrowserContext, visit: Any, served: Any, bench: Bench) -> None:
    cookie = visit(bench.examiner).client.get_cookie("proefstuk")
    context.add_cookies([{"name": "proefstuk", "value": cookie.value, "url": served.url}])


def tablet_of(page: Page) -> str:
    return str(page.evaluate("localStorage.getItem('proefstuk-tablet')"))


def prepared_to_die(start: Any, bench: Bench, visit: Any, served: Any) -> Page:
    """A browser that can be killed, prepared, with the sheet open and the server away."""
    context = start().context
    context.set_default_timeout(30_000)
    signed_in(context, visit, served, bench)
    page: Page = context.new_page()
    page.goto(f"{served.url}{APP}")
    page.wait_for_selector("[data-app][data-ready]")
    page.get_by_role("button", name="Prepare this tablet").click()
    expect(page.locator("[data-doing]").last).to_have_text("This tablet is ready.", timeout=SLOW)
    served.stop()
    return go(page, bench)


def after_death(start: Any, bench: Bench, served: Any, step: int) -> Page:
    """The browser is killed, and opened again at this step."""
    context = start().context  # kills the one before
    context.set_default_timeout(30_000)
    page: Page = context.new_page()
    page.on("pageerror", lambda error: ERRORS.append(f"{error} {error.stack}"))
    page.goto(f"{served.url}{APP}#/sheet/{bench.sheet.id}/step/{step}")
    page.wait_for_selector("[data-screen][data-ready]")
    return page


def to_step(page: Page, bench: Bench, step: int) -> None:
    """To another step, once the screen of the one before is gone: what is tapped there says nothing of this one."""
    page.evaluate("document.querySelector('[data-screen]').dataset.left = ''")
    go(page, bench, f"/step/{step}")
    page.wait_for_selector("[data-screen][data-ready]:not([data-left])")


def play_kills(start: Any, bench: Bench, visit: Any, served: Any, *, kills: int) -> list[tuple[int, int]]:
    """Mark in a browser that is killed so often, each time after the mark is shown to be kept; what was marked."""
    page = prepared_to_die(start, bench, visit, served)
    made: list[tuple[int, int]] = []
    tablet = tablet_of(page)
    for life in range(kills):
        turn, place = divmod(life, len(bench.steps))
        step, value = bench.steps[place], 1 + (place + turn) % 3  # never what stands there already
        to_step(page, bench, step)
        choose(page, step, value)
        made.append((step, value))
        page = after_death(start, bench, served, step)
        expect(level(page, step, value)).to_have_attribute("aria-pressed", "true")
        expect(page.locator(OUTBOX)).to_contain_text(f"{len(made) + 1} not sent since", timeout=SLOW)
        assert tablet_of(page) == tablet  # which an administrator can shut out, and whose file is vouched for
    served.start()
    signed_in(page.context, visit, served, bench)
    arrive(page)
    return made


def test_a_browser_that_is_killed_has_every_mark_it_showed(
    start: Any,
    bench: Bench,
    visit: Any,
    served: Any,
    desk: Any,
    deeds: Any,
) -> None:
    made = play_kills(start, bench, visit, served, kills=2)
    assert on_paper(desk) == [(step, value, "stored") for step, value in made]
    assert deeds() == [("start", "stored")]


@pytest.mark.long
def test_a_browser_that_is_killed_again_and_again_has_every_mark_it_showed(
    start: Any,
    bench: Bench,
    visit: Any,
    served: Any,
    desk: Any,
    deeds: Any,
) -> None:
    made = play_kills(start, bench, visit, served, kills=25)
    assert on_paper(desk) == [(step, value, "stored") for step, value in made]
    assert deeds() == [("start", "stored")]


def test_a_browser_that_is_killed_in_mid_tap_shows_what_arrives(
    start: Any, make: Any, visit: Any, served: Any, stored: Any, deeds: Any
) -> None:
    bench = bench_with(make, groups=2, steps=10)
    page = prepared_to_die(start, bench, visit, served)
    shown: dict[int, int] = {}
    for life in range(amount(short=1, long=16)):
        step = bench.steps[life]
        go(page, bench, f"/step/{step}")
        page.evaluate("step => document.querySelector(`#step-${step} .level[data-value='2']`).click()", step)
        time.sleep(0.002 * (life % 8))
        page = after_death(start, bench, served, step)
        if level(page, step, 2).get_attribute("aria-pressed") == "true":
            shown[step] = 2
        expect(page.locator("[data-count]")).to_have_text(f"{len(shown)} of 20")
    served.start()
    signed_in(page.context, visit, served, bench)
    arrive(page)
    assert stored() == shown
    assert set(deeds()) <= {("start", "stored")}
    assert len(deeds()) <= 1


LISTEN_TO_WRITING = """() => {
    const { transaction } = IDBDatabase.prototype;
    window.written = [];
    IDBDatabase.prototype.transaction = function (names, mode, ...rest) {
        const found = transaction.call(this, names, mode, ...rest);
        if (mode === "readwrite") window.written.push(found.durability);
        return found;
    };
}"""


def test_what_is_shown_was_written_through_to_the_disk(tablet: Any, bench: Bench) -> None:
    page = opened(tablet(bench.examiner), bench)
    page.evaluate(LISTEN_TO_WRITING)
    mark_all(page, bench)
    sign(page)
    expect(page.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    written = page.evaluate("window.written")
    assert len(written) > len(bench.steps)
    assert set(written) == {"strict"}


SLOWLY = """() => {
    const encrypt = SubtleCrypto.prototype.encrypt;
    SubtleCrypto.prototype.encrypt = async function (...given) {
        await new Promise((done) => setTimeout(done, 700));
        return encrypt.apply(this, given);
    };
}"""


def test_on_a_slow_tablet_a_remark_that_was_just_written_is_in_the_signature(
    tablet: Any, bench: Bench, desk: Any
) -> None:
    context: BrowserContext = tablet(bench.examiner)
    page = opened(context, bench)
    mark_all(page, bench)
    all_saved(page)
    page.evaluate(SLOWLY)
    overall(page, "Calm and exact")
    page.locator("[data-sign]").tap()
    expect(page.locator("#sign-overall")).to_have_value("Calm and exact", timeout=SLOW)
    page.locator("[data-confirmed]").check()
    page.locator("[data-sign-now]").tap()
    expect(page.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    with desk.reading() as work:
        assert work.db.get_one(Sheet, bench.sheet.id).overall_remark == "Calm and exact"


# Tabs and tablets


def test_two_tabs_with_one_sheet_send_every_mark_once(
    tablet: Any,
    bench: Bench,
    stored: Any,
    desk: Any,
    deeds: Any,
) -> None:
    context: BrowserContext = tablet(bench.examiner)
    first = opened(context, bench)
    second = context.new_page()
    second.goto(f"{APP}#/sheet/{bench.sheet.id}")
    second.wait_for_selector("[data-screen][data-ready]")
    context.set_offline(True)
    for place, step in enumerate(bench.steps[:4]):
        here, there = (second, first) if place % 2 else (first, second)
        here.bring_to_front()
        here.evaluate("place => { location.hash = place }", f"#/sheet/{bench.sheet.id}/step/{step}")
        tap(here, step, 1)
        there.bring_to_front()
        there.evaluate("place => { location.hash = place }", f"#/sheet/{bench.sheet.id}/step/{step}")
        expect(level(there, step, 1)).to_have_attribute("aria-pressed", "true")
        tap(there, step, 2)
    for page in (first, second):
        expect(page.locator(OUTBOX)).to_contain_text("9 not sent since", timeout=SLOW)
    context.set_offline(False)
    for page in (first, second):
        page.evaluate("dispatchEvent(new Event('online'))")
    for page in (first, second):
        page.bring_to_front()
        arrive(page)
        expect(page.locator("[data-conflict]:visible")).to_have_count(0)
    assert on_paper(desk) == [(step, value, "stored") for step in bench.steps[:4] for value in (1, 2)]
    assert deeds() == [("start", "stored")]


def test_of_two_tablets_that_sign_one_has_signed(
    tablet: Any,
    bench: Bench,
    desk: Any,
    deeds: Any,
) -> None:
    first, second = tablet(bench.examiner), tablet(bench.examiner)
    page = opened(first, bench)
    mark_all(page, bench)
    all_saved(page)
    other = opened(second, bench)
    for context, here in ((first, page), (second, other)):
        context.set_offline(True)
        here.bring_to_front()
        sign(here)
        expect(here.locator("[data-over-words]")).to_have_text("Signed here. It is sent when there is network.")
    for context, here in ((first, page), (second, other)):
        here.bring_to_front()
        context.set_offline(False)
        here.evaluate("dispatchEvent(new Event('online'))")
        if here is page:
            expect(here.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    said = other.get_by_role("region", name="What the server said")
    expect(said).to_contain_text("This sheet is already signed.", timeout=SLOW)
    assert [one for one in deeds() if one[0] == "sign"] == [("sign", "stored"), ("sign", "refused")]
    assert state_of(desk, bench) is SittingState.RATIFIED
    with desk.reading() as work:
        assert len(work.db.scalars(select(SittingOutcome)).all()) == 1


# The sign-in and the token


def test_the_sign_in_ends_while_there_is_no_network(
    tablet: Any,
    bench: Bench,
    desk: Any,
    visit: Any,
    served: Any,
    stored: Any,
    deeds: Any,
) -> None:
    context: BrowserContext = tablet(bench.examiner)
    page = opened(context, bench)
    context.set_offline(True)
    mark_all(page, bench)
    overall(page, "Calm and exact")
    sign(page)
    expect(page.locator("[data-over-words]")).to_have_text("Signed here. It is sent when there is network.")
    with desk.writing() as work:
        work.db.execute(delete(SignIn).where(SignIn.person_id == bench.examiner.id))
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(notice(page, "sign-in")).to_contain_text("Everything is kept on this tablet.", timeout=SLOW)
    expect(page.locator("[data-over-words]")).to_have_text("Signed here. It is sent when there is network.")
    assert (stored(), deeds()) == ({}, [])
    become(context, visit, served, bench.examiner)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    expect(notice(page, "sign-in")).to_have_count(0)
    assert stored() == dict.fromkeys(bench.steps, 2)
    assert [kind for kind, answer in deeds() if answer == "stored"] == ["start", "remark", "sign"]
    with desk.reading() as work:
        assert work.db.get_one(Sheet, bench.sheet.id).overall_remark == "Calm and exact"


@pytest.fixture
def tokens_live(app: Any) -> Callable[[int], Any]:
    """`with tokens_live(1):` every token is too old after that many seconds."""

    @contextmanager
    def for_seconds(seconds: int) -> Iterator[None]:
        before = app.config["WTF_CSRF_TIME_LIMIT"]
        app.config["WTF_CSRF_TIME_LIMIT"] = seconds
        try:
            yield
        finally:
            app.config["WTF_CSRF_TIME_LIMIT"] = before

    return for_seconds


def test_a_token_that_lives_a_second_is_asked_for_anew(
    tablet: Any,
    bench: Bench,
    tokens_live: Any,
    desk: Any,
) -> None:
    page = opened(tablet(bench.examiner), bench)
    with tokens_live(1):
        for place, step in enumerate(bench.steps[:2]):
            page.wait_for_timeout(2_100)  # every token of before is too old by now
            tap(page, step, 2)
            arrive(page)
            if not place:
                page.locator("[data-next]").tap()
    assert on_paper(desk) == [(step, 2, "stored") for step in bench.steps[:2]]


@pytest.mark.long
def test_while_every_token_is_too_old_marks_wait(
    tablet: Any,
    bench: Bench,
    tokens_live: Any,
    desk: Any,
    deeds: Any,
) -> None:
    page = opened(tablet(bench.examiner), bench)
    with tokens_live(-1):
        for step in bench.steps[:3]:
            tap(page, step, 2)
            page.locator("[data-next]").tap()
        with page.expect_response("**/exams/sync") as answer:
            page.locator(OUTBOX).tap()
        assert answer.value.status == 400
        expect(page.locator("[data-waiting] li")).to_have_count(1, timeout=SLOW)  # what still waits is shown
        page.get_by_role("link", name=re.compile("Back to")).tap()
        expect(page.locator(OUTBOX)).to_contain_text("4 not sent since", timeout=SLOW)
        assert on_paper(desk) == []
    arrive(page)
    assert on_paper(desk) == [(step, 2, "stored") for step in bench.steps[:3]]
    assert deeds() == [("start", "stored")]


# The clock


@pytest.mark.parametrize(
    "wrong",
    [pytest.param(timedelta(hours=-1), id="slow"), pytest.param(timedelta(hours=1), id="fast", marks=pytest.mark.long)],
)
def test_a_clock_that_is_an_hour_wrong_changes_no_time_that_counts(
    tablet: Any,
    bench: Bench,
    desk: Any,
    clock: Any,
    deeds: Any,
    wrong: timedelta,
) -> None:
    began = time.monotonic()
    context: BrowserContext = tablet(bench.examiner)
    context.clock.install(time=NOON + wrong)
    page = opened(context, bench)
    context.set_offline(True)
    tap(page, bench.steps[0], 3)
    context.clock.fast_forward("20:00")
    clock.move(minutes=20)
    page.locator("[data-next]").tap()
    tap(page, bench.steps[1], 1)
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^2\d min$"))
    context.set_offline(False)
    arrive(page)
    took = timedelta(seconds=time.monotonic() - began)  # by so much the times may differ, since it does take time
    with desk.reading() as work:
        first, second = work.db.scalars(select(Mark).order_by(Mark.id)).all()
        began_at = work.db.get_one(Sitting, bench.sitting.id).began_at
        assert first.received_at == second.received_at == NOON + timedelta(minutes=20)  # the server's clock
        assert timedelta() <= first.made_at - (NOON + wrong) <= took  # the tablet's own
        assert timedelta() <= second.made_at - (NOON + wrong) - timedelta(minutes=20) <= took
        assert timedelta() <= NOON - began_at <= took  # and what follows from both
        assert (first.value, second.value) == (3, 1)
    assert deeds() == [("start", "stored")]


# Renewed, refused, full


KEEP_AS_BEFORE = """rows => new Promise((done, failed) => {
    const opening = indexedDB.open("proefstuk-marking", 1);
    opening.onerror = () => failed(opening.error);
    opening.onupgradeneeded = () => {
        const operations = opening.result.createObjectStore("operations", { keyPath: "sequence", autoIncrement: true });
        operations.createIndex("op", "op", { unique: true });
        operations.createIndex("place", ["sheet", "step"]);
        const shelf = opening.result.createObjectStore("shelf", { keyPath: "sequence" });
        shelf.createIndex("op", "op", { unique: true });
        shelf.createIndex("place", ["sheet", "step"]);
        opening.result.createObjectStore("marks", { keyPath: ["sheet", "step"] });
        opening.result.createObjectStore("sheets", { keyPath: "id" });
    };
    opening.onsuccess = () => {
        const database = opening.result;
        database.onversionchange = () => { database.close(); window.renewed = true; };
        const transaction = database.transaction(["operations", "marks"], "readwrite");
        for (const row of rows) {
            const { sheet, step, op, content } = row;
            transaction.objectStore("operations").add(row);
            transaction.objectStore("marks").put({ sheet, step, op, content });
        }
        transaction.oncomplete = () => done(true);
        transaction.onabort = () => failed(transaction.error);
    };
})"""


def kept_before(bench: Bench) -> list[dict[str, Any]]:
    """Three marks as the version before kept them, the last one in place of the first."""
    marks = [bench.mark(0, 1), bench.mark(1, 3, remark="limped")]
    marks.append(bench.mark(0, 2, base_op=marks[0]["op"]))
    before = [None, None, {"op": marks[0]["op"], "content": {"value": 1, "remark": ""}}]
    return [
        {
            **{name: mark[name] for name in ("op", "sheet", "step", "base_op", "made_at")},
            "user": bench.examiner.id,
            "content": {"value": mark["value"], "remark": mark["remark"]},
            "before": earlier,
        }
        for mark, earlier in zip(marks, before, strict=True)
    ]


def test_marks_that_the_version_before_kept_arrive_by_the_new_one(
    tablet: Any,
    bench: Bench,
    desk: Any,
    stored: Any,
) -> None:
    context: BrowserContext = tablet(bench.examiner)
    older = context.new_page()
    older.goto("/healthz")  # a page that opens nothing itself
    older.evaluate(KEEP_AS_BEFORE, kept_before(bench))
    page = context.new_page()
    page.route("**/exams/sync", lambda route: route.abort())
    page.goto(APP)
    page.wait_for_selector("[data-app][data-ready]")
    expect(page.locator("[data-outbox-state]")).to_contain_text("3 not sent since", timeout=SLOW)
    assert older.evaluate("window.renewed") is True
    page.goto(f"{APP}#/unsent")
    expect(page.locator("[data-waiting] li")).to_have_count(1)
    page.unroute("**/exams/sync")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-none]").last).to_be_visible(timeout=SLOW)
    one, two = bench.steps[:2]
    assert on_paper(desk) == [(one, 1, "stored"), (two, 3, "stored"), (one, 2, "stored")]
    with desk.reading() as work:
        assert work.db.scalars(select(Mark.remark).where(Mark.step_id == two)).one() == "limped"


def test_a_browser_that_keeps_nothing_says_so_at_once_and_gives_the_file(
    tablet: Any,
    bench: Bench,
    stored: Any,
) -> None:
    context: BrowserContext = tablet(bench.examiner)
    context.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }")
    page = prepared(context)
    expect(notice(page, "forgets")).to_contain_text("This browser cannot keep marks.")
    go(page, bench)
    expect(page.locator("[data-notice]")).to_contain_text("This browser cannot keep marks.")
    context.set_offline(True)
    for place, step in enumerate(bench.steps[:3]):
        tap(page, step, 1 + place)
        page.locator("[data-next]").tap()
    expect(page.locator(OUTBOX)).to_contain_text("4 not sent since", timeout=SLOW)
    page.evaluate("location.hash = '#/'")
    notice(page, "forgets").get_by_role("link", name="Save as a file").click()
    file = saved_file(page)
    assert marks_in(file) == {step: 1 + place for place, step in enumerate(bench.steps[:3])}
    assert deeds_in(file) == ["start"]
    go(page, bench)
    context.set_offline(False)
    arrive(page)
    assert stored() == {step: 1 + place for place, step in enumerate(bench.steps[:3])}


FILL = """async () => {
    const database = await new Promise((done, failed) => {
        const opening = indexedDB.open("other-things", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("things", { autoIncrement: true });
        opening.onsuccess = () => done(opening.result);
        opening.onerror = () => failed(opening.error);
    });
    const put = (size) => new Promise((done) => {
        const bytes = new Uint8Array(size);
        for (let from = 0; from < size; from += 65536) crypto.getRandomValues(bytes.subarray(from, from + 65536));
        const transaction = database.transaction("things", "readwrite");
        try {
            transaction.objectStore("things").add(bytes);
        } catch {
            done(false);
        }
        transaction.oncomplete = () => done(true);
        transaction.onabort = () => done(false);
    });
    for (let size = 4_000_000; size >= 1; size = Math.floor(size / 4))
        for (let count = 0; count < 20 && (await put(size)); count += 1);
    database.close();
}"""
EMPTY = """() => new Promise((done) => {
    const gone = indexedDB.deleteDatabase("other-things");
    gone.onsuccess = () => done(true);
})"""


def test_a_tablet_that_is_full_says_so_at_once_and_the_file_has_every_mark(
    tablet: Any,
    bench: Bench,
    served: Any,
    make: Any,
    visit: Any,
    stored: Any,
    desk: Any,
) -> None:
    context: BrowserContext = tablet(bench.examiner)
    blank = context.new_page()
    blank.goto("/healthz")
    room = context.new_cdp_session(blank)
    room.send("Storage.overrideQuotaForOrigin", {"origin": served.url, "quotaSize": 30_000_000})
    page = opened(context, bench)
    context.set_offline(True)
    one, two, three = bench.steps[:3]
    tap(page, one, 3)
    page.locator("[data-next]").tap()
    tap(page, two, 2)
    page.locator("[data-next]").tap()
    blank.evaluate(FILL)
    level(page, three, 1).tap()
    expect(page.locator(OUTBOX)).to_have_text("NOT SAVED")
    expect(level(page, three, 1)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(f"#step-{three} [data-state]")).to_have_text("NOT SAVED. Try again.")
    file = saved_file(page, page.locator("[data-notice] [data-save]"))
    assert (marks_in(file), deeds_in(file)) == ({one: 3, two: 2, three: 1}, ["start"])  # what was not kept too
    taken_in(visit(make.person(Role.COORDINATOR)), file)
    assert stored() == {one: 3, two: 2, three: 1}
    blank.evaluate(EMPTY)
    go(page, bench, f"/step/{three}")
    tap(page, three, 1)
    context.set_offline(False)
    arrive(page)
    values = on_paper(desk)
    assert {answer for *_, answer in values} == {"stored"}
    assert {step: value for step, value, _ in values} == {one: 3, two: 2, three: 1}


def taken_in(coordinator: Any, file: dict[str, Any]) -> None:
    """The coordinator brings in the file that the examiner saved."""
    upload = as_upload(file)
    page = coordinator.post("/exams/unsent", upload, content_type="multipart/form-data").text
    assert "The tablet vouches for this file" in page
    ticket = page.split('name="ticket"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    assert coordinator.post("/exams/unsent/take-in", {"ticket": ticket, "reason": ""}).status_code == 303


# What happened meanwhile, elsewhere


def marked_without_network(context: BrowserContext, bench: Bench) -> Page:
    """A tablet without network, with three steps marked: 3, 2 and 1."""
    page = opened(context, bench)
    context.set_offline(True)
    for place, step in enumerate(bench.steps[:3]):
        tap(page, step, 3 - place)
        page.locator("[data-next]").tap()
    return page


def back(context: BrowserContext, page: Page, waits: str) -> None:
    """Network is back, and all is answered for."""
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(OUTBOX)).to_have_text(waits, timeout=SLOW)


def refused_at(page: Page, bench: Bench, reason: str) -> None:
    """At the first step stands that the server did not take it, and why."""
    go(page, bench, f"/step/{bench.steps[0]}")
    expect(page.locator(f"#step-{bench.steps[0]} [data-conflict]")).to_be_visible()
    expect(page.locator(f"#step-{bench.steps[0]} [data-conflict-title]")).to_contain_text(reason)


def refused_all(desk: Any, bench: Bench) -> bool:
    """Whether every one of those three is on record as refused, once."""
    return on_paper(desk) == [(step, 3 - place, "refused") for place, step in enumerate(bench.steps[:3])]


def shelf_says(visit: Any, coordinator: Any, bench: Bench, reason: str) -> None:
    """The coordinator sees every one of those three, and why it was refused."""
    browser = visit(coordinator)
    assert bench.candidate.name in browser.get("/exams/shelf").text
    page = browser.get(f"/exams/shelf/{bench.sheet.id}").text
    for words in ("3, Good", "2, Sufficient", "1, Partly"):
        assert words in page
    assert page.count(reason) >= 3


@pytest.mark.parametrize("what", ["moved", pytest.param("cancelled", marks=pytest.mark.long)])
def test_marks_of_an_exam_that_was_moved_or_cancelled_wait_on_the_shelf(
    tablet: Any,
    bench: Bench,
    desk: Any,
    make: Any,
    visit: Any,
    stored: Any,
    what: str,
) -> None:
    context, coordinator = tablet(bench.examiner), make.person(Role.COORDINATOR)
    page = marked_without_network(context, bench)
    with desk.writing(actor_of(coordinator)) as work:
        sitting = queries.sitting(work, bench.sitting.id)
        if what == "moved":
            move_sitting(work, sitting, NOON + timedelta(days=1))
        else:
            cancel_sittings(work, sitting.session, [sitting], "A power cut in the workshop.")
    back(context, page, "4 not taken by the server")
    reason = {"moved": "cannot begin before that day", "cancelled": "This exam no longer takes marks."}[what]
    refused_at(page, bench, reason)
    assert stored() == {}
    assert refused_all(desk, bench)
    shelf_says(visit, coordinator, bench, reason)


def test_marks_of_an_examiner_who_was_taken_off_wait_on_the_shelf(
    tablet: Any,
    bench: Bench,
    desk: Any,
    make: Any,
    visit: Any,
    stored: Any,
) -> None:
    context, coordinator, other = tablet(bench.examiner), make.person(Role.COORDINATOR), make.person(Role.EXAMINER)
    page = marked_without_network(context, bench)
    with desk.writing(actor_of(coordinator)) as work:
        sitting = queries.sitting(work, bench.sitting.id)
        assert choose_examiner(work, sitting.session, [sitting], other) == 1
    back(context, page, "4 not taken by the server")
    refused_at(page, bench, "You no longer examine this candidate.")
    assert stored() == {}
    assert refused_all(desk, bench)
    shelf_says(visit, coordinator, bench, "You no longer examine this candidate.")
    page.evaluate("location.hash = '#/'")
    page.get_by_role("button", name="Prepare again").click()
    expect(page.locator("[data-doing]").last).to_have_text("This tablet is ready.", timeout=SLOW)
    expect(page.locator(".app-card")).to_have_count(0)  # the exam is gone from here, and what was refused is not
    page.evaluate("location.hash = '#/unsent'")
    lines = page.locator("[data-refused] li")
    for left in range(4, 0, -1):
        expect(lines).to_have_count(left)
        lines.first.get_by_role("button", name="Close this message").tap()
    expect(page.locator("[data-none]").last).to_be_visible()
    expect(page.locator("[data-outbox-state]")).to_have_text(SAVED)
    shelf_says(visit, coordinator, bench, "You no longer examine this candidate.")


def test_marks_of_an_exam_that_was_taken_off_the_plan_are_in_the_file(
    tablet: Any,
    bench: Bench,
    desk: Any,
    make: Any,
) -> None:
    context, coordinator = tablet(bench.examiner), make.person(Role.COORDINATOR)
    page = marked_without_network(context, bench)
    with desk.writing(actor_of(coordinator)) as work:
        remove_sitting(work, queries.sitting(work, bench.sitting.id))
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    refused_at(page, bench, "This sheet does not exist, or it is not yours to mark.")
    assert on_paper(desk) == []  # no server has them: this tablet is all there is
    page.evaluate("location.hash = '#/unsent'")
    shelved = [one["operation"] for one in saved_file(page)["shelf"]]
    assert [one["value"] for one in shelved if "deed" not in one] == [3, 2, 1]


def test_a_level_that_the_form_lost_meanwhile_is_refused_alone(
    tablet: Any,
    bench: Bench,
    desk: Any,
    make: Any,
    stored: Any,
) -> None:
    context = tablet(bench.examiner)
    page = marked_without_network(context, bench)
    one, two, three = bench.steps[:3]
    with make.redesigned(bench.form.id) as form:
        form.steps[0].levels = form.steps[0].levels[:3]
    back(context, page, "1 not taken by the server")
    refused_at(page, bench, "3 is not a level of this step.")
    assert stored() == {two: 2, three: 1}
    tap(page, one, 2)  # which it still has: what was refused is over with that
    arrive(page)
    expect(page.locator(f"#step-{one} [data-conflict]")).to_be_hidden()
    expect(level(page, one, 2)).to_have_attribute("aria-pressed", "true")
    assert stored() == {one: 2, two: 2, three: 1}


def test_what_a_tablet_that_was_shut_out_kept_arrives_when_it_is_let_in(
    tablet: Any,
    bench: Bench,
    desk: Any,
    stored: Any,
    deeds: Any,
) -> None:
    context = tablet(bench.examiner)
    page = marked_without_network(context, bench)
    with desk.writing() as work:
        work.db.scalars(select(Tablet)).one().shut_out_at = work.now
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(notice(page, "shut-out")).to_contain_text("nothing is sent", timeout=SLOW)
    assert (stored(), deeds()) == ({}, [])
    with desk.writing() as work:
        work.db.scalars(select(Tablet)).one().shut_out_at = None
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(notice(page, "shut-out")).to_have_count(0, timeout=SLOW)
    page.evaluate("location.hash = '#/unsent'")
    expect(page.locator("[data-none]").last).to_be_visible(timeout=SLOW)
    assert stored() == {step: 3 - place for place, step in enumerate(bench.steps[:3])}
    assert deeds() == [("start", "stored")]
