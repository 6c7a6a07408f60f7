"""Writing, changing and putting aside staff notes, with their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from foundation.files import TakenIn
from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.work import Work
from portfolio.actions.entries import ChangedMeanwhile
from portfolio.events.notes import (
    StaffNoteAdded,
    StaffNoteChanged,
    StaffNoteFileRemoved,
    StaffNoteFileRestored,
    StaffNoteFilesAdded,
    StaffNoteRemoved,
    StaffNoteRestored,
)
from portfolio.models import OpenedNoteFile, StaffNote, StaffNoteFile
from portfolio.queries import notes as found
from portfolio.rules import NoteCategory


@dataclass(frozen=True)
class NoteFacts:
    """What a note says."""

    noted_on: date
    category: NoteCategory
    text: str


def add_note(work: Work, person_id: int, facts: NoteFacts, *, form_key: str) -> StaffNote:
    """A new note about this person; the one that is there already when the same form comes twice."""
    _refuse_to_come(work, facts)
    earlier = _made_by(work, form_key, person_id)
    if earlier:
        return earlier
    note = StaffNote(person_id=person_id, author_id=work.actor.id, form_key=form_key)
    note.created_at = note.updated_at = work.now
    _tell(note, facts)
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the key is unique, the second finds the first
            work.db.add(note)
    except IntegrityError:
        return _made_by(work, form_key, person_id) or _unknown_form()
    work.emit(StaffNoteAdded(person_id=person_id, note_id=note.id, category=note.category))
    return note


def change_note(work: Work, note_id: int, facts: NoteFacts, *, version: int) -> None:
    """Say it differently; refused when it is no longer what was opened."""
    note = found.locked_note(work, note_id)
    if note.version != version:
        raise ChangedMeanwhile
    _refuse_to_come(work, facts)
    before = NoteFacts(note.noted_on, note.category, note.text)
    fields = tuple(name for name in NoteFacts.__dataclass_fields__ if getattr(before, name) != getattr(facts, name))
    if not fields:
        return
    _tell(note, facts)
    note.updated_at = work.now
    work.emit(StaffNoteChanged(person_id=note.person_id, note_id=note.id, fields=fields))


def remove_note(work: Work, note_id: int) -> None:
    """Put it aside; whoever wrote it can put it back."""
    note = found.locked_note(work, note_id)
    if note.archived_at is not None:
        return
    note.archived_at = work.now
    work.emit(StaffNoteRemoved(person_id=note.person_id, note_id=note.id))


def restore_note(work: Work, note_id: int) -> None:
    """Put it back."""
    note = found.locked_note(work, note_id)
    if note.archived_at is None:
        return
    note.archived_at = None
    work.emit(StaffNoteRestored(person_id=note.person_id, note_id=note.id))


def add_note_files(work: Work, note: StaffNote, taken: Sequence[TakenIn]) -> int:
    """Put these files with the note, and say how many were new; one that is there already is not added again."""
    if not taken:
        return 0
    note = found.locked_note(work, note.id)
    known = {file.sha256 for file in note.files if file.archived_at is None}
    fresh = {file.sha256: file for file in taken if file.sha256 not in known}
    rows = [_row(work, note, file) for file in fresh.values()]
    note.files.extend(rows)
    work.db.flush()  # the event needs the numbers
    if rows:
        file_ids, digests = tuple(row.id for row in rows), tuple(row.sha256 for row in rows)
        work.emit(StaffNoteFilesAdded(person_id=note.person_id, note_id=note.id, file_ids=file_ids, sha256=digests))
    return len(rows)


def remove_note_file(work: Work, opened: OpenedNoteFile) -> None:
    """Put it aside; it can be put back."""
    note, file = found.locked_note(work, opened.file.note_id), opened.file
    if file.archived_at is not None:
        return
    file.archived_at = work.now
    work.emit(StaffNoteFileRemoved(person_id=note.person_id, note_id=note.id, file_id=file.id))


def restore_note_file(work: Work, opened: OpenedNoteFile) -> None:
    """Put it back."""
    note, file = found.locked_note(work, opened.file.note_id), opened.file
    if file.archived_at is None:
        return
    file.archived_at = None
    work.emit(StaffNoteFileRestored(person_id=note.person_id, note_id=note.id, file_id=file.id))


def _tell(note: StaffNote, facts: NoteFacts) -> None:
    note.noted_on, note.category, note.text = facts.noted_on, facts.category, facts.text


def _refuse_to_come(work: Work, facts: NoteFacts) -> None:
    if facts.noted_on > work.today:
        raise Unreadable(say("This day is still to come. Choose the day it was, or today."))


def _made_by(work: Work, form_key: str, person_id: int) -> StaffNote | None:
    note = found.note_with_key(work, form_key)
    if note and (note.author_id != work.actor.id or note.person_id != person_id):
        _unknown_form()
    return note


def _unknown_form() -> StaffNote:
    raise Unreadable(say("This form is no longer valid. Open it again."))


def _row(work: Work, note: StaffNote, taken: TakenIn) -> StaffNoteFile:
    return StaffNoteFile(
        note_id=note.id,
        name=taken.name,
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.sha256,
        key=taken.key,
        uploaded_by=work.actor.id,
        uploaded_at=work.now,
    )
