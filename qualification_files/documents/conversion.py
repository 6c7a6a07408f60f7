"""The conversion table on paper (Q14): from each work process of the earlier version to the new one, and who moved."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from foundation.pdf import About, Bookmark, Ink, Paper, labelled, unprintable
from foundation.pdf.paper import WIDTH
from foundation.pdf.words import LINE, TINT
from foundation.web.words import day, moment, number, page_language, said
from qualification_files.pages.conversion import ConversionPage, PaperMove, PaperRow, Went
from qualification_files.rules.mapping import Process

Story = Iterator[Flowable]


def conversion_pdf(page: ConversionPage, *, school: str, today: date) -> bytes:
    """The table as PDF, in the reader's language; DRAFT on each page while the new version is one."""
    ink = Ink()
    title = _("Conversion table of %(name)s", name=page.name)
    paper = Paper(
        about=About(title=title, author=school, subject=page.name, language=page_language()),
        head=school,
        foot=_("Printed from Proefstuk on %(day)s.", day=day(today)),
        page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
        across=_("DRAFT") if page.draft else "",
    )
    return paper.print(list(_story(ink, page, title, school=school, today=today)), ink)


def _story(ink: Ink, page: ConversionPage, title: str, *, school: str, today: date) -> Story:
    facts = [
        (_("Earlier version"), said(page.old)),
        (_("New version"), said(page.new)),
        (_("Mapping"), said(page.words)),
        (_("School"), school),
        (_("Printed on"), day(today)),
    ]
    yield Bookmark(title, key="front")
    yield ink.text(title, "title")
    yield labelled(ink, facts)
    yield from _heading(ink, _("Where each work process went"), key="mapping")
    yield _mapping(ink, page.rows) if page.rows else ink.text(_("The earlier version has no work processes."))
    if page.added:
        yield from _heading(ink, _("New in this version"), key="added")
        yield ink.text(_("Nothing of the earlier version goes to these work processes."), "lead")
        yield from (ink.bullet(_process(process)) for process in page.added)
    yield from _heading(ink, _("Who moved"), key="moves")
    if not page.moves:
        yield ink.text(_("Nobody was moved to this version yet."))
    for place, move in enumerate(page.moves, start=1):
        yield from _move(ink, move, place)
    yield from unprintable(ink)


def _mapping(ink: Ink, rows: Sequence[PaperRow]) -> Flowable:
    cells: list[list[object]] = [
        [
            ink.text(_process(row.old)),
            ink.text(_process(row.new) if row.new else "–"),
            [ink.text(said(row.why)), *([ink.text(said(row.indicators), "small")] if row.indicators else [])],
            _who(ink, row),
        ]
        for row in rows
    ]
    heads = [_("Earlier version"), _("New version"), _("How it was decided"), _("By whom and when")]
    return _table(ink, heads, cells, shares=(0.3, 0.3, 0.2, 0.2))


def _who(ink: Ink, row: PaperRow) -> list[Flowable]:
    if row.decided_at is None:
        return [ink.text("–")]
    return [ink.text(row.decided_by or _("on the command line")), ink.text(moment(row.decided_at), "small")]


def _move(ink: Ink, move: PaperMove, place: int) -> Story:
    words = _("Move %(number)s: %(moment)s", number=place, moment=moment(move.started_at))
    yield Bookmark(words, key=f"move-{place}", level=1)
    yield ink.text(words, "subhead")
    yield labelled(ink, _facts(move))
    if move.went:
        yield Spacer(1, 3 * mm)
        yield _evidence(ink, move.went)


def _facts(move: PaperMove) -> list[tuple[str, object]]:
    people = ngettext("%(num)s person", "%(num)s people", move.moved)
    if move.moved != move.chosen:
        people = _("%(moved)s of the %(chosen)s who were chosen", moved=number(move.moved), chosen=number(move.chosen))
    facts: list[tuple[str, object]] = [
        (_("By whom"), move.by or _("on the command line")),
        (_("Moved"), people),
        (_("Evidence that came along"), ngettext("%(num)s piece", "%(num)s pieces", move.pieces)),
        (_("Done"), moment(move.finished_at) or _("It is still going on.")),
    ]
    if move.undone_at:
        who = _("%(name)s, on %(when)s", name=move.undone_by or _("on the command line"), when=moment(move.undone_at))
        facts.append((_("Undone"), who))
    return facts


def _evidence(ink: Ink, went: Sequence[Went]) -> Flowable:
    cells: list[list[object]] = [
        [
            [ink.text(_process(process)) for process in one.old],
            ink.text(_process(one.new) if one.new else _("No counterpart: it stayed with the earlier version.")),
            ink.text(number(one.pieces) if one.new else "–"),
        ]
        for one in went
    ]
    heads = [_("From, as it was mapped then"), _("To"), _("Pieces of evidence")]
    return _table(ink, heads, cells, shares=(0.43, 0.43, 0.14))


def _table(ink: Ink, heads: Sequence[str], cells: list[list[object]], *, shares: Sequence[float]) -> Flowable:
    rows: list[list[object]] = [[ink.text(head, "label") for head in heads], *cells]
    table = Table(rows, colWidths=[WIDTH * share for share in shares], repeatRows=1, splitInRow=1)
    table.setStyle(
        TableStyle(
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
    )
    return table


def _process(process: Process) -> str:
    return f"{process.number}  {process.name}"


def _heading(ink: Ink, words: str, *, key: str) -> Story:
    yield Bookmark(words, key=key)
    yield ink.text(words, "head")
