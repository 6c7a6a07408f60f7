"""What stands in a calendar of an exam: no marks, no results and no names, since calendars are shown around."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exams.rules.planning import USUAL_DURATION

# How far back and ahead a calendar is told.
BEFORE, AHEAD = timedelta(days=92), timedelta(days=550)


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """One exam in the calendar of one person. `sequence` grows with every change (RFC 5545, 3.8.7.4)."""

    uid: str
    title: str
    place: str
    starts: datetime
    ends: datetime
    sequence: int = 0
    examining: int = 0  # candidates; 0 for the candidate's own exam
    cancelled: bool = False
    url: str = ""


def end_of(starts: datetime, minutes: int | None) -> datetime:
    """When it is over; an exam without a stated duration is taken to last an hour."""
    return starts + (USUAL_DURATION if minutes is None else timedelta(minutes=minutes))


def place_of(place: str, room: str) -> str:
    """Where to go: the place, and the room in it."""
    return f"{place}, {room}" if room and place else place or room
