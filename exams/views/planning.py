"""Doors for planning: sessions, who sits them, who examines."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import planning as actions
from exams.actions.seen import ChangedMeanwhile
from exams.documents.sessions_list import sessions_list
from exams.forms import ReasonForm, chosen_in, local, moment_of, whole
from exams.forms.inspection import PapersForm
from exams.forms.parts import FIRST_YEAR, LAST_YEAR
from exams.forms.planning import CandidatesForm, ExaminersForm, MoveForm, SessionForm, SittingForm
from exams.models import ExamSession, Sitting
from exams.pages import sittings as pages
from exams.pages.forms import told_apart
from exams.pages.paper_runs import kinds_of_session
from exams.pages.planning import digest_of, place_words, session_filters
from exams.permissions import Permission, why_not
from exams.queries import candidates as offered
from exams.queries import places
from exams.queries import sessions as found
from exams.queries.conflicts import Wish, conflicts, of_sitting
from exams.queries.exemptions import wholly_exempt
from exams.queries.forms import plannable_forms
from exams.queries.inviting import uninvited_count
from exams.rules import SittingState
from exams.rules.planning import clashes, overlaps, room_clashes, slots, why_not_start
from exams.views.blueprint import bp
from foundation.files import disposition
from foundation.messages import Message
from foundation.web.forms import Form, sent_choices
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from people.models import Person
from qualification_files.pages.terms import in_its_words

SESSION = Subject(
    load=in_its_words(queries.session, lambda session: session.form.qualification.terms), sees=Permission.SEE_SESSION
)
SITTING = Subject(
    load=in_its_words(queries.sitting, lambda sitting: sitting.session.form.qualification.terms),
    sees=Permission.SEE_SITTING,
    explains=why_not,
)
ROWS = 25
CANDIDATES = 100
LONGEST_EXPORT = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POSITIONS = {"examiner": 1, "second": 2}


def page_asked() -> int:
    """Which page of a list is asked for, from 1."""
    return max(whole(request.args.get("page")) or 1, 1)


def to_session(session_id: int) -> Response:
    """On to the page of a session."""
    return redirect(url_for(".session", session_id=session_id), 303)


def _wanted(work: Work) -> found.WantedSessions:
    return found.WantedSessions(
        past=request.args.get("when") == "past",
        since=moment_of(local(work.now).date(), datetime.min.time()),
        words=request.args.get("q", ""),
        begins=_midnight(request.args.get("from")),
        ends=_midnight(request.args.get("until"), days=1),
        qualification=whole(request.args.get("qualification")),
        place=request.args.get("place", ""),
        without_examiner=request.args.get("examiner") == "none",
        sort=request.args.get("sort", ""),
    )


def _midnight(text: str | None, *, days: int = 0) -> datetime | None:
    """The start of a day that was typed, or of one so many days later; whatever is no day filters nothing."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    is_ours = FIRST_YEAR <= day.year <= LAST_YEAR
    return moment_of(day + timedelta(days=days), datetime.min.time()) if is_ours else None


@bp.get("/sessions", needs=Permission.SEE_SESSIONS)
def sessions(work: Work) -> ResponseReturnValue:
    """What is planned from today on, or what was before."""
    wanted, page = _wanted(work), page_asked()
    counts = found.session_counts(work, wanted)
    rows = found.sessions(work, wanted, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/sessions.html",
        rows=[(row, pages.needs(row)) for row in rows],
        wanted=wanted,
        filters=session_filters(wanted, found.session_qualifications(work), found.session_places(work)),
        past=wanted.past,
        counts=counts,
        page=page,
        pages=-(-counts[wanted.past] // ROWS),
    )


@bp.get("/sessions.xlsx", needs=Permission.SEE_SESSIONS)
def export_sessions(work: Work) -> ResponseReturnValue:
    """The same list as a spreadsheet."""
    rows = found.sessions(work, _wanted(work), limit=LONGEST_EXPORT)
    return spreadsheet(sessions_list(rows), _("sessions") + ".xlsx")


def spreadsheet(content: bytes, name: str) -> Response:
    """A workbook to keep."""
    headers = {"Content-Disposition": disposition(name), "Cache-Control": "no-store"}
    return Response(content, mimetype=XLSX, headers=headers)


@bp.get("/sessions/new", needs=Permission.PLAN)
def new_session(work: Work) -> ResponseReturnValue:
    """Which form, when and where."""
    return _show_new(work, SessionForm(form=whole(request.args.get("form"))))


def _show_new(work: Work, form: SessionForm, status: int = 200) -> tuple[str, int]:
    forms = plannable_forms(work)
    form.form.choices = [SelectChoice(one.id, told_apart(one)) for one in forms]
    return render_template("exams/session_form.html", form=form, session=None, forms=forms), status


@bp.post("/sessions/new", needs=Permission.PLAN)
def plan_session(work: Work) -> ResponseReturnValue:
    """A session, and on to its candidates."""
    form = SessionForm()
    form.form.choices = [SelectChoice(one.id, "") for one in plannable_forms(work)]
    if not form.validate():
        return _show_new(work, form, 422)
    exam = queries.form(work, form.form.data)
    session = actions.plan_session(work, exam, _facts(form), form_key=form.form_key.data)
    _warn_of_the_past(work, session)
    if request.form.get("then") == "slots":
        return redirect(url_for(".slots", session_id=session.id), 303)
    return redirect(url_for(".candidates", session_id=session.id), 303)


def _facts(form: MoveForm) -> actions.SessionFacts:
    return actions.SessionFacts(
        starts_at=form.starts_at,
        place=form.place.data or "",
        note=form.note.data or "",
        capacity=form.capacity.data,
    )


def _warn_of_the_past(work: Work, session: ExamSession) -> None:
    if session.starts_at < work.now:
        flash(_("This moment lies in the past."), "warning")


@bp.get("/sessions/<int:session_id>", needs=Permission.SEE_SESSION, load=SESSION)
def session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Candidates, examiners, start times, states, and what clashes."""
    plans = work.allows(Permission.PLAN, session)
    return render_template(
        "exams/session.html",
        uninvited=uninvited_count(work, session.id) if plans else None,
        papers=PapersForm() if work.allows(Permission.MAKE_PAPERS) else None,
        paper_kinds=kinds_of_session(work),
        page=_session_page(work, session) if plans else pages.SessionPage(session=session),
        session=session,
        examiners=examiners_offered(work) if plans else [],
        state_of=pages.state_seen_by(work),
        missing=pages.who_is_missing,
    )


def _session_page(work: Work, session: ExamSession) -> pages.SessionPage:
    bookings = pages.bookings_of(session)
    elsewhere = places.bookings_elsewhere(work, session, [booking.person_id for booking in bookings])
    rooms = [places.room_use(slot, session) for slot in session.slots if slot.room]
    taken = places.rooms_elsewhere(work, session) if rooms else []
    return pages.SessionPage(
        session=session,
        warnings=clashes(bookings, elsewhere),
        overlaps=overlaps(bookings),
        rooms=room_clashes(rooms, taken),
    )


@bp.get("/sessions/<int:session_id>/day-sheet", needs=Permission.SEE_SESSION, load=SESSION)
def day_sheet(work: Work, session: ExamSession) -> ResponseReturnValue:
    """To print: who is where when, before whom; no marks and no results."""
    here = [sitting for sitting in session.sittings if sitting.state is not SittingState.CANCELLED]
    return render_template("exams/planning/day_sheet.html", session=session, sittings=here)


@bp.get("/sessions/<int:session_id>/edit", needs=Permission.PLAN, load=SESSION)
def edit_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Move it."""
    starts = local(session.starts_at)
    form = MoveForm(obj=session, day=starts.date(), starts=starts.time(), seen=actions.seen_session(session))
    return render_template("exams/session_form.html", form=form, session=session, forms=[session.form])


@bp.post("/sessions/<int:session_id>/edit", needs=Permission.PLAN, load=SESSION)
def change_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Keep the new moment and place."""
    form = MoveForm()
    if not form.validate():
        return render_template("exams/session_form.html", form=form, session=session, forms=[session.form]), 422
    try:
        actions.change_session(work, session, _facts(form), seen=form.seen.data or "")
    except ChangedMeanwhile as refusal:
        form.form_errors, form.seen.data = [said(refusal.message)], actions.seen_session(session)
        return render_template("exams/session_form.html", form=form, session=session, forms=[session.form]), 409
    _warn_of_the_past(work, session)
    flash(_("The session is saved."), "success")
    return to_session(session.id)


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
    work: Work,
    session: ExamSession,
    form: CandidatesForm,
    refused: Sequence[Message] = (),
    status: int = 200,
    *,
    clashing: Sequence[Message] = (),
) -> tuple[str, int]:
    words, group, page = request.args.get("q", ""), request.args.get("group", ""), page_asked()
    total = offered.candidate_count(work, session, words=words, group=group)
    _offer(work, session, form, examiners_offered(work))
    rows = offered.candidates(work, session, words=words, group=group, limit=CANDIDATES, offset=(page - 1) * CANDIDATES)
    html = render_template(
        "exams/candidates.html",
        session=session,
        form=form,
        rows=rows,
        exempt=wholly_exempt(work, session.form.family, [row.person.id for row in rows]),
        refused=refused,
        conflicts=clashing,
        digest=digest_of(clashing),
        words=words,
        group=group,
        groups=offered.groups_of(work, session.form.qualification_id),
        total=total,
        followed=bool(total or words or group) or offered.is_followed(work, session.form.qualification_id),
        page=page,
        pages=-(-total // CANDIDATES),
    )
    return html, status


def _offer(work: Work, session: ExamSession, form: CandidatesForm, examiners: Sequence[Person]) -> None:
    """What can be chosen, as far as the exam asks for it."""
    offer_examiners(form, examiners, _("Choose later"), session.form.examiners_required)
    if not session.slots:
        leave_out(form, "slot")
        return
    leave_out(form, "starts", "interval")
    free = [one for one in places.targets_of(session, places.used_places(work, [session.id])) if one.free]
    form.slot.choices = [
        SelectChoice("", _("The next free places, in order of time")),
        *(SelectChoice(one.slot.id, place_words(one)) for one in free if one.slot),
    ]


def leave_out(form: Form, *names: str) -> None:
    """What is not asked here."""
    for name in names:
        if name in form:
            del form[name]


def offer_examiners(form: ExaminersForm, examiners: Sequence[Person], nobody: str, required: int) -> None:
    """The examiners to choose from, a second time where the exam asks for two."""
    choices = [SelectChoice("", nobody), *(SelectChoice(person.id, person.name) for person in examiners)]
    form.examiner.choices = choices
    if required < 2:
        leave_out(form, "second")
        return
    form.examiner.label.text = _("First examiner")
    form.second.choices = choices


def examiners_offered(work: Work, *, keep: Collection[int] = ()) -> list[Person]:
    """The examiners to choose from: those that were searched for, and whoever is chosen already."""
    sent = [whole(text) for name in POSITIONS for text in request.form.getlist(name)]
    kept = {number for number in (*sent, *keep) if number}
    return found.examiners(work, words=request.args.get("who", ""), keep=kept)


def chosen_examiners(form: ExaminersForm, examiners: Sequence[Person]) -> actions.Examiners:
    """Who was chosen in such a form."""
    by_number = {person.id: person for person in examiners}
    second = form.second.data if "second" in form else None
    return actions.Examiners(first=by_number.get(form.examiner.data or 0), second=by_number.get(second or 0))


@bp.post("/sessions/<int:session_id>/candidates", needs=Permission.PLAN, load=SESSION)
def plan_candidates(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Plan those who were chosen, or say for each who cannot be planned why."""
    form, examiners = CandidatesForm(), examiners_offered(work)
    people = _chosen_people(work, session)
    form.chosen.choices = [SelectChoice(person.id, person.name) for person in people]
    form.chosen.data = [person.id for person in people]
    _offer(work, session, form, examiners)
    if not form.validate():
        return _show_candidates(work, session, form, status=422)
    chosen, starts = chosen_examiners(form, examiners), _starts(session, form, len(people))
    refused = actions.why_not_planned(work, session, people, chosen.first, chosen.second)
    if late := why_not_start(starts, work.zone):
        refused.append(late)
    if refused:
        return _show_candidates(work, session, form, refused, 422)
    slot_id = form.slot.data if "slot" in form else None
    if clashing := not_agreed_to(_conflicts(work, session, people, chosen, starts, slot_id)):
        return _show_candidates(work, session, form, status=409, clashing=clashing)
    made = actions.plan_candidates(
        work, session, people, examiner=chosen.first, second=chosen.second, starts=starts, slot_id=slot_id
    )
    flash(ngettext("%(num)s candidate is planned.", "%(num)s candidates are planned.", len(made)), "success")
    return to_session(session.id)


def not_agreed_to(clashing: Sequence[Message]) -> Sequence[Message]:
    """These conflicts, unless whoever plans has seen them and plans anyway."""
    return () if request.form.get("anyway") == digest_of(clashing) else clashing


def _conflicts(
    work: Work,
    session: ExamSession,
    people: Sequence[Person],
    chosen: actions.Examiners,
    starts: Sequence[datetime],
    slot_id: int | None,
) -> list[Message]:
    """What would clash if these were planned here."""
    present = {sitting.candidate_id for sitting in session.sittings}
    new = [(at, person) for at, person in enumerate(people) if person.id not in present]
    places = (
        actions.places_in(work, session, len(new), slot_id)
        if session.slots
        else [actions.Place(starts_at=starts[at] if starts else session.starts_at) for at, _person in new]
    )
    wishes = [
        Wish(person=person, starts_at=place.starts_at, slot=place.slot)
        for (_at, person), place in zip(new, places, strict=True)
    ]
    return conflicts(work, session, wishes, [one for _position, one in chosen.chosen])


def _starts(session: ExamSession, form: CandidatesForm, number: int) -> list[datetime]:
    """A start for each; in a session with slots the slots say when."""
    if session.slots or form.starts.data is None:
        return []
    first = moment_of(local(session.starts_at).date(), form.starts.data)
    return slots(first, form.interval.data or 0, number)


def _chosen_people(work: Work, session: ExamSession) -> list[Person]:
    if request.form.get("everything") == "1":
        words, group = request.args.get("q", ""), request.args.get("group", "")
        return [row.person for row in offered.candidates(work, session, words=words, group=group, limit=None)]
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
    elif action in POSITIONS and (examiner := found.examiner(work, whole(number))):
        changed = actions.choose_examiner(work, session, chosen, examiner, position=POSITIONS[action])
        words = ngettext(
            "%(name)s examines %(num)s more candidate.",
            "%(name)s examines %(num)s more candidates.",
            changed,
            name=examiner.name,
        )
        flash(words, "success")
    else:
        flash(_("Choose what to do with the selection."), "warning")
    return to_session(session.id)


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
    return to_session(session.id)


@bp.get("/sittings/<int:sitting_id>/edit", needs=Permission.PLAN_SITTING, load=SITTING)
def edit_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """One candidate's time and examiners."""
    standing = {sheet.position: sheet.examiner_id for sheet in sitting.standing_sheets}
    chosen = {"examiner": standing.get(1, ""), "second": standing.get(2, "")}
    form = SittingForm(starts=local(sitting.starts_at).time(), seen=actions.seen_sitting(sitting), **chosen)
    return _show_sitting_form(work, sitting, form)


def _show_sitting_form(
    work: Work, sitting: Sitting, form: SittingForm, status: int = 200, clashing: Sequence[Message] = ()
) -> tuple[str, int]:
    _offer_for(form, sitting, examiners_offered(work, keep=_examining(sitting)))
    state, started = pages.state_seen_by(work)(sitting), sitting.starts_at <= work.now
    page = render_template(
        "exams/sitting_form.html",
        sitting=sitting,
        form=form,
        state=state,
        started=started,
        conflicts=clashing,
        digest=digest_of(clashing),
    )
    return page, status


def _examining(sitting: Sitting) -> list[int]:
    return [sheet.examiner_id for sheet in sitting.standing_sheets]


def _offer_for(form: SittingForm, sitting: Sitting, examiners: Sequence[Person]) -> None:
    offer_examiners(form, examiners, _("Nobody yet"), sitting.session.form.examiners_required)
    if sitting.slot_id:
        leave_out(form, "starts")


@bp.post("/sittings/<int:sitting_id>/edit", needs=Permission.PLAN_SITTING, load=SITTING)
def change_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Keep the time and the examiners."""
    form, examiners = SittingForm(), examiners_offered(work, keep=_examining(sitting))
    _offer_for(form, sitting, examiners)
    if not form.validate():
        return _show_sitting_form(work, sitting, form, 422)
    try:
        actions.hold_seen(work, sitting, form.seen.data or "")
    except ChangedMeanwhile as refusal:
        form.form_errors, form.seen.data = [said(refusal.message)], actions.seen_sitting(sitting)
        return _show_sitting_form(work, sitting, form, 409)
    starts_at, chosen = sitting.starts_at, chosen_examiners(form, examiners).chosen
    if "starts" in form and form.starts.data:
        starts_at = moment_of(_day_of(sitting), form.starts.data)
    if clashing := not_agreed_to(of_sitting(work, sitting, starts_at, [one for _position, one in chosen])):
        return _show_sitting_form(work, sitting, form, 409, clashing)
    if starts_at != sitting.starts_at:
        actions.move_sitting(work, sitting, starts_at)
    for position, examiner in chosen:
        actions.choose_examiner(work, sitting.session, [sitting], examiner, position=position)
    flash(_("The plan of %(name)s is saved.", name=sitting.candidate.name), "success")
    return to_session(sitting.session_id)


def _day_of(sitting: Sitting) -> date:
    return local(sitting.starts_at).date()


@bp.get("/sittings/<int:sitting_id>/cancel", needs=Permission.PLAN_SITTING, load=SITTING)
def cancel_one(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Ask why."""
    return render_template("exams/cancel.html", session=sitting.session, sitting=sitting, form=ReasonForm())


@bp.post("/sittings/<int:sitting_id>/cancel", needs=Permission.PLAN_SITTING, load=SITTING)
def cancel_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """This exam does not take place."""
    form = ReasonForm()
    if not form.validate():
        return render_template("exams/cancel.html", session=sitting.session, sitting=sitting, form=form), 422
    actions.cancel_sittings(work, sitting.session, [sitting], form.reason.data or "")
    flash(_("The exam of %(name)s is cancelled.", name=sitting.candidate.name), "success")
    return to_session(sitting.session_id)


@bp.post("/sittings/<int:sitting_id>/remove", needs=Permission.PLAN_SITTING, load=SITTING)
def remove_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Off the plan, as if never planned."""
    session = sitting.session
    actions.remove_sitting(work, sitting)
    flash(_("%(name)s is off the plan.", name=sitting.candidate.name), "success")
    return to_session(session.id)


@bp.post("/sittings/<int:sitting_id>/no-show", needs=Permission.REPORT_NO_SHOW, load=SITTING)
def report_no_show(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The candidate did not come."""
    form = ReasonForm()
    actions.report_no_show(work, sitting, (form.reason.data or "")[:2000])
    flash(_("Kept: %(name)s did not come.", name=sitting.candidate.name), "success")
    if not work.allows(Permission.PLAN_SITTING, sitting):
        return redirect(url_for(".today"), 303)
    return to_session(sitting.session_id) if work.allows(Permission.PLAN) else redirect(url_for(".today"), 303)


@bp.post("/sittings/<int:sitting_id>/plan-again", needs=Permission.TAKE_BACK_NO_SHOW, load=SITTING)
def plan_again(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The candidate came after all; an examiner takes back what was tapped on the wrong card."""
    deed = actions.plan_again if work.allows(Permission.PLAN_SITTING, sitting) else actions.take_back_no_show
    deed(work, sitting)
    flash(_("%(name)s is planned again.", name=sitting.candidate.name), "success")
    return to_session(sitting.session_id) if work.allows(Permission.PLAN) else redirect(url_for(".today"), 303)
