"""What happens to activities, their themes and their meetings."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from foundation.events import BulkEvent, Event


@dataclass(frozen=True, kw_only=True)
class ActivityMade(Event):
    """Somebody began an activity, as a draft."""

    name: ClassVar[str] = "certification.activity-made"
    activity_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(Event):
    """Something of an activity is otherwise; `what` names the facts."""

    name: ClassVar[str] = "certification.activity-changed"
    activity_id: int
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ActivityPublished(Event):
    """People see it from this day; without a day it is a draft again."""

    name: ClassVar[str] = "certification.activity-published"
    activity_id: int
    on: date | None


@dataclass(frozen=True, kw_only=True)
class ActivityRetired(Event):
    """Nobody newly begins it."""

    name: ClassVar[str] = "certification.activity-retired"
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityBroughtBack(Event):
    """A retired activity can be begun again."""

    name: ClassVar[str] = "certification.activity-brought-back"
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityRemoved(Event):
    """An activity that was never used is gone."""

    name: ClassVar[str] = "certification.activity-removed"
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityFileAdded(Event):
    """A file more stands in it."""

    name: ClassVar[str] = "certification.activity-file-added"
    activity_id: int
    file_id: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ActivityFileRemoved(Event):
    """A file was taken out of it."""

    name: ClassVar[str] = "certification.activity-file-removed"
    activity_id: int
    file_id: int


@dataclass(frozen=True, kw_only=True)
class CoursePartsChanged(Event):
    """A course consists of these activities from now on, in this order."""

    name: ClassVar[str] = "certification.course-parts-changed"
    activity_id: int
    part_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ThemeAdded(Event):
    """There is a theme more."""

    name: ClassVar[str] = "certification.theme-added"
    theme_id: int


@dataclass(frozen=True, kw_only=True)
class ThemeRenamed(Event):
    """A theme goes by another name."""

    name: ClassVar[str] = "certification.theme-renamed"
    theme_id: int


@dataclass(frozen=True, kw_only=True)
class ThemeRemoved(Event):
    """A theme is gone; so many activities had it."""

    name: ClassVar[str] = "certification.theme-removed"
    theme_id: int
    activities: int


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Event):
    """A meet-up has a date more."""

    name: ClassVar[str] = "certification.meeting-planned"
    meeting_id: int
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """It is held at another time or place, or has another number of seats."""

    name: ClassVar[str] = "certification.meeting-changed"
    meeting_id: int
    activity_id: int
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Event):
    """It is not held."""

    name: ClassVar[str] = "certification.meeting-cancelled"
    meeting_id: int
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class SeatTaken(Event):
    """Somebody comes to a meeting."""

    name: ClassVar[str] = "certification.seat-taken"
    person_id: int
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class SeatGivenUp(Event):
    """Somebody does not come after all."""

    name: ClassVar[str] = "certification.seat-given-up"
    person_id: int
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(BulkEvent):
    """It is on record that these people were, or were not, at a meeting; without either it is open again."""

    name: ClassVar[str] = "certification.attendance-recorded"
    meeting_id: int
    attendance: str | None
