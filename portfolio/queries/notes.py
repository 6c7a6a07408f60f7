"""Reading staff notes: the list, the one way to a note and to a file of it, and all of them for data access."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.refusals import NotFound
from foundation.work import Work
from portfolio.models import OpenedNote, OpenedNoteFile, StaffNote, StaffNoteFile
from portfolio.queries.subjects import sides
from portfolio.rules import NoteCategory
from qualification_files.queries.lists import PAGE, Page, contains


@dataclass(frozen=True)
class WantedNotes:
    """Which notes a list shows."""

    person_id: int
    words: str = ""
    category: NoteCategory | None = None
    author_id: int | None = None  # only what this person wrote
    removed: bool = False
    page: int = 1


def notes(work: Work, wanted: WantedNotes) -> Page[StaffNote]:
    """One page of the notes about somebody, newest day first, with author and files (3 statements)."""
    rows = _narrowed(select(StaffNote.id), wanted)
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(wanted.page, -(-total // PAGE)))
    shown = (
        _narrowed(select(StaffNote), wanted)
        .options(joinedload(StaffNote.author), selectinload(StaffNote.files))
        .order_by(StaffNote.noted_on.desc(), StaffNote.id.desc())
    )
    return Page(work.db.scalars(shown.limit(PAGE).offset((number - 1) * PAGE)).all(), total, number)


def notes_about(work: Work, person_id: int) -> Sequence[StaffNote]:
    """All that staff wrote about this person, put aside or not, oldest day first, with authors and files.

    For who is entitled to a copy of everything that is kept about a person; no page for candidates asks this.
    """
    return work.db.scalars(
        select(StaffNote)
        .where(StaffNote.person_id == person_id)
        .options(joinedload(StaffNote.author), selectinload(StaffNote.files))
        .order_by(StaffNote.noted_on, StaffNote.id)
    ).all()


def note(work: Work, note_id: int) -> OpenedNote:
    """One note with its author and files, in two statements."""
    row = work.db.execute(
        select(StaffNote, *sides(work, StaffNote.person_id))
        .where(StaffNote.id == note_id)
        .options(joinedload(StaffNote.author), selectinload(StaffNote.files))
    ).one_or_none()
    if row is None:
        raise NotFound
    found: StaffNote = row[0]
    return OpenedNote(
        found,
        note_id,
        found.person_id,
        found.author_id,
        guided=row[1],
        assessed=row[2],
        kept=found.archived_at is None,
    )


def note_file(work: Work, file_id: int) -> OpenedNoteFile:
    """One file of a note, in one statement."""
    row = work.db.execute(
        select(StaffNoteFile, *sides(work, StaffNote.person_id))
        .join(StaffNoteFile.note)
        .where(StaffNoteFile.id == file_id)
        .options(joinedload(StaffNoteFile.note))
    ).one_or_none()
    if row is None:
        raise NotFound
    found: StaffNoteFile = row[0]
    return OpenedNoteFile(
        found,
        found.note.person_id,
        found.note.author_id,
        guided=row[1],
        assessed=row[2],
        kept=found.archived_at is None and found.note.archived_at is None,
    )


def note_with_key(work: Work, form_key: str) -> StaffNote | None:
    """The note that this form has made already."""
    return work.db.scalars(select(StaffNote).where(StaffNote.form_key == form_key)).one_or_none()


def locked_note(work: Work, note_id: int) -> StaffNote:
    """The note as it stands, held until the end of this work."""
    return work.db.scalars(
        select(StaffNote)
        .where(StaffNote.id == note_id)
        .with_for_update(of=StaffNote)  # race: the same note is saved in two tabs at once
        .execution_options(populate_existing=True)
    ).one()


def _narrowed(rows: Select[Any], wanted: WantedNotes) -> Select[Any]:
    aside = StaffNote.archived_at.is_not(None) if wanted.removed else StaffNote.archived_at.is_(None)
    rows = rows.where(StaffNote.person_id == wanted.person_id, aside)
    if wanted.category:
        rows = rows.where(StaffNote.category == wanted.category)
    if wanted.author_id is not None:
        rows = rows.where(StaffNote.author_id == wanted.author_id)
    if wanted.words:
        named = select(StaffNoteFile.note_id).where(
            StaffNoteFile.archived_at.is_(None), contains(wanted.words, StaffNoteFile.name)
        )
        rows = rows.where(or_(contains(wanted.words, StaffNote.text), StaffNote.id.in_(named)))
    return rows
