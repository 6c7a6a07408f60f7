"""A new version of an entry that is no longer changed."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.work import Work
from portfolio import actions
from portfolio.models import OpenedEntry
from portfolio.permissions import Permission
from portfolio.views.blueprint import ENTRY, bp


@bp.post("/portfolio/entries/<int:entry_id>/new-version", needs=Permission.MAKE_NEW_VERSION, load=ENTRY)
def new_version(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Make it, and go to it."""
    fresh = actions.new_version(work, opened.entry)
    flash(_("This is the new version. Change what you like; what was accepted stays as it is."), "success")
    return redirect(url_for(".entry", entry_id=fresh.id), 303)
