"""Portfolios from elsewhere: upload, look at what is in it, choose, take in."""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.files import safe_name
from foundation.files.intake import look_through
from foundation.messages import from_json, say
from foundation.refusals import Refusal, Unreadable
from foundation.storage import StoredBlob
from foundation.web.guard import current_actor, current_works
from foundation.web.uploads import upload_limits
from foundation.web.words import said
from foundation.work import Work
from portfolio.actions.imports import note_upload, opened_portfolio, start_import
from portfolio.models import Portfolio
from portfolio.models.transfer import OpenedImport
from portfolio.pages.imports import inside_rows, kind_names, said_of
from portfolio.permissions import Permission
from portfolio.queries.imports import imports_of, known_entries, places_for, was_given_up
from portfolio.views.blueprint import IMPORT, OWN, bp

Uploaded = tuple[StoredBlob, str] | Refusal


def before_upload() -> Mapping[str, Any]:
    """Keep the bytes of somebody who may keep a portfolio, if a portfolio can be read in them."""
    with current_works().reading(current_actor()) as work:
        work.require(Permission.KEEP_PORTFOLIO)
        storage, scanner = work.storage, work.scanner
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return {"uploaded": Unreadable(say("Choose the file that the other program made."))}
    stream, name = cast(BinaryIO, upload.stream), safe_name(upload.filename)
    try:
        with opened_portfolio(stream):
            stream.seek(0)
        look_through(scanner, stream, name)
        return {"uploaded": (storage.put(stream, limit=upload_limits().largest), name)}
    except Refusal as refusal:
        return {"uploaded": refusal}


@bp.get("/portfolio/imports", needs=Permission.IMPORT_PORTFOLIO, load=OWN)
def imports(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Where a portfolio from elsewhere is uploaded."""
    return _show_imports(work, portfolio)


@bp.post("/portfolio/imports", needs=Permission.IMPORT_PORTFOLIO, load=OWN, before=before_upload, takes_files=True)
def upload_portfolio(work: Work, portfolio: Portfolio, *, uploaded: Uploaded) -> ResponseReturnValue:
    """Keep it to be looked at."""
    if isinstance(uploaded, Refusal):
        return _show_imports(work, portfolio, refused=[said(uploaded.message)]), uploaded.status
    blob, name = uploaded
    row = note_upload(work, blob, name=name)
    return redirect(url_for(".portfolio_import", import_id=row.id), 303)


@bp.get("/portfolio/imports/<int:import_id>", needs=Permission.IMPORT_PORTFOLIO, load=IMPORT)
def portfolio_import(work: Work, opened: OpenedImport) -> ResponseReturnValue:
    """What is in it; or how far taking in is, or what came of it."""
    row = opened.upload
    if row.finished_at is not None:
        outcome: dict[str, Any] = row.outcome or {}
        left_out = said_of([from_json(message) for message in outcome.get("left_out", [])])
        return render_template("portfolio/imports/done.html", row=row, outcome=outcome, left_out=left_out)
    if row.started_at is not None:
        return render_template("portfolio/imports/going_on.html", row=row, failed=was_given_up(work, row))
    return _show_preview(work, opened)


@bp.post("/portfolio/imports/<int:import_id>", needs=Permission.IMPORT_PORTFOLIO, load=IMPORT)
def take_in_portfolio(work: Work, opened: OpenedImport) -> ResponseReturnValue:
    """Take in what was chosen."""
    chosen = request.form.getlist("entry")
    if not chosen:
        return _show_preview(work, opened, chosen=(), refused=_("Choose at least one entry.")), 422
    start_import(work, opened.import_id, chosen)
    flash(_("Your entries are being taken in."), "info")
    return redirect(url_for(".portfolio_import", import_id=opened.import_id), 303)


def _show_imports(work: Work, portfolio: Portfolio, *, refused: Iterable[str] = ()) -> str:
    return render_template(
        "portfolio/imports/imports.html",
        rows=imports_of(work, portfolio.owner_id),
        refused=list(refused),
        limit=upload_limits().largest,
    )


def _show_preview(work: Work, opened: OpenedImport, *, chosen: Iterable[str] | None = None, refused: str = "") -> str:
    places, known = places_for(work, opened.owner_id), known_entries(work, opened.owner_id)
    with work.storage.open(opened.upload.file_key) as stream, opened_portfolio(stream) as packed:
        packed = packed.titled(kind_names())
        rows = inside_rows(packed, places, known, chosen=None if chosen is None else frozenset(chosen))
        read = packed.read
    return render_template(
        "portfolio/imports/preview.html",
        row=opened.upload,
        rows=rows,
        portfolio=read.portfolio,
        remarks=said_of(read.remarks),
        refused=refused,
    )
