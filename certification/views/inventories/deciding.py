"""Deciding on what answers propose."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from certification.actions.inventories.deciding import Decision, Verdict, decide
from certification.pages.inventories.answers import answer_lines
from certification.pages.inventories.deciding import decidables
from certification.permissions import Permission
from certification.queries import inventories as queries
from certification.queries.inventories import DecidableRun
from certification.rules.approving import ApprovalKind
from certification.rules.inventories import ProposalKind, ProposalState
from certification.views.approvals.queue import to_next
from certification.views.blueprint import bp
from certification.views.inventories.subjects import DECIDABLE, whole_number
from foundation.web.forms import tidy
from foundation.work import Work
from people.pages import photo_url

LONGEST_REASON = 2000


@bp.get("/inventories/decide/<int:run_id>", needs=Permission.DECIDE_INVENTORY, load=DECIDABLE)
def decide_inventory(work: Work, found: DecidableRun) -> ResponseReturnValue:
    """The answers, and each proposal with why."""
    return _page(work, found, {})


@bp.post("/inventories/decide/<int:run_id>", needs=Permission.DECIDE_INVENTORY, load=DECIDABLE)
def save_inventory_decision(work: Work, found: DecidableRun) -> ResponseReturnValue:
    """Carry out what was decided; what was left open stays open."""
    decisions = _sent()
    wrong = _wrong(work, found, decisions)
    if wrong or not decisions:
        return _page(work, found, wrong, nothing=not decisions), 422
    done = decide(work, found, decisions)
    words = ngettext("%(num)s decision was kept.", "%(num)s decisions were kept.", done)
    flash(words, "success")
    sent_at = found.run.finished_at
    if done and request.args.get("queue") and sent_at:
        return to_next(work, sent_at, (ApprovalKind.INVENTORY.value, found.run.id))
    return redirect(url_for(".decide_inventory", run_id=found.run.id), 303)


def _sent() -> list[Decision]:
    """What was chosen; a proposal for which nothing was chosen is left out."""
    found = []
    for number in filter(None, map(whole_number, request.form.getlist("proposal")[:200])):
        verdict = request.form.get(f"verdict-{number}", "")
        if verdict in set(Verdict):
            found.append(_decision(number, Verdict(verdict)))
    return found


def _decision(number: int, verdict: Verdict) -> Decision:
    required = {"yes": True, "no": False}.get(request.form.get(f"required-{number}", ""))
    is_change = verdict is Verdict.CHANGE
    return Decision(
        proposal_id=number,
        version=whole_number(request.form.get(f"version-{number}", "")) or 0,
        verdict=verdict,
        reason=tidy(request.form.get(f"reason-{number}", ""))[:LONGEST_REASON],
        qualification_id=whole_number(request.form.get(f"qualification-{number}", "")) if is_change else None,
        required=required if is_change else None,
    )


def _wrong(work: Work, found: DecidableRun, decisions: list[Decision]) -> dict[int, str]:
    """What is missing, by proposal."""
    rows = {row.id: row for row in queries.proposals_of(work, found.run.id)}
    wrong = {}
    for one in decisions:
        row = rows.get(one.proposal_id)
        if row is None or row.state is not ProposalState.WAITING or row.kind is ProposalKind.END:
            continue
        if one.verdict is not Verdict.APPROVE and not one.reason:
            wrong[one.proposal_id] = _("Say why, so that the person understands it.")
        elif one.verdict is Verdict.CHANGE and one.qualification_id is None:
            wrong[one.proposal_id] = _("Choose which qualification it becomes.")
    return wrong


def _page(work: Work, found: DecidableRun, wrong: dict[int, str], *, nothing: bool = False) -> str:
    answers = queries.answers_of(work, found.run.id)
    proposals = decidables(found.design, answers, queries.proposals_of(work, found.run.id))
    return render_template(
        "certification/inventories/decide.html",
        run=found.run,
        version=found.version,
        lines=answer_lines(found.design, answers),
        proposals=proposals,
        is_open=any(one.is_waiting for one in proposals),
        offered=queries.linkable(work) if any(one.is_waiting for one in proposals) else [],
        wrong=wrong,
        nothing=nothing,
        sent=request.form,
        photo_url=photo_url,
    )
