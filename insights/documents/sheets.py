"""Overviews as spreadsheets; every cell is text, so that no name becomes a formula."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from foundation.sheets.writing import write_workbook
from foundation.web.words import day
from insights.pages.overview import OverviewPage, Row, called
from insights.pages.words import HOLDING_WORDS
from insights.queries.people import Held
from insights.rules.asking import Asked


def overview_sheet(page: OverviewPage, wanted: Asked) -> bytes:
    """A row per part of the organisation, then a row per qualification in the part that was looked at."""
    header = [_("Part or qualification"), _("Kind or code"), *(str(words) for _kind, words in HOLDING_WORDS.values())]
    rows: Sequence[Row] = [page.here, *page.parts, *page.qualifications]
    return write_workbook(_("Insights"), header, (_cells(row) for row in rows), notes=[_on(wanted)])


def people_sheet(rows: Iterable[Held], wanted: Asked) -> bytes:
    """A row per person and qualification."""
    header = [
        _("Name"),
        _("Number"),
        _("Where"),
        _("Qualification"),
        _("Code"),
        _("Cohort"),
        _("State"),
        _("Since"),
        _("Until"),
    ]
    return write_workbook(_("People"), header, (_held_cells(row) for row in rows), notes=[_on(wanted)])


def _on(wanted: Asked) -> str:
    return str(_("As it was or will be on %(day)s.", day=day(wanted.on)))


def _cells(row: Row) -> list[str]:
    return ["\u2003" * row.depth + row.name, row.note, *(str(piece.count) for piece in row.pieces)]


def _held_cells(row: Held) -> list[str]:
    standing = row.standing
    return [
        row.person.name,
        row.person.number or "",
        ", ".join(row.places),
        called(row.qualification),
        row.qualification.code,
        row.qualification.cohort,
        str(HOLDING_WORDS[row.holding][1]),
        standing.since.isoformat() if standing.since else "",
        standing.until.isoformat() if standing.until else "",
    ]
