"""One sheet by the names of its columns, wherever those stand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from foundation.messages import Message, say
from foundation.sheets import Line
from qualification_files.formats.cells import cell_of, row_of
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.workbook.headings import COLUMNS, NEEDED, Page, bare

TOP = 10  # filled rows in which the names of the columns may stand: people put a title above them
Told = Callable[[Message, Message], None]


@dataclass(frozen=True)
class Grid:
    """The rows below the names of the columns."""

    title: str
    page: Page
    header: int
    columns: Mapping[str, int]
    headings: Sequence[str]
    lines: Sequence[Line]

    def where(self, row: int, key: str) -> Message:
        """A cell in the words of the file itself."""
        place = self.columns.get(key)
        heading = self.headings[place] if place is not None else _first_name(self.page, key)
        return cell_of(self.title, row, clipped(heading, 40))

    def rows(self) -> "Iterator[Row]":
        """The filled rows."""
        for number, cells in self.lines:
            texts = {key: _text(cells, place) for key, place in self.columns.items()}
            if any(texts.values()):
                yield Row(self, number, texts)


@dataclass(frozen=True)
class Row:
    """One row: what it says in each column that we know."""

    grid: Grid
    number: int
    texts: Mapping[str, str]

    def text(self, key: str) -> str:
        """What it says here; empty where the column is absent."""
        return self.texts.get(key, "")

    def where(self, key: str) -> Message:
        """The place of one of its cells."""
        return self.grid.where(self.number, key)


def grid(title: str, page: Page, lines: Sequence[Line], *, fault: Told, note: Told) -> Grid | None:
    """The sheet by its columns; none, with words about it, where a column that is needed is missing."""
    filled = [line for line in lines if any(text.strip() for text in line[1])]
    if not filled:
        return Grid(title, page, 1, {}, (), ())
    at = max(range(min(len(filled), TOP)), key=lambda place: (len(_named(page, filled[place][1])), -place))
    number, headings = filled[at]
    columns = _named(page, headings)
    missing = [key for key in NEEDED[page] if key not in columns]
    if missing:
        for key in missing:
            column = next(column for column in COLUMNS[page] if column.key == key)
            words = say(
                "The column “%(english)s” (in Dutch “%(dutch)s”) is missing.", english=column.en, dutch=column.nl
            )
            fault(words, row_of(title, number))
        return None
    below = filled[at + 1 :]
    for place, heading in enumerate(headings):
        if heading.strip() and place not in columns.values() and any(_text(cells, place) for _, cells in below):
            note(say("This column is not used."), cell_of(title, number, clipped(heading, 40)))
    return Grid(title, page, number, columns, headings, below)


def _named(page: Page, headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        said = bare(heading)
        for column in COLUMNS[page]:
            if said in column.names():
                found.setdefault(column.key, place)
    return found


def _first_name(page: Page, key: str) -> str:
    return next((column.en for column in COLUMNS[page] if column.key == key), key)


def _text(cells: Sequence[str], place: int) -> str:
    return cells[place].replace("\r\n", "\n").replace("\r", "\n").strip() if place < len(cells) else ""
