"""Evidence: linking entries to work processes, rewriting the reasoning, unlinking and linking again."""

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.web.words import said
from foundation.work import Work
from portfolio import actions, pages, queries
from portfolio.forms import EvidenceForm, ReasoningForm
from portfolio.models import OpenedEntry, OpenedEvidence
from portfolio.permissions import Permission
from portfolio.queries import Gap
from portfolio.rules import STARR
from portfolio.views.blueprint import ENTRY, EVIDENCE, GAP, bp
from qualification_files.pages.terms import speak_of_all


@bp.get("/portfolio/work-processes/<int:work_process_id>/evidence", needs=Permission.KEEP_PORTFOLIO, load=GAP)
def choose_entry(work: Work, gap: Gap) -> ResponseReturnValue:
    """Show evidence for a work process: with something that is in the portfolio, or something new."""
    wanted = queries.WantedEntries(
        work.actor.id or 0, words=request.args.get("q", "").strip(), page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "portfolio/choose_entry.html",
        gap=gap,
        page=queries.entries(work, wanted),
        wanted=wanted,
        kinds=pages.KINDS,
        indicators=queries.indicators_of(work, gap.work_process.id),
    )


@bp.get("/portfolio/entries/<int:entry_id>/evidence", needs=Permission.LINK_ENTRY, load=ENTRY)
def choose_work_processes(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Say what an entry shows."""
    asked = request.args.get("work_process", type=int)
    form, chosen = EvidenceForm(formdata=None), {asked} if asked else set()
    return _show_choices(work, opened, form, chosen)


@bp.post("/portfolio/entries/<int:entry_id>/evidence", needs=Permission.LINK_ENTRY, load=ENTRY)
def add_evidence(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Link it to all that were chosen."""
    form = EvidenceForm()
    _groups, allowed = pages.evidence_choices(work, opened.owner_id, linked=(), chosen=())
    form.work_processes.choices = [(number, "") for number in allowed]
    if not form.validate():
        chosen = {number for number in form.work_processes.data or () if number}
        return _show_choices(work, opened, form, chosen), 422
    chosen = set(form.work_processes.data or ())
    actions.add_evidence(work, opened.entry, chosen, reasoning=form.reasoning.data or "")
    flash(_("“%(title)s” is linked.", title=opened.entry.title), "success")
    return redirect(url_for(".entry", entry_id=opened.entry_id, _anchor="evidence"), 303)


@bp.get("/portfolio/evidence/<int:evidence_id>", needs=Permission.EDIT_EVIDENCE, load=EVIDENCE)
def edit_reasoning(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """Write the reasoning."""
    return _show_reasoning(opened, ReasoningForm(obj=opened.evidence))


@bp.post("/portfolio/evidence/<int:evidence_id>", needs=Permission.EDIT_EVIDENCE, load=EVIDENCE)
def change_reasoning(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """Keep it; when it was changed meanwhile, show both and keep nothing."""
    form = ReasoningForm()
    if not form.validate():
        return _show_reasoning(opened, form), 422
    try:
        actions.change_reasoning(work, opened, form.reasoning.data or "", version=form.version.data or 0)
    except actions.ChangedMeanwhile as conflict:
        form.form_errors.append(said(conflict.message))
        form.version.stand_at(opened.evidence.version)
        return _show_reasoning(opened, form, standing=opened.evidence.reasoning), 409
    flash(_("Your reasoning is saved."), "success")
    return redirect(url_for(".entry", entry_id=opened.evidence.entry_id, _anchor="evidence"), 303)


@bp.post("/portfolio/evidence/<int:evidence_id>/unlink", needs=Permission.EDIT_EVIDENCE, load=EVIDENCE)
def unlink(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """The entry no longer shows it; the page of the entry offers to undo it."""
    actions.unlink(work, opened)
    return redirect(url_for(".entry", entry_id=opened.evidence.entry_id, undo_link=opened.evidence.id), 303)


@bp.post("/portfolio/evidence/<int:evidence_id>/relink", needs=Permission.EDIT_EVIDENCE, load=EVIDENCE)
def relink(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """Linked again, with its reasoning."""
    actions.relink(work, opened)
    flash(_("Linked again, with your reasoning."), "success")
    return redirect(url_for(".entry", entry_id=opened.evidence.entry_id, _anchor="evidence"), 303)


def _show_choices(work: Work, opened: OpenedEntry, form: EvidenceForm, chosen: Collection[int]) -> str:
    linked = queries.linked_work_processes(work, opened.entry_id)
    groups, _allowed = pages.evidence_choices(work, opened.owner_id, linked=linked, chosen=chosen)
    speak_of_all(group.terms for group in groups)
    return render_template("portfolio/add_evidence.html", entry=opened.entry, form=form, groups=groups, starr=STARR)


def _show_reasoning(opened: OpenedEvidence, form: ReasoningForm, *, standing: str | None = None) -> str:
    return render_template(
        "portfolio/reasoning.html", evidence=opened.evidence, form=form, standing=standing, starr=STARR
    )
