"""A file on a page of its own, on a phone and by keyboard; a newer version put in its place."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from people.rules import Role
from tests.browser.visitors import AXE, DESKTOP, PHONE
from tests.foundation.files import documents
from tests.portfolio.conftest import Keep, photo
from tests.portfolio.test_files import wav

pytestmark = pytest.mark.browser


@pytest.fixture
def noor(make):
    return make.person(Role.CANDIDATE, given="Noor")


@pytest.fixture
def files(desk, noor):
    """A photo, a report, a list and a sound in one entry."""
    keep = Keep(desk)
    entry = keep.entry(noor)
    return [
        keep.file(noor, entry, content, name)
        for name, content in (
            ("IMG_0001.jpg", photo()),
            ("report.pdf", documents.document(pages=3)),
            ("hours.csv", b"day;hours\n1;8\n" * 400),
            ("interview.wav", wav(20)),
        )
    ]


@pytest.fixture
def page(tablet, noor):
    """`page(PHONE)` is one on that device; at the end nothing may have gone wrong on it."""
    troubles = []

    def take(device):
        found = tablet(noor, **device).new_page()
        found.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
        found.on("pageerror", lambda error: troubles.append(str(error)))
        return found

    yield take
    assert troubles == []


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_p2_each_kind_of_file_is_looked_at_on_every_screen(page, files, device):
    shown = page(device)
    for file, what in zip(files, ("img.look-picture", "ol.look-pages img", "pre.look-text", "audio"), strict=True):
        shown.goto(f"/portfolio/files/{file.id}")
        expect(shown.locator(what).first).to_be_visible()
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert [one["id"] for one in Axe().run(shown, options=AXE).response["violations"]] == []


def test_p2_every_page_of_a_document_is_drawn_when_one_scrolls_to_it(page, files):
    shown = page(PHONE)
    shown.goto(f"/portfolio/files/{files[1].id}")
    last = shown.get_by_alt_text("Page 3")
    last.scroll_into_view_if_needed()
    shown.wait_for_function("() => [...document.querySelectorAll('.look-pages img')].at(-1).naturalWidth > 0")


def test_p2_the_arrow_keys_turn_to_the_next_file_and_back(page, files):
    shown = page(DESKTOP)
    shown.goto(f"/portfolio/files/{files[0].id}")
    expect(shown.locator("[data-part=turning]")).to_be_attached()
    shown.wait_for_load_state("networkidle")
    shown.keyboard.press("ArrowRight")
    expect(shown.get_by_role("heading", level=1, name="report.pdf")).to_be_visible()
    shown.wait_for_load_state("networkidle")
    shown.keyboard.press("ArrowLeft")
    expect(shown.get_by_role("heading", level=1, name="IMG_0001.jpg")).to_be_visible()


def test_p2_in_a_text_the_arrow_keys_move_the_text(page, files):
    shown = page(DESKTOP)
    shown.goto(f"/portfolio/files/{files[2].id}")
    shown.wait_for_load_state("networkidle")
    shown.locator("pre").focus()
    shown.keyboard.press("ArrowRight")
    shown.wait_for_timeout(300)
    expect(shown.get_by_role("heading", level=1, name="hours.csv")).to_be_visible()


def test_p2_one_goes_to_the_middle_of_a_sound(page, files):
    shown = page(PHONE)
    shown.goto(f"/portfolio/files/{files[3].id}")
    shown.wait_for_function("() => document.querySelector('audio').readyState >= 1")
    shown.evaluate("document.querySelector('audio').currentTime = 12")
    shown.wait_for_function("() => !document.querySelector('audio').seeking")
    assert shown.evaluate("document.querySelector('audio').currentTime") == 12


def test_p2_a_newer_version_is_put_in_place_on_a_phone(page, files, tmp_path):
    (tmp_path / "better.csv").write_text("day;hours\n1;9\n")
    shown = page(PHONE)
    shown.goto(f"/portfolio/entries/{files[2].entry_id}")
    tile = shown.locator("li.file", has_text="hours.csv")
    tile.locator("summary").click()
    tile.get_by_label("Newer version").set_input_files(tmp_path / "better.csv")
    tile.get_by_role("button", name="Replace").click()
    expect(shown.locator("#shown-files")).to_contain_text("better.csv")
    shown.get_by_text("1 earlier version").click()
    shown.get_by_role("link", name="hours.csv").click()
    expect(shown.get_by_role("main")).to_contain_text("This is an earlier version")
