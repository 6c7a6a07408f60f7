"""The page: head, foot with page x of y, large words across it where they are needed, and what readers look up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from foundation.pdf.fonts import fonts
from foundation.pdf.words import INK, LINE, SOFT, STOP, Ink

MARGIN = 20 * mm
TOP, BOTTOM = 27 * mm, 26 * mm
WIDTH = A4[0] - 2 * MARGIN
HEIGHT = A4[1] - TOP - BOTTOM


@dataclass(frozen=True, kw_only=True)
class About:
    """What a reader program shows about the document."""

    title: str
    author: str
    subject: str
    language: str


class Places(Canvas):
    """Knows on which page each bookmark stands, and writes it in the table of contents when all pages are there."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.places: dict[str, int] = {}
        self.asked: set[str] = set()

    def place(self, key: str) -> None:
        """The bookmark with this key stands here."""
        self.places[key] = self.getPageNumber()

    def ask_place(self, key: str) -> None:
        """Here, ending where we are now, comes the number of the page with that bookmark."""
        self.asked.add(key)
        self.doForm(f"place-{key}")

    def number_the_contents(self) -> None:
        """Write those numbers."""
        face = fonts()
        for key in sorted(self.asked):
            self.beginForm(f"place-{key}", -60, -4, 2, 12)
            self.setFont(face.regular, 9)
            self.setFillColor(SOFT)
            self.drawRightString(0, 0, str(self.places.get(key, "")))
            self.endForm()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One kind of page. `across` stands large on each page, `foot` small beneath it."""

    about: About
    head: str
    foot: str
    page_words: Callable[[int, int], str]
    across: str = ""

    def print(self, story: Sequence[Flowable], ink: Ink) -> bytes:
        """The document as bytes."""
        buffer = BytesIO()
        document = BaseDocTemplate(
            buffer,
            pagesize=A4,
            title=self.about.title,
            author=self.about.author,
            subject=self.about.subject,
            lang=self.about.language,
            creator="Proefstuk",
            displayDocTitle=True,
        )
        frame = Frame(MARGIN, BOTTOM, WIDTH, HEIGHT, 0, 0, 0, 0, id="page")
        document.addPageTemplates(PageTemplate(id="page", frames=[frame], onPage=self._begin_page))
        document.build(list(story), canvasmaker=self._canvas_maker(ink))
        return buffer.getvalue()

    def _begin_page(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        self._across(canvas)
        canvas.doForm(_edges_of(canvas.getPageNumber()))

    def _canvas_maker(self, ink: Ink) -> type[Canvas]:
        paper = self

        class Numbered(Places):
            """Draws last what says a number of pages: only then is it known."""

            def save(self) -> None:
                count = self.getPageNumber() - 1
                self.number_the_contents()
                for number in range(1, count + 1):
                    self.beginForm(_edges_of(number), 0, 0, *A4)
                    paper._edges(self, ink, number, count)
                    self.endForm()
                super().save()

        return Numbered

    def _across(self, canvas: Canvas) -> None:
        if not self.across:
            return
        face = fonts()
        size = min(92.0, 0.8 * A4[1] / max(stringWidth(self.across, face.bold, 1), 1))
        canvas.saveState()
        canvas.setFillColor(STOP)
        canvas.setFillAlpha(0.11)
        canvas.setFont(face.bold, size)
        canvas.translate(A4[0] / 2, A4[1] / 2)
        canvas.rotate(54)
        canvas.drawCentredString(0, -size / 3, self.across)
        canvas.restoreState()

    def _edges(self, canvas: Canvas, ink: Ink, number: int, count: int) -> None:
        face = fonts()
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        canvas.line(MARGIN, A4[1] - 21 * mm, A4[0] - MARGIN, A4[1] - 21 * mm)
        canvas.line(MARGIN, 21 * mm, A4[0] - MARGIN, 21 * mm)
        canvas.setFillColor(INK)
        canvas.setFont(face.bold, 9)
        room = WIDTH * 0.68 if self.across else WIDTH
        canvas.drawString(MARGIN, A4[1] - 17 * mm, cut(ink.printable(self.head), face.bold, 9, room))
        canvas.setFillColor(STOP)
        if self.across:
            canvas.drawRightString(A4[0] - MARGIN, A4[1] - 17 * mm, self.across)
        canvas.setFillColor(SOFT)
        words = self.page_words(number, count)
        canvas.setFont(face.regular, 8)
        canvas.drawRightString(A4[0] - MARGIN, 16 * mm, words)
        room = WIDTH - stringWidth(words, face.regular, 8) - 12
        canvas.drawString(MARGIN, 16 * mm, cut(ink.printable(self.about.title), face.regular, 8, room))
        canvas.setFont(face.regular, 6.5)
        canvas.drawString(MARGIN, 12 * mm, cut(ink.printable(self.foot), face.regular, 6.5, WIDTH))
        canvas.restoreState()


def _edges_of(page: int) -> str:
    return f"edges-{page}"


def cut(words: str, font: str, size: float, room: float) -> str:
    """As much of the words as fits on one line; the edges of a page cannot wrap."""
    words = " ".join(words.split())
    if stringWidth(words, font, size) <= room:
        return words
    while words and stringWidth(words + "…", font, size) > room:
        words = words[:-1]
    return words.rstrip() + "…"
