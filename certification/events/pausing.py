"""When the clock of somebody came to stand still, and when it went on."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ClockPaused(Event):
    """The clock of this person stands still in these days, for one qualification or for all."""

    name: ClassVar[str] = "certification.clock-paused"
    person_id: int
    pause_id: int
    qualification_id: int | None
    since: date
    until: date | None


@dataclass(frozen=True, kw_only=True)
class PauseEnded(Event):
    """A pause without an end has one: up to and including this day."""

    name: ClassVar[str] = "certification.pause-ended"
    person_id: int
    pause_id: int
    until: date


@dataclass(frozen=True, kw_only=True)
class PauseWithdrawn(Event):
    """A pause was a mistake: the clock never stood still for it."""

    name: ClassVar[str] = "certification.pause-withdrawn"
    person_id: int
    pause_id: int
