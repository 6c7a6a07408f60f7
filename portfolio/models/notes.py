"""Staff notes about a candidate, which that candidate does not see here but gets in a data-access export."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.models import Person
from portfolio.rules import NoteCategory


class StaffNote(Base):
    """What somebody of the staff writes down about a candidate."""

    __tablename__ = "staff_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # whom it is about
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    noted_on: Mapped[date]  # the day it is about
    category: Mapped[NoteCategory] = mapped_column(EnumText(NoteCategory))
    text: Mapped[str] = mapped_column(Text)
    form_key: Mapped[str] = mapped_column(String(36), unique=True)  # a form posted twice makes one note
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    files: Mapped[list["StaffNoteFile"]] = relationship(
        back_populates="note", cascade="all, delete-orphan", order_by="StaffNoteFile.id"
    )

    __table_args__ = (Index("ix_staff_note_person_id_noted_on", "person_id", "noted_on"),)
    # The same note open in two tabs: the second save is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class StaffNoteFile(Base):
    """A file with a note."""

    __tablename__ = "staff_note_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("staff_note.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(100))
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    note: Mapped[StaffNote] = relationship(back_populates="files")


@dataclass(frozen=True)
class OpenedNote:
    """A note, as the actor finds it."""

    note: StaffNote
    note_id: int
    owner_id: int  # whom it is about
    author_id: int
    guided: bool  # the actor guides that person
    assessed: bool  # the actor assesses that person's portfolio
    kept: bool


@dataclass(frozen=True)
class OpenedNoteFile:
    """A file of a note, as the actor finds it."""

    file: StaffNoteFile
    owner_id: int  # whom its note is about
    author_id: int  # of its note
    guided: bool
    assessed: bool
    kept: bool
