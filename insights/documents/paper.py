"""The overview on paper: per qualification and per part of the organisation how many hold what they should."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from foundation.pdf import About, Bookmark, Ink, Paper, labelled, unprintable
from foundation.pdf.paper import WIDTH
from foundation.pdf.words import LINE, TINT
from foundation.web.words import day, number, page_language
from insights.pages.overview import OverviewPage, Row
from insights.pages.words import HOLDING_WORDS
from insights.rules.asking import Asked

Story = Iterator[Flowable]
DEEPEST = 6  # further down a name is not moved to the right any more
STYLE = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), TINT),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
    ]
)


@dataclass(frozen=True, kw_only=True)
class Printing:
    """Where, by whom and when it is printed."""

    school: str
    by: str
    today: date


def overview_pdf(page: OverviewPage, wanted: Asked, printing: Printing) -> bytes:
    """What the page shows, in the reader's language; whatever people typed is printed as text."""
    ink = Ink()
    title = _("Insights: %(name)s", name=page.here.name)
    paper = Paper(
        about=About(title=title, author=printing.school, subject=page.here.name, language=page_language()),
        head=printing.school,
        foot=_("Printed from Proefstuk by %(name)s on %(day)s.", name=printing.by, day=day(printing.today)),
        page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
    )
    return paper.print(list(_story(ink, page, wanted, printing, title)), ink)


def _story(ink: Ink, page: OverviewPage, wanted: Asked, printing: Printing, title: str) -> Story:
    yield Bookmark(title, key="front")
    yield ink.text(title, "title")
    yield labelled(ink, _facts(page, wanted, printing))
    yield Spacer(1, 3 * mm)
    yield from _numbers(ink, _("Together"), [page.here], key="here")
    if page.qualifications:
        yield from _numbers(ink, _("Per qualification"), page.qualifications, key="qualifications")
    below = [row for row in page.parts if row.total]
    if below:
        yield from _numbers(ink, _("Per part"), below, key="parts")
    yield Spacer(1, 3 * mm)
    yield ink.text(_("A person with two qualifications counts for each of them."), "small")
    yield from unprintable(ink)


def _facts(page: OverviewPage, wanted: Asked, printing: Printing) -> list[tuple[str, object]]:
    chosen = dict(page.choices).get(str(wanted.qualification_id), _("All"))
    return [
        (_("Part"), " › ".join([*(name for name, _url in page.trail), page.here.name])),
        (_("Qualification"), chosen),
        (_("On"), day(wanted.on)),
        (_("School"), printing.school),
        (_("Printed by"), printing.by),
        (_("Printed on"), day(printing.today)),
    ]


def _numbers(ink: Ink, heading: str, rows: Sequence[Row], *, key: str) -> Story:
    heads = [_("Name"), *(str(words) for _kind, words in HOLDING_WORDS.values()), _("Together")]
    yield Bookmark(heading, key=key)
    yield ink.text(heading, "head")
    cells: list[list[object]] = [[ink.text(head, "label") for head in heads], *(_cells(ink, row) for row in rows)]
    yield Table(cells, colWidths=[WIDTH * share for share in (0.4, *([0.12] * 5))], repeatRows=1, style=STYLE)


def _cells(ink: Ink, row: Row) -> list[object]:
    name = [ink.text("\u00a0" * (3 * min(row.depth, DEEPEST)) + row.name)]
    if row.note:
        name.append(ink.text("\u00a0" * (3 * min(row.depth, DEEPEST)) + row.note, "small"))
    return [name, *(ink.text(number(piece.count)) for piece in row.pieces), ink.text(number(row.total))]
