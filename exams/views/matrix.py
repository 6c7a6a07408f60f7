"""Doors for the matrix candidate x exam."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.documents.matrix_list import matrix_list
from exams.forms import whole
from exams.models import ExamForm
from exams.pages.matrix import MatrixPage, legend, matrix_page
from exams.pages.planning import qualification_name
from exams.permissions import Permission
from exams.queries import matrix as found
from exams.queries.attempts import no_show_counts
from exams.queries.candidates import groups_of
from exams.queries.matrix import MOST_ROWS, WantedRows
from exams.views.blueprint import bp
from exams.views.planning import LONGEST_EXPORT, page_asked, spreadsheet
from foundation.work import Work
from qualification_files.models import Qualification
from qualification_files.pages.terms import speak_of

USUAL_ROWS = 50
SIZES = (50, 100, 500)


def _wanted(qualification: Qualification) -> WantedRows:
    return WantedRows(
        qualification_id=qualification.id,
        words=request.args.get("q", ""),
        group=request.args.get("group", ""),
        descending=request.args.get("sort") == "-name",
    )


def _chosen(offered: list[Qualification]) -> Qualification | None:
    asked = whole(request.args.get("qualification"))
    return next((one for one in offered if one.id == asked), offered[0] if offered else None)


@bp.get("/matrix", needs=Permission.SEE_SESSIONS)
def matrix(work: Work) -> ResponseReturnValue:
    """Who stands where at which exam, and a click away from planning it."""
    offered = found.matrix_qualifications(work)
    chosen = _chosen(offered)
    if chosen is None:
        return render_template("exams/planning/matrix.html", chosen=None)
    speak_of(chosen)
    wanted, page = _wanted(chosen), page_asked()
    size = min(whole(request.args.get("rows")) or USUAL_ROWS, MOST_ROWS)
    total = found.matrix_count(work, wanted)
    return render_template(
        "exams/planning/matrix.html",
        chosen=chosen,
        page=_page(work, found.matrix_forms(work, chosen.id), wanted, limit=size, offset=(page - 1) * size),
        wanted=wanted,
        filters=_filters(offered, chosen, groups_of(work, chosen.id), wanted, size),
        legend=legend(),
        total=total,
        number=page,
        pages=-(-total // size),
    )


def _page(work: Work, forms: list[ExamForm], wanted: WantedRows, *, limit: int, offset: int) -> MatrixPage:
    rows = found.matrix_rows(work, wanted, limit=limit, offset=offset)
    return matrix_page(
        forms,
        rows,
        found.matrix_facts(work, forms, [row.id for row in rows]),
        plans=work.allows(Permission.PLAN),
        no_show_counts=no_show_counts(work),
    )


def _filters(
    offered: list[Qualification], chosen: Qualification, groups: list[str], wanted: WantedRows, size: int
) -> list[dict[str, object]]:
    return [
        {"name": "group", "label": _("Group"), "options": [(one, one) for one in groups], "value": wanted.group},
        {
            "name": "qualification",
            "label": _("Qualification"),
            "options": [(one.id, qualification_name(one)) for one in offered],
            "value": chosen.id,
            "fixed": True,
        },
        {
            "name": "rows",
            "label": _("Rows"),
            "options": [(one, str(one)) for one in SIZES],
            "value": size,
            "fixed": True,
        },
    ]


@bp.get("/matrix.xlsx", needs=Permission.SEE_SESSIONS)
def export_matrix(work: Work) -> ResponseReturnValue:
    """The same as a spreadsheet, all pages of it."""
    chosen = _chosen(found.matrix_qualifications(work))
    forms = found.matrix_forms(work, chosen.id) if chosen else []
    if chosen is None:
        return spreadsheet(matrix_list(MatrixPage(forms=[], rows=())), _("exams") + ".xlsx")
    page = _page(work, forms, _wanted(chosen), limit=LONGEST_EXPORT, offset=0)
    return spreadsheet(matrix_list(page), _("exams") + ".xlsx")
