"""What is asked of people who keep a qualification: settings and lists, changed with the old and the new values."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event

Change = tuple[str, str, str]  # of what, the old value, the new one


@dataclass(frozen=True, kw_only=True)
class UpkeepChanged(Event):
    """How a qualification is achieved and maintained is otherwise; so many people no longer meet it by that."""

    name: ClassVar[str] = "certification.upkeep-changed"
    qualification_id: int
    changes: tuple[Change, ...]
    losing: int = 0


@dataclass(frozen=True, kw_only=True)
class ActivityAsked(Event):
    """A qualification asks for an activity more."""

    name: ClassVar[str] = "certification.activity-asked"
    qualification_id: int
    line_id: int
    activity_id: int
    stage: str
    losing: int = 0


@dataclass(frozen=True, kw_only=True)
class AskedChanged(Event):
    """A line of a list is otherwise: mandatory, its time frame, its follow-up, upload allowed."""

    name: ClassVar[str] = "certification.asked-changed"
    qualification_id: int
    line_id: int
    activity_id: int
    changes: tuple[Change, ...]
    losing: int = 0


@dataclass(frozen=True, kw_only=True)
class ActivityNoLongerAsked(Event):
    """An activity was taken out of a list; what was done stays."""

    name: ClassVar[str] = "certification.activity-no-longer-asked"
    qualification_id: int
    line_id: int
    activity_id: int
    stage: str
    losing: int = 0


@dataclass(frozen=True, kw_only=True)
class AskedReordered(Event):
    """A list stands in another order."""

    name: ClassVar[str] = "certification.asked-reordered"
    qualification_id: int
    stage: str
    line_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UpkeepTakenOver(Event):
    """Settings and lists were taken over from another qualification, or came along to its new version."""

    name: ClassVar[str] = "certification.upkeep-taken-over"
    qualification_id: int
    from_id: int
    activities: int
