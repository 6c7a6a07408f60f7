"""What an official qualification file says, as plain values in reading order.

Texts are plain and readable: lines and bullets kept, never any markup. An empty text: the source says nothing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.messages import Message


class Part(StrEnum):
    """Whether something belongs to the base of the dossier or to one profile."""

    BASE = "base"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One bullet of the behaviour; `extra` when it is asked of this profile alone."""

    text: str
    extra: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One piece of knowledge or skill; `extra` when it is asked of this profile alone."""

    text: str
    extra: bool
    source_id: str


@dataclass(frozen=True, slots=True)
class Competence:
    """A letter of the competence model with its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkProcess:
    """A work process as one profile reads it: what all share, and what is added for this profile."""

    number: str
    name: str
    description: str
    description_extra: str
    result: str
    result_extra: str
    behaviour: str
    behaviour_extra: str
    competences: tuple[str, ...]
    competences_extra: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreTask:
    """A core task as one profile reads it, with its work processes."""

    number: str
    part: Part
    name: str
    complexity: str
    complexity_extra: str
    responsibility: str
    responsibility_extra: str
    knowledge: tuple[Knowledge, ...]
    work_processes: tuple[WorkProcess, ...]
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The facts that all qualifications of one dossier share."""

    code: str
    name: str
    version: str
    status: str
    valid_from: date | None
    adopted_on: date | None
    adopted_by: str
    sector_chamber: str
    domain_code: str
    domain_name: str
    legal_requirements: bool | None
    group_context: str
    group_attitude: str
    group_result: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationFile:
    """One qualification (BR-01): all core tasks of the base, then those of one profile."""

    code: str
    name: str
    level: int
    language: str
    valid_from: date | None
    intake_ends: date | None
    programme_ends: date | None
    programme_type: str
    study_load_hours: int | None
    description: str
    occupational_group: str
    legal_requirements: bool | None
    legal_requirements_explanation: str
    legal_requirements_source: str
    profile_chapter: int
    profile_source_id: str
    core_tasks: tuple[CoreTask, ...]
    competences: tuple[Competence, ...]
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class Refused:
    """A qualification that was left out as a whole, with the reason and its place in the file."""

    code: str | None
    reason: Message
    where: Message


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should look at that did not stand in the way; no code when it holds for the whole file."""

    code: str | None
    text: Message
    where: Message


@dataclass(frozen=True, slots=True)
class DossierReport:
    """All that one file gave: dossiers, qualifications, and what was refused or deserves a look."""

    dossiers: tuple[Dossier, ...]
    qualifications: tuple[QualificationFile, ...]
    refused: tuple[Refused, ...]
    warnings: tuple[Remark, ...]
