"""One's own portfolio as a file: asked for, made in the background, taken, thrown away."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.refusals import NotFound
from foundation.web.sending import send_original
from foundation.web.words import page_language
from foundation.work import Work
from portfolio.actions import exports as making
from portfolio.events.transfer import ExportTaken
from portfolio.models import Portfolio
from portfolio.models.transfer import OpenedExport
from portfolio.pages.exports import EXPORTS, export_rows
from portfolio.permissions import Permission
from portfolio.rules import ExportKind
from portfolio.rules.exports import MEDIA_TYPES
from portfolio.views.blueprint import EXPORT, OWN, bp


def export_taken(_work: Work, opened: OpenedExport) -> ExportTaken:
    """Somebody downloads it; also the owner, for it holds everything."""
    return ExportTaken(person_id=opened.owner_id, export_id=opened.export_id)


@bp.get("/portfolio/exports", needs=Permission.EXPORT_PORTFOLIO, load=OWN)
def exports(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """In which forms it can leave, and what was made already."""
    return render_template("portfolio/exports/exports.html", kinds=EXPORTS, rows=export_rows(work, portfolio.owner_id))


@bp.post("/portfolio/exports", needs=Permission.EXPORT_PORTFOLIO, load=OWN)
def ask_export(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Have one made."""
    kind = request.form.get("kind", "")
    if kind not in EXPORTS:
        raise NotFound
    making.ask_export(work, portfolio.owner_id, ExportKind(kind), language=page_language())
    return redirect(url_for(".exports"), 303)


@bp.get("/portfolio/exports/<int:export_id>/file", needs=Permission.TAKE_EXPORT, load=EXPORT, records=export_taken)
def take_export(work: Work, opened: OpenedExport) -> ResponseReturnValue:
    """The file, as a download."""
    export = opened.export
    if export.file_key is None or export.expires_at is None or export.expires_at <= work.now:
        raise NotFound
    etag = export.file_key.rsplit("/", 1)[-1]
    return send_original(work, export.file_key, name=export.file_name, media_type=MEDIA_TYPES[export.kind], etag=etag)


@bp.post("/portfolio/exports/<int:export_id>/remove", needs=Permission.TAKE_EXPORT, load=EXPORT)
def remove_export(work: Work, opened: OpenedExport) -> ResponseReturnValue:
    """Throw it away before its term is over."""
    making.remove_export(work, opened.export)
    flash(_("It was thrown away."), "success")
    if opened.kind is ExportKind.DATA_ACCESS:
        return redirect(url_for(".data_access", person_id=opened.owner_id), 303)
    return redirect(url_for(".exports"), 303)
