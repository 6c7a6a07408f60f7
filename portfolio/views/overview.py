"""The overview of a portfolio, and the candidates that somebody guides."""

from collections import defaultdict

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.work import Work
from portfolio import pages, queries
from portfolio.models import Portfolio
from portfolio.permissions import Permission
from portfolio.queries import Progress
from portfolio.rules import ProcessState
from portfolio.views.blueprint import OWN, PORTFOLIO, bp
from portfolio.views.entries import portfolio_seen


@bp.get("/portfolio", needs=Permission.KEEP_PORTFOLIO, load=OWN)
def overview(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """One's own: what there is, and what is still missing."""
    return _show(work, portfolio, own=True)


@bp.get("/portfolios/<int:person_id>", needs=Permission.SEE_PORTFOLIO, load=PORTFOLIO, records=portfolio_seen)
def overview_of(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """The portfolio of somebody else, to read."""
    if portfolio.owner_id == work.actor.id and work.allows(Permission.KEEP_PORTFOLIO):
        return redirect(url_for(".overview"), 303)
    return _show(work, portfolio, own=False)


@bp.get("/my-candidates", needs=Permission.SEE_OWN_CANDIDATES)
def candidates(work: Work) -> ResponseReturnValue:
    """The candidates that whoever asks guides, and how far each of them is."""
    words = request.args.get("q", "").strip()
    page = queries.candidates_of(work, work.actor.id or 0, words=words, page=request.args.get("page", 1, type=int))
    progress: dict[int, list[Progress]] = defaultdict(list)
    for row in queries.progress(work, [row.person.id for row in page.rows]):
        progress[row.person_id].append(row)
    return render_template("portfolio/candidates.html", page=page, progress=progress, words=words, states=pages.STATES)


def _show(work: Work, portfolio: Portfolio, *, own: bool) -> str:
    wanted, reviews = _wanted(), work.allows(Permission.REVIEW, portfolio)
    return render_template(
        "portfolio/overview.html",
        sections=pages.overview(work, portfolio.owner_id, own=own, reviews=reviews, wanted=wanted),
        portfolio=portfolio,
        own=own,
        wanted=wanted,
        states=pages.STATES,
        here=request.path,
    )


def _wanted() -> ProcessState | None:
    """What the page is narrowed to; everything when it asks for what there is not."""
    asked = request.args.get("show", "")
    return ProcessState(asked) if asked in set(ProcessState) else None
