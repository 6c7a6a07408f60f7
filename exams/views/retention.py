"""Doors for the end of the term of exam files: who graduated, what may go and when, what is held."""

from collections.abc import Sequence
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
from exams.queries.graduating import Doubt, doubts
from exams.rules.retention import BLOCKED
from exams.views.blueprint import bp
from exams.views.planning import SITTING
from foundation.work import Work

ROWS = 50


@bp.get("/graduations", needs=Permission.RECORD_GRADUATION)
def graduations(work: Work) -> ResponseReturnValue:
    """Who follows a qualification, and who has the diploma."""
    return _graduations(work, GraduationForm(formdata=None, graduated_on=work.today))


def _graduations(
    work: Work,
    form: GraduationForm,
    status: int = 200,
    *,
    against: Sequence[Doubt] = (),
    reason: ReasonForm | None = None,
) -> ResponseReturnValue:
    offered, chosen = found.followed(work), whole(request.args.get("qualification"))
    chosen = chosen if chosen in {one.id for one in offered} else None
    words = request.args.get("q", "")
    rows = found.followers(work, chosen, words=words) if chosen else []
    page = render_template(
        "exams/records/graduations.html",
        form=form,
        offered=offered,
        chosen=chosen,
        rows=rows,
        words=words,
        doubts={one.person_id: one for one in against},
        removing=_removing(rows),
        reason=reason or ReasonForm(formdata=None),
    )
    return page, status


def _removing(rows: Sequence[found.Follower]) -> found.Follower | None:
    """Whose diploma is to be taken off, where the address names somebody."""
    person = whole(request.args.get("remove"))
    return next((row for row in rows if row.person.id == person and row.graduated_on), None)


@bp.post("/graduations/remove", needs=Permission.RECORD_GRADUATION)
def remove_graduation(work: Work) -> ResponseReturnValue:
    """It was recorded by mistake."""
    qualification_id, person_id = (whole(request.args.get(name)) or 0 for name in ("qualification", "remove"))
    form = ReasonForm()
    if not form.validate():
        return _graduations(work, GraduationForm(formdata=None, graduated_on=work.today), 422, reason=form)
    actions.remove_graduation(work, qualification_id, person_id, form.reason.data or "")
    flash(_("It is taken off. The term of the files runs no more."), "success")
    return redirect(url_for(".graduations", qualification=qualification_id), 303)


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
    left, people = bool(form.without_diploma.data), form.chosen.data or []
    sure = left or form.confirmed.data or work.actor.id in people
    against = [] if sure else doubts(work, qualification_id, people, form.graduated_on.data)
    if against and form.graduated_on.data <= work.today:
        return _graduations(work, form, 422, against=against)
    count = actions.record_graduation(work, qualification_id, people, form.graduated_on.data, without_diploma=left)
    flash(_recorded(count, left=left), "success")
    return redirect(url_for(".graduations", qualification=qualification_id), 303)


def _recorded(count: int, *, left: bool) -> str:
    if left:
        return str(ngettext("%(num)s person is recorded as left.", "%(num)s people are recorded as left.", count))
    return str(ngettext("%(num)s diploma is recorded.", "%(num)s diplomas are recorded.", count))


@bp.get("/retention", needs=Permission.SEE_RETENTION)
def retention(work: Work) -> ResponseReturnValue:
    """Which files may go and from when."""
    which, page = request.args.get("which", ""), max(whole(request.args.get("page")) or 1, 1)
    held, start = which == "held", (page - 1) * ROWS
    total, rows = (
        found.going_files(work, limit=ROWS, offset=start)
        if which == "going"
        else found.kept_files(work, held=held, limit=ROWS, offset=start)
    )
    form = RetentionForm(formdata=None, months=found.keep_months(work), purges=found.purges(work))
    return render_template(
        "exams/records/retention.html",
        rows=rows,
        total=total,
        held=held,
        going=which == "going",
        purges=found.purges(work),
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
