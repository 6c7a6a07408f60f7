"""The home page: what is open for this person today, most pressing first."""

from flask import render_template
from flask.typing import ResponseReturnValue

import exams.pages
import portfolio.pages
import qualification_files.pages
from foundation.access import Everyone
from foundation.web.deeds import in_order
from foundation.web.guard import GuardedBlueprint
from foundation.work import Work
from people.rules import Role

bp = GuardedBlueprint("home", __name__)

SOURCES = (exams.pages.open_deeds, portfolio.pages.open_deeds, qualification_files.pages.open_deeds)


@bp.get("/", needs=Everyone.SIGNED_IN)
def show(work: Work) -> ResponseReturnValue:
    """One list of deeds, from every package this person has to do with."""
    deeds = in_order([deed for source in SOURCES for deed in source(work)])
    progress = portfolio.pages.progress_of(work) if Role.CANDIDATE in work.actor.roles else []
    return render_template("app/home.html", deeds=deeds, progress_rows=progress, roles=work.actor.roles)
