"""The clock of one qualification of one person, and the pauses in which it stands still."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions.pausing import end_pause, pause, withdraw_pause
from certification.forms.pausing import EndForm, PauseForm, UntilForm
from certification.models.clocks import OpenedClock, OpenedPause, OpenedPauses
from certification.pages.clocks import chosen_day, clock_page
from certification.permissions import Permission
from certification.queries import clocks as queries
from certification.queries.standings import facts_of
from certification.queries.upkeeps import upkeep_of
from certification.views.blueprint import bp
from foundation.refusals import NotFound
from foundation.web.guard import Subject
from foundation.work import Work

CLOCK = Subject(load=queries.opened_clock, sees=Permission.SEE_CLOCK)
PAUSES = Subject(load=queries.opened_pauses, sees=Permission.SEE_PAUSES)
PAUSE = Subject(load=queries.opened_pause, sees=Permission.SEE_PAUSES)


@bp.get("/people/<int:person_id>/qualifications/<int:qualification_id>/clock", needs=Permission.SEE_CLOCK, load=CLOCK)
def clock(work: Work, opened: OpenedClock) -> ResponseReturnValue:
    """What this is worth, why, and what happens until a chosen date."""
    pair = (opened.person.id, opened.qualification.id)
    upkeep = upkeep_of(work, [opened.qualification.id]).get(opened.qualification.id)
    facts = facts_of(work, [opened.person.id], [opened.qualification.id]).get(pair)
    if upkeep is None or facts is None:
        raise NotFound
    form = UntilForm(request.args)
    until = chosen_day(work.today, form.until.data if form.validate() else None)
    titles = queries.titles_of(work, upkeep)
    return render_template(
        "certification/clock.html",
        opened=opened,
        form=form,
        page=clock_page(upkeep, facts, titles, today=work.today, until=until),
        sees_pauses=work.allows(Permission.SEE_PAUSES, opened),
    )


@bp.get("/people/<int:person_id>/pauses", needs=Permission.SEE_PAUSES, load=PAUSES)
def pauses(work: Work, opened: OpenedPauses) -> ResponseReturnValue:
    """When the clock of this person stands still."""
    return _show(work, opened, _form(work, opened))


@bp.post("/people/<int:person_id>/pauses", needs=Permission.KEEP_PAUSES, load=PAUSES)
def add_pause(work: Work, opened: OpenedPauses) -> ResponseReturnValue:
    """Let it stand still."""
    form = _form(work, opened)
    if not form.validate():
        return _show(work, opened, form), 422
    pause(work, opened, form.facts)
    flash(_("The clock of %(name)s stands still in these days.", name=opened.person.name), "success")
    return redirect(url_for(".pauses", person_id=opened.person.id), 303)


@bp.post("/people/<int:person_id>/pauses/<int:pause_id>/end", needs=Permission.KEEP_PAUSES, load=PAUSE)
def finish_pause(work: Work, opened: OpenedPause) -> ResponseReturnValue:
    """Say when it ends."""
    form = EndForm()
    form.today = work.today
    if not form.validate():
        return _show(work, opened, _form(work, opened), ending=(opened.pause.id, form)), 422
    end_pause(work, opened, form.last_day.data or work.today)
    flash(_("The pause has a last day now."), "success")
    return redirect(url_for(".pauses", person_id=opened.person.id), 303)


@bp.post("/people/<int:person_id>/pauses/<int:pause_id>/withdraw", needs=Permission.KEEP_PAUSES, load=PAUSE)
def take_back_pause(work: Work, opened: OpenedPause) -> ResponseReturnValue:
    """It was a mistake."""
    withdraw_pause(work, opened)
    flash(_("The pause is withdrawn. Its days do not count any more."), "success")
    return redirect(url_for(".pauses", person_id=opened.person.id), 303)


def _form(work: Work, opened: OpenedPauses) -> PauseForm:
    found = queries.qualifications_of(work, opened.person.id)
    return PauseForm.of(work.today, [(number, name) for number, name in found])


def _show(work: Work, opened: OpenedPauses, form: PauseForm, *, ending: tuple[int, EndForm] | None = None) -> str:
    return render_template(
        "certification/pauses.html",
        person=opened.person,
        rows=queries.pauses_of(work, opened.person.id),
        form=form,
        ending=ending,
        keeps=work.allows(Permission.KEEP_PAUSES, opened),
        today=work.today,
    )
