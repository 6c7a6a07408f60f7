"""What happens while the quality of exams is looked after."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class SamplingPlanned(Event):
    """The board looks again at a share of the exams of a period."""

    name: ClassVar[str] = "exams.sampling-planned"
    plan_id: int
    form_id: int | None
    percentage: int


@dataclass(frozen=True, kw_only=True)
class SamplingClosed(Event):
    """The board is done with a plan."""

    name: ClassVar[str] = "exams.sampling-closed"
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class SittingSampled(Event):
    """Somebody of the board looked again at an exam that was drawn."""

    name: ClassVar[str] = "exams.sitting-sampled"
    plan_id: int
    sitting_id: int
    person_id: int
    finding: str


@dataclass(frozen=True, kw_only=True)
class StepsJudged(Event):
    """A judge said how likely a borderline candidate achieves each of these steps."""

    name: ClassVar[str] = "exams.steps-judged"
    form_id: int
    steps: int


@dataclass(frozen=True, kw_only=True)
class QualityTaken(Event):
    """Somebody took a copy of the figures of an exam; examiners are named in it."""

    name: ClassVar[str] = "exams.quality-taken"
    form_id: int
