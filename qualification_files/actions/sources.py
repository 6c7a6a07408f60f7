"""The list of sources: adding, changing, reading and removing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.messages import Message, say, to_json
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files.events import SourceAdded, SourceChanged, SourceRead, SourceRemoved
from qualification_files.models import QualificationSource, SourceFile
from qualification_files.queries import sources as queries
from qualification_files.queries.sources import READ_JOB
from qualification_files.rules.lookup import Held
from qualification_files.rules.states import SourceKind
from qualification_files.sources import MOST_FILES, KeptFile, Shelf

MOST_SOURCES = 50


class Direction(StrEnum):
    """Which way a source goes in the order in which they are asked."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class TakenFile:
    """A file that somebody put in a source: kept already, and read."""

    name: str
    key: str
    sha256: str
    size: int
    held: Sequence[Held]


def add_source(
    work: Work, *, name: str, kind: SourceKind, address: str = "", files: Sequence[TakenFile] = ()
) -> QualificationSource:
    """One more place to look in, after all the others; what is outside is read by a job."""
    others = queries.locked_sources(work)
    if len(others) >= MOST_SOURCES:
        raise Refusal(say("There are %(limit)s sources. Remove one first.", limit=MOST_SOURCES))
    _refuse_taken_name(work, name)
    added = QualificationSource(
        name=name,
        kind=kind,
        address=address,
        position=max((other.position for other in others), default=0) + 1,
        added_at=work.now,
        added_by=work.actor.id,
        read_at=work.now if kind is SourceKind.UPLOADED else None,
        files=[_file(work, file) for file in files],
    )
    work.db.add(added)
    work.db.flush()  # the event needs the number
    work.emit(SourceAdded(source_id=added.id, kind=kind))
    if kind is not SourceKind.UPLOADED:
        read_again(work, added)
    return added


def change_source(work: Work, source: QualificationSource, *, name: str, address: str) -> None:
    """Another name, or another place; a new place is read at once."""
    _refuse_taken_name(work, name, but=source)
    if (source.name, source.address) == (name, address):
        return
    moved = source.address != address
    source.name, source.address = name, address
    work.emit(SourceChanged(source_id=source.id, change="address" if moved else "name"))
    if moved:
        read_again(work, source)


def move_source(work: Work, source: QualificationSource, direction: Direction) -> None:
    """One place earlier or later; at the end of the list nothing changes."""
    order = queries.locked_sources(work)
    place = next((at for at, one in enumerate(order) if one.id == source.id), None)
    other = None if place is None else place + (-1 if direction is Direction.UP else 1)
    if place is None or other is None or not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order, start=1):
        one.position = position
    work.emit(SourceChanged(source_id=source.id, change=f"moved {direction}"))


def switch_source(work: Work, source: QualificationSource, *, active: bool) -> None:
    """Ask it for codes from now on, or no longer."""
    if source.active is active:
        return  # pressed twice
    source.active = active
    work.emit(SourceChanged(source_id=source.id, change="on" if active else "off"))


def remove_source(work: Work, source: QualificationSource) -> None:
    """It is asked no longer; the qualifications that came from it stay."""
    number = source.id
    work.db.delete(source)
    work.emit(SourceRemoved(source_id=number))


def add_source_files(work: Work, source: QualificationSource, files: Sequence[TakenFile]) -> int:
    """Put more files in a source of uploaded files and say how many were new."""
    locked = queries.locked_source(work, source.id)
    if locked is None or locked.kind is not SourceKind.UPLOADED:
        raise Refusal(say("Files can only be put in a source of uploaded files."))
    here = {file.sha256 for file in locked.files}
    new = [_file(work, file) for file in files if file.sha256 not in here]
    if len(here) + len(new) > MOST_FILES:
        raise Unreadable(say("A source holds at most %(limit)s files.", limit=MOST_FILES))
    if new:
        locked.files.extend(new)
        locked.read_at = work.now
        work.emit(SourceChanged(source_id=locked.id, change="files added"))
    return len(new)


def remove_source_file(work: Work, file: SourceFile) -> None:
    """Take one file out of a source of uploaded files."""
    source = queries.source(work, file.source_id)
    if source.kind is not SourceKind.UPLOADED:
        raise Refusal(say("This file stands in the place itself. Take it away there, and read the source again."))
    work.db.delete(file)
    work.emit(SourceChanged(source_id=source.id, change="file removed"))


def read_again(work: Work, source: QualificationSource) -> int:
    """Look anew at what it holds, as a job; give the job's number."""
    return work.later(READ_JOB, key=queries.read_key(source.id), source_id=source.id)


def keep_reading(work: Work, shelf: Shelf) -> None:
    """What was found in a source: its files take the place of the earlier ones. A source removed meanwhile stays so."""
    source = queries.locked_source(work, shelf.facts.id)
    if source is None or source.address != shelf.facts.address:
        return
    source.read_at = work.now
    trouble = shelf.trouble or _first(shelf.remarks)
    source.trouble = to_json(trouble) if trouble else None
    if source.kind is SourceKind.UPLOADED:
        _keep_codes(source, shelf)
    elif shelf.trouble is None:  # what was known stays while the place cannot be reached
        source.files = [_read_file(work, file) for file in shelf.files.values()]
    codes = sum(len(file.codes) for file in source.files)
    work.emit(
        SourceRead(source_id=source.id, files=len(source.files), codes=codes, could_be_read=shelf.trouble is None)
    )


def _keep_codes(source: QualificationSource, shelf: Shelf) -> None:
    for file in source.files:
        read = next((one for one in shelf.files.values() if one.sha256 == file.sha256), None)
        if read is not None:
            file.codes = [held.to_json() for held in read.held]


def _file(work: Work, file: TakenFile) -> SourceFile:
    return SourceFile(
        name=file.name[:255],
        file_key=file.key,
        sha256=file.sha256,
        size=file.size,
        taken_at=work.now,
        codes=[held.to_json() for held in file.held],
    )


def _read_file(work: Work, file: KeptFile) -> SourceFile:
    return SourceFile(
        name=file.name[:255],
        file_key=file.key,
        sha256=file.sha256,
        size=work.storage.size(file.key),
        taken_at=work.now,
        codes=[held.to_json() for held in file.held],
    )


def _refuse_taken_name(work: Work, name: str, *, but: QualificationSource | None = None) -> None:
    if queries.name_taken(work, name, but=but.id if but else None):
        raise NameTaken


class NameTaken(Unreadable):
    """Another source is called so already."""

    def __init__(self) -> None:
        super().__init__(say("Another source has this name. Choose a name that tells them apart."))


def _first(remarks: Sequence[Message]) -> Message | None:
    return remarks[0] if remarks else None
