"""Where the work processes of the earlier version went."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.refusals import Unreadable
from foundation.web.words import said
from foundation.work import Work
from qualification_files import pages
from qualification_files.actions.mapping import accept_proposals, decide
from qualification_files.models import Qualification
from qualification_files.pages.beside import tabs
from qualification_files.pages.mapping import NOWHERE, conversion, mapping_page
from qualification_files.pages.moves import Elsewhere
from qualification_files.permissions import Permission
from qualification_files.queries.mapping import decisions, pair
from qualification_files.queries.moves import started_moves
from qualification_files.views.blueprint import QUALIFICATION, bp, number_asked, page_asked, whole_number

EDIT = Permission.EDIT_QUALIFICATION
FIELD = "to-"


@bp.get("/qualifications/<int:qualification_id>/mapping", needs=EDIT, load=QUALIFICATION)
def mapping(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Doubtful ones first; what is sure is accepted in one go."""
    return _mapping_page(work, qualification)


@bp.post("/qualifications/<int:qualification_id>/mapping", needs=EDIT, load=QUALIFICATION)
def decide_mapping(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Keep what was chosen, one by one or many together."""
    chosen = _chosen()
    if not chosen:
        wrong = _("Choose a work process of the new version, or say that there is no counterpart.")
        return _mapping_page(work, qualification, wrong=wrong), 422
    try:
        decide(work, qualification, chosen)
    except Unreadable as refusal:
        return _mapping_page(work, qualification, wrong=said(refusal.message)), 422
    return redirect(url_for(".mapping", qualification_id=qualification.id, _anchor="open"), 303)


@bp.post("/qualifications/<int:qualification_id>/mapping/accept", needs=EDIT, load=QUALIFICATION)
def accept_mapping(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Accept everything that is sure."""
    accepted = accept_proposals(work, qualification)
    words = ngettext("%(num)s work process is mapped.", "%(num)s work processes are mapped.", accepted)
    flash(words, "success")
    return redirect(url_for(".mapping", qualification_id=qualification.id), 303)


@bp.get("/qualifications/<int:qualification_id>/mapping/table", needs=EDIT, load=QUALIFICATION)
def conversion_table(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """The table from old to new, to print."""
    both = pair(work, qualification)
    return render_template(
        "qualification_files/mapping_table.html",
        qualification=qualification,
        old=both.old,
        rows=conversion(both, decisions(work, qualification.id, both.old)),
        identity=pages.identity,
        tabs=tabs(qualification, "versions"),
    )


def elsewhere() -> Elsewhere:
    """What the packages above this one know."""
    found: Elsewhere = current_app.extensions["elsewhere"]
    return found


def _mapping_page(work: Work, qualification: Qualification, *, wrong: str = "") -> str:
    both = pair(work, qualification)
    page = mapping_page(
        both,
        decisions(work, qualification.id, both.old),
        elsewhere().evidence_on(work, [process.id for process in both.before]),
    )
    return render_template(
        "qualification_files/mapping.html",
        qualification=qualification,
        old=both.old,
        page=page,
        number=min(page_asked(), page.pages),
        changing=number_asked("change"),
        moved=sum(move.people for move in started_moves(work, qualification.id) if move.undone_at is None),
        nowhere=NOWHERE,
        field=FIELD,
        wrong=wrong,
        identity=pages.identity,
        tabs=tabs(qualification, "versions"),
    )


def _chosen() -> dict[int, int | None]:
    """Old work process > new one, or none; what was left open is not among them."""
    chosen: dict[int, int | None] = {}
    for name, value in request.form.items():
        old = whole_number(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        if old is None or not value:
            continue
        # A number that is none of ours is refused with the reason by the action.
        chosen[old] = None if value == NOWHERE else whole_number(value) or 0
    return chosen
