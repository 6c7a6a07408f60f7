"""A portfolio: a candidate with a phone, a supervisor at a desk, a guest from outside, and the file one takes home."""

import email
import email.policy
import io
import os
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from foundation.audit import AuditLine
from foundation.files import UploadLimits
from foundation.scanning import NoScanner
from foundation.secrets import Passwords
from people.models import Person
from people.rules import Role
from portfolio import actions as portfolio
from portfolio.models import Entry
from portfolio.rules import EntryFacts, EntryKind
from qualification_files.models import Qualification, WorkProcess
from tests.browser.visitors import DESKTOP, PASSWORD, PHONE, Visitor
from tests.conftest import actor_of
from tests.factories import Make
from tests.foundation.files import making

pytestmark = pytest.mark.browser

PATIENCE = 30.0
TITLE = "Side table"
STORY = "I sawed the boards and cut the joints with a chisel. Then I sanded the surface and oiled it twice."
REASONING = "I chose the joints myself and explained why they hold."
ALSO = "Sanded to 240, with two thin coats of oil."
REASON = "Show the joints from close by, and say how you measured them."
MENDED = "I chose the joints myself. I measured the diagonals: they differ by less than a millimetre."
SAID = "The top is as flat as a mirror."
SIGNED = "I saw Noor make it, from the first board to the last coat of oil."
GUEST_MAIL = "joiner@workshop.example"
FILM = 4_000_000  # bytes
SLOW = 250_000  # bytes a second: time enough to cut the connection in the middle, on any machine

HANDED_IN = {
    "portfolio.draft-begun",
    "portfolio.entry-added",
    "portfolio.evidence-added",
    "portfolio.evidence-handed-in",
    "portfolio.evidence-changed",
    "portfolio.entry-version-made",
}
REVIEWED = {"portfolio.entry-seen", "portfolio.evidence-sent-back", "portfolio.evidence-accepted"}


@dataclass
class School:
    """Who is there, and what the database says."""

    desk: Any
    candidate: Person
    supervisor: Person

    def deeds(self, person: Person) -> set[str]:
        """What the audit says this person did."""
        with self.desk.reading() as work:
            return set(work.db.scalars(select(AuditLine.event).where(AuditLine.actor_id == person.id)))

    def has_entry(self, title: str) -> int:
        """One more entry, with a photo; its number."""
        with self.desk.writing(actor_of(self.candidate)) as work:
            facts = EntryFacts(title=title, description=STORY)
            entry: Entry = portfolio.add_entry(work, EntryKind.PRODUCT, facts, qualification_ids=[], form_key=title)
            photo = portfolio.take_in(
                work.storage, io.BytesIO(picture()), "table.jpg", limits=UploadLimits(), scanner=NoScanner()
            )
            portfolio.add_files(work, entry, [photo])
            return entry.id


def picture() -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((1200, 900), 40).convert("RGB").save(kept, "JPEG")
    return kept.getvalue()


@pytest.fixture
def school(product: str, own_desk: Any) -> School:
    make, password = Make(own_desk.writing), Passwords().hash(PASSWORD)
    candidate = make.person(Role.CANDIDATE, given="Noor", family="Visser", password_hash=password)
    supervisor = make.person(Role.SUPERVISOR, given="Wouter", family="Graaf", password_hash=password)
    make.supervision(candidate, supervisor)
    make.link(candidate, woodwork(make))
    return School(own_desk, candidate, supervisor)


def woodwork(make: Make) -> Qualification:
    """Two work processes that one can tell apart by their words."""
    qualification = make.qualification(name="Joiner")
    told = (("Makes joints", "Saws boards and cuts joints."), ("Finishes surfaces", "Sands and oils the surface."))
    with make.writing() as work:
        rows = qualification.core_tasks[0].work_processes
        for row, (name, description) in zip(rows, told, strict=True):
            process = work.db.get_one(WorkProcess, row.id)
            process.name, process.description = name, description
    return qualification


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(making.boxed(b"isom", b"vide") + making.box(b"mdat", os.urandom(FILM)))
    return path


class Mailbox:
    """What was mailed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def finds(self, words: str) -> re.Match[str]:
        """The first of these words in any mail, as soon as there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for path in sorted(self._folder.glob("*.eml"), reverse=True):
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                body = message.get_body(("plain",))
                found = re.search(words, body.get_content() if body else "")
                if found and message["To"] == GUEST_MAIL:
                    return found
            time.sleep(0.05)
        raise AssertionError(f"no mail says {words}")


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "data" / "mail")


@pytest.fixture
def outside(browser: Browser, product: str) -> Iterator[Page]:
    """The browser of somebody who is not of the school."""
    context = browser.new_context(**DESKTOP, base_url=product, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_p_a_candidate_with_a_phone_and_a_supervisor_with_ten_minutes(
    school: School, arrive: Callable[..., Visitor], film: Path
) -> None:
    candidate = arrive(school.candidate, PHONE)
    the_candidate_begins_at_a_gap(candidate)
    the_candidate_finds_back_what_was_typed(candidate)
    the_candidate_films_in_a_workshop_without_a_signal(candidate, film)
    the_candidate_links_it_by_a_suggestion(candidate)
    the_candidate_hands_it_in(candidate)

    supervisor = arrive(school.supervisor, DESKTOP)
    the_supervisor_sends_one_back(supervisor)
    the_candidate_mends_it(candidate)
    the_supervisor_accepts(supervisor)
    the_candidate_goes_on_in_a_new_version(candidate)

    assert HANDED_IN - school.deeds(school.candidate) == set()
    assert REVIEWED - school.deeds(school.supervisor) == set()
    assert candidate.troubles + supervisor.troubles == []


def the_candidate_begins_at_a_gap(it: Visitor) -> None:
    it.follow("2 work processes still need evidence")
    it.sees("My portfolio")
    it.finds_it_accessible()
    it.follow("Add evidence B1-K1-W1")
    it.follow("Add something new")
    it.follow("Product")
    it.fill("Name", TITLE)
    it.page.locator("#reasoning").fill(REASONING)
    it.page.locator("#description").fill(STORY)
    expect(it.page.locator("[data-draft-line]")).to_contain_text("Draft saved")


def the_candidate_finds_back_what_was_typed(it: Visitor) -> None:
    it.home()
    it.follow(f"Not finished: “{TITLE}”")
    it.reads("You typed this on")
    expect(it.box("Name")).to_have_value(TITLE)
    it.page.reload()
    expect(it.page.locator("#reasoning")).to_have_value(REASONING)
    it.finds_it_accessible()


def the_candidate_films_in_a_workshop_without_a_signal(it: Visitor, film: Path) -> None:
    zone = it.page.locator("[data-part~=uploads]")
    expect(it.page.locator("[data-without-script]:visible")).to_have_count(0)
    line = it.context.new_cdp_session(it.page)
    line.send("Network.enable")

    def connection(*, offline: bool, upload: int = -1) -> None:
        conditions = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
        line.send("Network.emulateNetworkConditions", conditions)

    noted = len(it.troubles)
    connection(offline=False, upload=SLOW)
    it.page.locator("#files").set_input_files(film)
    expect(zone).to_contain_text(re.compile(r"Sending, [1-9]\d ?% done"), timeout=PATIENCE * 1000)
    connection(offline=True)
    expect(zone).to_contain_text("Waiting for the network", timeout=PATIENCE * 1000)
    connection(offline=False)
    expect(zone).to_contain_text("It is here. Save to keep it.", timeout=4 * PATIENCE * 1000)  # an answer may be lost
    del it.troubles[noted:]  # what fails without a network is no trouble of ours
    photo = {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    it.page.locator("#files").set_input_files(photo)  # type: ignore[arg-type]
    it.press("Save in my portfolio")  # which waits for the photo
    it.sees(TITLE)
    expect(it.page.locator("#shown-files")).to_contain_text(film.name)
    expect(it.page.locator("#shown-files img")).to_be_visible(timeout=PATIENCE * 1000)
    it.reads(REASONING)


def the_candidate_links_it_by_a_suggestion(it: Visitor) -> None:
    it.finds_it_accessible()
    it.follow("Link to work processes")
    it.reads("These have words in common with your entry")
    suggested = it.page.locator("section.suggested")
    expect(suggested).to_contain_text("Because of these words")
    suggested.get_by_role("checkbox", name="Finishes surfaces").check()
    suggested.get_by_role("group", name="Which of these does it show").get_by_role("checkbox").first.check()
    it.page.locator("#reasoning").fill(ALSO)
    it.finds_it_accessible()
    it.press("Link")
    it.sees(TITLE)
    it.reads("Shows in particular")
    it.reads(ALSO)


def the_candidate_hands_it_in(it: Visitor) -> None:
    it.press("Ask for 2 reviews at once")
    it.reads("Handed in: 2 reviews are asked for")
    expect(it.page.locator(".link-review").get_by_text("Waiting for review")).to_have_count(2)


def the_supervisor_sends_one_back(it: Visitor) -> None:
    it.follow("2 pieces of evidence wait for your review")
    it.sees("To review")
    it.reads("2 wait for your review")
    it.finds_it_accessible()
    it.follow("Start with the first")
    it.sees(TITLE)
    it.reads(REASONING)
    it.finds_it_accessible()
    noted = len(it.troubles)
    it.press("Send back")
    it.reads("Say what has to be done still")
    del it.troubles[noted:]  # a browser tells of every refusal
    it.fill("Your reason", REASON)
    it.press("Send back")
    it.reads("is sent back, with your reason")


def the_candidate_mends_it(it: Visitor) -> None:
    it.home()
    it.finds_it_accessible()
    it.follow(f"Returned: “{TITLE}” for B1-K1-W1")
    it.reads(REASON)
    it.follow("Reasoning B1-K1-W1")
    it.page.locator("#reasoning").fill(MENDED)
    it.press("Save")
    it.sees(TITLE)
    it.reads(MENDED)
    it.press("Ask for a review")
    it.reads("Handed in: a review is asked for")


def the_supervisor_accepts(it: Visitor) -> None:
    it.home()
    it.follow("2 pieces of evidence wait for your review")
    it.page.get_by_role("row").filter(has_text="Makes joints").get_by_role("link", name=TITLE).click()
    it.sees(TITLE)
    it.reads(MENDED)
    it.tick(re.compile("Finishes surfaces"))
    it.press("Accept")
    it.page.wait_for_url("**/reviews**")
    it.reads("is accepted")
    it.reads("Nothing more waits for your review")


def the_candidate_goes_on_in_a_new_version(it: Visitor) -> None:
    it.menu("My portfolio")
    it.reads("2 of 2 work processes have accepted evidence")
    it.page.locator(".tile-ok").first.click()
    it.reads("Accepted, and kept as it is")
    expect(it.page.get_by_role("link", name="Change", exact=True)).to_have_count(0)
    it.finds_it_accessible()
    frozen = it.page.url
    it.press("Make a new version")
    it.page.wait_for_url(lambda url: "/portfolio/entries/" in url and url.partition("#")[0] != frozen.partition("#")[0])
    it.reads("Version 2 of 2")
    it.follow("Change")
    it.fill("Name", f"{TITLE}, with a drawer")
    it.press("Save")
    it.sees(f"{TITLE}, with a drawer")
    it.page.goto(frozen)
    it.sees(TITLE)
    it.reads("Go on in the newer version")


def test_p_a_guest_looks_comments_and_signs_until_the_pass_is_withdrawn(
    school: School, arrive: Callable[..., Visitor], outside: Page, mailbox: Mailbox
) -> None:
    shown, hidden = school.has_entry(TITLE), school.has_entry("Something private")
    candidate = arrive(school.candidate, PHONE)
    the_candidate_asks_a_witness(candidate, shown)
    guest = Visitor(school.candidate, outside)
    the_guest_opens_the_link(guest, mailbox)
    the_guest_sees_that_entry_alone(guest, hidden)
    the_guest_comments_and_signs(guest)
    the_candidate_reads_who_was_there(candidate, shown)
    the_pass_is_withdrawn(candidate, guest)
    assert candidate.troubles == []


def the_candidate_asks_a_witness(it: Visitor, entry_id: int) -> None:
    it.page.goto(f"/portfolio/entries/{entry_id}")
    it.follow("Ask a witness to sign")
    it.fill("Name of your guest", "Jan Brouwers")
    it.fill("E-mail address", GUEST_MAIL)
    it.finds_it_accessible()
    it.press("See what your guest gets")
    it.sees("What Jan Brouwers gets")
    it.reads("Nothing was sent yet")
    it.press("Send the invitation")
    it.page.wait_for_url("**/portfolio/**")


def the_guest_opens_the_link(it: Visitor, mailbox: Mailbox) -> None:
    it.page.goto(mailbox.finds(r"https?://[^/]+(/guests/\S+)")[1])
    it.sees("Noor Visser asks you to sign as a witness")
    assert TITLE not in it.page.content()
    it.finds_it_accessible()
    it.press("Send me a code")
    it.fill("Code", mailbox.finds(r"(?m)^(\d{3} ?\d{3})\s*$")[1])
    it.press("Open")


def the_guest_sees_that_entry_alone(it: Visitor, hidden: int) -> None:
    it.sees(TITLE)
    expect(it.page.locator(".file img")).to_be_visible()
    it.finds_it_accessible()
    address = it.page.url
    others = (re.sub(r"entries/\d+", f"entries/{hidden}", address), "/portfolio", f"/portfolio/entries/{hidden}")
    answers = [it.context.request.get(other, max_redirects=0).status for other in others]
    assert [status for status in answers if status == 200] == []


def the_guest_comments_and_signs(it: Visitor) -> None:
    it.fill("Your comment", SAID)
    it.press("Send")
    it.reads(SAID)
    it.follow("Sign as a witness")
    it.fill("What did you see?", SIGNED)
    it.fill("How do you know this work?", "I am the joiner in whose workshop it was made.")
    it.tick("I have seen this myself, and it is the own work of Noor Visser.")
    it.fill("Your full name, as your signature", "Jan Brouwers")
    it.finds_it_accessible()
    it.press("Sign")
    it.sees(f"Signed for “{TITLE}”")
    it.page.go_back()
    it.page.goto(it.page.url.removesuffix("/statement"))
    it.sees(TITLE)


def the_candidate_reads_who_was_there(it: Visitor, entry_id: int) -> None:
    it.page.goto(f"/portfolio/entries/{entry_id}")
    it.reads(SIGNED)
    it.reads("Still matches this entry")
    it.reads(SAID)
    it.page.goto("/portfolio/looks")
    it.sees("Who looked")
    it.reads("Jan Brouwers")
    it.finds_it_accessible()


def the_pass_is_withdrawn(it: Visitor, guest: Visitor) -> None:
    it.page.goto("/portfolio/guests")
    it.sees("My guests")
    it.finds_it_accessible()
    it.follow("Jan Brouwers")
    it.press("Withdraw")
    it.reads("Withdrawn")
    guest.page.reload()
    guest.sees("This link does not work")
    assert TITLE not in guest.page.content()


def test_p_a_portfolio_is_taken_home_and_read_from_disk(
    school: School, arrive: Callable[..., Visitor], browser: Browser, tmp_path: Path
) -> None:
    school.has_entry(TITLE)
    candidate = arrive(school.candidate, DESKTOP)
    unpacked = the_candidate_downloads_everything(candidate, tmp_path / "home")
    it_opens_without_a_website(browser, unpacked)
    assert candidate.troubles == []


def the_candidate_downloads_everything(it: Visitor, folder: Path) -> Path:
    it.page.goto("/portfolio/exports")
    it.sees("Take your portfolio along")
    it.press("Make it ZIP with pages and all files")
    ready = it.page.get_by_role("link", name="Download ZIP with pages and all files")
    expect(ready).to_be_visible(timeout=PATIENCE * 1000)
    it.finds_it_accessible()
    with it.page.expect_download() as download:
        ready.click()
    with zipfile.ZipFile(download.value.path()) as packed:
        packed.extractall(folder)
    return next(path for path in folder.rglob("index.html"))


def it_opens_without_a_website(browser: Browser, index: Path) -> None:
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(index.as_uri())
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", name=TITLE).first).to_be_visible()
    images = page.locator("img")
    expect(images.first).to_be_visible()
    assert images.evaluate_all("all => all.every((one) => one.complete && one.naturalWidth > 0)")
    assert [url for url in asked if not url.startswith("file:")] == []
    context.close()
