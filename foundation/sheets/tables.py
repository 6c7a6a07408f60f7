"""A table of text, and the limits that keep a hostile file from filling the memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.messages import Message, say
from foundation.refusals import Unreadable

Line = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a file is read; what a cell holds beyond its length is cut, all else is refused."""

    size: int = 10_000_000
    rows: int = 20_000
    columns: int = 100
    cell: int = 5_000


USUAL = Limits()
LARGEST_FILE, MOST_ROWS = USUAL.size, USUAL.rows


@dataclass(frozen=True)
class Table:
    """The first row that holds anything names the columns; the rows keep the number that a spreadsheet shows."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


class NoTable(Unreadable):
    """A file that holds no table we can read, with what to do instead."""

    def __init__(self, reason: Message | None = None) -> None:
        super().__init__(reason or say("This is not a table we can read. Save it as Excel workbook (.xlsx) or as CSV."))


def table_of(lines: Iterable[Line], limits: Limits) -> Table:
    """The table that these numbered lines make; empty lines are skipped."""
    filled = []
    for number, cells in lines:
        texts = _trimmed(cells, limits)
        if texts:
            filled.append((number, texts))
        if len(filled) > limits.rows + 1:
            raise too_long(limits)
    if len(filled) < 2:
        raise NoTable(
            say("There is nothing in this file but, at most, the names of columns. Fill in at least one row.")
        )
    return Table(filled[0][1], tuple(filled[1:]))


def too_long(limits: Limits) -> NoTable:
    """The refusal of a table with too many rows."""
    return NoTable(say("This list is too long: at most %(count)s rows fit. Split it into parts.", count=limits.rows))


def _trimmed(cells: Sequence[str], limits: Limits) -> tuple[str, ...]:
    texts = [cell.strip()[: limits.cell] for cell in cells[: limits.columns]]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)
