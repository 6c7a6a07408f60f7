"""Doors to reminders: what goes out, what went out, who is left alone, and the days of each qualification."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions import reminders as actions
from certification.forms.reminders import LadderForm, QuietForm, QuietSeveralForm
from certification.models import ReminderLadder
from certification.pages.reminder_words import KINDS, OUTCOMES, step_in_words
from certification.permissions import Permission
from certification.queries.library import coordinators_define
from certification.queries.reminders import coming as queries
from certification.queries.reminders import ladder_of
from certification.queries.reminders.coming import OpenQuiet, Wanted
from certification.queries.reminders.settings import as_value
from certification.rules.reminders import USUAL, Outcome
from certification.views.blueprint import bp
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.work import Work
from people.models import Person
from qualification_files.models import Qualification
from qualification_files.pages import identity, state_sign
from qualification_files.pages.beside import tabs
from qualification_files.pages.terms import in_its_words
from qualification_files.queries import qualification

WITHIN = (7, 30, 90)
LONGEST_NUMBER = 10  # digits, which every database holds


@dataclass(frozen=True)
class OpenLadder:
    """One qualification, and when people are reminded of its end."""

    qualification: Qualification
    row: ReminderLadder | None
    coordinators_define: bool


def open_ladder(work: Work, qualification_id: int) -> OpenLadder:
    """The qualification with its days."""
    found = qualification(work, qualification_id)
    return OpenLadder(found, ladder_of(work, qualification_id), coordinators_define(work))


LADDER = Subject(load=in_its_words(open_ladder, lambda found: found.qualification.terms), sees=Permission.SEE_LADDER)
QUIET = Subject(load=queries.quiet_entry, sees=Permission.END_QUIET)


@bp.get("/qualifications/<int:qualification_id>/reminders", needs=Permission.SEE_LADDER, load=LADDER)
def reminder_days(work: Work, found: OpenLadder) -> ResponseReturnValue:
    """When people are reminded of the end of this qualification."""
    return _ladder_page(work, found, LadderForm.of(found.row))


@bp.post("/qualifications/<int:qualification_id>/reminders", needs=Permission.SET_LADDER, load=LADDER)
def set_reminder_days(work: Work, found: OpenLadder) -> ResponseReturnValue:
    """Remind them so from now on."""
    form = LadderForm()
    if not form.validate():
        return _ladder_page(work, found, form), 422
    if form.is_outdated(found.row):
        return _ladder_page(work, found, form), 409
    if as_value(found.row) != form.ladder:
        actions.set_ladder(work, found.qualification.id, form.ladder)
    flash(_("People are reminded so from now on."), "success")
    return redirect(url_for(".reminder_days", qualification_id=found.qualification.id), 303)


@bp.get("/reminders", needs=Permission.SEE_REMINDERS)
def reminders_coming(work: Work) -> ResponseReturnValue:
    """What goes out next, reckoned now."""
    wanted = _wanted(within=True)
    names = queries.kept_qualifications(work)
    return render_template(
        "certification/reminders/coming.html",
        found=queries.coming(work, wanted),
        wanted=wanted,
        names=names,
        narrowed=bool(wanted.words or wanted.qualification_id or wanted.within),
        filters=[_by_qualification(wanted, names), _by_days(wanted)],
        tabs=_tabs("reminders_coming"),
    )


@bp.get("/reminders/sent", needs=Permission.SEE_REMINDERS)
def reminders_sent(work: Work) -> ResponseReturnValue:
    """What was decided, and what became of it."""
    wanted = _wanted()
    outcomes = [(Outcome.SENT, _("Sent")), (Outcome.PASSED_OVER, _("No longer needed")), ("waiting", _("Waiting"))]
    by_outcome = {"name": "outcome", "label": _("State"), "options": outcomes, "value": wanted.outcome}
    return render_template(
        "certification/reminders/sent.html",
        found=queries.sent(work, wanted),
        wanted=wanted,
        kinds=KINDS,
        outcomes=OUTCOMES,
        step_in_words=step_in_words,
        narrowed=bool(wanted.words or wanted.qualification_id or wanted.outcome),
        filters=[_by_qualification(wanted, queries.kept_qualifications(work)), by_outcome],
        tabs=_tabs("reminders_sent"),
    )


@bp.get("/reminders/quiet", needs=Permission.SEE_REMINDERS)
def reminders_quiet(work: Work) -> ResponseReturnValue:
    """Who and what is left alone."""
    form = QuietForm(formdata=None, person=request.args.get("person", ""))
    return _quiet_page(work, form)


@bp.post("/reminders/quiet", needs=Permission.KEEP_QUIET)
def keep_quiet(work: Work) -> ResponseReturnValue:
    """Leave somebody, or a qualification, alone."""
    form = QuietForm().offer(queries.kept_qualifications(work))
    if not form.validate() or not _is_about_something(work, form):
        return _quiet_page(work, form), 422
    _put(work, form)
    flash(_("Nobody is reminded of this until it is taken off the list."), "success")
    return redirect(url_for(".reminders_quiet"), 303)


@bp.post("/reminders/leave-alone", needs=Permission.KEEP_QUIET)
def leave_alone(work: Work) -> ResponseReturnValue:
    """Ask until when those who were chosen are left alone; and then do so, whoever is not one's own passed over."""
    people = queries.within_reach(work, _chosen(work))
    if not people:
        flash(_("Choose at least one person."), "info")
        return redirect(url_for(".reminders_coming"), 303)
    form = QuietSeveralForm() if "confirmed" in request.form else QuietSeveralForm.blank()
    if "confirmed" not in request.form:
        return _several_page(people, form)
    if not form.validate() or not _is_later(work, form):
        return _several_page(people, form), 422
    key = str(form.form_key.data)
    if not queries.was_put(work, key):
        ids, until = [person.id for person in people], form.until.data
        actions.quiet_people(work, ids, until=until, reason=form.reason.data or "", form_key=key)
    flash(_("Nobody is reminded of this until it is taken off the list."), "success")
    return redirect(url_for(".reminders_quiet"), 303)


@bp.post("/reminders/quiet/<int:quiet_id>/end", needs=Permission.END_QUIET, load=QUIET)
def end_quiet(work: Work, found: OpenQuiet) -> ResponseReturnValue:
    """Remind of this again."""
    actions.end_quiet(work, found.entry)
    flash(_("Reminders go out again."), "success")
    return redirect(url_for(".reminders_quiet"), 303)


def _chosen(work: Work) -> set[int]:
    if request.form.get("everything") == "1":
        found = queries.coming(work, replace(_wanted(), page=queries.EVERY_PAGE))
        return {row.person_id for row in found.rows}
    sent = [text for text in sent_choices("chosen") if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER]
    return {int(text) for text in sent}


def _several_page(people: Sequence[Person], form: QuietSeveralForm) -> str:
    return render_template("certification/reminders/leave_alone.html", people=people, form=form)


def _is_later(work: Work, form: QuietForm | QuietSeveralForm) -> bool:
    if form.until.data and form.until.data <= work.today:
        form.until.errors = [_("Choose a day after today.")]
    return not form.errors


def _put(work: Work, form: QuietForm) -> None:
    until: date | None = form.until.data
    reason, key = form.reason.data or "", str(form.form_key.data)
    if queries.was_put(work, key):
        return
    person = queries.known_by(work, form.person.data or "") if form.person.data else None
    if person:
        about = {"qualification_id": form.chosen} if form.chosen else {}
        actions.quiet_people(work, [person.id], until=until, reason=reason, form_key=key, **about)
    elif form.chosen:
        actions.quiet_qualification(work, form.chosen, until=until, reason=reason, form_key=key)


def _is_about_something(work: Work, form: QuietForm) -> bool:
    """Whether there is such a person, or else such a qualification that one may silence; what is wrong is said."""
    _is_later(work, form)
    if form.person.data and queries.known_by(work, form.person.data) is None:
        form.person.errors = [_("Nobody whom you look after has this e-mail address or number.")]
    elif not form.person.data and not form.chosen:
        form.person.errors = [_("Fill in a person, or choose a qualification.")]
    elif not form.person.data and not work.allows(Permission.KEEP_QUALIFICATION_QUIET):
        form.person.errors = [_("Only an administrator leaves a whole qualification alone. Fill in a person.")]
    return not form.errors


def _quiet_page(work: Work, form: QuietForm) -> str:
    wanted, names = _wanted(), queries.kept_qualifications(work)
    return render_template(
        "certification/reminders/quiet.html",
        found=queries.quiet_list(work, wanted),
        wanted=wanted,
        form=form.offer(names),
        narrowed=bool(wanted.words or wanted.qualification_id),
        filters=[_by_qualification(wanted, names)],
        tabs=_tabs("reminders_quiet"),
    )


def _ladder_page(work: Work, found: OpenLadder, form: LadderForm) -> str:
    return render_template(
        "certification/reminders/days.html",
        qualification=found.qualification,
        state=state_sign(found.qualification.state),
        identity=identity(found.qualification),
        tabs=tabs(found.qualification, "certification.reminder_days"),
        form=form,
        ladder=as_value(found.row),
        usual=USUAL,
        edits=work.allows(Permission.SET_LADDER, found),
    )


def _wanted(*, within: bool = False) -> Wanted:
    days = request.args.get("within", type=int)
    return Wanted(
        words=request.args.get("q", "").strip(),
        qualification_id=request.args.get("qualification", type=int),
        within=days if within and days in WITHIN else None,
        outcome=request.args.get("outcome", ""),
        sort=request.args.get("sort", ""),
        page=request.args.get("page", 1, type=int),
    )


def _by_qualification(wanted: Wanted, names: dict[int, str]) -> dict[str, object]:
    return {
        "name": "qualification",
        "label": _("Qualification"),
        "options": list(names.items()),
        "value": wanted.qualification_id,
    }


def _by_days(wanted: Wanted) -> dict[str, object]:
    options = [(days, _("In %(days)s days", days=days)) for days in WITHIN]
    return {"name": "within", "label": _("Goes out"), "options": options, "value": wanted.within}


def _tabs(current: str) -> list[tuple[str, str, bool, int | None]]:
    places = (
        ("reminders_coming", _("Goes out next")),
        ("reminders_sent", _("Sent")),
        ("reminders_quiet", _("Quiet list")),
    )
    return [(words, url_for(f".{name}"), name == current, None) for name, words in places]
