"""An examiner marks in the app for tablets: without network, with several candidates, to the signature and after it."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from exams.models import Mark, Sheet, Sitting, TabletDeed
from exams.rules import AnswerKind, SittingState
from people.rules import Role
from tests.browser.visitors import violations
from tests.exams.marking.conftest import Bench, bench_with

pytestmark = pytest.mark.browser

APP = "/exams/tablet/"
OUTBOX = "[data-screen] [data-outbox]"
SAVED = "All marks saved"
SLOW = 20_000
SIZES = [(820, 1180), (1180, 820), (390, 844)]
ERRORS: list[str] = []


@pytest.fixture(autouse=True)
def no_errors() -> Iterator[None]:
    """Nothing goes wrong in a page unseen; a failure within Playwright's own call would end the browser."""
    ERRORS.clear()
    yield
    assert ERRORS == []


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
    page.on("pageerror", lambda error: ERRORS.append(f"{error} {error.stack}"))
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


def overall(page: Page, words: str) -> None:
    """A remark about the exam as a whole, which stands apart from the steps."""
    page.get_by_role("button", name="The exam as a whole").tap()
    page.get_by_label("Overall remark").fill(words)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Overall remark")).to_be_hidden()


def sign(page: Page, name: str = "") -> None:
    page.locator("[data-sign]").tap()
    if name:
        page.locator("#sign-name").fill(name)
    page.locator("[data-confirmed]").check()
    page.locator("[data-sign-now]").tap()


@pytest.mark.long
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


def test_a_reload_without_network_in_the_middle_of_a_sheet_keeps_everything(tablet, bench, stored):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    context.set_offline(True)
    for step in bench.steps[:3]:
        tap(page, step, 3)
        page.locator("[data-next]").tap()
    page.locator(f"#remark-{bench.steps[3]}").fill("Still looking for the right brush")
    page.locator("[data-next]").tap()  # what is written is kept by going on
    expect(page.locator(f"#step-{bench.steps[3]}")).not_to_have_attribute("data-op", "")
    again(page)
    expect(page.locator("[data-count]")).to_have_text("3 of 6")
    expect(level(page, bench.steps[0], 3)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#remark-{bench.steps[3]}")).to_have_value("Still looking for the right brush")
    context.set_offline(False)
    page.locator(OUTBOX).tap()
    all_saved(page)
    assert {step: value for step, value in stored().items() if value} == dict.fromkeys(bench.steps[:3], 3)


def test_what_was_typed_a_moment_before_a_reload_is_found_back_and_kept(tablet, bench, desk):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    all_saved(page)
    context.set_offline(True)
    page.locator(f"#remark-{bench.steps[0]}").press_sequentially("Held it upside down")
    assert page.locator(OUTBOX).inner_text() == "Writing…"
    page.wait_for_timeout(200)
    again(page)
    expect(page.locator(f"#remark-{bench.steps[0]}")).to_have_value("Held it upside down")
    expect(page.locator(OUTBOX)).to_contain_text("2 ")  # the exam began with it
    page.reload()
    context.set_offline(False)
    page.locator(OUTBOX).tap()
    all_saved(page)
    with desk.reading() as work:
        assert [*work.db.scalars(select(Mark.remark))] == ["Held it upside down"]


def test_the_other_candidate_is_one_tap_away_at_the_same_step(tablet, two, bench, desk):
    page = opened(tablet(bench.examiner), bench)
    page.locator("[data-next]").tap()
    tap(page, bench.steps[1], 2)
    page.locator(f"#remark-{bench.steps[1]}").fill("Asked for help twice")
    page.get_by_role("navigation", name="Candidates at this station").get_by_role("link", name="Sam").tap()
    expect(page.locator(".mark-name")).to_have_text(two.candidate.name)
    page.wait_for_selector("[data-screen][data-ready]")
    expect(page.locator(f"#step-{two.steps[1]}")).to_be_visible()
    expect(page.locator("[data-count]")).to_have_text("0 of 6")
    tap(page, two.steps[1], 1)
    expect(page.locator(".station-chip[aria-current]")).to_contain_text("1 of 6")
    page.get_by_role("link", name=bench.candidate.given_name).tap()
    expect(page.locator(".mark-name")).to_have_text(bench.candidate.name)
    page.wait_for_selector("[data-screen][data-ready]")
    expect(page.locator(f"#remark-{bench.steps[1]}")).to_have_value("Asked for help twice")
    all_saved(page)
    with desk.reading() as work:
        rows = work.db.execute(select(Mark.sheet_id, Mark.value, Mark.remark).order_by(Mark.id)).all()
    assert (bench.sheet.id, 2, "Asked for help twice") in [tuple(row) for row in rows]
    assert (two.sheet.id, 1, "") in [tuple(row) for row in rows]


def test_a_clock_that_pauses_still_pauses_after_a_reload(tablet, bench, deeds):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    clock = page.locator("[data-clock-open]")
    expect(clock).to_contain_text("Start")
    context.set_offline(True)
    clock.tap()
    expect(clock).not_to_contain_text("Start")
    clock.tap()
    page.get_by_role("button", name="Pause", exact=True).tap()
    expect(page.locator("[data-clock-wrong]")).to_have_text("Say why.")
    page.get_by_label("Why the clock pauses").fill("Fire drill")
    page.get_by_role("button", name="Pause", exact=True).tap()
    expect(clock).to_contain_text("paused")
    stood = page.locator("[data-clock]").inner_text()
    again(page)
    expect(clock).to_contain_text("paused")
    page.wait_for_timeout(1_200)  # a clock that ran would show it
    expect(page.locator("[data-clock]")).to_have_text(stood)
    clock.tap()
    page.get_by_role("button", name="Go on").tap()
    expect(clock).not_to_contain_text("paused")
    clock.tap()
    page.get_by_role("button", name="Stop the clock").tap()
    expect(clock).to_contain_text("stopped")
    context.set_offline(False)
    page.locator(OUTBOX).tap()
    all_saved(page)
    assert deeds() == [(kind, "stored") for kind in ("start", "pause", "resume", "stop")]


def test_undo_gives_back_what_stood(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    step = bench.steps[0]
    tap(page, step, 1)
    tap(page, step, 3)
    page.locator("[data-undo]").tap()
    expect(level(page, step, 1)).to_have_attribute("aria-pressed", "true")
    page.locator("[data-undo]").tap()
    expect(page.locator(f"#step-{step} [data-state]")).to_have_text("Not yet marked")


def test_a_group_is_marked_achieved_at_once_but_for_its_critical_step(tablet, bench, make, stored):
    with make.redesigned(bench.form.id) as form:
        form.groups[0].all_achieved = True
    page = opened(tablet(bench.examiner), bench)
    page.locator("[data-next]").tap()
    tap(page, bench.steps[1], 1)
    button = page.get_by_role("button", name="All open steps: Good")
    expect(button).to_have_count(1)
    button.tap()
    expect(page.locator("[data-count]")).to_have_text("2 of 6")  # the third of three; the first is critical
    expect(button).to_have_attribute("aria-disabled", "true")
    all_saved(page)
    assert stored() == {bench.steps[1]: 1, bench.steps[2]: 3}
    page.locator("[data-undo]").tap()
    expect(page.locator("[data-count]")).to_have_text("1 of 6")
    expect(level(page, bench.steps[1], 1)).to_have_attribute("aria-pressed", "true")


def test_the_list_folds_by_work_process_and_tells_what_levels_mean(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    page.locator("[data-menu] summary").tap()
    page.locator("[data-view-switch]").tap()
    expect(page.locator("[data-group-count]").first).to_have_text("0 of 3")
    fold = page.get_by_role("button", name="Steps of Work process 1")
    fold.tap()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.locator(f"#step-{bench.steps[0]}")).to_be_hidden()
    step = page.locator(f"#step-{bench.steps[3]}")
    expect(step.get_by_text("Does it without help.")).to_be_hidden()
    step.get_by_role("button", name="What the levels mean").tap()
    expect(step.get_by_text("Does it without help.")).to_be_visible()
    assert violations(page) == []
    page.locator("[data-open]").tap()
    page.locator(f'[data-go="{bench.steps[0]}"]').tap()
    expect(page.locator(f"#step-{bench.steps[0]}")).to_be_visible()


def test_an_overall_remark_made_without_network_arrives(tablet, bench, desk):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    context.set_offline(True)
    overall(page, "Calm and exact")
    expect(page.locator(OUTBOX)).to_contain_text("1 kept here")
    go(page, bench, "/sign")
    expect(page.locator("#sign-overall")).to_have_value("Calm and exact")
    go(page, bench)
    context.set_offline(False)
    page.locator(OUTBOX).tap()
    all_saved(page)
    with desk.reading() as work:
        assert work.db.get(Sheet, bench.sheet.id).overall_remark == "Calm and exact"


def test_a_signature_without_network_is_a_result_once_there_is(tablet, bench, desk, deeds):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    context.set_offline(True)
    mark_all(page, bench)
    page.locator("[data-sign]").tap()
    expect(page.get_by_text("All 6 steps have the same mark.")).to_be_visible()
    page.locator("#sign-overall").fill("Good work")
    page.locator("[data-sign-now]").tap()
    expect(page.locator("[data-confirmed-wrong]")).to_have_text("Confirm this before you sign.")
    page.locator("[data-confirmed]").check()
    page.locator("[data-sign-now]").dblclick()
    expect(page.locator("[data-over-words]")).to_have_text("Signed here. It is sent when there is network.")
    page.locator("[data-over]").get_by_role("link", name="Look at the sheet").tap()
    page.wait_for_selector("[data-screen][data-ready]")
    again(page)
    expect(page.locator("[data-ended]")).to_contain_text("Signed here")
    expect(level(page, bench.steps[0], 3)).to_be_disabled()
    context.set_offline(False)
    page.locator(OUTBOX).tap()
    expect(page.locator("[data-ended]")).to_contain_text("This sheet is signed", timeout=SLOW)
    with desk.reading() as work:
        sheet, sitting = work.db.get(Sheet, bench.sheet.id), work.db.get(Sitting, bench.sitting.id)
        assert (sheet.overall_remark, sitting.state) == ("Good work", SittingState.RATIFIED)
    assert deeds() == [("start", "stored"), ("sign", "stored")]


def test_a_signature_that_is_refused_opens_the_sheet_again(tablet, bench, desk, deeds):
    first, second = tablet(bench.examiner), tablet(bench.examiner)
    page = opened(first, bench)
    mark_all(page, bench)
    all_saved(page)
    other = opened(second, bench)
    first.set_offline(True)
    page.bring_to_front()
    sign(page)
    expect(page.locator("[data-over]")).to_be_visible()
    other.bring_to_front()
    tap(other, bench.steps[0], 3)
    all_saved(other)
    page.bring_to_front()
    first.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    refused = page.get_by_role("region", name="What the server said")
    expect(refused).to_contain_text("Other marks stand here than on the tablet on which you signed.", timeout=SLOW)
    expect(page.locator("[data-over]")).to_be_hidden()
    refused.get_by_role("button", name="Bring the marks of the server here").tap()
    page.wait_for_selector("[data-screen][data-ready]")
    expect(level(page, bench.steps[0], 3)).to_have_attribute("aria-pressed", "true")
    expect(level(page, bench.steps[0], 3)).to_be_enabled()
    expect(page.locator("[data-notice]")).to_contain_text("The server did not take your signature")
    expect(page.locator(OUTBOX)).not_to_have_text(SAVED)
    sign(page)
    expect(page.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    assert [one for one in deeds() if one[0] == "sign"] == [("sign", "refused"), ("sign", "stored")]
    with desk.reading() as work:
        assert work.db.get(Sitting, bench.sitting.id).state is SittingState.RATIFIED


def test_what_was_refused_is_seen_and_put_away(tablet, bench):
    first, second = tablet(bench.examiner), tablet(bench.examiner)
    page = opened(first, bench)
    first.set_offline(True)
    overall(page, "Late")
    expect(page.locator(OUTBOX)).to_contain_text("1 kept here")
    other = opened(second, bench)
    mark_all(other, bench)
    all_saved(other)
    sign(other)
    expect(other.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    page.bring_to_front()
    first.set_offline(False)
    page.locator(OUTBOX).tap()
    notice = page.locator("[data-notice]")
    expect(level(page, bench.steps[0], 2)).to_be_disabled(timeout=SLOW)  # drawn anew: it is signed
    expect(notice).to_contain_text("The server did not take your overall remark", timeout=SLOW)
    notice.get_by_role("button", name="Close this message").tap()
    expect(notice).to_be_hidden()
    all_saved(page)


def test_a_sheet_that_was_signed_elsewhere_closes_and_shows_what_stands(tablet, bench):
    first, second = tablet(bench.examiner), tablet(bench.examiner)
    page = opened(first, bench)
    first.set_offline(True)
    step = page.locator(f"#step-{bench.steps[0]}")
    tap(page, bench.steps[0], 0)
    other = opened(second, bench)
    mark_all(other, bench)
    all_saved(other)
    sign(other, "R. Benali")
    expect(other.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    page.bring_to_front()
    first.set_offline(False)
    page.locator(OUTBOX).tap()
    expect(page.get_by_role("complementary", name="About this sheet")).to_contain_text("R. Benali signed", timeout=SLOW)
    expect(level(page, bench.steps[0], 2)).to_have_attribute("aria-pressed", "true")
    expect(level(page, bench.steps[0], 2)).to_be_disabled()
    expect(step.locator("[data-conflict]")).to_contain_text("Not taken: 0,")
    again(page)
    expect(level(page, bench.steps[0], 2)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-count]")).to_have_text(f"{len(bench.steps)} of {len(bench.steps)}")
    step.get_by_role("button", name="Close this message").tap()
    expect(step.locator("[data-conflict]")).to_be_hidden()
    page.locator(OUTBOX).tap()  # that it began here was not taken either
    expect(page.locator("[data-refused]")).to_contain_text("This sheet is already signed.")


def test_what_is_marked_elsewhere_is_said_at_its_step(tablet, bench):
    first, second = tablet(bench.examiner), tablet(bench.examiner)
    page, other = opened(first, bench), opened(second, bench)
    tap(other, bench.steps[0], 2)
    all_saved(other)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(level(page, bench.steps[0], 2)).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    step = page.locator(f"#step-{bench.steps[0]}")
    expect(step.locator("[data-state]")).to_contain_text("Changed elsewhere. Before: not marked")
    expect(page.locator("[data-undo]")).to_be_disabled()
    tap(page, bench.steps[0], 1)
    expect(step.locator("[data-state]")).not_to_contain_text("Changed elsewhere")
    all_saved(page)


@pytest.mark.parametrize(("choice", "value"), [("mine", 3), pytest.param("theirs", 1, marks=pytest.mark.long)])
def test_two_tablets_that_differ_are_decided_by_a_person(tablet, bench, desk, choice, value):
    first, second = tablet(bench.examiner), tablet(bench.examiner)
    one, other = opened(first, bench), opened(second, bench)
    step = bench.steps[0]
    second.set_offline(True)
    tap(other, step, 3)
    one.bring_to_front()
    tap(one, step, 1)
    all_saved(one)
    other.bring_to_front()
    second.set_offline(False)
    other.locator(OUTBOX).tap()
    box = other.locator(f"#step-{step} [data-conflict]")
    expect(box).to_be_visible(timeout=SLOW)
    expect(other.locator(OUTBOX)).to_have_text("1 mark needs your decision")
    second.set_offline(True)
    again(other)
    expect(box.locator("[data-mine] b")).to_have_text("Keep mine: 3, Good")
    expect(box.locator("[data-theirs] b")).to_have_text("Take the other: 1, Partly")
    expect(other.locator(OUTBOX)).to_have_text("1 mark needs your decision")
    assert violations(other) == []
    box.locator(f"[data-{choice}]").tap()
    expect(box).to_be_hidden()
    second.set_offline(False)
    other.locator(OUTBOX).tap()
    all_saved(other)
    expect(level(other, step, value)).to_have_attribute("aria-pressed", "true")
    with desk.reading() as work:
        assert list(work.db.scalars(select(Mark.answer).order_by(Mark.id))) == ["stored", "conflict", "stored"]


def test_who_did_not_come_can_come_after_all(tablet, bench, make, desk, deeds):
    make.link(bench.candidate, SimpleNamespace(id=bench.form.qualification_id))
    context = tablet(bench.examiner)
    page = opened(context, bench)
    context.set_offline(True)
    page.locator("[data-menu] summary").tap()
    page.get_by_role("link", name="Did not come").tap()
    page.locator("#missed-reason").fill("Nobody knows why")
    page.get_by_role("button", name="Did not come").tap()
    expect(page.locator("[data-done-words]")).to_have_text("Noted here. That is sent when there is network.")
    go(page, bench)
    expect(page.locator("[data-ended]")).to_contain_text("did not come")
    expect(level(page, bench.steps[0], 2)).to_be_disabled()
    context.set_offline(False)
    page.locator(OUTBOX).tap()
    all_saved(page)
    with desk.reading() as work:
        assert work.db.get(Sitting, bench.sitting.id).state is SittingState.NO_SHOW
    page.get_by_role("link", name="The candidate came after all").tap()
    page.get_by_role("button", name="The candidate came after all").tap()
    page.wait_for_selector("[data-screen][data-ready]")
    tap(page, bench.steps[0], 2)
    all_saved(page)
    with desk.reading() as work:
        assert work.db.get(Sitting, bench.sitting.id).state is SittingState.IN_PROGRESS
    assert deeds() == [(kind, "stored") for kind in ("no-show", "came", "start")]


def test_an_exam_is_stopped_without_network(tablet, bench, desk, deeds):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    context.set_offline(True)
    tap(page, bench.steps[0], 2)
    page.locator("[data-menu] summary").tap()
    page.get_by_role("link", name="Stop this exam").tap()
    page.get_by_role("button", name="Stop the exam").tap()
    expect(page.locator("[data-wrong]")).to_have_text("Say why.")
    page.locator("#stop-reason").fill("The scaffold fell")
    page.get_by_role("button", name="Stop the exam").tap()
    expect(page.locator("[data-done-words]")).to_have_text("Stopped here. That is sent when there is network.")
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-done-words]")).to_have_text("This exam was stopped.", timeout=SLOW)
    with desk.reading() as work:
        assert work.db.get(Sitting, bench.sitting.id).state is SittingState.ABORTED
    assert deeds() == [("start", "stored"), ("abort", "stored")]


def test_the_keyboard_alone_is_enough(tablet, bench, desk):
    page = opened(tablet(bench.examiner), bench)
    for place, _step in enumerate(bench.steps):
        page.keyboard.press(str(2 + place % 2))
        expect(page.locator("[data-count]")).to_have_text(f"{place + 1} of 6")
        page.keyboard.press("ArrowRight")
    page.locator("[data-clock-open]").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why the clock pauses").focus()
    page.keyboard.type("Tea")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.locator("[data-sign]").focus()
    page.keyboard.press("Enter")
    page.locator("#sign-name").wait_for()
    page.locator("[data-confirmed]").focus()
    page.keyboard.press("Space")
    page.locator("[data-sign-now]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    with desk.reading() as work:
        assert work.db.get(Sitting, bench.sitting.id).state is SittingState.RATIFIED


PRESS_AT_ONCE = """() => new MutationObserver((_, seen) => {
    const button = document.querySelector("[data-place] form .btn-primary, [data-place] form .btn-danger");
    if (!button) return;
    seen.disconnect();
    button.click();
}).observe(document.querySelector("[data-place]"), { childList: true, subtree: true })"""


def test_a_button_that_is_pressed_as_soon_as_it_is_there_does_what_it_says(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    tap(page, bench.steps[0], 2)
    for place, said in (("/stop", "Say why."), ("/sign", "Confirm this before you sign.")):
        go(page, bench)
        page.evaluate(f"({PRESS_AT_ONCE})(); window.stayed = true")
        go(page, bench, place)
        expect(page.get_by_text(said)).to_be_visible()
        assert page.evaluate("window.stayed && location.search === '' && !location.href.includes('?')")


def test_where_the_form_says_so_nothing_is_foretold(tablet, bench, make):
    with make.redesigned(bench.form.id) as form:
        form.shows_standing = False
    page = opened(tablet(bench.examiner), bench)
    mark_all(page, bench, value=0)
    expect(page.get_by_role("heading", name="How it stands")).to_have_count(0)
    expect(page.locator(".is-failed-critical")).to_have_count(0)
    page.locator("[data-sign]").tap()
    expect(page.locator("[data-marked]")).to_have_text("6 of 6")
    expect(page.locator("[data-verdict]")).to_be_hidden()


def test_an_exam_of_tomorrow_cannot_begin_today(tablet, make, bench):
    tomorrow = make.sitting(
        bench.form, bench.candidate, bench.examiner, starts_at=bench.sitting.starts_at + timedelta(days=1)
    )
    later = Bench(bench.examiner, bench.candidate, bench.form, tomorrow)
    page = opened(tablet(bench.examiner), later)
    level(page, later.steps[0], 2).tap()
    expect(page.locator("[data-notice]")).to_contain_text("cannot begin before that day")
    expect(page.locator("[data-count]")).to_have_text("0 of 6")
    page.locator("[data-clock-open]").tap()
    expect(page.locator("[data-clock-open]")).to_contain_text("Start")


def test_an_exam_that_is_not_on_this_tablet_says_so(tablet, bench):
    page = prepared(tablet(bench.examiner))
    for place in ("", "/sign", "/stop", "/no-show"):
        page.evaluate("place => { location.hash = place }", f"#/sheet/999{place}")
        expect(page.get_by_role("heading", level=1, name="Not on this tablet")).to_be_visible()
        page.evaluate("location.hash = '#/'")
        expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()


def test_the_screens_are_for_everyone(tablet, two, bench, make):
    with make.redesigned(bench.form.id) as form:
        form.asks_global_rating = True
        form.groups[0].all_achieved = True
    page = opened(tablet(bench.examiner), bench)
    assert violations(page) == []
    page.locator("[data-clock-open]").tap()
    expect(page.locator("[data-clock-open]")).not_to_contain_text("Start")
    page.locator("[data-clock-open]").tap()
    page.get_by_role("button", name="Pause", exact=True).tap()
    expect(page.locator("[data-clock-wrong]")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Break").tap()
    page.get_by_role("button", name="Pause", exact=True).tap()
    expect(page.locator("#clock")).to_be_hidden()
    assert violations(page) == []
    go(page, bench, "/sign")
    expect(page.locator("[data-sign-now]")).to_have_attribute("aria-disabled", "true")
    assert violations(page) == []
    mark_all(go(page, bench), bench)
    sign(page)
    expect(page.locator("[data-rating-wrong]")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("radio", name="Good").check()
    page.locator("[data-sign-now]").tap()
    expect(page.locator("[data-over]")).to_be_visible()
    assert violations(page) == []
    go(page, bench)
    assert violations(page) == []
    for place in ("/stop", "/no-show"):
        go(page, two, place)
        expect(page.locator("h1")).to_contain_text(two.candidate.name)
        assert violations(page) == []


@pytest.mark.parametrize("size", [SIZES[-1], *(pytest.param(size, marks=pytest.mark.long) for size in SIZES[:-1])])
def test_no_button_moves_or_is_replaced_under_the_finger(tablet, two, bench, make, size):
    with make.redesigned(bench.form.id) as form:
        form.groups[0].all_achieved = True
    context = tablet(bench.examiner, viewport={"width": size[0], "height": size[1]})
    page = opened(context, bench)
    buttons = ".level, .mark-bottom > *, [data-outbox], [data-clock-open], .station-chip, [data-achieve]"
    page.evaluate("all => { window.before = [...document.querySelectorAll(all)] }", buttons)
    places = """window.before.filter((one) => one.checkVisibility()).map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return [x, y, width, height];
    })"""
    before = page.evaluate(places)
    page.locator("[data-clock-open]").tap()
    expect(page.locator("[data-clock-open]")).not_to_contain_text("Start")
    tap(page, bench.steps[0], 2)
    all_saved(page)
    page.locator("[data-achieve]").first.tap()
    expect(page.locator("[data-count]")).to_have_text("3 of 6")
    all_saved(page)
    assert page.evaluate(places) == before
    context.set_offline(True)
    tap(page, bench.steps[0], 0)
    expect(page.locator(OUTBOX)).to_contain_text("not sent since", timeout=SLOW)
    assert page.evaluate(places) == before
    assert page.evaluate("window.before.every((one) => one.isConnected)")


def test_every_target_is_large_enough_for_a_glove(tablet, two, bench, make):
    with make.redesigned(bench.form.id) as form:
        form.asks_global_rating = True
        form.groups[0].all_achieved = True
    page = opened(tablet(bench.examiner), bench)
    tap(page, bench.steps[0], 0)
    assert too_small(page) == []
    page.locator("[data-clock-open]").tap()
    assert too_small(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-menu] summary").tap()
    assert too_small(page) == []
    page.locator("[data-view-switch]").tap()
    assert too_small(page) == []
    for place in ("/sign", "/stop"):
        go(page, bench, place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert too_small(page) == []


def too_small(page: Page) -> list[str]:
    """What a glove would miss on any of the screens."""
    found: list[str] = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found += too_small_here(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"what is too wide for {width} px")
    return found


def too_small_here(page: Page) -> list[str]:
    """What a glove would miss: less than 48 px either way; of a box in a label, the label counts."""
    found: list[str] = page.evaluate("""() => {
        const all = document.querySelectorAll("[data-app] :is(a[href], button, summary, input, textarea)");
        const target = (one) => one.closest("label") ?? one;
        const seen = [...all].filter((one) => one.checkVisibility() && !one.closest(".skip"));
        const wrong = seen.filter((one) => {
            const { width, height } = target(one).getBoundingClientRect();
            return Math.min(width, height) < 47.5;
        });
        return wrong.map((one) => one.outerHTML.slice(0, 140));
    }""")
    return found
