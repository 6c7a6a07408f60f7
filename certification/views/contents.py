"""Doors for what is in an activity: the parts of a course, files, the dates of a meet-up and who was there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from certification.actions import activity_files, attendance, course_parts, meetings
from certification.forms.library import MeetingForm
from certification.forms.periods import whole
from certification.pages.words import KIND_ICONS, KINDS
from certification.permissions import Permission
from certification.queries import courses, library
from certification.queries import meetings as queries
from certification.queries.library import OpenActivity, OpenFile, OpenMeeting
from certification.rules.states import ActivityKind, Attendance
from certification.views.blueprint import bp
from certification.views.library import ACTIVITY, LONGEST_SEARCH, show_activity
from foundation.files import DOWNLOAD_HEADERS, TakenIn, disposition, take_in
from foundation.refusals import NotFound, Refusal
from foundation.web.guard import Subject, current_works
from foundation.web.uploads import upload_limits
from foundation.web.words import said
from foundation.work import Work

FILE = Subject(load=library.activity_file, sees=Permission.SEE_ACTIVITY_FILE)
MEETING = Subject(load=queries.meeting, sees=Permission.SEE_ACTIVITY)
PIECE = 256 * 1024


@dataclass(frozen=True)
class Upload:
    """The file that came with a form: its bytes are kept, or words say why not."""

    taken: TakenIn | None = None
    wrong: str = ""
    status: int = 422


def before_upload(**_url: object) -> Mapping[str, object]:
    """Keep the bytes before any lock is held."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return {"upload": Upload(wrong=_("Choose a file."))}
    try:
        works, stream = current_works(), cast(BinaryIO, sent.stream)
        taken = take_in(works.storage, stream, sent.filename, limits=upload_limits(), scanner=works.scanner)
    except Refusal as refusal:
        return {"upload": Upload(wrong=said(refusal.message), status=refusal.status)}
    return {"upload": Upload(taken)}


@bp.post(
    "/activities/<int:activity_id>/files",
    needs=Permission.DEFINE,
    load=ACTIVITY,
    before=before_upload,
    takes_files=True,
)
def add_activity_file(work: Work, found: OpenActivity, *, upload: Upload) -> ResponseReturnValue:
    """One more."""
    if upload.taken is None:
        return show_activity(work, found, wrong=[upload.wrong]), upload.status
    try:
        added = activity_files.add_file(work, found.activity, upload.taken)
    except Refusal as refusal:
        return show_activity(work, found, wrong=[said(refusal.message)]), refusal.status
    if added is None:
        flash(_("%(name)s is here already.", name=upload.taken.name), "info")
    else:
        flash(_("“%(name)s” is added.", name=added.file_name), "success")
    return _back(found.activity.id, "files")


@bp.get("/activity-files/<int:file_id>", needs=Permission.SEE_ACTIVITY_FILE, load=FILE)
def activity_file(work: Work, found: OpenFile) -> ResponseReturnValue:
    """The file as it came, as a download."""
    answer = Response(_pieces(work.storage.open(found.file.file_key)), mimetype=found.file.media_type)
    answer.content_length = found.file.size
    answer.headers.update(DOWNLOAD_HEADERS)
    answer.headers["Content-Disposition"] = disposition(found.file.file_name)
    return answer


@bp.post("/activity-files/<int:file_id>/remove", needs=Permission.DEFINE, load=FILE)
def remove_activity_file(work: Work, found: OpenFile) -> ResponseReturnValue:
    """Out of the activity."""
    activity = library.activity(work, found.file.activity_id).activity
    activity_files.remove_file(work, activity, found.file)
    flash(_("“%(name)s” is out of the activity.", name=found.file.file_name), "success")
    return _back(activity.id, "files")


@bp.get("/activities/<int:activity_id>/parts", needs=Permission.DEFINE, load=ACTIVITY)
def choose_part(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """Look in the library for a part of this course."""
    if found.activity.kind is not ActivityKind.COURSE:
        raise NotFound
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    there = {found.activity.id, *(part.activity_id for part in courses.parts(work, found.activity.id))}
    rows, total = library.to_choose(work, words, without=there, courses=False)
    return render_template(
        "certification/library/parts.html",
        activity=found.activity,
        rows=rows,
        total=total,
        words=words,
        kinds=KINDS,
        icons=KIND_ICONS,
    )


@bp.post("/activities/<int:activity_id>/parts", needs=Permission.DEFINE, load=ACTIVITY)
def add_part(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """One more, at the end."""
    course_parts.add_part(work, found.activity, _part())
    flash(_("The part is added."), "success")
    return _back(found.activity.id, "parts")


@bp.post("/activities/<int:activity_id>/parts/remove", needs=Permission.DEFINE, load=ACTIVITY)
def remove_part(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """One less."""
    course_parts.remove_part(work, found.activity, _part())
    return _back(found.activity.id, "parts")


@bp.post("/activities/<int:activity_id>/parts/up", needs=Permission.DEFINE, load=ACTIVITY)
def part_up(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """One place earlier."""
    course_parts.move_part(work, found.activity, _part(), up=True)
    return _back(found.activity.id, "parts")


@bp.post("/activities/<int:activity_id>/parts/down", needs=Permission.DEFINE, load=ACTIVITY)
def part_down(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """One place later."""
    course_parts.move_part(work, found.activity, _part(), up=False)
    return _back(found.activity.id, "parts")


@bp.get("/activities/<int:activity_id>/meetings/new", needs=Permission.DEFINE, load=ACTIVITY)
def new_meeting(_work: Work, found: OpenActivity) -> ResponseReturnValue:
    """When and where it is held."""
    if found.activity.kind is not ActivityKind.MEET_UP:
        raise NotFound
    return _meeting_form(MeetingForm(formdata=None), found.activity.id, found.activity.title)


@bp.post("/activities/<int:activity_id>/meetings/new", needs=Permission.DEFINE, load=ACTIVITY)
def plan_meeting(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """A date more."""
    sent = MeetingForm()
    if not sent.validate():
        return _meeting_form(sent, found.activity.id, found.activity.title), 422
    meetings.plan_meeting(work, found.activity, sent.facts)
    flash(_("The date is planned."), "success")
    return _back(found.activity.id, "meetings")


@bp.get("/meetings/<int:meeting_id>", needs=Permission.SEE_ACTIVITY, load=MEETING)
def meeting(work: Work, found: OpenMeeting) -> ResponseReturnValue:
    """Who comes, and who was there."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return render_template(
        "certification/library/meeting.html",
        meeting=found.meeting,
        seats=queries.seats_of(work, found.meeting.id),
        begun=found.meeting.starts_at <= work.now,
        records=work.allows(Permission.RECORD_ATTENDANCE, found),
        defines=work.allows(Permission.DEFINE, found),
        attendance=Attendance,
        words=words,
        people=queries.people_to_add(work, found.meeting.id, words) if words else [],
    )


@bp.get("/meetings/<int:meeting_id>/change", needs=Permission.DEFINE, load=MEETING)
def meeting_facts(_work: Work, found: OpenMeeting) -> ResponseReturnValue:
    """Another time or place."""
    activity = found.meeting.activity
    return _meeting_form(MeetingForm.of(found.meeting), activity.id, activity.title, found.meeting.id)


@bp.post("/meetings/<int:meeting_id>/change", needs=Permission.DEFINE, load=MEETING)
def change_meeting(work: Work, found: OpenMeeting) -> ResponseReturnValue:
    """Keep it."""
    sent, activity = MeetingForm(), found.meeting.activity
    if not sent.validate():
        return _meeting_form(sent, activity.id, activity.title, found.meeting.id), 422
    meetings.change_meeting(work, found.meeting, sent.facts)
    flash(_("The date is saved."), "success")
    return redirect(url_for(".meeting", meeting_id=found.meeting.id), 303)


@bp.post("/meetings/<int:meeting_id>/cancel", needs=Permission.DEFINE, load=MEETING)
def cancel_meeting(work: Work, found: OpenMeeting) -> ResponseReturnValue:
    """It is not held."""
    meetings.cancel_meeting(work, found.meeting)
    flash(_("The date is cancelled."), "success")
    return _back(found.meeting.activity_id, "meetings")


@bp.post("/meetings/<int:meeting_id>/attendance", needs=Permission.RECORD_ATTENDANCE, load=MEETING)
def record_attendance(work: Work, found: OpenMeeting) -> ResponseReturnValue:
    """Who was there completes the meet-up."""
    told = attendance.record_attendance(work, found.meeting, _said())
    flash(ngettext("%(num)s change is recorded.", "%(num)s changes are recorded.", told), "success")
    return redirect(url_for(".meeting", meeting_id=found.meeting.id), 303)


@bp.post("/meetings/<int:meeting_id>/seats", needs=Permission.RECORD_ATTENDANCE, load=MEETING)
def add_seat(work: Work, found: OpenMeeting) -> ResponseReturnValue:
    """Somebody who comes, or came without a seat."""
    person = queries.active_person(work, whole(request.form.get("person")) or 0)
    meetings.take_seat(work, found.meeting, person.id, late=found.meeting.starts_at <= work.now)
    flash(_("%(name)s has a seat.", name=person.name), "success")
    return redirect(url_for(".meeting", meeting_id=found.meeting.id), 303)


def _said() -> dict[int, Attendance | None]:
    """What was said of each seat; a seat that was not on the page stays as it is."""
    said_of: dict[int, Attendance | None] = {}
    for name, value in request.form.items():
        number = whole(name.removeprefix("seat-"))
        if name.startswith("seat-") and number is not None and value in ("", *Attendance):
            said_of[number] = Attendance(value) if value else None
    return said_of


def _part() -> int:
    return whole(request.form.get("activity")) or 0


def _back(activity_id: int, anchor: str) -> ResponseReturnValue:
    return redirect(url_for(".activity", activity_id=activity_id, _anchor=anchor), 303)


def _meeting_form(form: MeetingForm, activity_id: int, title: str, meeting_id: int | None = None) -> str:
    return render_template(
        "certification/library/meeting_form.html",
        form=form,
        activity_id=activity_id,
        activity_title=title,
        meeting_id=meeting_id,
    )


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece
