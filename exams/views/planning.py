"""Doors for planning: sessions, who sits them, who examines."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import planning as actions
from exams.forms import (
    CandidatesForm,
    MoveForm,
    ReasonForm,
    SessionForm,
    SittingForm,
    chosen_in,
    local,
    moment_of,
    whole,
)
from exams.models import ExamSession, Sitting
from exams.pages import sittings as pages
from exams.permissions import Permission
from exams.queries import sessions as found
from exams.queries.forms import plannable_forms
from exams.rules.planning import clashes, overlaps, slots, why_not_start
from exams.views.blueprint import bp
from foundation.messages import Message
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.work import Work
from people.models import Person
from qualification_files.pages.terms import in_its_words

SESSION = Subject(
    load=in_its_words(queries.session, lambda session: session.form.qualification.terms), sees=Permission.SEE_SESSION
)
SITTING = Subject(
    load=in_its_words(queries.sitting, lambda sitting: sitting.session.form.qualification.terms),
    sees=Permission.SEE_SITTING,
)
ROWS = 25
CANDIDATES = 100


def _page() -> int:
    return max(whole(request.args.get("page")) or 1, 1)


def _to(session: ExamSession) -> Response:
    return redirect(url_for(".session", session_id=session.id), 303)


@bp.get("/sessions", needs=Permission.SEE_SESSIONS)
def sessions(work: Work) -> ResponseReturnValue:
    """What is planned from today on, or what was before."""
    past, words, page = request.args.get("when") == "past", request.args.get("q", ""), _page()
    since = moment_of(local(work.now).date(), datetime.min.time())
    counts = {part: found.session_count(work, past=part, since=since, words=words) for part in (False, True)}
    rows = found.sessions(work, past=past, since=since, words=words, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/sessions.html",
        rows=[(row, pages.needs(row)) for row in rows],
        past=past,
        words=words,
        counts=counts,
        page=page,
        pages=-(-counts[past] // ROWS),
    )


@bp.get("/sessions/new", needs=Permission.PLAN)
def new_session(work: Work) -> ResponseReturnValue:
    """Which form, when and where."""
    return _show_new(work, SessionForm(form=whole(request.args.get("form"))))


def _show_new(work: Work, form: SessionForm, status: int = 200) -> tuple[str, int]:
    forms = plannable_forms(work)
    form.form.choices = [SelectChoice(one.id, f"{one.title} ({one.qualification.name})") for one in forms]
    return render_template("exams/session_form.html", form=form, session=None, forms=forms), status


@bp.post("/sessions/new", needs=Permission.PLAN)
def plan_session(work: Work) -> ResponseReturnValue:
    """A session, and on to its candidates."""
    form = SessionForm()
    form.form.choices = [SelectChoice(one.id, "") for one in plannable_forms(work)]
    if not form.validate():
        return _show_new(work, form, 422)
    session = actions.plan_session(work, queries.form(work, form.form.data), _facts(form))
    _warn_of_the_past(work, session)
    return redirect(url_for(".candidates", session_id=session.id), 303)


def _facts(form: MoveForm) -> actions.SessionFacts:
    return actions.SessionFacts(starts_at=form.starts_at, place=form.place.data or "", note=form.note.data or "")


def _warn_of_the_past(work: Work, session: ExamSession) -> None:
    if session.starts_at < work.now:
        flash(_("This moment lies in the past."), "warning")


@bp.get("/sessions/<int:session_id>", needs=Permission.SEE_SESSION, load=SESSION)
def session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Candidates, examiners, start times, states, and what clashes."""
    plans = work.allows(Permission.PLAN, session)
    bookings = pages.bookings_of(session) if plans else []
    elsewhere = found.bookings_elsewhere(work, session, [booking.person_id for booking in bookings]) if plans else []
    return render_template(
        "exams/session.html",
        page=pages.SessionPage(session=session, warnings=clashes(bookings, elsewhere), overlaps=overlaps(bookings)),
        session=session,
        examiners=found.examiners(work) if plans else [],
        state_of=pages.state_seen_by(work),
    )


@bp.get("/sessions/<int:session_id>/edit", needs=Permission.PLAN, load=SESSION)
def edit_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Move it."""
    starts = local(session.starts_at)
    form = MoveForm(obj=session, day=starts.date(), starts=starts.time())
    return render_template("exams/session_form.html", form=form, session=session, forms=[session.form])


@bp.post("/sessions/<int:session_id>/edit", needs=Permission.PLAN, load=SESSION)
def change_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Keep the new moment and place."""
    form = MoveForm()
    if not form.validate():
        return render_template("exams/session_form.html", form=form, session=session, forms=[session.form]), 422
    actions.change_session(work, session, _facts(form))
    _warn_of_the_past(work, session)
    flash(_("The session is saved."), "success")
    return _to(session)


@bp.post("/sessions/<int:session_id>/remove", needs=Permission.PLAN, load=SESSION)
def remove_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Throw an empty session away."""
    actions.remove_session(work, session)
    flash(_("The session is removed."), "success")
    return redirect(url_for(".sessions"), 303)


@bp.get("/sessions/<int:session_id>/candidates", needs=Permission.PLAN, load=SESSION)
def candidates(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Everybody who follows the qualification and is not in this session."""
    last = max((sitting.starts_at for sitting in session.sittings), default=session.starts_at)
    return _show_candidates(work, session, CandidatesForm(starts=local(last).time()))


def _show_candidates(
    work: Work, session: ExamSession, form: CandidatesForm, refused: Sequence[Message] = (), status: int = 200
) -> tuple[str, int]:
    words, group, page = request.args.get("q", ""), request.args.get("group", ""), _page()
    total = found.candidate_count(work, session, words=words, group=group)
    form.examiner.choices = _examiner_choices(found.examiners(work), _("Choose later"))
    rows = found.candidates(work, session, words=words, group=group, limit=CANDIDATES, offset=(page - 1) * CANDIDATES)
    html = render_template(
        "exams/candidates.html",
        session=session,
        form=form,
        rows=rows,
        refused=refused,
        words=words,
        group=group,
        groups=found.candidate_groups(work, session),
        total=total,
        followed=bool(total or words or group) or found.is_followed(work, session.form.qualification_id),
        page=page,
        pages=-(-total // CANDIDATES),
    )
    return html, status


def _examiner_choices(examiners: Sequence[Person], nobody: str) -> list[SelectChoice]:
    return [SelectChoice("", nobody), *(SelectChoice(person.id, person.name) for person in examiners)]


@bp.post("/sessions/<int:session_id>/candidates", needs=Permission.PLAN, load=SESSION)
def plan_candidates(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Plan those who were chosen, or say for each who cannot be planned why."""
    form, examiners = CandidatesForm(), found.examiners(work)
    people = _chosen_people(work, session)
    form.chosen.choices = [SelectChoice(person.id, person.name) for person in people]
    form.chosen.data = [person.id for person in people]
    form.examiner.choices = _examiner_choices(examiners, "")
    if not form.validate() or form.starts.data is None:
        return _show_candidates(work, session, form, status=422)
    examiner = next((person for person in examiners if person.id == form.examiner.data), None)
    first = moment_of(local(session.starts_at).date(), form.starts.data)
    starts = slots(first, form.interval.data or 0, len(people))
    refused = actions.why_not_planned(work, session, people, examiner)
    if late := why_not_start(starts, work.zone):
        refused.append(late)
    if refused:
        return _show_candidates(work, session, form, refused, 422)
    actions.plan_candidates(work, session, people, examiner=examiner, starts=starts)
    flash(ngettext("%(num)s candidate is planned.", "%(num)s candidates are planned.", len(people)), "success")
    return _to(session)


def _chosen_people(work: Work, session: ExamSession) -> list[Person]:
    if request.form.get("everything") == "1":
        words, group = request.args.get("q", ""), request.args.get("group", "")
        return [row.person for row in found.candidates(work, session, words=words, group=group, limit=None)]
    return found.people(work, list(chosen_in(sent_choices("chosen"))))


@bp.post("/sessions/<int:session_id>/run", needs=Permission.PLAN, load=SESSION)
def run_on_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """What was chosen in the bar, for the candidates that were chosen: another examiner, or off the plan."""
    ids = set(chosen_in(sent_choices("chosen")))
    chosen = [s for s in session.sittings if s.id in ids or request.form.get("everything") == "1"]
    action, _colon, number = request.form.get("action", "").partition(":")
    if not chosen:
        flash(_("Choose candidates first."), "warning")
    elif action == "remove":
        for sitting in chosen:
            actions.remove_sitting(work, sitting)
        flash(
            ngettext("%(num)s candidate is off the plan.", "%(num)s candidates are off the plan.", len(chosen)),
            "success",
        )
    elif action == "examiner" and (examiner := found.examiner(work, whole(number))):
        changed = actions.choose_examiner(work, session, chosen, examiner)
        words = ngettext(
            "%(name)s examines %(num)s more candidate.",
            "%(name)s examines %(num)s more candidates.",
            changed,
            name=examiner.name,
        )
        flash(words, "success")
    else:
        flash(_("Choose what to do with the selection."), "warning")
    return _to(session)


@bp.get("/sessions/<int:session_id>/cancel", needs=Permission.PLAN, load=SESSION)
def cancel(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Ask why, before what cannot be taken back."""
    return render_template("exams/cancel.html", session=session, sitting=None, form=ReasonForm())


@bp.post("/sessions/<int:session_id>/cancel", needs=Permission.PLAN, load=SESSION)
def cancel_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """None of what is still planned takes place."""
    form = ReasonForm()
    if not form.validate():
        return render_template("exams/cancel.html", session=session, sitting=None, form=form), 422
    number = actions.cancel_sittings(work, session, session.sittings, form.reason.data or "")
    flash(ngettext("%(num)s exam is cancelled.", "%(num)s exams are cancelled.", number), "success")
    return _to(session)


@bp.get("/sittings/<int:sitting_id>/edit", needs=Permission.PLAN, load=SITTING)
def edit_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """One candidate's time and examiner."""
    examiner = sitting.sheet.examiner_id if sitting.sheet else ""
    return _show_sitting_form(work, sitting, SittingForm(starts=local(sitting.starts_at).time(), examiner=examiner))


def _show_sitting_form(work: Work, sitting: Sitting, form: SittingForm, status: int = 200) -> tuple[str, int]:
    form.examiner.choices = _examiner_choices(found.examiners(work), _("Nobody yet"))
    state, started = pages.state_seen_by(work)(sitting), sitting.starts_at <= work.now
    page = render_template("exams/sitting_form.html", sitting=sitting, form=form, state=state, started=started)
    return page, status


@bp.post("/sittings/<int:sitting_id>/edit", needs=Permission.PLAN, load=SITTING)
def change_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Keep the time and the examiner."""
    form, examiners = SittingForm(), found.examiners(work)
    form.examiner.choices = _examiner_choices(examiners, "")
    if not form.validate() or form.starts.data is None:
        return _show_sitting_form(work, sitting, form, 422)
    starts_at = moment_of(_day_of(sitting), form.starts.data)
    if starts_at != sitting.starts_at:
        actions.move_sitting(work, sitting, starts_at)
    if examiner := next((person for person in examiners if person.id == form.examiner.data), None):
        actions.choose_examiner(work, sitting.session, [sitting], examiner)
    flash(_("The plan of %(name)s is saved.", name=sitting.candidate.name), "success")
    return _to(sitting.session)


def _day_of(sitting: Sitting) -> date:
    return local(sitting.starts_at).date()


@bp.get("/sittings/<int:sitting_id>/cancel", needs=Permission.PLAN, load=SITTING)
def cancel_one(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Ask why."""
    return render_template("exams/cancel.html", session=sitting.session, sitting=sitting, form=ReasonForm())


@bp.post("/sittings/<int:sitting_id>/cancel", needs=Permission.PLAN, load=SITTING)
def cancel_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """This exam does not take place."""
    form = ReasonForm()
    if not form.validate():
        return render_template("exams/cancel.html", session=sitting.session, sitting=sitting, form=form), 422
    actions.cancel_sittings(work, sitting.session, [sitting], form.reason.data or "")
    flash(_("The exam of %(name)s is cancelled.", name=sitting.candidate.name), "success")
    return _to(sitting.session)


@bp.post("/sittings/<int:sitting_id>/remove", needs=Permission.PLAN, load=SITTING)
def remove_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Off the plan, as if never planned."""
    session = sitting.session
    actions.remove_sitting(work, sitting)
    flash(_("%(name)s is off the plan.", name=sitting.candidate.name), "success")
    return _to(session)


@bp.post("/sittings/<int:sitting_id>/no-show", needs=Permission.REPORT_NO_SHOW, load=SITTING)
def report_no_show(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The candidate did not come."""
    form = ReasonForm()
    actions.report_no_show(work, sitting, (form.reason.data or "")[:2000])
    flash(_("Kept: %(name)s did not come.", name=sitting.candidate.name), "success")
    if not work.allows(Permission.PLAN, sitting):
        return redirect(url_for(".today"), 303)
    return _to(sitting.session) if work.allows(Permission.PLAN) else redirect(url_for(".today"), 303)


@bp.post("/sittings/<int:sitting_id>/plan-again", needs=Permission.PLAN, load=SITTING)
def plan_again(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The candidate came after all."""
    actions.plan_again(work, sitting)
    flash(_("%(name)s is planned again.", name=sitting.candidate.name), "success")
    return _to(sitting.session)
