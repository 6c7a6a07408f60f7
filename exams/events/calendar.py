"""What happens to calendars."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class CalendarFeedMade(Event):
    """Somebody made an address at which a calendar reads the own exams; an earlier one works no longer."""

    name: ClassVar[str] = "exams.calendar-feed-made"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class CalendarFeedEnded(Event):
    """The address works no longer."""

    name: ClassVar[str] = "exams.calendar-feed-ended"
    person_id: int
