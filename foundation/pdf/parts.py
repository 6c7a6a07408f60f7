"""Things on a page besides paragraphs."""

from collections.abc import Iterable

from reportlab.platypus import Flowable, HRFlowable, Table, TableStyle

from foundation.pdf.paper import HEIGHT, WIDTH
from foundation.pdf.words import LINE, SOFT, Ink


class Bookmark(Flowable):
    """An entry in the outline that a reader program shows beside the pages."""

    def __init__(self, words: str, *, key: str, level: int = 0) -> None:
        super().__init__()
        self.words, self.key, self.level = words, key, level

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """It takes no room."""
        return 0, 0

    def draw(self) -> None:
        """Put the entry where it stands."""
        self.canv.bookmarkHorizontal(self.key, 0, 14)
        self.canv.addOutlineEntry(self.words, self.key, level=self.level, closed=0)


class TickBox(Flowable):
    """An empty square to put a cross in; drawn, because not all letters have one."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return 10, 11

    def draw(self) -> None:
        """A square."""
        self.canv.setStrokeColor(SOFT)
        self.canv.rect(0, 0, 9, 9)


def labelled(ink: Ink, facts: Iterable[tuple[str, object]]) -> Table:
    """Labels and what they say, in two columns; long ones go on over the page."""
    rows = [[ink.text(label, "small"), ink.text(value)] for label, value in facts]
    table = Table(rows, colWidths=[WIDTH * 0.27, WIDTH * 0.73], splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 6),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                ("LINEBELOW", (0, 0), (-1, -2), 0.4, LINE),
            ]
        )
    )
    return table


def unbroken(table: Table) -> Table:
    """The table with rows that stay whole, unless one is higher than a page."""
    _, height = table.wrap(WIDTH, HEIGHT)
    table.splitInRow = int(height > HEIGHT / 2)
    return table


def lines_to_write_on(count: int) -> list[Flowable]:
    """Empty lines for a pen."""
    return [HRFlowable(width="100%", thickness=0.4, color=LINE, spaceBefore=15, spaceAfter=0) for _ in range(count)]
