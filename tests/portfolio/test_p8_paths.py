"""Where files lie in an archive."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.rules.paths import LONGEST, Places, portable

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tafel.jpg", "tafel.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("a:b.txt", "a_b.txt"),
        ('q?*|<>".txt', "q______.txt"),
        ("../../etc/passwd", ".._._etc_passwd"),
        ("name. ", "name"),
        ("", "file"),
        ("...", "file"),
        ("foto\u202egpj.exe", "foto_gpj.exe"),
    ],
)
def test_p8_a_name_is_one_that_every_system_can_unpack(name, expected):
    assert portable(name) == expected


@given(st.text())
def test_p8_no_name_leads_out_of_its_folder(name):
    found = portable(name)
    assert found not in ("", ".", "..")
    assert "/" not in found
    assert "\\" not in found
    assert len(found) <= LONGEST + 1


@given(
    st.lists(
        st.sampled_from(["a.txt", "A.TXT", "a (2).txt", "caf\u00e9.txt", "cafe\u0301.txt", "CON", "con"]), max_size=12
    )
)
def test_p8_no_two_files_have_one_path_where_capitals_and_accents_do_not_count(names):
    places = Places()
    found = [places.find("files/1", name) for name in names]
    assert len({unicodedata.normalize("NFC", path).casefold() for path in found}) == len(names)
