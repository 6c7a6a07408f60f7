"""Evidence: linking entries to work processes, rewriting the reasoning, unlinking and linking again."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.web.words import page_language, said
from foundation.work import Work
from portfolio import actions, pages, queries
from portfolio.forms import EvidenceForm, ReasoningForm
from portfolio.models import OpenedEntry, OpenedEvidence
from portfolio.permissions import Permission
from portfolio.queries import Gap
from portfolio.rules import STARR, EvidenceState, Starr, read_starr
from portfolio.views.blueprint import ENTRY, EVIDENCE, GAP, bp
from qualification_files.pages.terms import speak_of_all

LONGEST_SEARCH = 200  # letters


@dataclass(frozen=True)
class Standing:
    """What somebody else, or another tab, has saved meanwhile."""

    reasoning: str
    indicators: Sequence[str]


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
    choices = pages.evidence_choices(
        work, opened.entry, chosen=_asked(), words=request.args.get("q", "").strip()[:LONGEST_SEARCH]
    )
    form = EvidenceForm.of(choices.allowed, choices.process_of)
    form.work_processes.data = sorted(_asked())
    return _show_choices(opened, form, choices)


@bp.post("/portfolio/entries/<int:entry_id>/evidence", needs=Permission.LINK_ENTRY, load=ENTRY)
def add_evidence(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Link it to all that were chosen."""
    offered = pages.evidence_choices(work, opened.entry, with_suggestions=False)
    form = EvidenceForm.of(offered.allowed, offered.process_of)
    if not form.validate():
        return _show_choices(opened, form, pages.evidence_choices(work, opened.entry, chosen=form.chosen)), 422
    text = form.starr(page_language()).text
    # The indicators of a work process whose tick was taken away again are out of sight, and not meant.
    indicators = {number for number in form.chosen_indicators if offered.process_of[number] in form.chosen}
    actions.add_evidence(
        work,
        opened.entry,
        form.chosen,
        reasoning=text,
        reasonings=form.own_texts(text),
        indicator_ids=indicators,
    )
    flash(_("“%(title)s” is linked.", title=opened.entry.title), "success")
    return redirect(url_for(".entry", entry_id=opened.entry_id, _anchor="evidence"), 303)


@bp.get("/portfolio/evidence/<int:evidence_id>", needs=Permission.EDIT_EVIDENCE, load=EVIDENCE)
def edit_reasoning(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """Write the reasoning, and say which indicators it shows in particular."""
    evidence, form = opened.evidence, _reasoning_form(work, opened)
    told = read_starr(evidence.reasoning, language=page_language())
    shown = Starr(free=evidence.reasoning) if "text" in request.args else told
    pointed = queries.indicators_pointed_at(work, [evidence.id]).get(evidence.id, set())
    form.begin_with(shown, indicators=pointed, version=evidence.version)
    return _show_reasoning(opened, form)


@bp.post("/portfolio/evidence/<int:evidence_id>", needs=Permission.EDIT_EVIDENCE, load=EVIDENCE)
def change_reasoning(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """Keep it; when it was changed meanwhile, show both and keep nothing."""
    evidence, form = opened.evidence, _reasoning_form(work, opened)
    if not form.validate():
        return _show_reasoning(opened, form), 422
    language = read_starr(evidence.reasoning, language=page_language()).language
    try:
        actions.change_reasoning(
            work,
            opened,
            form.starr(language).text,
            version=form.version.data or 0,
            indicator_ids=[number for number in form.indicators.data or () if number] if form.indicators else None,
        )
    except actions.ChangedMeanwhile as conflict:
        form.form_errors.append(said(conflict.message))
        form.version.stand_at(evidence.version)
        indicators = queries.indicators_shown(work, [evidence.id]).get(evidence.id, [])
        return _show_reasoning(opened, form, standing=Standing(evidence.reasoning, indicators)), 409
    flash(_("Your reasoning is saved."), "success")
    return redirect(url_for(".entry", entry_id=evidence.entry_id, _anchor="evidence"), 303)


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


def _asked() -> set[int]:
    """The work processes that the address names, to be ticked already."""
    return set(request.args.getlist("work_process", type=int))


def _show_choices(opened: OpenedEntry, form: EvidenceForm, choices: pages.Choices) -> str:
    speak_of_all(choices.terms)
    return render_template("portfolio/add_evidence.html", entry=opened.entry, form=form, choices=choices, starr=STARR)


def _reasoning_form(work: Work, opened: OpenedEvidence) -> ReasoningForm:
    form = ReasoningForm()
    offered = queries.indicators_to_show(work, opened.evidence.work_process_id)
    form.offer([(one.id, one.text) for one in offered])
    if not offered:
        del form.indicators
    return form


def _show_reasoning(opened: OpenedEvidence, form: ReasoningForm, *, standing: Standing | None = None) -> str:
    evidence = opened.evidence
    split = any(field.data for field in form.answers)
    return render_template(
        "portfolio/reasoning.html",
        evidence=evidence,
        form=form,
        standing=standing,
        starr=STARR,
        waits=evidence.state is EvidenceState.WAITING,
        was_returned=evidence.state is EvidenceState.RETURNED,
        as_one_text=url_for(".edit_reasoning", evidence_id=evidence.id, text=1) if split else None,
    )
