"""Somebody wants a copy of everything that is kept: an administrator has it made, and hands it over."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.web.words import page_language
from foundation.work import Work
from portfolio.actions.exports import ask_export
from portfolio.models import Portfolio
from portfolio.pages.exports import export_rows
from portfolio.permissions import Permission
from portfolio.rules import ExportKind
from portfolio.views.blueprint import PORTFOLIO, bp


@bp.get("/portfolios/<int:person_id>/data-access", needs=Permission.ASK_DATA_ACCESS, load=PORTFOLIO)
def data_access(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """What it holds, and the copies that this administrator had made."""
    rows = export_rows(work, portfolio.owner_id, [ExportKind.DATA_ACCESS])
    return render_template("portfolio/exports/data_access.html", portfolio=portfolio, rows=rows)


@bp.post("/portfolios/<int:person_id>/data-access", needs=Permission.ASK_DATA_ACCESS, load=PORTFOLIO)
def ask_data_access(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Have a copy made."""
    ask_export(work, portfolio.owner_id, ExportKind.DATA_ACCESS, language=page_language())
    return redirect(url_for(".data_access", person_id=portfolio.owner_id), 303)
