"""Looks that come about otherwise than by opening a page: a form that is shown again, a small picture by itself."""

import pytest

from tests.portfolio.conftest import photo
from tests.portfolio.test_p7_witnesses import place


@pytest.fixture
def lines(audit):
    """What came on record since, of this deed: the names of the events."""

    def since(deed):
        before = len(audit())
        answer = deed()
        return answer.status_code, [event for event, _actor, _person in audit()[before:]]

    return since


@pytest.fixture
def file(keep, noor, entry):
    return keep.file(noor, entry, photo())


@pytest.mark.parametrize("end", ["review", "withdraw"])
def test_p7_a_refused_decision_shows_the_entry_and_is_a_look(visit, guide, evidence, lines, end):
    browser = visit(guide)
    deed = lines(lambda: browser.post(f"/portfolio/evidence/{evidence.id}/{end}", {}))
    assert deed == (422, ["entry-seen"])


def test_p7_a_refused_comment_shows_the_entry_and_is_a_look(visit, noor, guide, entry, lines):
    url = f"/portfolio/entries/{entry.id}/comments"
    assert lines(lambda: visit(guide).post(url, {"text": ""})) == (422, ["entry-seen"])
    assert lines(lambda: visit(noor).post(url, {"text": ""})) == (422, [])
    assert lines(lambda: visit(guide).post(url, {"text": "Which wood?"})) == (303, ["comment-added"])


def test_p7_a_refused_judgement_shows_the_evidence_and_is_a_look(visit, noor, guide, evidence, lines):
    url = f"/portfolios/{noor.id}/work-processes/{evidence.work_process_id}/judgement"
    assert lines(lambda: visit(guide).post(url, {})) == (422, ["portfolio-seen"])


def test_p7_what_a_guest_is_shown_again_is_a_look(guest_at, entry, lines):
    browser, guest = guest_at
    comments = f"/guests/visits/{guest.id}/entries/{entry.id}/comments"
    assert lines(lambda: browser.post(comments, {"text": ""})) == (422, ["guest-looked"])
    assert lines(lambda: browser.post(place(guest, entry), {})) == (422, ["guest-looked"])


def test_p7_a_small_picture_by_itself_is_a_look(visit, noor, guide, file, lines):
    url, browser = f"/portfolio/files/{file.id}/thumbnail", visit(guide)
    assert lines(lambda: browser.get(url)) == (200, ["file-taken"])
    assert lines(lambda: browser.get(url)) == (200, [])
    assert lines(lambda: visit(noor).get(url)) == (200, [])


@pytest.mark.parametrize("page", ["/portfolio/entries/{entry}", "/portfolios/{owner}/entries"])
def test_p7_the_small_pictures_of_a_page_are_part_of_that_look(visit, noor, guide, entry, file, lines, page, clock):
    url, browser = f"/portfolio/files/{file.id}/thumbnail", visit(guide)
    browser.get(page.format(entry=entry.id, owner=noor.id))
    assert lines(lambda: browser.get(url)) == (200, [])
    clock.move(minutes=61)
    assert lines(lambda: browser.get(url)) == (200, ["file-taken"])


def test_p7_the_page_of_another_entry_does_not_show_it(visit, keep, noor, guide, file, lines):
    other, browser = keep.entry(noor, "Chair"), visit(guide)
    browser.get(f"/portfolio/entries/{other.id}")
    assert lines(lambda: browser.get(f"/portfolio/files/{file.id}/thumbnail")) == (200, ["file-taken"])


def test_p7_the_same_holds_for_guests(guest_at, entry, file, lines):
    browser, guest = guest_at
    url = f"/guests/visits/{guest.id}/files/{file.id}/thumbnail"
    assert lines(lambda: browser.get(url)) == (200, ["guest-took-file"])
    browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}")
    assert lines(lambda: browser.get(url)) == (200, [])
