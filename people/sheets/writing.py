"""Workbooks that go out. Every cell is text: nothing that people typed becomes a formula on another's screen."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from people.sheets.tables import LONGEST_CELL


def write_workbook(
    name: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, notes: Sequence[str] = ()
) -> bytes:
    """A workbook with one sheet, its headings fixed and filterable; `notes` go on a second sheet, a line each."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(name[:31])
        widths = [len(heading) for heading in header]
        for column, heading in enumerate(header):
            sheet.write_string(0, column, heading, bold)
        last = 0
        for last, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(last, column, cell[:LONGEST_CELL], text)
                widths[column] = max(widths[column], len(cell))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, 10), 60), text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(header) - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        _write_notes(book, notes)
    return target.getvalue()


def _write_notes(book: xlsxwriter.Workbook, notes: Sequence[str]) -> None:
    if not notes:
        return
    sheet = book.add_worksheet("Info")
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True}))
    for row, note in enumerate(notes):
        sheet.write_string(row, 0, note)
