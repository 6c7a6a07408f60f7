"""Doors of the player: an activity is looked at, completed, handed in, gone to."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions.doing import Doing, complete_course, complete_oneself, hand_in
from certification.actions.meetings import give_up_seat, take_seat
from certification.events.sending import ActivityOpened
from certification.forms.growth import CompleteForm, HandInForm
from certification.pages.growth import others_open
from certification.pages.player import (
    HOW,
    SUBMISSIONS,
    meetings_shown,
    parts_shown,
    state_line,
    uploads_shown,
    what_it_did,
    why_not,
)
from certification.permissions import Permission
from certification.queries import doing as found
from certification.queries.doing import OwnFile, OwnMeeting, ShownFile
from certification.queries.growth import OwnActivity, growth, own_activity
from certification.queries.meetings import meetings_of
from certification.queries.sent_in import submissions_of
from certification.rules.growth import MOST_FILES, why_not_hand_in
from certification.rules.page_text import blocks
from certification.rules.states import ActivityKind
from certification.views.blueprint import bp
from certification.views.taking_in import TakenFiles, before_files
from foundation.refusals import NotFound, Refusal
from foundation.web.guard import Subject
from foundation.web.returning import flash_with_link
from foundation.web.sending import send_original
from foundation.web.uploads import upload_limits
from foundation.web.words import said
from foundation.work import Work

OWN_ACTIVITY = Subject(load=own_activity, sees=Permission.KEEP_GROWTH)
OWN_MEETING = Subject(load=found.own_meeting, sees=Permission.KEEP_GROWTH)
OWN_FILE = Subject(load=found.own_submission_file, sees=Permission.KEEP_GROWTH)
SHOWN_FILE = Subject(load=found.shown_file, sees=Permission.KEEP_GROWTH)
BUSY_MINUTES = 10  # looking again within this time is still the same visit


def opened(work: Work, own: OwnActivity) -> ActivityOpened | None:
    """Put on record that somebody began it or went on, once a visit, so that it goes on where it was left."""
    if own.line is None or not own.line.is_open:
        return None
    last = found.was_opened(work, own.person_id, own.activity.id)
    if last and (work.now - last).total_seconds() < BUSY_MINUTES * 60:
        return None
    return ActivityOpened(person_id=own.person_id, activity_id=own.activity.id)


@bp.get("/activities/<int:activity_id>/do", needs=Permission.KEEP_GROWTH, load=OWN_ACTIVITY, records=opened)
def do_activity(work: Work, own: OwnActivity) -> ResponseReturnValue:
    """The activity, with the other open ones beside it."""
    return _show(work, own, CompleteForm(formdata=None), HandInForm(formdata=None))


@bp.post("/activities/<int:activity_id>/do/complete", needs=Permission.KEEP_GROWTH, load=OWN_ACTIVITY)
def complete_activity(work: Work, own: OwnActivity) -> ResponseReturnValue:
    """I have completed this."""
    form = CompleteForm()
    if not form.validate():
        return _show(work, own, form, HandInForm(formdata=None)), 422
    if complete_oneself(work, _doing(own), form_key=form.key) is None:
        return redirect(_back(own), 303)  # sent twice
    return _tell(work, own)


@bp.post("/activities/<int:activity_id>/do/course", needs=Permission.KEEP_GROWTH, load=OWN_ACTIVITY)
def complete_course_by_parts(work: Work, own: OwnActivity) -> ResponseReturnValue:
    """All its parts were done before it was asked."""
    if own.activity.kind is not ActivityKind.COURSE or own.line is None:
        raise NotFound
    if not complete_course(work, _doing(own), own.growth.parts_of(own.activity.id)):
        flash(_("Not all parts of this course are done yet."), "info")
        return redirect(_back(own), 303)
    return _tell(work, own)


@bp.post(
    "/activities/<int:activity_id>/do/hand-in",
    needs=Permission.KEEP_GROWTH,
    load=OWN_ACTIVITY,
    before=before_files,
    takes_files=True,
)
def hand_in_assignment(work: Work, own: OwnActivity, *, files: TakenFiles) -> ResponseReturnValue:
    """Here is what was asked."""
    form = HandInForm()
    if not form.validate() or files.wrong:
        return _show(work, own, CompleteForm(formdata=None), form, files), files.status
    try:
        hand_in(work, _doing(own), form.text.data or "", files.taken, form_key=form.key)
    except Refusal as refusal:
        work.discard()
        told = TakenFiles(files.taken, (said(refusal.message),), refusal.status)
        return _show(work, own, CompleteForm(formdata=None), form, told), refusal.status
    flash(_("“%(title)s” is handed in. You hear when somebody has looked at it.", title=own.activity.title), "success")
    return redirect(_back(own), 303)


@bp.get("/handed-in-files/<int:file_id>", needs=Permission.KEEP_GROWTH, load=OWN_FILE)
def own_handed_in_file(work: Work, own: OwnFile) -> ResponseReturnValue:
    """A file that I handed in, as it came."""
    return send_original(work, own.file.file_key, name=own.file.file_name, media_type=own.file.media_type)


@bp.get("/activities/<int:activity_id>/do/files/<int:file_id>", needs=Permission.KEEP_GROWTH, load=SHOWN_FILE)
def do_file(work: Work, shown: ShownFile) -> ResponseReturnValue:
    """A file of the activity, or the part of it that a player asks for."""
    return send_original(work, shown.file.file_key, name=shown.file.file_name, media_type=shown.file.media_type)


@bp.post("/meetings/<int:meeting_id>/seat", needs=Permission.KEEP_GROWTH, load=OWN_MEETING)
def take_own_seat(work: Work, coming: OwnMeeting) -> ResponseReturnValue:
    """I come."""
    if no := why_not(coming.own):
        raise Refusal(no)
    take_seat(work, coming.meeting, coming.person_id)
    flash(_("You have a seat."), "success")
    return redirect(_back(coming.own), 303)


@bp.post("/meetings/<int:meeting_id>/give-up", needs=Permission.KEEP_GROWTH, load=OWN_MEETING)
def give_up_own_seat(work: Work, coming: OwnMeeting) -> ResponseReturnValue:
    """I do not come after all."""
    give_up_seat(work, coming.meeting, coming.person_id)
    flash(_("Your seat is free again."), "success")
    return redirect(_back(coming.own), 303)


def _doing(own: OwnActivity) -> Doing:
    return Doing(person_id=own.person_id, activity=own.activity, line=own.line)


def _of() -> int | None:
    """The qualification somebody came from."""
    text = request.args.get("of", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _back(own: OwnActivity) -> str:
    return url_for(".do_activity", activity_id=own.activity.id, of=_of())


def _tell(work: Work, own: OwnActivity) -> ResponseReturnValue:
    """What it did and what is next, on the page of the qualification it was done for."""
    told = what_it_did(work, own.growth, growth(work, own.person_id), own, _of())
    words = " ".join(said(one) for one in told.words)
    if told.next:
        flash_with_link(words, label=_("Next: %(title)s", title=told.next.title), url=told.next.url)
    else:
        flash(words, "success")
    of = _of() or next((one.qualification.id for one, _line in own.asked), None)
    known = of is not None and own.growth.of(of) is not None
    return redirect(url_for(".growing", qualification_id=of) if known else url_for(".my_growth"), 303)


def _show(
    work: Work, own: OwnActivity, complete: CompleteForm, answer: HandInForm, files: TakenFiles | None = None
) -> str:
    activity, person, of = own.activity, own.person_id, _of()
    came_from = own.growth.of(of) if of else None
    submissions = submissions_of(work, person, activity.id) if activity.kind is ActivityKind.ASSIGNMENT else []
    meets = activity.kind is ActivityKind.MEET_UP
    rows = meetings_of(work, activity.id) if meets else []
    seats = found.own_seats(work, person, activity.id) if meets else {}
    parts = parts_shown(own, of)
    return render_template(
        "certification/growth/player.html",
        own=own,
        activity=activity,
        of=of,
        came_from=came_from,
        state=state_line(own, of),
        why_not=why_not(own),
        others=others_open(work, own.growth, of if came_from else None, but=activity.id),
        complete=complete,
        answer=answer,
        files=files or TakenFiles(),
        blocks=blocks(activity.page_text),
        shown_files=found.activity_files(work, activity.id),
        meetings=meetings_shown(rows, seats, work.now),
        sitting=found.exam_coming(work, person, activity.exam_form_id) if activity.exam_form_id else None,
        uploads=uploads_shown(own, of if came_from else None),
        parts=parts,
        parts_done=bool(parts) and all(part.sign == "ok" for part in parts),
        submissions=submissions,
        may_hand_in=why_not_hand_in(submissions[0].state if submissions else None, own.line) is None,
        submission_states=SUBMISSIONS,
        how=HOW,
        most_files=MOST_FILES,
        limits=upload_limits(),
    )
