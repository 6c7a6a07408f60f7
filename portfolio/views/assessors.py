"""Who assesses whose portfolio."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.web.guard import LARGEST_NUMBER
from foundation.work import Work
from portfolio.actions import assessors as actions
from portfolio.models import Portfolio
from portfolio.permissions import Permission
from portfolio.queries import assessors as queries
from portfolio.views.blueprint import PORTFOLIO, bp


@bp.get("/portfolios/<int:person_id>/assessors", needs=Permission.ASSIGN_ASSESSOR, load=PORTFOLIO)
def assessors(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Who assesses this portfolio, and the examiners to choose from."""
    words = request.args.get("q", "").strip()
    return render_template(
        "portfolio/reviews/assessors.html",
        portfolio=portfolio,
        rows=queries.assessors_of(work, portfolio.owner_id),
        page=queries.examiners(work, portfolio.owner_id, words=words, page=request.args.get("page", 1, type=int)),
        words=words,
    )


@bp.post("/portfolios/<int:person_id>/assessors", needs=Permission.ASSIGN_ASSESSOR, load=PORTFOLIO)
def assign_assessor(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Give the portfolio to an examiner."""
    actions.assign_assessor(work, portfolio, _chosen())
    flash(_("The portfolio of %(name)s is given to this assessor.", name=portfolio.name), "success")
    return redirect(url_for(".assessors", person_id=portfolio.owner_id), 303)


@bp.post("/portfolios/<int:person_id>/assessors/end", needs=Permission.ASSIGN_ASSESSOR, load=PORTFOLIO)
def end_assessor(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Take it back from an assessor."""
    actions.end_assessor(work, portfolio, _chosen())
    flash(_("This assessor no longer assesses the portfolio. What was decided stays."), "success")
    return redirect(url_for(".assessors", person_id=portfolio.owner_id), 303)


@bp.get("/reviews/portfolios", needs=Permission.SEE_ASSESSED)
def assessed(work: Work) -> ResponseReturnValue:
    """The portfolios that were given to whoever asks."""
    words = request.args.get("q", "").strip()
    page = queries.assessed_portfolios(work, words=words, page=request.args.get("page", 1, type=int))
    return render_template("portfolio/reviews/portfolios.html", page=page, words=words)


def _chosen() -> int:
    number = request.form.get("assessor_id", type=int)
    if number is None or not 0 < number <= LARGEST_NUMBER:
        raise Unreadable(say("Choose an active examiner."))
    return number
