"""The door to invitations."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from exams.actions.inviting import invite
from exams.models import ExamSession
from exams.permissions import Permission
from exams.views.blueprint import bp
from exams.views.planning import SESSION
from foundation.work import Work


@bp.post("/sessions/<int:session_id>/invite", needs=Permission.PLAN, load=SESSION)
def invite_people(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Mail everybody who was told nothing yet."""
    number = invite(work, session)
    flash(ngettext("%(num)s candidate is invited.", "%(num)s candidates are invited.", number), "success")
    return redirect(url_for(".session", session_id=session.id), 303)
