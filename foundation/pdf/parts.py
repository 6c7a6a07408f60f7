"""Things on a page besides paragraphs."""

from collections.abc import Iterable

from flask_babel import gettext as _
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Spacer, Table, TableStyle

from foundation.pdf.paper import HEIGHT, WIDTH, Places
from foundation.pdf.words import LINE, SOFT, Ink

ROOM_FOR_NUMBER = 34
LABELLED = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LINEBELOW", (0, 0), (-1, -2), 0.4, LINE),
    ]
)


class Bookmark(Flowable):
    """An entry in the outline that a reader program shows beside the pages; it goes where its heading goes."""

    keepWithNext = 1  # noqa: N815 # reportlab looks for it by this name
    canv: Places

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
        self.canv.place(self.key)


class ContentsLine(Flowable):
    """A line of the table of contents: it leads to a bookmark and says on which page that stands."""

    canv: Places

    def __init__(self, words: Paragraph, *, key: str) -> None:
        super().__init__()
        self.words, self.key = words, key

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as its words are beside the number."""
        self.width = width
        _, self.height = self.words.wrap(width - ROOM_FOR_NUMBER, height)
        return width, self.height

    def getSpaceBefore(self) -> float:  # noqa: N802 # reportlab asks for it by this name
        """As its words have it."""
        return float(self.words.style.spaceBefore)

    def draw(self) -> None:
        """The words, the number beside their last line, and the way there."""
        self.words.drawOn(self.canv, 0, 0)
        self.canv.linkRect("", self.key, (0, 0, self.width, self.height), relative=1, thickness=0)
        self.canv.saveState()
        self.canv.translate(self.width, 3.5)
        self.canv.ask_place(self.key)
        self.canv.restoreState()


class TickBox(Flowable):
    """An empty square to put a cross in; drawn, because not all letters have one."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return 10, 11

    def draw(self) -> None:
        """A square."""
        self.canv.setStrokeColor(SOFT)
        self.canv.rect(0, 0, 9, 9)


def labelled(ink: Ink, facts: Iterable[tuple[str, object]], *, to_write: float | None = None) -> Table:
    """Labels and what they say, in two columns; long ones go on over the page.

    Where nothing is said yet, a row is `to_write` points high, for a pen.
    """
    known = list(facts)
    rows = [[ink.text(label, "small"), ink.text(value)] for label, value in known]
    heights = [to_write if value == "" else None for _label, value in known] if to_write else None
    widths = [WIDTH * 0.27, WIDTH * 0.73]
    return Table(rows, colWidths=widths, rowHeights=heights, splitInRow=1, style=LABELLED)


def unbroken(table: Table) -> Table:
    """The table with rows that stay whole, unless one is higher than a page."""
    _, height = table.wrap(WIDTH, HEIGHT)
    table.splitInRow = int(height > HEIGHT / 2)
    return table


def lines_to_write_on(count: int) -> list[Flowable]:
    """Empty lines for a pen."""
    return [HRFlowable(width="100%", thickness=0.4, color=LINE, spaceBefore=15, spaceAfter=0) for _ in range(count)]


def unprintable(ink: Ink) -> list[Flowable]:
    """A warning when a character had to be printed as its number; it comes last."""
    if not ink.unprintable:
        return []
    words = _("This paper cannot show every character; those it cannot are printed as their number, like [U+1F600].")
    return [Spacer(1, 12), ink.text(words, "small")]
