"""Rules for evidence, judgements of its quality, and how far people find themselves."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class EvidenceRuleSet(Event):
    """What a qualification asks of evidence was changed."""

    name: ClassVar[str] = "portfolio.evidence-rule-set"
    qualification_id: int
    months_valid: int | None
    pieces: int
    contexts: int
    witness: bool


@dataclass(frozen=True, kw_only=True)
class EvidenceRuleTakenAlong(Event):
    """A new version of a qualification asks of evidence what the earlier one asked."""

    name: ClassVar[str] = "portfolio.evidence-rule-taken-along"
    qualification_id: int
    predecessor_id: int


@dataclass(frozen=True, kw_only=True)
class QualityJudged(Event):
    """Somebody judged the quality of another's evidence for a work process."""

    name: ClassVar[str] = "portfolio.quality-judged"
    person_id: int
    work_process_id: int
    judgement_id: int
    capacity: str


@dataclass(frozen=True, kw_only=True)
class SelfAssessed(Event):
    """A candidate said how far one is with these work processes."""

    name: ClassVar[str] = "portfolio.self-assessed"
    person_id: int
    work_process_ids: tuple[int, ...]
