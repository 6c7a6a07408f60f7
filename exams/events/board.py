"""What the exam board does, and what candidates ask of it."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Event):
    """The board took a decision; what it is about follows in events of their own."""

    name: ClassVar[str] = "exams.decision-made"
    decision_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class MarkCorrected(Event):
    """A mark was changed after signing; the value before stays beside it."""

    name: ClassVar[str] = "exams.mark-corrected"
    sitting_id: int
    person_id: int
    step_id: int
    correction_id: int
    decision_id: int | None
    value_before: int | None
    value: int


@dataclass(frozen=True, kw_only=True)
class ResultChanged(Event):
    """A result that was final came out otherwise after a correction or an exemption."""

    name: ClassVar[str] = "exams.result-changed"
    sitting_id: int
    person_id: int
    form_id: int
    qualification_id: int
    passed: bool
    formative: bool


@dataclass(frozen=True, kw_only=True)
class ResultAnnulled(Event):
    """A result is void: it counts nowhere any more; whether the attempt is given back as well."""

    name: ClassVar[str] = "exams.result-annulled"
    sitting_id: int
    person_id: int
    form_id: int
    qualification_id: int
    decision_id: int
    was_ratified: bool
    gives_back: bool = True


@dataclass(frozen=True, kw_only=True)
class ExemptionGiven(Event):
    """A candidate need not sit an exam, or parts of it."""

    name: ClassVar[str] = "exams.exemption-given"
    exemption_id: int
    person_id: int
    form_id: int
    decision_id: int
    whole: bool


@dataclass(frozen=True, kw_only=True)
class ExemptionWithdrawn(Event):
    """An exemption holds no more."""

    name: ClassVar[str] = "exams.exemption-withdrawn"
    exemption_id: int
    person_id: int
    form_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectionLodged(Event):
    """A candidate objects to a result or appeals, or somebody took in their letter."""

    name: ClassVar[str] = "exams.objection-lodged"
    objection_id: int
    sitting_id: int
    person_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ObjectionWithdrawn(Event):
    """Whoever lodged it takes it back."""

    name: ClassVar[str] = "exams.objection-withdrawn"
    objection_id: int
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectionExtended(Event):
    """The decision comes later, once."""

    name: ClassVar[str] = "exams.objection-extended"
    objection_id: int
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectionDecided(Event):
    """There is an outcome."""

    name: ClassVar[str] = "exams.objection-decided"
    objection_id: int
    sitting_id: int
    person_id: int
    decision_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ObjectionFileAdded(Event):
    """A file was put with an objection or appeal, or with the decision on it."""

    name: ClassVar[str] = "exams.objection-file-added"
    objection_id: int
    sitting_id: int
    person_id: int
    file_id: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DecisionTold(Event):
    """These got the decision on an objection or appeal."""

    name: ClassVar[str] = "exams.decision-told"
    objection_id: int
    sitting_id: int
    person_id: int
    told: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OwnFormSeen(Event):
    """A candidate looked at the own form, or took a copy (BR-54)."""

    name: ClassVar[str] = "exams.own-form-seen"
    sitting_id: int
    person_id: int
