"""What a file says about qualifications, as plain values in reading order, whatever format it came in.

Texts are plain and readable: lines and bullets kept, never any markup. An empty text: the source says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from foundation.messages import Message
from foundation.refusals import Unreadable
from qualification_files.rules.states import Part as Part
from qualification_files.rules.states import QualificationKind, QualificationState


class Format(StrEnum):
    """The formats in which qualifications come in or go out."""

    SBB_XML = "sbb-xml"  # official files
    OWN_JSON = "json"  # ours, without any loss
    NORMALISED_JSON = "normalised-json"  # official files as JSON, one qualification each
    CASE = "case"  # CASE 1.0
    CASE_1_1 = "case-1.1"
    MOODLE_CSV = "moodle-csv"
    MAHARA_MATRIX = "mahara-matrix"
    XLSX = "xlsx"


class UnreadableFile(Unreadable):
    """The file as a whole cannot be read; the words say what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One bullet of the behaviour; `extra` when it is asked of this profile alone."""

    text: str
    extra: bool = False
    identifier: UUID | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One piece of knowledge or skill; `extra` when it is asked of this profile alone."""

    text: str
    extra: bool = False
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Competence:
    """A letter of the competence model with its name; in English too where the file gives it."""

    code: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkProcess:
    """A work process as one profile reads it: what all share, and what is added for this profile."""

    number: str
    name: str
    description: str = ""
    description_extra: str = ""
    result: str = ""
    result_extra: str = ""
    behaviour: str = ""
    behaviour_extra: str = ""
    competences: tuple[str, ...] = ()
    competences_extra: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    source_id: str = ""
    knowledge_and_skills: str = ""
    identifier: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreTask:
    """A core task as one profile reads it, with its work processes."""

    number: str
    part: Part = Part.OWN
    name: str
    complexity: str = ""
    complexity_extra: str = ""
    responsibility: str = ""
    responsibility_extra: str = ""
    knowledge: tuple[Knowledge, ...] = ()
    work_processes: tuple[WorkProcess, ...] = ()
    source_id: str = ""
    identifier: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The facts that all qualifications of one dossier share."""

    code: str = ""
    name: str = ""
    version: str = ""
    status: str = ""
    valid_from: date | None = None
    adopted_on: date | None = None
    adopted_by: str = ""
    sector_chamber: str = ""
    domain_code: str = ""
    domain_name: str = ""
    legal_requirements: bool | None = None
    group_context: str = ""
    group_attitude: str = ""
    group_result: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a candidate is told in the portfolio."""

    title: str
    explanation: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationFile:
    """One qualification (BR-01): all core tasks of the base, then those of one profile."""

    code: str
    name: str
    level: int | None = None
    language: str = "nl"
    valid_from: date | None = None
    intake_ends: date | None = None
    programme_ends: date | None = None
    programme_type: str = ""
    study_load_hours: int | None = None
    description: str = ""
    occupational_group: str = ""
    legal_requirements: bool | None = None
    legal_requirements_explanation: str = ""
    legal_requirements_source: str = ""
    profile_chapter: int = 0
    profile_source_id: str = ""
    core_tasks: tuple[CoreTask, ...] = ()
    competences: tuple[Competence, ...] = ()
    dossier: Dossier = field(default_factory=Dossier)
    cohort: str = ""
    kind: QualificationKind = QualificationKind.REGULAR
    link_by_default: bool = False
    terms: Mapping[str, object] = field(default_factory=dict)  # as the column keeps them, see rules.terms
    instruction: Instruction | None = None
    identifier: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends a file, and what is known of the qualification besides its content; some formats say so."""

    base_url: str
    creator: str = ""
    state: QualificationState | None = None
    changed_at: datetime | None = None


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
class FileReport:
    """All that one file gave: qualifications, and what was refused or deserves a look."""

    dossiers: tuple[Dossier, ...] = ()
    qualifications: tuple[QualificationFile, ...] = ()
    refused: tuple[Refused, ...] = ()
    warnings: tuple[Remark, ...] = ()
    format: Format | None = None  # set by `read_file`
