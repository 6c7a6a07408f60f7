"""What happens to results."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ResultComputed(Event):
    """There is a verdict: the provisional result, or one that was made anew, and why."""

    name: ClassVar[str] = "exams.result-computed"
    sitting_id: int
    person_id: int
    passed: bool
    cause: str = "signed"  # see rules.decisions.OutcomeCause


@dataclass(frozen=True, kw_only=True)
class ResultRatified(Event):
    """The result is final. Only a summative one (not formative) counts elsewhere."""

    name: ClassVar[str] = "exams.result-ratified"
    sitting_id: int
    person_id: int
    form_id: int
    qualification_id: int
    passed: bool
    formative: bool


@dataclass(frozen=True, kw_only=True)
class ResultSeen(Event):
    """Somebody looked at another person's result, or took a copy."""

    name: ClassVar[str] = "exams.result-seen"
    sitting_id: int
    person_id: int
