"""Doors for overviews: the organisation, the people behind a number, and activities."""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.work import Work
from insights.pages.matrix import matrix_page
from insights.pages.overview import called, overview_page, slider
from insights.pages.words import HOLDING_WORDS
from insights.permissions import Permission
from insights.queries.activities import asked_title, by_activity
from insights.queries.matrix import matrix as read_matrix
from insights.queries.overview import followed
from insights.queries.overview import overview as read_overview
from insights.queries.people import held_by_people
from insights.rules.asking import Asked, several
from insights.rules.matrix import WIDEST
from insights.views.blueprint import asked_now, bp, kept
from people.queries.organisation import reach, tree


@bp.get("", needs=Permission.SEE_INSIGHTS)
def overview(work: Work) -> ResponseReturnValue:
    """Who meets what, per part of the organisation and per qualification, on a day."""
    wanted = asked_now(work)
    page = overview_page(read_overview(work, wanted), wanted, today=work.today)
    return render_template("insights/overview.html", page=page, wanted=wanted, today=work.today)


@bp.get("/qualifications", needs=Permission.SEE_INSIGHTS)
def matrix(work: Work) -> ResponseReturnValue:
    """The parts beside the qualifications, a dozen at a time."""
    wanted, chosen = replace(asked_now(work), qualification_id=None), several(request.args.getlist("with"))
    page = matrix_page(read_matrix(work, wanted, chosen), wanted, chosen, today=work.today)
    return render_template(
        "insights/matrix.html", page=page, wanted=wanted, today=work.today, chosen=chosen, widest=WIDEST
    )


@bp.get("/people", needs=Permission.SEE_INSIGHTS)
def people(work: Work) -> ResponseReturnValue:
    """The people behind a number."""
    wanted = asked_now(work)
    found = held_by_people(work, wanted)
    parts = tree(work, within=reach(work))
    return render_template(
        "insights/people.html",
        page=found,
        wanted=wanted,
        today=work.today,
        slider=slider(wanted.on, work.today),
        part=next((one for one in parts if one.id == wanted.part_id), None),
        filters=[
            {
                "name": "holding",
                "label": _("Holds it"),
                "options": [(one.value, words) for one, (_kind, words) in HOLDING_WORDS.items()],
                "value": wanted.holding and wanted.holding.value,
            },
            {
                "name": "qualification",
                "label": _("Qualification"),
                "options": [(str(one.id), called(one)) for one in followed(work)],
                "value": str(wanted.qualification_id or ""),
            },
            *_overdue(work, wanted),
        ],
        keep=kept(wanted, work.today),
        words=HOLDING_WORDS,
    )


def _overdue(work: Work, wanted: Asked) -> list[dict[str, object]]:
    title = asked_title(work, wanted.overdue_id)
    if title is None:
        return []
    value = str(wanted.overdue_id)
    return [{"name": "overdue", "label": _("Overdue"), "options": [(value, title)], "value": value}]


@bp.get("/activities", needs=Permission.SEE_INSIGHTS)
def activities(work: Work) -> ResponseReturnValue:
    """The same by activity."""
    wanted = asked_now(work)
    return render_template(
        "insights/activities.html",
        rows=by_activity(work, wanted),
        wanted=wanted,
        today=work.today,
        slider=slider(wanted.on, work.today),
        keep=kept(wanted, work.today),
    )
