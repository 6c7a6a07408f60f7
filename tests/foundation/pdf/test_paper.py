"""Any text a person typed can be printed, and none of it is obeyed."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.platypus import Flowable, PageBreak

from foundation.pdf import About, Bookmark, ContentsLine, Ink, Paper, TickBox, labelled, lines_to_write_on
from foundation.pdf.fonts import fonts
from foundation.pdf.paper import cut

pytestmark = pytest.mark.pure


def printed(ink: Ink, story: list[Flowable], *, across: str = "", **about: str) -> PdfReader:
    facts = {"title": "A title", "author": "A school", "subject": "A subject", "language": "nl", **about}
    paper = Paper(
        about=About(**facts),
        head="Head",
        foot="Foot",
        page_words=lambda number, count: f"page {number} of {count}",
        across=across,
    )
    return PdfReader(BytesIO(paper.print(story, ink)))


def words_on(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def text_of(words: str) -> str:
    ink = Ink()
    return words_on(printed(ink, [ink.text(words)]))


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '<img src="/etc/passwd"/>',
        "<b>no & yes</b> &amp; &#65;",
        "</para><para>",
        "%(name)s {{ 7*7 }} ${x}",
        "Zoë Çelik-Łukasz, ’s-Hertogenbosch",
        "Δοκιμή Проба",
    ],
)
def test_typed_text_is_printed_to_the_letter(words):
    assert words in text_of(words).replace("\n", " ")


@pytest.mark.parametrize("words", ["שלום", "Jan שלום עולם"])
def test_a_name_that_is_read_from_the_right_keeps_its_letters(words):
    assert sorted(words.split()) == sorted(text_of(words).splitlines()[-1].split())


def test_a_character_the_letters_lack_is_printed_as_its_number():
    ink = Ink()
    assert ink.printable("ok 🧑") == "ok [U+1F9D1]"
    assert ink.unprintable == {"🧑"}


def test_what_has_no_shape_is_left_out():
    assert Ink().printable("a\u200db\ufe0f\u202e\x07c") == "abc"


def test_a_very_long_word_is_wrapped_and_kept_whole():
    assert text_of("W" * 3000).count("W") == 3000


def test_a_very_long_text_goes_on_over_pages():
    ink = Ink()
    reader = printed(ink, [ink.text("word " * 6000)])
    assert len(reader.pages) > 3
    assert words_on(reader).count("word") == 6000


def test_long_facts_do_not_break_the_page():
    ink = Ink()
    reader = printed(ink, [labelled(ink, [("N" * 300, "V" * 9000), ("", "")])])
    assert words_on(reader).count("V") >= 9000


def test_pages_are_numbered_with_their_total():
    ink = Ink()
    reader = printed(ink, [ink.text("word " * 4000)])
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        assert f"page {number} of {count}" in page.extract_text()


def test_words_across_stand_on_every_page():
    ink = Ink()
    reader = printed(ink, [ink.text("word " * 4000)], across="PROVISIONAL")
    assert all(page.extract_text().count("PROVISIONAL") == 2 for page in reader.pages)


def test_a_reader_program_finds_title_author_language_and_outline():
    ink = Ink()
    reader = printed(
        ink, [Bookmark("Här", key="a"), ink.text("word " * 4000), Bookmark("There", key="b")], title="T <b> ü"
    )
    assert (reader.metadata.title, reader.metadata.author) == ("T <b> ü", "A school")
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    places = [(one.title, reader.get_destination_page_number(one)) for one in reader.outline]
    assert places == [("Här", 0), ("There", len(reader.pages) - 1)]


def test_boxes_and_lines_take_room_of_their_own():
    ink = Ink()
    assert len(printed(ink, [TickBox(), *lines_to_write_on(80)]).pages) == 2


def test_edges_are_cut_to_what_fits():
    face = fonts()
    assert cut("short", face.regular, 8, 200) == "short"
    assert cut("long " * 99, face.regular, 8, 100).endswith("…")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_can_be_printed(words):
    ink = Ink()
    assert printed(ink, [ink.text(words, "title"), labelled(ink, [(words, words)])], title=words[:200]).pages


def test_the_table_of_contents_tells_the_page_of_each_bookmark_and_leads_there():
    ink = Ink()
    contents = [ContentsLine(ink.text(words, "contents"), key=words) for words in ("One", "Two")]
    story = [*contents, PageBreak(), Bookmark("One", key="One"), ink.text("One", "head"), PageBreak()]
    reader = printed(ink, [*story, Bookmark("Two", key="Two"), ink.text("Two", "head")])
    first = " ".join(reader.pages[0].extract_text().split())
    assert "One 2" in first
    assert "Two 3" in first
    assert len(reader.pages[0]["/Annots"]) == 2


def test_a_bookmark_goes_to_the_next_page_with_its_heading():
    ink = Ink()
    filling = [ink.text("A line.") for _ in range(49)]
    reader = printed(ink, [*filling, Bookmark("Part", key="part"), ink.text("Part", "head"), ink.text("words " * 40)])
    page = reader.get_destination_page_number(reader.outline[0])
    assert "Part" in reader.pages[page].extract_text().splitlines()
