"""What a witness signs for is the text and the files; what the candidate uses it for stands apart from it."""

import pytest

from portfolio import actions, queries
from portfolio.models import EntryFile, Evidence
from tests.conftest import actor_of
from tests.portfolio.conftest import photo
from tests.portfolio.test_p7_witnesses import place, told

SIGNED, USED = "This is what you", "What it is used for"


@pytest.fixture
def used(keep, noor, entry, processes):
    keep.evidence(noor, entry, processes[0], reasoning="I helped my uncle.")


def test_p7_what_it_is_used_for_stands_apart_from_what_is_signed(guest_at, entry, used):
    browser, guest = guest_at
    page = browser.get(place(guest, entry)).text
    assert page.index(SIGNED) < page.index(USED) < page.index("I helped my uncle.") < page.index('name="statement"')
    assert "You do not sign for this" in page


def test_p7_what_was_signed_for_shows_nothing_that_can_change(guest_at, entry, used, desk, noor):
    browser, guest = guest_at
    answer = browser.post(place(guest, entry), told(browser.get(place(guest, entry)).text))
    with desk.writing(actor_of(noor)) as work:
        link = work.db.query(Evidence).one()
        actions.change_reasoning(work, queries.evidence(work, link.id), "I made all of it.", version=link.version)
    page = browser.get(answer.location).text
    assert SIGNED in page
    assert "I made all of it." not in page
    assert "I helped my uncle." not in page


def test_p7_readers_of_a_statement_read_what_it_was_signed_for(guest_at, entry, visit, noor):
    browser, guest = guest_at
    browser.post(place(guest, entry), told(browser.get(place(guest, entry)).text))
    assert "for the text and the files" in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p7_a_file_under_another_name_is_not_what_was_signed_for(guest_at, entry, keep, noor, visit, desk):
    file, (browser, guest) = keep.file(noor, entry, photo(), "with-my-uncle.jpg"), guest_at
    browser.post(place(guest, entry), told(browser.get(place(guest, entry)).text))
    with desk.writing() as work:
        work.db.get(EntryFile, file.id).name = "all-alone.jpg"
    assert "Signed for an earlier text" in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p7_a_witness_can_sign_below_the_work_too(guest_at, entry):
    browser, guest = guest_at
    page = browser.get(place(guest, entry).removesuffix("/statement")).text
    assert page.count(f'href="{place(guest, entry)}"') == 2
