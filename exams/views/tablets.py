"""Which tablets there are, and shutting one out that was lost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.actions import tablets as actions
from exams.forms import whole
from exams.models import Tablet
from exams.pages.tablet import builds_now
from exams.pages.tablets import device_name, tablet_lines
from exams.permissions import Permission
from exams.queries import tablets as queries
from exams.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.work import Work

TABLET = Subject(load=queries.tablet, sees=Permission.SEE_TABLET)


@bp.get("/tablets", needs=Permission.SEE_TABLETS)
def tablets(work: Work) -> ResponseReturnValue:
    """Every tablet that was prepared."""
    words, shut_out = request.args.get("q", ""), request.args.get("which") == "out"
    found = queries.tablets_page(work, words=words, shut_out=shut_out, page=whole(request.args.get("page")) or 1)
    return render_template(
        "exams/tablets.html",
        lines=tablet_lines(found.rows, now=work.now, builds=builds_now()),
        found=found,
        words=words,
        shut_out=shut_out,
    )


@bp.get("/tablets/own", needs=Permission.SEE_TODAY)
def own_tablets(work: Work) -> ResponseReturnValue:
    """The tablets that this examiner prepared: one that was lost at night is shut out from anywhere."""
    lines = tablet_lines(queries.own_tablets(work), now=work.now, builds=builds_now())
    return render_template("exams/own_tablets.html", lines=lines)


@bp.get("/tablets/<uuid:tablet_id>/shut-out", needs=Permission.SHUT_OUT_TABLET, load=TABLET)
def ask_shut_out(work: Work, tablet: Tablet) -> ResponseReturnValue:
    """Say what it does before it is done."""
    return render_template(
        "exams/tablet_shut_out.html", tablet=tablet, device=device_name(tablet), back=_back(work), now=work.now
    )


@bp.post("/tablets/<uuid:tablet_id>/shut-out", needs=Permission.SHUT_OUT_TABLET, load=TABLET)
def shut_out_tablet(work: Work, tablet: Tablet) -> ResponseReturnValue:
    """Take nothing from it any more; a second tap finds it shut out."""
    actions.shut_out(work, tablet)
    flash(_("The tablet is shut out."), "success")
    return redirect(_back(work, shut_out=True), 303)


@bp.post("/tablets/<uuid:tablet_id>/let-in", needs=Permission.LET_IN_TABLET, load=TABLET)
def let_in_tablet(work: Work, tablet: Tablet) -> ResponseReturnValue:
    """It was found again."""
    actions.let_in(work, tablet)
    flash(_("The tablet may be used again. Whoever uses it signs in on it first."), "success")
    return redirect(_back(work), 303)


def _back(work: Work, *, shut_out: bool = False) -> str:
    if not work.allows(Permission.SEE_TABLETS):
        return url_for(".own_tablets")
    return url_for(".tablets", which="out") if shut_out else url_for(".tablets")
