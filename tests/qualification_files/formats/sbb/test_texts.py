"""Texts become plain: characters for entities, lines for markup, and no markup left."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualification_files.formats.sbb.texts import bullets, clipped, one_line, plain

pytestmark = pytest.mark.pure

MARKUP = re.compile(r"<[A-Za-z/!?][^<>]*>")
PIECES = [
    "<p>",
    "</p>",
    "<br/>",
    "<li>",
    "<b",
    ">",
    "<",
    "&lt;",
    "&amp;",
    "&#60;",
    "<!--",
    "-->",
    "<?",
    "<style>",
    "- ",
]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("caf&eacute; &amp; bar", "café & bar"),
        ("R&D and 1 < 2 > 0", "R&D and 1 < 2 > 0"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br />two", "one\ntwo"),
        ("<ul><li>one;</li><li><p>two</p></li></ul>", "- one;\n\n- two"),
        ("<ul><li>- one</li></ul>", "- one"),
        ('<a href="x">text</a> <font size="2">more</font>', "text more"),
        ("&lt;h1&gt;Guide&lt;/h1&gt;rest", "Guide\nrest"),
        ("&amp;lt;b&amp;gt;bold", "bold"),
        ("<other relevant law>", "[other relevant law]"),
        ('<o:p>word</o:p><weird on="1">x', "wordx"),
        ("a<!-- hidden <b> -->b", "ab"),
        ("a</>b</ p>c<?d?><!e>", "abc"),
        ("<style>p { }</style>text<script>alert(1)</script>", "text"),
        ("one\xa0two&nbsp;three\tfour  five", "one two three four five"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one\n \n\n\ntwo \n", "one\n\ntwo"),
        ("- -5 degrees\n- - - x\n- -\ny", "- -5 degrees\n- x\n- y"),
        ("\x93quoted\x94 &#150; x", "\u201cquoted\u201d \u2013 x"),
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("&#99999999999; &#xD800; &nosuch;", "&#99999999999; \ufffd &nosuch;"),
    ],
)
def test_a_text_becomes_plain(source: str, wanted: str) -> None:
    assert plain(source) == wanted


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5))).map("".join))
def test_no_markup_is_left_in_a_plain_text(text: str) -> None:
    assert not MARKUP.search(plain(text))


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5))).map("".join))
def test_a_plain_text_has_no_control_characters_but_line_ends(text: str) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", plain(text))


@given(st.text(alphabet="abc -\n.;:", max_size=60))
def test_a_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("behaviour", "wanted"),
    [
        ("The maker:\n- one;\n-  two .\n-three", ("one", "two", "three")),
        ("\u2022 one\n\u2013 two\n* three\n*footnote", ("one", "two", "three *footnote")),
        ("- one\ngoes on;\n\nNot part of it", ("one goes on",)),
        ("- one;\nAlso:\n- two...", ("one", "two..")),
        ("No bullets at all.", ()),
        ("-\n- ;\n- .", ()),
    ],
)
def test_bullets_become_indicators(behaviour: str, wanted: tuple[str, ...]) -> None:
    assert bullets(behaviour) == wanted


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<!--", "&#1", "&a", "<p>", "&lt;", "<style>", "<<b>", "- ", "\n-\n", "&amp;"]
)
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    started = time.perf_counter()
    plain("<a" + "a" * 100_000 + piece * 100_000)
    assert time.perf_counter() - started < 5


def test_a_quotation_is_one_line_of_limited_length() -> None:
    assert clipped("word\n" * 100, limit=12) == "word word w\u2026"


def test_a_name_is_one_line() -> None:
    assert one_line(" Chair \n <b>maker</b> ") == "Chair maker"
