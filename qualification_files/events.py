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
    """A qualification came in from a file."""

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
class QualificationPublished(Event):
    """Anybody may read a qualification from now on."""

    name: ClassVar[str] = "qualification_files.qualification-published"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class QualificationUnpublished(Event):
    """A qualification is read inside the school alone from now on."""

    name: ClassVar[str] = "qualification_files.qualification-unpublished"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class QualificationRemoved(Event):
    """A draft that nobody ever followed was removed."""

    name: ClassVar[str] = "qualification_files.qualification-removed"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class StructureChanged(Event):
    """A core task, work process or indicator was added, changed, moved, removed or put back."""

    name: ClassVar[str] = "qualification_files.structure-changed"
    qualification_id: int
    part: str  # core-task, work-process or indicator
    part_ids: tuple[int, ...]
    change: str  # added, changed, moved, removed or restored


@dataclass(frozen=True, kw_only=True)
class ContentTakenOver(Event):
    """A draft took over what a file says now; the numbers are those of core tasks and work processes."""

    name: ClassVar[str] = "qualification_files.content-taken-over"
    qualification_id: int
    sha256: str
    added: int
    changed: int
    removed: int


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
class CompetenceRemoved(Event):
    """A competence of the environment's own, which nothing called on, was removed."""

    name: ClassVar[str] = "qualification_files.competence-removed"
    competence_id: int


@dataclass(frozen=True, kw_only=True)
class DossiersUploaded(Event):
    """Files with qualifications were uploaded, to be looked at before anything is imported."""

    name: ClassVar[str] = "qualification_files.dossiers-uploaded"
    import_id: int
    sha256: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImportFilesExplained(Event):
    """Somebody said what the files of an upload do not say themselves: their format, or the code of a qualification."""

    name: ClassVar[str] = "qualification_files.import-files-explained"
    import_id: int
    file_ids: tuple[int, ...]


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
    source_id: int = 0  # which part of the organisation, rule or inventory
    run_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PeopleUnlinked(BulkEvent):
    """These people no longer follow this qualification; what they did for it stays."""

    name: ClassVar[str] = "qualification_files.people-unlinked"
    qualification_id: int
    origin: str = ""  # of the last reason that held them, where that ended by itself
    source_id: int = 0
    run_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class LinksHeld(BulkEvent):
    """One more reason holds the links of these people to this qualification."""

    name: ClassVar[str] = "qualification_files.links-held"
    qualification_id: int
    origin: str
    source_id: int
    required: bool


@dataclass(frozen=True, kw_only=True)
class LinksReleased(BulkEvent):
    """One reason no longer holds the links of these people; another one still does."""

    name: ClassVar[str] = "qualification_files.links-released"
    qualification_id: int
    origin: str
    source_id: int


@dataclass(frozen=True, kw_only=True)
class QualificationSuperseded(Event):
    """A later version came in its place; whoever follows it goes on, nobody new begins."""

    name: ClassVar[str] = "qualification_files.qualification-superseded"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class QualificationClosed(Event):
    """A qualification that nobody follows any more was closed for good."""

    name: ClassVar[str] = "qualification_files.qualification-closed"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class VersionMade(Event):
    """A new draft was made as a copy, to be the next version."""

    name: ClassVar[str] = "qualification_files.version-made"
    qualification_id: int
    predecessor_id: int


@dataclass(frozen=True, kw_only=True)
class SuccessorChosen(Event):
    """A qualification that was here became the next version of another."""

    name: ClassVar[str] = "qualification_files.successor-chosen"
    qualification_id: int
    predecessor_id: int


@dataclass(frozen=True, kw_only=True)
class SuccessorLetGo(Event):
    """A qualification is no longer the next version of another."""

    name: ClassVar[str] = "qualification_files.successor-let-go"
    qualification_id: int
    predecessor_id: int


@dataclass(frozen=True, kw_only=True)
class MappingDecided(Event):
    """Somebody said where work processes of the earlier version went."""

    name: ClassVar[str] = "qualification_files.mapping-decided"
    qualification_id: int
    decided: tuple[tuple[int, int | None], ...]  # old work process, new work process or none


@dataclass(frozen=True, kw_only=True)
class MoveBegun(Event):
    """Somebody chose people to move to the next version; nothing has happened to them yet."""

    name: ClassVar[str] = "qualification_files.move-begun"
    move_id: int
    old_id: int
    new_id: int
    people: int


@dataclass(frozen=True, kw_only=True)
class MoveStarted(Event):
    """A chosen move to the next version was set going."""

    name: ClassVar[str] = "qualification_files.move-started"
    move_id: int
    old_id: int
    new_id: int
    people: int


@dataclass(frozen=True, kw_only=True)
class MoveUndone(Event):
    """What a move to the next version changed was put back."""

    name: ClassVar[str] = "qualification_files.move-undone"
    move_id: int


@dataclass(frozen=True, kw_only=True)
class PeopleMoved(BulkEvent):
    """These people follow the next version instead of the earlier one; what they showed goes along the mapping."""

    name: ClassVar[str] = "qualification_files.people-moved"
    old_id: int
    new_id: int
    move_id: int


@dataclass(frozen=True, kw_only=True)
class PeopleMovedBack(BulkEvent):
    """These people follow the earlier version again, as before the move."""

    name: ClassVar[str] = "qualification_files.people-moved-back"
    old_id: int
    new_id: int
    move_id: int


@dataclass(frozen=True, kw_only=True)
class InstructionChanged(Event):
    """What candidates read about a qualification in their portfolio was changed, shown or hidden."""

    name: ClassVar[str] = "qualification_files.instruction-changed"
    qualification_id: int
    shown: bool


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(Event):
    """A document in which the school accounts for its choices was put with a qualification."""

    name: ClassVar[str] = "qualification_files.document-added"
    qualification_id: int
    document_id: int
    file_id: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DocumentReplaced(Event):
    """Such a document got a newer file; the earlier one stays."""

    name: ClassVar[str] = "qualification_files.document-replaced"
    qualification_id: int
    document_id: int
    file_id: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DocumentDescribed(Event):
    """Such a document got another description."""

    name: ClassVar[str] = "qualification_files.document-described"
    qualification_id: int
    document_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(Event):
    """Such a document was put aside, with all its files."""

    name: ClassVar[str] = "qualification_files.document-removed"
    qualification_id: int
    document_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentRestored(Event):
    """Such a document was put back."""

    name: ClassVar[str] = "qualification_files.document-restored"
    qualification_id: int
    document_id: int


@dataclass(frozen=True, kw_only=True)
class SourceAdded(Event):
    """Official files are looked up in one more place."""

    name: ClassVar[str] = "qualification_files.source-added"
    source_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class SourceChanged(Event):
    """A source was renamed, moved, switched on or off, or got or lost files."""

    name: ClassVar[str] = "qualification_files.source-changed"
    source_id: int
    change: str


@dataclass(frozen=True, kw_only=True)
class SourceRead(Event):
    """It was looked at what a source holds."""

    name: ClassVar[str] = "qualification_files.source-read"
    source_id: int
    files: int
    codes: int
    could_be_read: bool


@dataclass(frozen=True, kw_only=True)
class SourceRemoved(Event):
    """A source is asked no longer; what came from it stays."""

    name: ClassVar[str] = "qualification_files.source-removed"
    source_id: int


@dataclass(frozen=True, kw_only=True)
class CodeRunBegun(Event):
    """Somebody pasted codes, to see what the sources have for them."""

    name: ClassVar[str] = "qualification_files.code-run-begun"
    run_id: int
    codes: int
    wrong: int


@dataclass(frozen=True, kw_only=True)
class CodesLookedUp(Event):
    """All codes of a run were looked up."""

    name: ClassVar[str] = "qualification_files.codes-looked-up"
    run_id: int
    found: int


@dataclass(frozen=True, kw_only=True)
class CodeImportStarted(Event):
    """Somebody chose which of the codes come in."""

    name: ClassVar[str] = "qualification_files.code-import-started"
    run_id: int
    codes: int


@dataclass(frozen=True, kw_only=True)
class CodesImported(Event):
    """The chosen codes of a run came in, as far as that could be."""

    name: ClassVar[str] = "qualification_files.codes-imported"
    run_id: int
    qualification_ids: tuple[int, ...]
