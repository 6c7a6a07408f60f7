"""Calendar files (RFC 5545) of exams: an invitation, its cancellation, and the calendar somebody subscribes to."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext
from icalendar import Calendar, Event, vCalAddress, vText

from exams.rules.appointments import Appointment

PRODUCT = "-//Proefstuk//Exams//EN"


class Method(StrEnum):
    """What a calendar is to do with the file (RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def calendar_file(
    appointments: Iterable[Appointment],
    *,
    name: str,
    at: datetime,
    method: Method = Method.PUBLISH,
    organiser: str = "",
    receiver: str = "",
) -> str:
    """The file as text, in the language in force; `organiser` and `receiver` are e-mail addresses."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    for appointment in appointments:
        calendar.add_component(_event(appointment, at=at, method=method, organiser=organiser, receiver=receiver))
    return str(calendar.to_ical().decode())


def _event(appointment: Appointment, *, at: datetime, method: Method, organiser: str, receiver: str) -> Event:
    event = Event()
    gone = appointment.cancelled or method is Method.CANCEL
    event.add("uid", appointment.uid)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", appointment.starts.astimezone(UTC))
    event.add("dtend", appointment.ends.astimezone(UTC))
    event.add("sequence", appointment.sequence)
    event.add("summary", _title(appointment))
    event.add("location", appointment.place)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    if appointment.url:
        event.add("url", appointment.url)
        told = _("Whom you examine, when and where: %(url)s", url=appointment.url)
        own = _("What is asked, and what to bring: %(url)s", url=appointment.url)
        event.add("description", told if appointment.examining else own)
    if organiser and receiver:
        event["organizer"] = vCalAddress(f"mailto:{organiser}")
        attendee = vCalAddress(f"mailto:{receiver}")
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        event.add("attendee", attendee, encode=False)
    return event


def _title(appointment: Appointment) -> str:
    if not appointment.examining:
        return str(_("Exam: %(title)s", title=appointment.title))
    return str(
        ngettext(
            "Examining: %(title)s (%(num)s candidate)",
            "Examining: %(title)s (%(num)s candidates)",
            appointment.examining,
            title=appointment.title,
        )
    )
