"""Files that storage has lost: said in words to whoever asks for them, and in the log."""

import pytest

from portfolio.models import EntryFile
from tests.portfolio.conftest import photo

GONE = "This file is no longer where it was kept."


@pytest.fixture
def lost(app, keep, noor, entry, desk):
    """A photo of Noor whose bytes, and what was drawn of them, are gone from storage."""
    number = keep.file(noor, entry, photo()).id
    with desk.reading() as work:
        row = work.db.get(EntryFile, number)
        for key in (row.original_key, row.shown_key, row.thumbnail_key):
            app.extensions["works"].storage.delete(key)
        work.db.expunge_all()
        return row


@pytest.mark.parametrize("what", ["original", "picture", "thumbnail"])
def test_p2_a_file_that_storage_lost_is_a_page_in_words(visit, noor, lost, what):
    answer = visit(noor).get(f"/portfolio/files/{lost.id}/{what}", headers={"Accept": "text/html"})
    assert (answer.status_code, GONE in answer.text) == (404, True)


def test_p2_a_file_that_storage_lost_is_in_the_log(visit, noor, lost, caplog):
    visit(noor).get(f"/portfolio/files/{lost.id}/original")
    assert lost.original_key in caplog.text
    assert f"/portfolio/files/{lost.id}/original" in caplog.text


def test_p2_a_look_at_what_is_lost_is_no_look(visit, guide, lost, audit):
    before = audit()
    assert visit(guide).get(f"/portfolio/files/{lost.id}/picture").status_code == 404
    assert "file-taken" not in [line[0] for line in audit()[len(before) :]]


def test_p2_a_file_that_storage_lost_still_has_its_page(visit, noor, lost):
    assert visit(noor).get(f"/portfolio/files/{lost.id}").status_code == 200
