"""What is told to calendars."""

from collections.abc import Sequence

from exams.queries.calendar import Booked
from exams.rules.appointments import Appointment, end_of, place_of
from foundation.web.mail import public_url


def own_appointment(booked: Booked, *, cancelled: bool = False) -> Appointment:
    """A candidate's own exam."""
    return Appointment(
        uid=uid("sitting", booked.sitting_id),
        title=booked.title,
        place=place_of(booked.place, booked.room),
        starts=booked.starts,
        ends=end_of(booked.starts, booked.minutes),
        sequence=booked.sequence,
        cancelled=cancelled or booked.annulled,
        url=public_url("exams.sitting", sitting_id=booked.sitting_id),
    )


def examining(session_id: int, bookings: Sequence[Booked]) -> Appointment:
    """What an examiner has to do in one session: from the first start until the last exam is over."""
    first = bookings[0]
    rooms = sorted({booked.room for booked in bookings if booked.room})
    return Appointment(
        uid=uid("session", session_id),
        title=first.title,
        place=place_of(first.place, ", ".join(rooms)),
        starts=min(booked.starts for booked in bookings),
        ends=max(end_of(booked.starts, booked.minutes) for booked in bookings),
        sequence=sum(booked.sequence for booked in bookings),
        examining=len(bookings),
        url=public_url("exams.session", session_id=session_id),
    )


def uid(kind: str, number: int) -> str:
    """The same for the same exam for ever, and no other's anywhere (RFC 5545, 3.8.4.7)."""
    host = public_url("home.show").partition("://")[2].partition("/")[0].partition(":")[0]
    return f"{kind}-{number}@{host}"
