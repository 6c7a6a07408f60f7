"""Mails about exams: invitations, changes and cancellations, each with a calendar file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import current_app
from flask_babel import force_locale

from exams.actions.inviting import TELL_CANDIDATES, TELL_EXAMINER, TELL_GONE
from exams.documents.calendar import Method, calendar_file
from exams.models import Sitting
from exams.pages.calendar import examining, own_appointment
from exams.queries.calendar import Booked
from exams.queries.inviting import examined_in, to_tell
from exams.rules import SittingState
from exams.rules.appointments import Appointment
from foundation import mail
from foundation.environment import NAME, setting
from foundation.messages import say
from foundation.runner import Handlers
from foundation.web.mail import public_url, render_mail
from foundation.web.words import LANGUAGES
from foundation.work import Work
from people.models import Person


def register(handlers: Handlers) -> None:
    """The jobs that mail about exams."""
    handlers.short(TELL_CANDIDATES, tell_candidates, title=say("Mail candidates about their exam"), needs_asker=False)
    handlers.short(TELL_EXAMINER, tell_examiner, title=say("Mail an examiner about a session"), needs_asker=False)
    handlers.short(TELL_GONE, tell_gone, title=say("Mail a candidate who was taken off a plan"), needs_asker=False)


def tell_candidates(work: Work, *, sitting_ids: Sequence[int]) -> None:
    """Mail each of these candidates how their exam stands now; whoever is inactive by now gets none."""
    for sitting in to_tell(work, sitting_ids):
        gone = sitting.state is SittingState.CANCELLED
        appointment = own_appointment(booked(sitting), cancelled=gone)
        template = "exams_cancelled" if gone else "exams_moved" if sitting.calendar_sequence else "exams_invitation"
        key = f"exam:{sitting.id}:{sitting.calendar_sequence}:{sitting.state}"
        _mail(work, sitting.candidate, template, appointment, key=key, reason=sitting.ended_reason if gone else "")


def tell_examiner(work: Work, *, session_id: int, examiner_id: int) -> None:
    """Mail an examiner what is to be examined in this session, or that nothing is any more."""
    person = work.db.get(Person, examiner_id)
    sittings = examined_in(work, session_id, examiner_id)
    gone = not sittings
    if gone:
        sittings = examined_in(work, session_id, examiner_id, state=SittingState.CANCELLED)
    if person is None or not sittings:
        return
    appointment = replace(examining(session_id, [booked(sitting) for sitting in sittings]), cancelled=gone)
    key = f"examining:{session_id}:{examiner_id}:{appointment.sequence}:{len(sittings)}{':gone' if gone else ''}"
    changed = "exams_examiner_moved" if appointment.sequence else "exams_examiner"
    reason = sittings[0].ended_reason if gone else ""
    _mail(work, person, "exams_examiner_cancelled" if gone else changed, appointment, key=key, reason=reason)


def tell_gone(work: Work, *, person_id: int, starts: str, **facts: object) -> None:
    """Mail somebody that an exam is off the plan."""
    person = work.db.get(Person, person_id)
    if person is None:
        return
    gone = Booked(starts=datetime.fromisoformat(starts), **facts)  # type: ignore[arg-type]  # what `later` was given
    key = f"exam:{gone.sitting_id}:{gone.sequence}:removed"
    _mail(work, person, "exams_cancelled", own_appointment(gone, cancelled=True), key=key, reason="")


def booked(sitting: Sitting) -> Booked:
    """The sitting as calendars know it."""
    return Booked(
        sitting_id=sitting.id,
        session_id=sitting.session_id,
        title=sitting.session.form.title,
        place=sitting.session.place,
        room=sitting.room,
        starts=sitting.starts_at,
        minutes=sitting.session.form.duration_minutes,
        sequence=sitting.calendar_sequence,
    )


def _mail(work: Work, person: Person, template: str, about: Appointment, *, key: str, reason: str = "") -> None:
    if not person.active:
        return
    language = person.language if person.language in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]
    sender = current_app.extensions["settings"].mail_from
    method = Method.CANCEL if about.cancelled else Method.REQUEST
    school = str(setting(work.db, NAME) or "Proefstuk")
    with force_locale(language):
        file = calendar_file([about], name=school, at=work.now, method=method, organiser=sender, receiver=person.email)
    letter = render_mail(
        template,
        language,
        person_name=person.name,
        school=school,
        about=about,
        reason=reason,
        calendar_url=public_url("exams.calendar"),
    )
    told = mail.Mail(
        to=person.email,
        subject=letter.subject,
        text=letter.text,
        language=language,
        calendar=file,
        calendar_method=str(method),
    )
    mail.queue(work, told, key=key)
