"""A portfolio as a file tells it: plain values, whatever format it leaves in or comes from.

Texts are plain and readable, never any markup. An empty text: the file says nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from foundation.messages import Message
from foundation.refusals import Unreadable
from portfolio.rules import EntryFacts, EntryKind, EvidenceState


class UnreadablePortfolio(Unreadable):
    """The file as a whole cannot be read; the words say what is wrong and what to do."""


class SaidAs(StrEnum):
    """In which way somebody else said something about an entry."""

    COMMENT = "comment"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"  # an acceptance
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said about an entry; `number` names the work process it is about, if it is about one.

    With a `source` it was said elsewhere and came in with a file: nobody here has checked that it is true.
    """

    who: str
    when: datetime
    text: str
    way: SaidAs = SaidAs.COMMENT
    number: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FileInside:
    """A file that comes along. `path` is where it lies beside the description, with / between folders."""

    path: str
    name: str
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    uploaded_at: datetime | None = None
    replaces: str = ""  # the path of the file that this is a newer version of


@dataclass(frozen=True, slots=True)
class QualificationInside:
    """A qualification that a portfolio speaks of; whether it is known here is for the reader to find out."""

    code: str
    cohort: str
    name: str


@dataclass(frozen=True, slots=True)
class WorkProcessInside:
    """A work process that an entry is evidence for."""

    qualification: QualificationInside
    core_task: str  # number and name
    number: str
    name: str
    identifier: UUID | None = None


@dataclass(frozen=True, slots=True)
class EvidenceInside:
    """An entry shows a work process, with the owner's own reasoning and the indicators shown in particular."""

    work_process: WorkProcessInside
    reasoning: str = ""
    state: EvidenceState = EvidenceState.OPEN
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryInside:
    """One thing that somebody did, learnt or made. `key` tells it from the others in the same file."""

    key: str
    kind: EntryKind
    facts: EntryFacts
    created_at: datetime | None = None
    updated_at: datetime | None = None
    version_of: str = ""  # the key of the entry that this is a new version of
    qualifications: tuple[QualificationInside, ...] = ()
    evidence: tuple[EvidenceInside, ...] = ()
    files: tuple[FileInside, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class PortfolioFile:
    """A whole portfolio: whose it is, where and when it was written, and what is in it, oldest first."""

    owner: str
    made_at: datetime
    made_by: str = ""  # the program, and its address where the file gives one
    entries: tuple[EntryInside, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPortfolio:
    """What was read, and what deserves a look or was left out."""

    portfolio: PortfolioFile
    remarks: tuple[Message, ...] = ()
