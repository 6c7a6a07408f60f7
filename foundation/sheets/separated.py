"""CSV as programs really write it: any separator, any encoding of the last thirty years, line breaks inside quotes."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from foundation.messages import say
from foundation.sheets.tables import USUAL, Limits, Line, NoTable, too_long

SEPARATORS = (";", ",", "\t")
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def read_separated(content: bytes, limits: Limits) -> Iterator[Line]:
    """The records with their numbers, as a spreadsheet program counts them."""
    text = _decoded(content)
    named, separator, text = _named_separator(text)
    separator = separator or _likely_separator(text)
    number = int(named)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            number += 1
            if number > limits.rows * 5:  # of which at most one in five is filled
                raise too_long(limits)
            yield number, cells
    except csv.Error as error:
        if str(error) == "unexpected end of data":
            raise _cut_off(text, separator, read=number - int(named), row=number + 1) from None
        raise NoTable(
            say(
                "Row %(row)s cannot be read: a quotation mark is missing, or a cell holds far too much. Correct it"
                " and try again.",
                row=number + 1,
            )
        ) from None


def _cut_off(text: str, separator: str, *, read: int, row: int) -> NoTable:
    """The refusal of a text that ends inside quotation marks: they were opened in the last cell there is."""
    lenient = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return NoTable(
        say(
            "In row %(row)s, column %(column)s, a quotation mark is opened and never closed. Correct it, or get the"
            " file again: it may have been cut off.",
            row=row,
            column=len(next(islice(lenient, read, None))),
        )
    )


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding)
    # Without a mark, text in UTF-16 shows by the empty half of every plain letter.
    if content[1:200:2].count(0) > len(content[:200]) // 4:
        return _strictly(content, "utf-16-le")
    if content[0:200:2].count(0) > len(content[:200]) // 4:
        return _strictly(content, "utf-16-be")
    try:
        return _plain(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _strictly(content, "cp1252")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return _plain(content.decode(encoding))
    except UnicodeDecodeError:
        raise NoTable from None


def _plain(text: str) -> str:
    if "\0" in text or sum(ord(c) < 32 and c not in "\t\r\n" for c in text[:2000]) > 5:
        raise NoTable
    return text


def _named_separator(text: str) -> tuple[bool, str, str]:
    """Excel's own first line `sep=;`, which is no row of the table."""
    first, _, rest = text.partition("\n")
    named = first.strip().lower()
    return (True, first.strip()[4], rest) if named.startswith("sep=") and len(named) == 5 else (False, "", text)


def _likely_separator(text: str) -> str:
    """The one that the first filled line has most of, outside quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first[: USUAL.cell].split('"')[::2])
    return max(SEPARATORS, key=outside.count)
