"""What an examiner and a coordinator see of what came another way, of photos, and of an exam that two differed on."""

import re
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from exams.models import Mark, Sheet, Sitting
from exams.rules import SittingState
from exams.rules.deeds import MarkSource
from people.models import Person
from people.rules import Role
from tests.browser.test_bad_days import to_step
from tests.browser.test_tablet_marking import SLOW, go, prepared, sign, tap
from tests.browser.visitors import violations
from tests.conftest import NOON
from tests.exams.conftest import mark_of, school
from tests.exams.marking.conftest import Bench
from tests.exams.tablet.photographs import picture
from tests.exams.test_x6_two_examiners import Pair, comparing, pair

__all__ = ["comparing", "pair", "school"]
pytestmark = pytest.mark.browser

PHOTO = "/exams/tablet/photos/"


@pytest.fixture
def brought(bench: Bench, make: Any, desk: Any) -> Person:
    """Who typed in two marks of the exam from paper; a third was made on the tablet of its examiner."""
    coordinator: Person = make.person(Role.COORDINATOR, given="Marijke")
    with desk.writing() as work:
        work.db.get_one(Sitting, bench.sitting.id).state = SittingState.IN_PROGRESS
        for place, source in enumerate((MarkSource.PAPER, MarkSource.PAPER, None)):
            mark: Mark = mark_of(bench.sheet.id, bench.steps[place], bench.examiner.id, 1, "", NOON)
            mark.source, mark.entered_by = source, coordinator.id if source else None
            work.db.add(mark)
    return coordinator


def origins(page: Page, bench: Bench) -> list[str]:
    """What stands at the first three steps about where their marks came from."""
    return [page.locator(f"#step-{step} [data-origin]").inner_text() for step in bench.steps[:3]]


def test_x5_the_marking_screen_says_at_each_step_where_its_mark_came_from(tablet, bench, brought):
    page = tablet(bench.examiner).new_page()
    page.goto(f"/exams/sheets/{bench.sheet.id}#step-{bench.steps[0]}")
    page.wait_for_selector("[data-ready]")
    page.locator("[data-menu] summary").tap()
    page.locator("[data-view-switch]").tap()  # the whole sheet
    words = f"Typed in from paper by {brought.name}."
    assert origins(page, bench) == [words, words, ""]
    assert violations(page) == []
    tap(page, bench.steps[0], 3)
    assert origins(page, bench) == ["", words, ""]
    page.locator("[data-undo]").tap()
    expect(page.locator(f'#step-{bench.steps[0]} .level[data-value="1"]')).to_have_attribute("aria-pressed", "true")
    assert origins(page, bench) == ["", words, ""]  # the examiner's own now


def test_x5_the_app_lists_before_signing_what_came_another_way(tablet, bench, brought):
    context = tablet(bench.examiner)
    page = prepared(context)
    context.set_offline(True)
    go(page, bench)
    for step in bench.steps[3:]:
        to_step(page, bench, step)
        tap(page, step, 2)
    go(page, bench, "/sign")
    listed = page.locator("[data-summing] .callout-info").filter(has_text="came another way")
    expect(listed).to_contain_text(f"2 marks came another way. Typed in from paper by {brought.name}.")
    assert [re.match(r"\d+", one)[0] for one in listed.get_by_role("listitem").all_inner_texts()] == ["1", "2"]
    expect(
        page.get_by_label("I marked every step myself, or looked at the marks that came another way.")
    ).to_be_visible()
    assert violations(page) == []
    listed.get_by_role("link").first.tap()
    page.wait_for_selector("[data-screen][data-ready]")
    assert origins(page, bench)[0] == f"Typed in from paper by {brought.name}."
    tap(page, bench.steps[0], 3)
    go(page, bench, "/sign")
    expect(listed).to_contain_text(f"1 mark came another way. Typed in from paper by {brought.name}.")


def photographed(visit: Any, bench: Bench) -> None:
    """The exam is marked and signed, with a photo of its first step."""
    browser, content, photo = visit(bench.examiner), picture(size=(1600, 1200)), str(uuid4())
    facts = {"photo": photo, "step": bench.steps[0], "sha256": sha256(content).hexdigest(), "size": len(content)}
    marks = bench.whole()
    deeds = [bench.deed("start"), *marks, bench.deed("photo", **facts), bench.signature(*marks)]
    answer = browser.post("/exams/sync", json={"operations": deeds, "sent_at": NOON.isoformat()})
    assert {one["outcome"] for one in answer.json["answers"]} == {"stored"}
    assert browser.post(f"{PHOTO}{photo}", content, content_type="image/jpeg").json["outcome"] == "stored"


def test_x4_on_the_result_a_photo_opens_large_and_closes_by_keyboard_and_by_hand(tablet, bench, visit, make):
    photographed(visit, bench)
    page = tablet(make.person(Role.COORDINATOR), viewport={"width": 390, "height": 844}).new_page()
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(f"/exams/sittings/{bench.sitting.id}/result")
    small = page.get_by_role("list", name="Photos of step 1").get_by_role("button")
    large = page.get_by_role("dialog", name="Photos of step 1")
    expect(large).to_be_hidden()
    small.tap()
    expect(large).to_be_visible()
    drawn = large.get_by_role("img")
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1600
    assert drawn.evaluate("image => image.getBoundingClientRect().right <= innerWidth")
    assert violations(page) == []
    large.get_by_role("button", name="Close").tap()
    expect(large).to_be_hidden()
    small.focus()
    page.keyboard.press("Enter")
    expect(large).to_be_visible()
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(small).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert troubles == []


def test_x6_a_third_examiner_marks_and_signs_in_the_app_without_network(tablet, comparing: Pair, make, desk):
    third = make.person(Role.EXAMINER, given="Tess")
    comparing.third(third)
    with desk.reading() as work:
        sheet = comparing.sheet(work, third)
        bench = Bench(third, comparing.school.candidate, comparing.school.form, comparing.sitting)
        number = sheet.id
    context = tablet(third)
    page = prepared(context)
    context.set_offline(True)
    page.evaluate("place => { location.hash = place }", f"#/sheet/{number}")
    page.wait_for_selector("[data-screen][data-ready]")
    expect(page.locator("[data-count]")).to_have_text("0 of 6")
    for place, step in enumerate(bench.steps):
        tap(page, step, 3)
        if place + 1 < len(bench.steps):
            page.locator("[data-next]").tap()
    sign(page)
    expect(page.locator("[data-over-words]")).to_have_text("Signed here. It is sent when there is network.")
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-over-words]")).to_have_text("Signed, and the server has it.", timeout=SLOW)
    with desk.reading() as work:
        assert work.db.get_one(Sheet, number).signed_at is not None
        assert work.db.get_one(Sitting, comparing.sitting.id).state is SittingState.AGREEING
    comparing.say(third, 0, 3, "So I saw it.")
    comparing.say(third, 1, 3, "So I saw it.")
    comparing.close(third)
    assert comparing.now.state is SittingState.RATIFIED
    assert [value for value, _ in comparing.stands] == [3, 3, 2, 2, 2, 2]
