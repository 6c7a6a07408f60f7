"""Making a qualification public, and no longer."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.work import Work
from qualification_files.actions import publication
from qualification_files.models import Qualification
from qualification_files.permissions import Permission
from qualification_files.views.blueprint import QUALIFICATION, bp


@bp.post("/qualifications/<int:qualification_id>/publish", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def publish(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """For everybody from now on."""
    publication.publish(work, qualification)
    flash(_("“%(name)s” is public. Anybody who has its address can read it.", name=qualification.name), "success")
    return redirect(_back_to(qualification), 303)


@bp.post("/qualifications/<int:qualification_id>/unpublish", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def unpublish(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """For the school alone from now on."""
    publication.unpublish(work, qualification)
    flash(_("“%(name)s” is no longer public.", name=qualification.name), "success")
    return redirect(_back_to(qualification), 303)


def _back_to(qualification: Qualification) -> str:
    return url_for("qualification_files.sharing", qualification_id=qualification.id)
