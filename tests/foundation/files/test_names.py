import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.files import disposition, extension_of, safe_name
from foundation.files.delivery import DERIVATIVE_HEADERS, DOWNLOAD_HEADERS


@pytest.mark.parametrize(
    "name",
    [
        "report.pdf",
        "Vérslag “stage” – één.docx",
        unicodedata.normalize("NFD", "Vérslag één.pdf"),
        "👩‍🔧 werk 🎓.jpg",
        "تقرير التدريب.pdf",
        "דוח.pdf",
        "می‌خواهم.txt",
        "日本語のファイル.png",
        "Screenshot 2026-11-21 at 3.04 PM.png",
        "50% & 'meer' (1).pdf",
    ],
)
def test_good_names_stay_as_they_are(name):
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Sem\\cv.pdf", "cv.pdf"),
        ("/absolute/cv.pdf", "cv.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u2066b\u2069c\u200f.pdf", "abc.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        (".htaccess", "htaccess"),
        (". . .hidden.pdf", "hidden.pdf"),
        ("  spaced.pdf  ", "spaced.pdf"),
        ("evil.exe. . ", "evil.exe"),
        ("lone\ud800.pdf", "lone.pdf"),
        ("line\u2028break.pdf", "linebreak.pdf"),
    ],
)
def test_what_misleads_is_taken_out(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["", "   ", "...", "/", "\\", "\u202e", "\r\n", "a/", "\x00"])
def test_a_name_is_never_empty(name):
    assert safe_name(name) == "file"


def test_a_long_name_keeps_its_extension_and_whole_letters():
    short = safe_name("é" * 400 + ".pdf")
    assert len(short.encode()) == 200
    assert short == "é" * 98 + ".pdf"


def test_a_long_name_without_extension_is_cut_too():
    assert safe_name("🎓" * 200) == "🎓" * 50


@given(st.text())
def test_any_name_becomes_one_that_every_system_takes(name):
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= 200
    assert not set(safe) & set("/\\\0\r\n\u202e\u2066")
    assert not safe.startswith((".", " "))
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.PDF", "pdf"), ("a", ""), ("a.b.jpg", "jpg"), ("v1.2", ""), ("a.mp3", "mp3"), ("a.3gp", "3gp"),
     ("mr. De Vries", ""), (".pdf", ""), ("a.", ""), ("a.verylongone", ""), ("a.é", "")],
)  # fmt: skip
def test_an_extension_is_what_looks_like_one(name, extension):
    assert extension_of(name) == extension


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("report.pdf", 'attachment; filename="report.pdf"'),
        ("my report.pdf", 'attachment; filename="my report.pdf"'),
        ("één.pdf", "attachment; filename=\"een.pdf\"; filename*=UTF-8''%C3%A9%C3%A9n.pdf"),
        ("€ 🎓.pdf", "attachment; filename=\"_ _.pdf\"; filename*=UTF-8''%E2%82%AC%20%F0%9F%8E%93.pdf"),
        ('a"b.pdf', "attachment; filename=\"a_b.pdf\"; filename*=UTF-8''a%22b.pdf"),
        ("100%41.pdf", "attachment; filename=\"100_41.pdf\"; filename*=UTF-8''100%2541.pdf"),
        ("a;b'c*.pdf", "attachment; filename=\"a_b'c*.pdf\"; filename*=UTF-8''a%3Bb%27c%2A.pdf"),
        ("a\r\nX-Evil: 1.pdf", 'attachment; filename="aX-Evil: 1.pdf"'),
        ("../../x.pdf", 'attachment; filename="x.pdf"'),
        ("", 'attachment; filename="file"'),
    ],
)
def test_the_header_carries_every_name(name, header):
    assert disposition(name) == header


def test_our_own_derivatives_may_be_shown():
    assert disposition("x.jpg", inline=True) == 'inline; filename="x.jpg"'


@given(st.text())
def test_no_name_breaks_out_of_the_header(name):
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


@pytest.mark.parametrize("headers", [DOWNLOAD_HEADERS, DERIVATIVE_HEADERS])
def test_what_leaves_is_neither_guessed_nor_run(headers):
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"].startswith("private, no-")
