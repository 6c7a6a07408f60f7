"""Doors for taking overviews along, as a spreadsheet or on paper; each look of this kind is on record."""

from collections.abc import Callable

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.environment import NAME, setting
from foundation.files import disposition
from foundation.work import Work
from insights.documents.paper import Printing, overview_pdf
from insights.documents.sheets import overview_sheet, people_sheet
from insights.events import InsightsExported
from insights.pages.overview import overview_page
from insights.permissions import Permission
from insights.queries.overview import overview as read_overview
from insights.queries.people import held_by_people
from insights.views.blueprint import asked_now, bp

LONGEST_EXPORT = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def _exported(what: str) -> Callable[[Work, object], InsightsExported]:
    def seen(work: Work, _subject: object) -> InsightsExported:
        wanted = asked_now(work)
        return InsightsExported(
            what=what, on=wanted.on, part_id=wanted.part_id, qualification_id=wanted.qualification_id
        )

    return seen


@bp.get("/overview.xlsx", needs=Permission.SEE_INSIGHTS, records=_exported("overview.xlsx"))
def export_overview(work: Work) -> ResponseReturnValue:
    """The numbers as a spreadsheet."""
    wanted = asked_now(work)
    page = overview_page(read_overview(work, wanted), wanted, today=work.today)
    return as_file(overview_sheet(page, wanted), XLSX, _("insights") + ".xlsx")


@bp.get("/overview.pdf", needs=Permission.SEE_INSIGHTS, records=_exported("overview.pdf"))
def print_overview(work: Work) -> ResponseReturnValue:
    """The numbers on paper."""
    wanted = asked_now(work)
    page = overview_page(read_overview(work, wanted), wanted, today=work.today)
    school = str(setting(work.db, NAME) or "Proefstuk")
    printing = Printing(school=school, by=work.actor.name, today=work.today)
    return as_file(overview_pdf(page, wanted, printing), PDF, _("insights") + ".pdf")


@bp.get("/people.xlsx", needs=Permission.SEE_INSIGHTS, records=_exported("people.xlsx"))
def export_people(work: Work) -> ResponseReturnValue:
    """The list of people as a spreadsheet."""
    wanted = asked_now(work)
    rows = held_by_people(work, wanted, at_most=LONGEST_EXPORT).rows
    return as_file(people_sheet(rows, wanted), XLSX, _("people") + ".xlsx")


def as_file(content: bytes, kind: str, name: str) -> Response:
    """A file to keep."""
    return Response(
        content, mimetype=kind, headers={"Content-Disposition": disposition(name), "Cache-Control": "no-store"}
    )
