"""Reading JSON: what is refused, where, and what is read whatever way it was written."""

import pytest

from qualification_files.formats import UnreadableFile
from qualification_files.formats.findings import Unplaceable
from qualification_files.formats.json_text import Node, looks_like_json, names_key, read_json

HOSTILE = [
    (b"", "The file is empty"),
    (b"\xef\xbb\xbf \n", "The file is empty"),
    (b'{"a": [1, {"name": 1, "name": 2}]}', "a[1]: “name” is written twice here"),
    (b'{"a": {"b": NaN}}', "a.b: NaN is not a number"),
    (b'{"a": [-Infinity]}', "a[0]: -Infinity is not a number"),
    (b'{"a": 1e999}', "a: The number 1e999 is too large"),
    (b'{"a": ' + b"9" * 6000 + b"}", "a: The number 999"),
    (b'{"a":\n "b', "stops too early, at line 2, column 2"),
    (b'{"a": [1, 2', "stops too early, at line 1, column 12"),
    (b'{"a": tru', "stops too early, at line 1, column 7"),
    (b'{"a": 1,}', "not correct JSON: reading stopped at line 1, column 9"),
    (b"{'a': 1}", "not correct JSON: reading stopped at line 1, column 2"),
    (b"[1] x", "not correct JSON: reading stopped at line 1, column 5"),
    (b'{"a": "\xe9"}', "not UTF-8, the first on line 1 (byte 8)"),
    (b'{"a": ["\\ud83c"]}', "a[0]: This holds half a character"),
    (b'{"\\udf93": 1}', "This holds half a character"),
    (b'{"a": "\\u0000"}', "a: This holds a character without a meaning"),
    (b"[" * 100_000, "nested more than 64 deep"),
    (b"[" * 66 + b"]" * 66, "nested more than 64 deep"),
    (b"[" + b"1," * 500_001 + b"1]", "more than 500000 values"),
    (b"[" + b" " * 20_000_000 + b"]", "larger than 20 MB"),
]


@pytest.mark.parametrize(("data", "words"), HOSTILE, ids=[words for _, words in HOSTILE])
def test_q15_hostile_json_is_refused_with_the_place(data, words):
    with pytest.raises(UnreadableFile) as refusal:
        read_json(data)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_q15_json_is_read_in_every_encoding(encoding):
    data = '{"name": "ש🎓é"}'.encode(encoding)
    assert read_json(data).text("name") == "ש🎓é"
    assert names_key(data, "name")


def test_white_space_before_it_hides_nothing():
    assert all(looks_like_json(mark + b" \n" * 9_000_000 + b'{"a": 1}') for mark in (b"", b"\xef\xbb\xbf"))
    assert not looks_like_json(b" " * 9_000_000 + b"<x/>")


def test_keys_are_only_looked_for_in_what_looks_like_json():
    assert not names_key(b'<x>"name"</x>', "name")
    assert not looks_like_json(b"a;b;c")


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda node: node.text("number"), "This must be a text, and is a number."),
        (lambda node: node.text("name", limit=3), "more than 3 characters"),
        (lambda node: node.needed("empty"), "“empty” is missing or empty."),
        (lambda node: node.many("name"), "This must be a list, between [ and ], and is a text."),
        (lambda node: node.child("name").fields(), "This must be an object, between { and }, and is a text."),
        (lambda node: node.number("truth", low=0, high=9), "a whole number from 0 to 9"),
        (lambda node: node.number("number", low=0, high=9), "a whole number from 0 to 9"),
        (lambda node: node.yes_or_no("list"), "true or false, and is a list"),
        (lambda node: node.day("name"), "“Welder” is not a date like 2026-08-31."),
        (lambda node: node.day("day"), "“2026-02-30” is not a date"),
        (lambda node: node.identifier("name"), "“Welder” is not an identifier (UUID)."),
    ],
)
def test_a_value_of_another_kind_is_refused_in_words(read, words):
    node = Node({"number": 12, "name": "Welder", "empty": " ", "truth": True, "list": [], "day": "2026-02-30"}, "a[2]")
    with pytest.raises(Unplaceable) as refusal:
        read(node)
    assert words in str(refusal.value.message)
    assert str(refusal.value.where).startswith("a[2].")


def test_what_is_absent_or_null_is_empty():
    node = Node({"nothing": None})
    for name in ("nothing", "absent"):
        assert (node.text(name), node.many(name), node.day(name), node.yes_or_no(name)) == ("", (), None, None)
