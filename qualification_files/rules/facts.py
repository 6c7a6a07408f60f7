"""What people fill in about a qualification and its parts, as plain values."""

from dataclasses import dataclass
from datetime import date

from qualification_files.rules.states import QualificationKind


@dataclass(frozen=True, kw_only=True)
class QualificationFacts:
    """What is known of a qualification besides its parts."""

    language: str
    name: str
    code: str
    cohort: str = ""
    edition: str = ""
    level: int | None = None
    kind: QualificationKind = QualificationKind.REGULAR
    description: str = ""
    valid_from: date | None = None
    intake_ends: date | None = None
    programme_ends: date | None = None
    link_by_default: bool = False


@dataclass(frozen=True, kw_only=True)
class InstructionFacts:
    """What candidates read about a qualification in their portfolio, while it is shown."""

    has_instruction: bool
    instruction_title: str = ""
    instruction_explanation: str = ""
    instruction_text: str = ""


@dataclass(frozen=True, kw_only=True)
class CoreTaskFacts:
    """What is filled in about a core task."""

    number: str
    name: str
    complexity: str = ""
    responsibility: str = ""
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WorkProcessFacts:
    """What is filled in about a work process."""

    number: str
    name: str
    description: str = ""
    result: str = ""
    knowledge_and_skills: str = ""
    competence_ids: tuple[int, ...] = ()
