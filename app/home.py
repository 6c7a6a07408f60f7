"""The home page: what is open for this person today, most pressing first."""

from flask import render_template
from flask.typing import ResponseReturnValue

import certification.pages.deciding
import certification.pages.home
import certification.pages.inventories.deeds
import exams.pages
import portfolio.pages
import portfolio.rules
import qualification_files.pages
from foundation.access import Everyone
from foundation.web.deeds import in_order
from foundation.web.guard import GuardedBlueprint
from foundation.work import Work

bp = GuardedBlueprint("home", __name__)


@bp.get("/", needs=Everyone.SIGNED_IN)
def show(work: Work) -> ResponseReturnValue:
    """One list of deeds, from every package this person has to do with."""
    progress = portfolio.pages.own_progress(work)
    deeds = in_order(
        [
            *certification.pages.deciding.open_deeds(work),
            *certification.pages.inventories.deeds.open_deeds(work),
            *exams.pages.open_deeds(work),
            *certification.pages.home.open_deeds(work),
            *portfolio.pages.open_deeds(work, progress),
            *qualification_files.pages.open_deeds(work),
        ]
    )
    rows = portfolio.pages.progress_rows(progress)
    return render_template(
        "app/home.html", deeds=deeds, progress_rows=rows, counted=portfolio.rules.counted, roles=work.actor.roles
    )
