"""Workbooks that go out. Every cell is text: nothing that people typed becomes a formula on another's screen."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

from foundation.sheets.tables import USUAL

_NO_CHARACTERS = {0xFFFE: None, 0xFFFF: None}  # XML cannot hold them
LONGEST_WRITTEN = 32_767  # characters in one cell of Excel, counted in UTF-16
LONGEST_SHEET_NAME = 31  # likewise
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]+")
_RESERVED = "history"  # Excel keeps this name for itself


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet that goes out: with a header that stays in sight, or plain notes, a line each."""

    name: str
    rows: Sequence[Sequence[str]]
    header: Sequence[str] = ()
    widths: Sequence[int] = ()  # of the first columns; what is wider wraps
    choices: Sequence[tuple[int, int, Sequence[str]]] = ()  # a cell (its row among `rows`), and what Excel offers in it


def write_workbook(
    name: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, notes: Sequence[str] = ()
) -> bytes:
    """A workbook with one sheet, its headings fixed and filterable; `notes` go on a second sheet, a line each."""
    target = io.BytesIO()
    with _book(target) as book:
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        sheet = _add_sheet(book, name)
        widths = [len(heading) for heading in header]
        for column, heading in enumerate(header):
            sheet.write_string(0, column, heading, bold)
        last = 0
        for last, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(last, column, cell[: USUAL.cell], text)
                widths[column] = max(widths[column], len(cell))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, 10), 60), text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(header) - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        _write_notes(book, notes)
    return target.getvalue()


def write_sheets(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with these sheets; long texts wrap in their column. No cell is cut: ask first whether it `fits`."""
    target = io.BytesIO()
    with _book(target) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            _write_sheet(_add_sheet(book, sheet.name), sheet, bold, text)
    return target.getvalue()


def fits(text: str) -> bool:
    """Whether one cell of a workbook can hold this text."""
    return len(text) + sum(character > "\uffff" for character in text) <= LONGEST_WRITTEN


def _book(target: io.BytesIO) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )


def _add_sheet(book: xlsxwriter.Workbook, name: str) -> xlsxwriter.worksheet.Worksheet:
    """A sheet that is called so, as far as Excel can: some signs become a dash, and no two have one name."""
    taken = {page.get_name().casefold() for page in book.worksheets()} | {_RESERVED}
    wanted = _short(_NO_SHEET_NAME.sub("-", name), LONGEST_SHEET_NAME) or "Sheet"
    given, number = wanted, 1
    while given.casefold() in taken:
        number += 1
        given = f"{_short(wanted, LONGEST_SHEET_NAME - len(str(number)) - 1)} {number}"
    return book.add_worksheet(given)


def _short(text: str, length: int) -> str:
    """The beginning of it, with neither blanks nor apostrophes at the ends."""
    start = text.strip(" '").encode("utf-16-le")[: 2 * length]
    return start.decode("utf-16-le", "ignore").strip(" '")


def _write_sheet(
    page: xlsxwriter.worksheet.Worksheet,
    sheet: Sheet,
    bold: xlsxwriter.format.Format,
    text: xlsxwriter.format.Format,
) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width, text)
    for column, heading in enumerate(sheet.header):
        page.write_string(0, column, heading, bold)
    first = 1 if sheet.header else 0
    for row, cells in enumerate(sheet.rows, start=first):
        for column, cell in enumerate(cells):
            assert fits(cell), "the caller looks whether a text fits"
            if cell:
                page.write_string(row, column, cell.translate(_NO_CHARACTERS), text)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    if sheet.header:
        page.freeze_panes(1, 0)
    for row, column, offered in sheet.choices:
        # Only offered: whatever else somebody fills in is answered for on import, with its row and column.
        page.data_validation(
            first + row,
            column,
            first + row,
            column,
            {"validate": "list", "source": list(offered), "error_type": "information"},
        )


def _write_notes(book: xlsxwriter.Workbook, notes: Sequence[str]) -> None:
    if not notes:
        return
    sheet = _add_sheet(book, "Info")
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True}))
    for row, note in enumerate(notes):
        sheet.write_string(row, 0, note)
