"""Photos taken while marking: kept on the tablet first, small and without a place, sent after the marks."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from exams.models import Mark, MarkFile, MarkPhoto
from exams.rules import AnswerKind
from exams.rules.deeds import MarkSource
from people.rules import Role
from tests.browser.test_tablet_app import APP, mark, prepared, to_day, to_sheet
from tests.browser.visitors import violations
from tests.exams.marking.conftest import Bench
from tests.exams.tablet.entered import as_upload
from tests.exams.tablet.photographs import placed

pytestmark = pytest.mark.browser

LONG = 20_000
WAITS = re.compile("Kept on this tablet, not sent yet")
SENT = re.compile("Sent")


@pytest.fixture
def arrived(desk: Any) -> Callable[[], list[MarkPhoto]]:
    """The photos that are at the server and were not taken away."""

    def read() -> list[MarkPhoto]:
        with desk.reading() as work:
            found = list(work.db.scalars(select(MarkPhoto).where(MarkPhoto.removed_at.is_(None))))
            work.db.expunge_all()
            return found

    return read


def opened(context: BrowserContext, bench: Bench) -> Page:
    """The sheet, ready to be marked, at the server."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"an error in the page: {error}"))
    page.goto(f"/exams/sheets/{bench.sheet.id}")
    return ready(page)


def ready(page: Page) -> Page:
    page.wait_for_selector("[data-screen][data-ready]")
    expect(page.locator("[data-photo-whole]")).to_be_attached()
    return page


def shoot(page: Page, place: Any, content: bytes | None = None, name: str = "camera.jpg") -> None:
    with page.expect_file_chooser() as chooser:
        place.get_by_role("button", name="Take a photo").click()
    chooser.value.set_files({"name": name, "mimeType": "image/jpeg", "buffer": content or placed(size=(3000, 2000))})


def step(page: Page, bench: Bench, place: int = 0) -> Any:
    return page.locator(f"#step-{bench.steps[place]}")


def test_x4_a_photo_is_kept_without_network_and_sent_when_there_is_some(tablet, bench, arrived, desk):
    context = tablet(bench.examiner)
    page = opened(context, bench)
    context.set_offline(True)
    here = step(page, bench)
    shoot(page, here)
    expect(here.get_by_role("button", name=WAITS)).to_be_visible()
    expect(here.locator("[data-photo-words]")).to_have_text("The photo is kept on this tablet.")
    assert arrived() == []
    context.set_offline(False)
    expect(here.get_by_role("button", name=SENT)).to_be_visible(timeout=LONG)
    (photo,) = arrived()
    assert photo.step_id == bench.steps[0]
    with desk.reading() as work, work.storage.open(photo.file_key) as file, Image.open(file) as image:
        assert (dict(image.getexif()), image.size) == ({}, (1365, 2048))  # it lay on its side


def test_x4_a_photo_that_was_not_sent_survives_a_reload(tablet, bench, arrived):
    context = tablet(bench.examiner)
    context.route("**/exams/tablet/photos/**", lambda route: route.abort())
    page = opened(context, bench)
    whole = page.locator("[data-photo-whole]")
    entry = page.get_by_role("button", name="The exam as a whole")
    entry.click()
    shoot(page, whole)
    expect(whole.get_by_role("button", name=WAITS)).to_be_visible()
    whole.get_by_role("button", name=WAITS).click()
    page.get_by_role("dialog", name="Photo 1 of the exam as a whole").get_by_role("button", name="Close").click()
    expect(whole.get_by_role("button", name=WAITS)).to_be_focused()  # back where it was small
    page.reload()
    ready(page)
    entry.click()
    expect(whole.get_by_role("button", name=WAITS)).to_be_visible()
    context.unroute("**/exams/tablet/photos/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(whole.get_by_role("button", name=SENT)).to_be_visible(timeout=LONG)
    assert [photo.step_id for photo in arrived()] == [None]


def test_x4_a_photo_is_taken_away_and_put_back(tablet, bench, arrived):
    page = opened(tablet(bench.examiner), bench)
    here = step(page, bench)
    shoot(page, here)
    expect(here.get_by_role("button", name=SENT)).to_be_visible(timeout=LONG)
    here.get_by_role("button", name=SENT).click()
    page.get_by_role("dialog", name="Photo 1 of step 1").get_by_role("button", name="Delete this photo").click()
    expect(here.get_by_role("button", name=re.compile("Photo 1"))).to_have_count(0)
    expect(here.get_by_role("button", name="Put it back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(here.get_by_role("button", name=SENT)).to_be_visible(timeout=LONG)
    assert len(arrived()) == 1


def test_what_is_no_photo_is_said_at_once(tablet, bench, arrived):
    page = opened(tablet(bench.examiner), bench)
    with page.expect_file_chooser() as chooser:
        step(page, bench).get_by_role("button", name="Take a photo").click()
    chooser.value.set_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"plain words"})
    expect(step(page, bench).locator("[data-photo-words]")).to_have_text("This is not a photo.")
    assert arrived() == []


def test_a_full_tablet_says_that_the_photo_is_not_saved(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    page.evaluate("""() => {
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
            if (this.name === "photos") throw new DOMException("full", "QuotaExceededError");
            return put.apply(this, given);
        };
    }""")
    shoot(page, step(page, bench))
    expect(step(page, bench).locator("[data-photo-words]")).to_contain_text(
        "This tablet is full: this photo is NOT SAVED."
    )
    expect(step(page, bench).locator("[data-photo-list] li")).to_have_count(0)


def test_a_photo_that_the_server_refuses_stays_and_says_why(tablet, bench):
    context = tablet(bench.examiner)
    refused = {"photo": "x", "outcome": "refused", "reason": "A program that does harm was found in it."}
    context.route("**/exams/tablet/photos/**", lambda route: route.fulfill(json=refused, headers={"X-Proefstuk": "1"}))
    page = opened(context, bench)
    shoot(page, step(page, bench))
    words = re.compile("The server did not take it: A program that does harm was found in it.")
    expect(step(page, bench).get_by_role("button", name=words)).to_be_visible(timeout=LONG)


def test_photos_are_for_everyone(tablet, bench):
    page = opened(tablet(bench.examiner), bench)
    here = step(page, bench)
    shoot(page, here)
    expect(here.get_by_role("button", name=SENT)).to_be_visible(timeout=LONG)
    assert violations(page) == []
    here.get_by_role("button", name=SENT).click()
    expect(page.get_by_role("dialog", name="Photo 1 of step 1")).to_be_visible()
    assert violations(page) == []
    boxes = [one.bounding_box() for one in page.get_by_role("dialog").get_by_role("button").all()]
    assert all(box and min(box["width"], box["height"]) >= 48 for box in boxes)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Photo 1 of step 1")).to_be_hidden()


def test_whoever_sees_the_sheet_sees_the_photos_and_takes_none(tablet, bench, make):
    page = opened(tablet(bench.examiner), bench)
    step(page, bench).locator('.level[data-value="2"]').tap()
    shoot(page, step(page, bench))
    expect(step(page, bench).get_by_role("button", name=SENT)).to_be_visible(timeout=LONG)
    seen = opened(tablet(make.person(Role.COORDINATOR)), bench)
    seen.locator("[data-previous]").tap()
    picture = step(seen, bench).get_by_role("img", name=SENT)
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(seen.get_by_role("button", name="Take a photo")).to_have_count(0)
    step(seen, bench).get_by_role("button", name=SENT).click()
    expect(
        seen.get_by_role("dialog", name="Photo 1 of step 1").get_by_role("button", name="Delete this photo")
    ).to_be_hidden()


def test_a_photo_that_is_still_on_a_tablet_says_so_to_others(tablet, bench, make):
    context = tablet(bench.examiner)
    context.route("**/exams/tablet/photos/**", lambda route: route.abort())
    page = opened(context, bench)
    step(page, bench).locator('.level[data-value="2"]').tap()
    shoot(page, step(page, bench))
    expect(page.locator("[data-outbox]")).to_have_text("1 photo not sent yet", timeout=LONG)
    seen = opened(tablet(make.person(Role.COORDINATOR)), bench)
    seen.locator("[data-previous]").tap()
    expect(step(seen, bench).get_by_role("button", name=re.compile("a tablet still has to send it"))).to_be_visible()


def test_x4_in_the_app_a_photo_is_taken_without_network_and_sent_from_the_day(tablet, bench, arrived):
    context = tablet(bench.examiner)
    page = prepared(context)
    context.set_offline(True)
    to_sheet(page, bench)
    here = step(page, bench)
    shoot(page, here)
    expect(here.get_by_role("button", name=WAITS)).to_be_visible()
    to_day(page)
    page.reload()
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-outbox-state]")).to_have_text("All marks saved", timeout=LONG)
    assert [photo.step_id for photo in arrived()] == [bench.steps[0]]


@pytest.fixture
def bring(make: Any, visit: Any) -> Callable[..., Any]:
    """`bring(data)` is what a coordinator gets who brings in these bytes: looked at, and if possible taken in."""
    coordinator = visit(make.person(Role.COORDINATOR))

    def brought(data: bytes, reason: str = "") -> Any:
        answer = coordinator.post("/exams/unsent", as_upload(data), content_type="multipart/form-data")
        if answer.status_code != 200:
            return answer
        ticket = answer.text.split('name="ticket"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        return coordinator.post("/exams/unsent/take-in", {"ticket": ticket, "reason": reason})

    return brought


def saved_files(page: Page) -> list[bytes]:
    """What the tablet downloads, byte by byte: the marks, and the photos apart."""
    page.goto(f"{APP}#/unsent")
    saved: list[Any] = []
    page.on("download", lambda one: saved.append(one))
    page.get_by_role("button", name="Save as a file").click()
    expect(page.locator("[data-doing]").first).to_contain_text("Saved as 2 files: ", timeout=LONG)
    assert [one.suggested_filename[-12:] for one in saved] == ["-1-of-2.json", "-2-of-2.json"]
    return [Path(one.path()).read_bytes() for one in saved]


def altered(data: bytes) -> bytes:
    """The same file, with other marks in it than the tablet wrote."""
    file = json.loads(data)
    for operation in file["operations"]:
        if "value" in operation:
            operation["value"] = 0
    return json.dumps(file).encode()


def test_x4_photos_are_saved_in_files_of_their_own_so_that_the_marks_always_come_in(
    tablet, bench, served, bring, arrived, desk
):
    page = prepared(tablet(bench.examiner))
    served.stop()
    mark(page, bench, 1)
    shoot(page, step(page, bench))
    expect(step(page, bench).get_by_role("button", name=WAITS)).to_be_visible()
    marks, photos = saved_files(page)
    files = [json.loads(one) for one in (marks, photos)]
    assert [(len(one["operations"]) > 0, len(one["photos"])) for one in files] == [(True, 0), (False, 1)]

    assert "Take in the file with the marks first." in bring(photos).text
    assert bring(altered(marks)).status_code == 422  # no tablet vouches for it, and nobody said why it is taken in
    assert [bring(one).status_code for one in (marks, photos)] == [303, 303]
    assert [bring(one).location for one in (marks, photos)] == ["/exams/unsent/1", "/exams/unsent/2"]
    assert bring(altered(marks), "Somebody opened it in an editor").location == "/exams/unsent/3"
    with desk.reading() as work:
        files = work.db.scalars(select(MarkFile).order_by(MarkFile.id))
        assert [(one.proven, one.counts) for one in files] == [
            (True, {"stored": 3}),
            (True, {"photos": 1}),
            (False, {"refused": 1, "duplicate": 2}),
        ]
    assert [photo.step_id for photo in arrived()] == [bench.steps[0]]

    served.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-outbox-state]")).to_have_text("All marks saved", timeout=LONG)
    with desk.reading() as work:
        marks = [(one.value, one.answer, one.source) for one in work.db.scalars(select(Mark))]
        assert marks == [(2, AnswerKind.STORED, MarkSource.FILE)]
    assert [photo.step_id for photo in arrived()] == [bench.steps[0]]
