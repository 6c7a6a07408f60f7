"""One door for every kind of spreadsheet: the content says what it is, not the name."""

from foundation.messages import say
from foundation.storage import TooLarge
from people.sheets.separated import read_separated
from people.sheets.tables import LARGEST_FILE, MOST_ROWS, NoTable, Table, table_of
from people.sheets.workbooks import OLD_OFFICE, read_workbook

__all__ = ["LARGEST_FILE", "MOST_ROWS", "Table", "read_table"]


def read_table(content: bytes) -> Table:
    """The table in an Excel workbook or a CSV file; anything else is refused in words."""
    if len(content) > LARGEST_FILE:
        raise TooLarge(LARGEST_FILE)
    if not content.strip():
        raise NoTable(say("This file is empty. Choose the file again."))
    if content.startswith(OLD_OFFICE):
        raise NoTable(
            say(
                "This is an old Excel file, or one with a password. Save it as Excel workbook (.xlsx) without password."
            )
        )
    if content.startswith(b"PK"):
        return table_of(read_workbook(content))
    return table_of(read_separated(content))
