"""Spreadsheets as they come in and go out: tables of text, whatever program wrote them."""

from people.sheets.reading import LARGEST_FILE, MOST_ROWS, Table, read_table
from people.sheets.writing import write_workbook

__all__ = ["LARGEST_FILE", "MOST_ROWS", "Table", "read_table", "write_workbook"]
