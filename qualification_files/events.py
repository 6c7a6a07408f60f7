"""What happens to qualification files and to the people who follow them."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import BulkEvent, Event


@dataclass(frozen=True, kw_only=True)
class QualificationAdded(Event):
    """Somebody made a qualification by hand."""

    name: ClassVar[str] = "qualification_files.qualification-added"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class QualificationImported(Event):
    """A qualification came in from an official file."""

    name: ClassVar[str] = "qualification_files.qualification-imported"
    qualification_id: int
    import_id: int | None
    sha256: str


@dataclass(frozen=True, kw_only=True)
class QualificationChanged(Event):
    """Facts of a qualification, such as its name or its dates, were changed."""

    name: ClassVar[str] = "qualification_files.qualification-changed"
    qualification_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class QualificationActivated(Event):
    """A qualification can be linked and examined from now on."""

    name: ClassVar[str] = "qualification_files.qualification-activated"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class QualificationDeactivated(Event):
    """A qualification can no longer be newly linked; existing links stay."""

    name: ClassVar[str] = "qualification_files.qualification-deactivated"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class QualificationRemoved(Event):
    """A draft that nobody ever followed was removed."""

    name: ClassVar[str] = "qualification_files.qualification-removed"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class StructureChanged(Event):
    """A core task, work process or indicator was added, changed, moved or removed."""

    name: ClassVar[str] = "qualification_files.structure-changed"
    qualification_id: int
    part: str  # core-task, work-process or indicator
    part_ids: tuple[int, ...]
    change: str  # added, changed, moved or removed


@dataclass(frozen=True, kw_only=True)
class CompetenceAdded(Event):
    """The environment got a competence of its own."""

    name: ClassVar[str] = "qualification_files.competence-added"
    competence_id: int


@dataclass(frozen=True, kw_only=True)
class CompetenceChanged(Event):
    """A competence of the environment's own was renamed, retired or brought back."""

    name: ClassVar[str] = "qualification_files.competence-changed"
    competence_id: int
    change: str  # renamed, retired or restored


@dataclass(frozen=True, kw_only=True)
class DossiersUploaded(Event):
    """Official files were uploaded, to be looked at before anything is imported."""

    name: ClassVar[str] = "qualification_files.formats.sbbs-uploaded"
    import_id: int
    sha256: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImportCarriedOut(Event):
    """An upload was imported, as far as it was chosen."""

    name: ClassVar[str] = "qualification_files.import-carried-out"
    import_id: int
    qualification_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ImportDiscarded(Event):
    """An upload was put aside without importing anything."""

    name: ClassVar[str] = "qualification_files.import-discarded"
    import_id: int


@dataclass(frozen=True, kw_only=True)
class LinkRunBegun(Event):
    """Somebody chose people to link or unlink; nothing has happened to them yet."""

    name: ClassVar[str] = "qualification_files.link-run-begun"
    run_id: int
    deed: str
    people: int


@dataclass(frozen=True, kw_only=True)
class LinkRunStarted(Event):
    """A chosen linking or unlinking was set going."""

    name: ClassVar[str] = "qualification_files.link-run-started"
    run_id: int
    deed: str
    qualification_ids: tuple[int, ...]
    people: int


@dataclass(frozen=True, kw_only=True)
class LinkRunUndone(Event):
    """What a linking or unlinking changed was put back."""

    name: ClassVar[str] = "qualification_files.link-run-undone"
    run_id: int


@dataclass(frozen=True, kw_only=True)
class PeopleLinked(BulkEvent):
    """These people follow this qualification from now on."""

    name: ClassVar[str] = "qualification_files.people-linked"
    qualification_id: int
    origin: str
    run_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PeopleUnlinked(BulkEvent):
    """These people no longer follow this qualification; what they did for it stays."""

    name: ClassVar[str] = "qualification_files.people-unlinked"
    qualification_id: int
    run_id: int | None = None
