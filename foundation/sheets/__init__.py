"""Spreadsheets as they come in and go out: tables of text, whatever program wrote them."""

from foundation.sheets.reading import read_lines, read_sheets, read_table
from foundation.sheets.tables import LARGEST_FILE, MOST_ROWS, USUAL, Limits, Line, NoTable, Table
from foundation.sheets.writing import Sheet, fits, write_sheets, write_workbook

__all__ = [
    "LARGEST_FILE",
    "MOST_ROWS",
    "USUAL",
    "Limits",
    "Line",
    "NoTable",
    "Sheet",
    "Table",
    "fits",
    "read_lines",
    "read_sheets",
    "read_table",
    "write_sheets",
    "write_workbook",
]
