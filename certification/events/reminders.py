"""What happens to reminders."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from foundation.events import BulkEvent, Event


@dataclass(frozen=True, kw_only=True)
class LadderSet(Event):
    """It was set when people are reminded of the end of a qualification."""

    name: ClassVar[str] = "certification.reminders-set"
    qualification_id: int
    days: tuple[int, ...]
    lead_days: int | None
    above_days: int | None
    tells_ended: bool


@dataclass(frozen=True, kw_only=True)
class RemindersDecided(Event):
    """It was decided who is reminded on a day."""

    name: ClassVar[str] = "certification.reminders-decided"
    decided_on: date
    reminders: int
    receivers: int


@dataclass(frozen=True, kw_only=True)
class RemindersSent(Event):
    """Somebody was mailed what ends; what was true no more was passed over."""

    name: ClassVar[str] = "certification.reminders-sent"
    person_id: int  # the receiver
    reminder_ids: tuple[int, ...]
    passed_over: tuple[int, ...]
    mail_job: int | None


@dataclass(frozen=True, kw_only=True)
class PeopleQuieted(BulkEvent):
    """Nobody is reminded of these people, or of one qualification of theirs, for some time or for good."""

    name: ClassVar[str] = "certification.reminders-quieted"
    qualification_id: int | None
    until: date | None


@dataclass(frozen=True, kw_only=True)
class QualificationQuieted(Event):
    """Nobody is reminded of this qualification, for some time or for good."""

    name: ClassVar[str] = "certification.reminders-qualification-quieted"
    qualification_id: int
    until: date | None


@dataclass(frozen=True, kw_only=True)
class QuietEnded(Event):
    """An entry was taken off the quiet list."""

    name: ClassVar[str] = "certification.reminders-quiet-ended"
    quiet_id: int
    person_id: int | None
    qualification_id: int | None
