"""Pages of PDFs, drawn in a process of its own: good ones, and those that were made to do harm."""

import io
import resource
import time
from contextlib import suppress

import pytest
from PIL import Image

from foundation.files import DamagedDocument, Preview, draw_pages
from foundation.files.paged import MEMORY, MOST_PAGES
from tests.foundation.files import documents, making

pytestmark = pytest.mark.pure


def pages(content, **options):
    return draw_pages(io.BytesIO(content), **options)


def as_image(drawn):
    return Image.open(io.BytesIO(drawn.content))


def test_p2_a_page_is_drawn_as_a_picture_of_ours():
    found = pages(documents.document())
    image = as_image(found.drawn[0])
    assert (image.format, image.mode, max(image.size)) == ("JPEG", "RGB", 1600)
    darkest, lightest = image.convert("L").getextrema()
    assert (darkest < 20, lightest) == (True, 255)


def test_p2_the_thumbnail_is_the_first_page_small():
    found = pages(documents.document(pages=3))
    assert max(found.thumbnail.width, found.thumbnail.height) == 320
    assert isinstance(found.thumbnail, Preview)


def test_p2_of_many_pages_the_first_are_drawn_and_all_are_counted():
    found = pages(documents.document(pages=MOST_PAGES + 5))
    assert (found.count, len(found.drawn)) == (MOST_PAGES + 5, MOST_PAGES)


@pytest.mark.parametrize("size", [(842, 595), (100, 8_000), (14_400, 14_400), (20, 20), (10_000, 1)], ids=str)
def test_p2_a_page_of_any_size_fits(size):
    (drawn,) = pages(documents.document(size=size)).drawn
    assert max(drawn.width, drawn.height) in (1599, 1600)
    assert min(drawn.width, drawn.height) >= 1


def test_p2_what_a_document_says_of_itself_is_not_in_the_pictures():
    content = documents.document().replace(b"anonymous", b"SECRETMAR")
    assert b"SECRETMAR" in content
    assert b"SECRETMAR" not in pages(content).drawn[0].content


# Hostile ones


@pytest.mark.parametrize(
    "content",
    [
        documents.document(password="secret"),
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n" + bytes(range(256)) * 100 + b"%%EOF",
        documents.looping(),
        making.picture("JPEG"),
        b"",
    ],
    ids=["a password", "nothing", "noise", "a loop of pages", "a photo", "no byte"],
)
def test_p2_what_cannot_be_drawn_is_refused_in_words(content):
    with pytest.raises(DamagedDocument, match="password, or it is damaged"):
        pages(content)


def test_p2_a_drawing_that_draws_itself_ends_its_own_process_at_most():
    with suppress(DamagedDocument):
        assert len(pages(documents.calling_itself(), seconds=20).drawn) == 1


def test_p2_a_document_that_takes_for_ever_is_given_up():
    began = time.monotonic()
    with pytest.raises(DamagedDocument):
        pages(documents.endless(), seconds=2)
    assert time.monotonic() - began < 6


def test_p2_pages_that_were_drawn_in_time_are_kept():
    slow = documents.document(pages=30)
    assert 0 < len(pages(slow, seconds=20, most=3).drawn) <= 3


def test_p2_a_picture_that_would_fill_the_memory_does_not():
    with suppress(DamagedDocument):  # either will do: what counts is how much memory it took
        pages(documents.bomb(), seconds=20)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MEMORY


def test_p2_with_too_little_memory_there_is_a_refusal_and_no_crash():
    with pytest.raises(DamagedDocument):
        pages(documents.document(), memory=40_000_000)


@pytest.mark.parametrize("box", [b"[0 0 0 0]", b"[0 0 1e9 1e9]", b"[5 5 1 1]", b"[0 0 nan 1]", b"()"])
def test_p2_a_page_with_an_impossible_size_does_no_harm(box):
    try:
        drawn = pages(documents.one_page(b"0 0 10 10 re f", box=box), seconds=20).drawn
    except DamagedDocument:
        return
    assert all(max(page.width, page.height) <= 1600 for page in drawn)


def test_p2_after_a_bad_one_the_next_is_drawn():
    with pytest.raises(DamagedDocument):
        pages(documents.document(password="secret"))
    assert len(pages(documents.document()).drawn) == 1
