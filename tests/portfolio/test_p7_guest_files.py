"""Files before the eyes of a guest: on a page of their own, documents page by page."""

import pytest

from portfolio.models import Entry
from tests.foundation.files import documents
from tests.portfolio.conftest import photo


@pytest.fixture
def pdf(keep, noor, entry):
    return keep.file(noor, entry, documents.document(pages=3), "report.pdf")


@pytest.fixture
def picture(keep, noor, entry):
    return keep.file(noor, entry, photo(), "bench.jpg")


def at(guest, file, part=""):
    return f"/guests/visits/{guest.id}/files/{file.id}{part}"


def test_p7_a_document_is_read_page_by_page(pdf, guest_at, entry):
    browser, guest = guest_at
    assert f'href="{at(guest, pdf)}"' in browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}").text
    page = browser.get(at(guest, pdf)).text
    assert [at(guest, pdf, f"/pages/{number}") in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    drawn = browser.get(at(guest, pdf, "/pages/3"))
    assert (drawn.status_code, drawn.mimetype, drawn.data[:2]) == (200, "image/jpeg", b"\xff\xd8")


def test_p7_the_page_of_a_file_leads_back_and_to_nothing_of_the_owner(pdf, guest_at, entry):
    browser, guest = guest_at
    page = browser.get(at(guest, pdf)).text
    assert f"/guests/visits/{guest.id}/entries/{entry.id}" in page
    assert at(guest, pdf, "/original") in page
    assert "/portfolio/" not in page


def test_p7_of_a_long_document_a_guest_hears_that_there_is_more(keep, noor, entry, guest_at):
    long, (browser, guest) = keep.file(noor, entry, documents.document(pages=25), "long.pdf"), guest_at
    assert "The first 20 pages of 25 are shown." in browser.get(at(guest, long)).text


def test_p7_a_photo_stands_on_a_page_without_its_original(picture, guest_at):
    browser, guest = guest_at
    page = browser.get(at(guest, picture)).text
    assert (at(guest, picture, "/picture") in page, "/original" in page) == (True, False)


def test_p7_what_cannot_be_drawn_is_offered_as_it_came(keep, noor, entry, guest_at):
    locked, (browser, guest) = keep.file(noor, entry, documents.document(password="secret"), "locked.pdf"), guest_at
    assert at(guest, locked, "/original") in browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}").text
    page = browser.get(at(guest, locked)).text
    assert ("This file cannot be shown here" in page, at(guest, locked, "/original") in page) == (True, True)


def test_p7_looking_at_a_document_is_one_line_on_record(pdf, guest_at, audit):
    browser, guest = guest_at
    for part in ("", "/pages/1", "/pages/2", "/pages/3"):
        browser.get(at(guest, pdf, part))
    assert [event for event, _actor, _person in audit()].count("guest-took-file") == 1


def test_p7_a_page_asked_for_by_itself_is_on_record_too(pdf, guest_at, audit):
    browser, guest = guest_at
    browser.get(at(guest, pdf, "/pages/2"))
    assert [event for event, _actor, _person in audit()].count("guest-took-file") == 1


@pytest.mark.parametrize("part", ["", "/pages/1"])
def test_p7_another_guest_and_whoever_is_signed_in_see_no_page_of_it(pdf, guest_at, invite, come, visit, noor, part):
    _browser, guest = guest_at
    invite(email="piet@bouw.example")
    stranger = come("piet@bouw.example")
    assert {one.get(at(guest, pdf, part)).status_code for one in (stranger, visit(noor), visit(None))} == {404}


@pytest.mark.parametrize("part", ["", "/pages/1"])
def test_p7_a_guest_of_one_entry_sees_no_page_of_another(keep, noor, guest_at, part):
    browser, guest = guest_at
    file = keep.file(noor, keep.entry(noor, "Another"), documents.document(), "other.pdf")
    assert browser.get(at(guest, file, part)).status_code == 404


@pytest.mark.parametrize("part", ["", "/pages/1"])
def test_p7_what_was_put_aside_has_no_pages_for_a_guest(pdf, guest_at, entry, desk, part):
    browser, guest = guest_at
    with desk.writing() as work:
        work.db.get(Entry, entry.id).archived_at = work.now
    assert browser.get(at(guest, pdf, part)).status_code == 404


@pytest.mark.parametrize("number", ["0", "4", "99999999999"])
def test_p7_a_page_that_is_not_there_is_not_found(pdf, guest_at, number):
    browser, guest = guest_at
    assert browser.get(at(guest, pdf, f"/pages/{number}")).status_code == 404


@pytest.mark.parametrize("part", ["", "/pages/1"])
def test_p7_a_file_is_looked_at_and_not_posted_to(pdf, guest_at, part):
    browser, guest = guest_at
    assert browser.post(at(guest, pdf, part)).status_code == 405


def test_p7_the_page_of_a_file_takes_the_same_statements_however_many_pages(
    keep, noor, entry, invite, come, statements
):
    files = [keep.file(noor, entry, documents.document(pages=pages), f"{pages}.pdf") for pages in (1, 8)]
    guest, counts = invite(), []
    browser = come()
    for file in files:
        browser.get(at(guest, file))
        with statements() as seen:
            assert browser.get(at(guest, file)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
