"""A film from a phone in a workshop, over a connection that is cut in the middle."""

import os
import re

import pytest
from playwright.sync_api import expect

from people.rules import Role
from portfolio.models import Entry, EntryFile
from portfolio.rules import EntryKind
from tests.foundation.files import making

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True}
SIZE = 20_000_000
QUICK, SLOW = -1, 5_000_000  # bytes a second


class Counting:
    """Counts the bytes that reach the application by PATCH."""

    def __init__(self, app):
        self.app, self.bytes = app, 0

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] == "PATCH":
            environ["wsgi.input"] = Counted(environ["wsgi.input"], self)
        return self.app(environ, start_response)


class Counted:
    def __init__(self, stream, counter):
        self.stream, self.counter = stream, counter

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def read(self, *size):
        return self._counted(self.stream.read(*size))

    def readline(self, *size):
        return self._counted(self.stream.readline(*size))

    def readinto(self, buffer):
        size = self.stream.readinto(buffer)
        self.counter.bytes += size
        return size

    def _counted(self, content):
        self.counter.bytes += len(content)
        return content


@pytest.fixture
def arrived(app):
    """How many bytes of files came in."""
    before = app.wsgi_app
    app.wsgi_app = counter = Counting(before)
    yield counter
    app.wsgi_app = before


@pytest.fixture
def noor(make):
    person = make.person(Role.CANDIDATE, given="Noor")
    make.link(person, make.qualification())
    return person


@pytest.fixture
def entry(desk, noor):
    with desk.writing() as work:
        facts = {"owner_id": noor.id, "kind": EntryKind.PRODUCT, "title": "Oak table"}
        found = Entry(**facts, created_at=work.now, updated_at=work.now)
        work.db.add(found)
    return found


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(making.boxed(b"isom", b"vide") + making.box(b"mdat", os.urandom(SIZE)))
    return path


class Line:
    """The connection of a page: fast, slow or cut."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable", {"maxPostDataSize": 0})

    def be(self, upload=QUICK, *, cut=False):
        conditions = {"offline": cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
        self._session.send("Network.emulateNetworkConditions", conditions)


def choose(page, *files):
    page.locator("input[type=file]:not([data-camera])").first.set_input_files([str(file) for file in files])


def zone(page):
    return page.locator("[data-part~=uploads]")


def open_entry(page, entry):
    page.goto(f"/portfolio/entries/{entry.id}")
    expect(page.locator("[data-without-script]")).to_be_hidden()


def names(desk):
    with desk.reading() as work:
        return [file.name for file in work.db.query(EntryFile)]


def test_p2_a_film_goes_on_after_the_connection_was_cut(tablet, noor, entry, film, desk, arrived):
    page = tablet(noor, **PHONE).new_page()
    open_entry(page, entry)
    line = Line(page)
    line.be(SLOW)
    choose(page, film)
    expect(zone(page)).to_contain_text(re.compile(r"Sending, [1-9]\d ?% done"))
    line.be(cut=True)
    expect(zone(page)).to_contain_text("Waiting for the network")
    line.be(QUICK)
    expect(page.locator("#shown-files")).to_contain_text("film.mp4", timeout=30_000)
    assert names(desk) == ["film.mp4"]
    assert film.stat().st_size <= arrived.bytes < film.stat().st_size * 1.5


def test_p2_after_a_crash_the_same_file_goes_on_where_it_was(tablet, noor, entry, film, desk, arrived):
    context = tablet(noor, **PHONE)
    page = context.new_page()
    open_entry(page, entry)
    Line(page).be(SLOW)
    choose(page, film)
    expect(zone(page)).to_contain_text(re.compile(r"Sending, [5-9]\d ?% done"))
    page.close(run_before_unload=False)
    again = context.new_page()
    open_entry(again, entry)
    expect(zone(again)).to_contain_text("Choose the same file again")
    choose(again, film)
    expect(again.locator("#shown-files")).to_contain_text("film.mp4", timeout=30_000)
    assert arrived.bytes < film.stat().st_size * 1.5
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('upload '))") == []


def test_p2_paused_and_cancelled_by_hand(tablet, noor, entry, film, desk):
    page = tablet(noor, **PHONE).new_page()
    open_entry(page, entry)
    Line(page).be(SLOW)
    choose(page, film)
    page.get_by_role("button", name="Pause film.mp4").click()
    expect(zone(page)).to_contain_text("Paused")
    page.get_by_role("button", name="Go on with film.mp4").click()
    expect(zone(page)).to_contain_text("Sending")
    page.get_by_role("button", name="Cancel film.mp4").click()
    expect(page.locator(".upload")).to_have_count(0)
    assert names(desk) == []


def test_p2_a_refused_file_says_why_and_the_other_is_there(tablet, noor, entry, tmp_path, desk):
    (tmp_path / "plan.pdf").write_bytes(making.pdf())
    (tmp_path / "page.pdf").write_bytes(b"<!doctype html><script>alert(1)</script>")
    page = tablet(noor, **PHONE).new_page()
    open_entry(page, entry)
    choose(page, tmp_path / "plan.pdf", tmp_path / "page.pdf")
    expect(page.locator("#shown-files")).to_contain_text("plan.pdf")
    expect(zone(page)).to_contain_text("page.pdf is a web page")
    assert names(desk) == ["plan.pdf"]


def test_p2_a_new_entry_takes_its_files_along(tablet, noor, film, desk):
    page = tablet(noor, **PHONE).new_page()
    page.goto("/portfolio/entries/new?kind=product")
    expect(page.locator(".upload-list")).to_be_attached()
    Line(page).be(SLOW * 2)
    choose(page, film)
    page.locator("#title").fill("Film of my table")
    page.get_by_role("button", name="Save in my portfolio").click()
    expect(zone(page)).to_contain_text("This is saved as soon as they are here")
    page.wait_for_url(re.compile(r"/portfolio/entries/\d+$"), timeout=30_000)
    expect(page.locator("#shown-files")).to_contain_text("film.mp4")
    assert names(desk) == ["film.mp4"]


SLOW_TO_READ = """
const read = Blob.prototype.arrayBuffer;
Blob.prototype.arrayBuffer = async function () {
  Blob.prototype.arrayBuffer = read;
  await new Promise((go) => { window.isRead = go; });
  return read.call(this);
};
"""


def test_p2_a_file_chosen_before_the_module_came_is_taken_along(tablet, noor, film, desk):
    page = tablet(noor, **PHONE).new_page()
    kept = []
    page.route("**/js/parts/uploads.js", lambda route: kept.append(route))
    with page.expect_request("**/js/parts/uploads.js"):
        page.goto("/portfolio/entries/new?kind=product", wait_until="commit")
    choose(page, film)
    kept[0].continue_()
    expect(zone(page)).to_contain_text("film.mp4")
    page.locator("#title").fill("Film of my table")
    page.get_by_role("button", name="Save in my portfolio").click()
    page.wait_for_url(re.compile(r"/portfolio/entries/\d+$"), timeout=30_000)
    expect(page.locator("#shown-files")).to_contain_text("film.mp4")
    assert names(desk) == ["film.mp4"]


def test_p2_a_file_that_is_still_being_looked_at_is_waited_for(tablet, noor, film, desk):
    context = tablet(noor, **PHONE)
    context.add_init_script(SLOW_TO_READ)
    page = context.new_page()
    page.goto("/portfolio/entries/new?kind=product")
    expect(page.locator(".upload-list")).to_be_attached()
    choose(page, film)
    page.locator("#title").fill("Film of my table")
    page.get_by_role("button", name="Save in my portfolio").click()
    expect(zone(page)).to_contain_text("This is saved as soon as they are here")
    page.evaluate("isRead()")
    page.wait_for_url(re.compile(r"/portfolio/entries/\d+$"), timeout=30_000)
    expect(page.locator("#shown-files")).to_contain_text("film.mp4")
    assert names(desk) == ["film.mp4"]


def test_p2_what_turns_out_to_be_no_film_is_told_before_the_form_is_saved(tablet, noor, tmp_path, desk):
    (tmp_path / "film.mp4").write_bytes(bytes(100))
    context = tablet(noor, **PHONE)
    context.add_init_script(SLOW_TO_READ)
    page = context.new_page()
    page.goto("/portfolio/entries/new?kind=product")
    expect(page.locator(".upload-list")).to_be_attached()
    choose(page, tmp_path / "film.mp4")
    page.locator("#title").fill("Film of my table")
    page.get_by_role("button", name="Save in my portfolio").click()
    expect(zone(page)).to_contain_text("This is saved as soon as they are here")
    page.evaluate("isRead()")
    expect(page.locator(".upload[data-state=refused]")).to_contain_text("film.mp4")
    expect(zone(page)).not_to_contain_text("This is saved as soon as they are here")
    assert "/portfolio/entries/new" in page.url
    assert names(desk) == []


def test_p2_without_script_the_plain_form_works(tablet, noor, entry, tmp_path, desk):
    (tmp_path / "plan.pdf").write_bytes(making.pdf())
    page = tablet(noor, **PHONE, java_script_enabled=False).new_page()
    page.goto(f"/portfolio/entries/{entry.id}")
    choose(page, tmp_path / "plan.pdf")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#shown-files")).to_contain_text("plan.pdf")
    assert names(desk) == ["plan.pdf"]


def test_p2_the_zone_is_read_well(tablet, noor, entry, film):
    from axe_playwright_python.sync_playwright import Axe

    from tests.browser.visitors import AXE

    page = tablet(noor, **PHONE).new_page()
    open_entry(page, entry)
    Line(page).be(SLOW)
    choose(page, film)
    page.get_by_role("button", name="Pause film.mp4").click()
    found = Axe().run(page, options=AXE).response["violations"]
    assert [one["id"] for one in found] == []
    expect(zone(page).get_by_role("status")).to_contain_text("film.mp4: Paused")
