"""A table of text, and the limits that keep a hostile file from filling the memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.messages import Message, say
from foundation.refusals import Unreadable

LARGEST_FILE = 10_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 5_000


@dataclass(frozen=True)
class Table:
    """The first row that holds anything names the columns; the rows keep the number that a spreadsheet shows."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


class NoTable(Unreadable):
    """A file that holds no table we can read, with what to do instead."""

    def __init__(self, reason: Message | None = None) -> None:
        super().__init__(reason or say("This is not a table we can read. Save it as Excel workbook (.xlsx) or as CSV."))


def table_of(lines: Iterable[tuple[int, Sequence[str]]]) -> Table:
    """The table that these numbered lines make; empty lines are skipped."""
    filled = []
    for number, cells in lines:
        texts = _trimmed(cells)
        if texts:
            filled.append((number, texts))
        if len(filled) > MOST_ROWS + 1:
            raise NoTable(
                say("This list is too long: at most %(count)s rows fit. Split it into parts.", count=MOST_ROWS)
            )
    if len(filled) < 2:
        raise NoTable(
            say("There is nothing in this file but, at most, the names of columns. Fill in at least one row.")
        )
    return Table(filled[0][1], tuple(filled[1:]))


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    texts = [cell.strip()[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)
