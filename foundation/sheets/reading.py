"""One door for every kind of spreadsheet: the content says what it is, not the name."""

from collections.abc import Mapping, Sequence

from foundation.messages import say
from foundation.sheets.separated import read_separated
from foundation.sheets.tables import USUAL, Limits, Line, NoTable, Table, table_of
from foundation.sheets.workbooks import OLD_OFFICE, read_workbook
from foundation.storage import TooLarge


def read_table(content: bytes, limits: Limits = USUAL) -> Table:
    """The table in an Excel workbook (its first visible sheet) or a CSV file; anything else is refused in words."""
    _refuse_what_no_reader_takes(content, limits)
    if content.startswith(b"PK"):
        return table_of(next(iter(read_workbook(content, limits, first_only=True).values())), limits)
    return table_of(read_separated(content, limits), limits)


def read_sheets(content: bytes, limits: Limits = USUAL) -> Mapping[str, Sequence[Line]]:
    """The numbered lines of every visible sheet of an Excel workbook, by the name of the sheet, in their order."""
    _refuse_what_no_reader_takes(content, limits)
    if not content.startswith(b"PK"):
        raise NoTable(say("This is not an Excel workbook (.xlsx)."))
    return read_workbook(content, limits)


def read_lines(content: bytes, limits: Limits = USUAL) -> list[Line]:
    """The numbered lines of a CSV file, its names of columns and its white space included."""
    _refuse_what_no_reader_takes(content, limits)
    return list(read_separated(content, limits))


def _refuse_what_no_reader_takes(content: bytes, limits: Limits) -> None:
    if len(content) > limits.size:
        raise TooLarge(limits.size)
    if not content.strip():
        raise NoTable(say("This file is empty. Choose the file again."))
    if content.startswith(OLD_OFFICE):
        raise NoTable(
            say(
                "This is an old Excel file, or one with a password. Save it as Excel workbook (.xlsx) without password."
            )
        )
