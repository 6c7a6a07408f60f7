"""Doors for the end of the term of exam files: who graduated, what may go and when, what is held."""

from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams.actions import purging as actions
from exams.forms import ReasonForm, whole
from exams.forms.inspection import GraduationForm, RetentionForm
from exams.models import Sitting
from exams.permissions import Permission
from exams.queries import retention as found
from exams.rules.retention import BLOCKED
from exams.views.blueprint import bp
from exams.views.planning import SITTING
from foundation.work import Work

ROWS = 50


@bp.get("/graduations", needs=Permission.RECORD_GRADUATION)
def graduations(work: Work) -> ResponseReturnValue:
    """Who follows a qualification, and who has the diploma."""
    return _graduations(work, GraduationForm(formdata=None, graduated_on=work.today))


def _graduations(work: Work, form: GraduationForm, status: int = 200) -> ResponseReturnValue:
    offered, chosen = found.followed(work), whole(request.args.get("qualification"))
    chosen = chosen if chosen in {one.id for one in offered} else None
    words = request.args.get("q", "")
    rows = found.followers(work, chosen, words=words) if chosen else []
    page = render_template(
        "exams/records/graduations.html", form=form, offered=offered, chosen=chosen, rows=rows, words=words
    )
    return page, status


@bp.post("/graduations", needs=Permission.RECORD_GRADUATION)
def record_graduations(work: Work) -> ResponseReturnValue:
    """These people got the diploma."""
    qualification_id = whole(request.args.get("qualification")) or 0
    form = GraduationForm()
    form.chosen.choices = [
        SelectChoice(one.person.id, one.person.name) for one in found.followers(work, qualification_id)
    ]
    if not form.validate():
        return _graduations(work, form, 422)
    if form.graduated_on.data is None:
        raise ValueError("Ask only after validating.")
    count = actions.record_graduation(work, qualification_id, form.chosen.data or [], form.graduated_on.data)
    flash(ngettext("%(num)s diploma is recorded.", "%(num)s diplomas are recorded.", count), "success")
    return redirect(url_for(".graduations", qualification=qualification_id), 303)


@bp.get("/retention", needs=Permission.SEE_RETENTION)
def retention(work: Work) -> ResponseReturnValue:
    """Which files may go and from when."""
    held, page = request.args.get("which") == "held", max(whole(request.args.get("page")) or 1, 1)
    total, rows = found.kept_files(work, held=held, limit=ROWS, offset=(page - 1) * ROWS)
    form = RetentionForm(formdata=None, months=found.keep_months(work), purges=found.purges(work))
    return render_template(
        "exams/records/retention.html",
        rows=rows,
        total=total,
        held=held,
        page=page,
        pages=-(-total // ROWS),
        form=form,
        today=work.today,
        blocked=BLOCKED,
    )


@bp.post("/retention", needs=Permission.SEE_RETENTION)
def set_retention(work: Work) -> ResponseReturnValue:
    """How long files are kept, and whether they go by themselves."""
    form = RetentionForm()
    if not form.validate():
        flash(_("Exam files are kept for at least 18 months."), "warning")
        return redirect(url_for(".retention"), 303)
    actions.set_retention(work, months=form.months.data or 0, purges=bool(form.purges.data))
    flash(_("Saved."), "success")
    return redirect(url_for(".retention"), 303)


@bp.get("/sittings/<int:sitting_id>/hold", needs=Permission.HOLD_FILE, load=SITTING)
def hold(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Why this file must be kept."""
    return render_template("exams/records/hold.html", form=ReasonForm(), sitting=sitting, form_key=str(uuid4()))


@bp.post("/sittings/<int:sitting_id>/hold", needs=Permission.HOLD_FILE, load=SITTING)
def put_on_hold(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Keep this file until the hold is lifted."""
    form, form_key = ReasonForm(), request.form.get("form_key", "")
    if not form.validate():
        return render_template("exams/records/hold.html", form=form, sitting=sitting, form_key=form_key), 422
    actions.hold(work, sitting, form.reason.data or "", form_key=form_key)
    flash(_("This file is kept until the hold is lifted."), "success")
    return redirect(url_for(".retention", which="held"), 303)


@bp.post("/sittings/<int:sitting_id>/lift", needs=Permission.HOLD_FILE, load=SITTING)
def lift_hold(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Its term counts again."""
    actions.lift(work, sitting)
    flash(_("The hold is lifted."), "success")
    return redirect(url_for(".retention"), 303)
