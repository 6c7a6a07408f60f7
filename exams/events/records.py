"""What happens to the papers and files of exams, to who may inspect them, and at the end of their term."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import BulkEvent, Event


@dataclass(frozen=True, kw_only=True)
class LetterTaken(Event):
    """Somebody took the letter with another person's result."""

    name: ClassVar[str] = "exams.letter-taken"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ExamFileTaken(Event):
    """Somebody took the whole file of an exam."""

    name: ClassVar[str] = "exams.file-taken"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ExamInspected(Event):
    """An auditor looked at the file of an exam, or took it along."""

    name: ClassVar[str] = "exams.file-seen"
    sitting_id: int
    person_id: int
    grant_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class InspectionGranted(Event):
    """An auditor may read some exam files for some time."""

    name: ClassVar[str] = "exams.inspection-granted"
    grant_id: int
    person_id: int  # the auditor
    sitting_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class InspectionWithdrawn(Event):
    """An auditor may no longer read them."""

    name: ClassVar[str] = "exams.inspection-withdrawn"
    grant_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PapersAsked(Event):
    """Somebody asked for papers of many exams."""

    name: ClassVar[str] = "exams.papers-asked"
    run_id: int
    kind: str
    count: int


@dataclass(frozen=True, kw_only=True)
class PapersMade(Event):
    """They are ready; each of these exams has a paper among them."""

    name: ClassVar[str] = "exams.papers-taken"
    run_id: int
    kind: str
    sitting_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PapersFetched(Event):
    """Somebody downloaded them."""

    name: ClassVar[str] = "exams.papers-fetched"
    run_id: int


@dataclass(frozen=True, kw_only=True)
class PapersRemoved(Event):
    """They were thrown away, or their term was over."""

    name: ClassVar[str] = "exams.papers-removed"
    run_id: int


@dataclass(frozen=True, kw_only=True)
class GraduationRecorded(BulkEvent):
    """These people got the diploma of a qualification on a day, or left without it."""

    name: ClassVar[str] = "exams.graduation-recorded"
    qualification_id: int
    graduated_on: str
    without_diploma: bool = False


@dataclass(frozen=True, kw_only=True)
class GraduationRemoved(Event):
    """A diploma, or that somebody left without one, was recorded by mistake and counts no more."""

    name: ClassVar[str] = "exams.graduation-removed"
    graduation_id: int
    qualification_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RetentionHeld(Event):
    """Nothing of this exam may go, whatever its term says."""

    name: ClassVar[str] = "exams.retention-held"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RetentionLifted(Event):
    """Its term counts again."""

    name: ClassVar[str] = "exams.retention-lifted"
    sitting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RetentionSet(Event):
    """How long exam files are kept, and whether they go by themselves."""

    name: ClassVar[str] = "exams.retention-set"
    months: int
    purges: bool


@dataclass(frozen=True, kw_only=True)
class SittingPurged(Event):
    """The term of an exam is over: its marks and remarks are gone, its result and its chain stay."""

    name: ClassVar[str] = "exams.sitting-purged"
    sitting_id: int
    person_id: int
    marks: int
