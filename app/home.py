"""The home page: what is open for this person today, newest duty first."""

from flask import render_template
from flask.typing import ResponseReturnValue

from foundation.access import Everyone
from foundation.web.guard import GuardedBlueprint
from foundation.work import Work

bp = GuardedBlueprint("home", __name__)


@bp.get("/", needs=Everyone.SIGNED_IN)
def show(work: Work) -> ResponseReturnValue:
    """One list of deeds, from every package this person has to do with."""
    return render_template("app/home.html")
