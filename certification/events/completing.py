"""What happens when people complete something."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ActivityCompleted(Event):
    """Somebody completed an activity."""

    name: ClassVar[str] = "certification.activity-completed"
    person_id: int
    activity_id: int
    completion_id: int
    how: str  # see rules.states.CompletedBy


@dataclass(frozen=True, kw_only=True)
class QualificationProven(Event):
    """Somebody proved an external qualification as a whole."""

    name: ClassVar[str] = "certification.qualification-proven"
    person_id: int
    qualification_id: int
    completion_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class CompletionWithdrawn(Event):
    """What was recorded as completed was wrong and counts no more; one of the two numbers says what it was of."""

    name: ClassVar[str] = "certification.completion-withdrawn"
    person_id: int
    completion_id: int
    activity_id: int | None
    qualification_id: int | None


@dataclass(frozen=True, kw_only=True)
class EarlierResultsTaken(Event):
    """Exams that people had passed before now count for an activity."""

    name: ClassVar[str] = "certification.earlier-results-taken"
    activity_id: int
    completions: int
