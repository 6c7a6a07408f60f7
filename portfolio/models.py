"""The portfolio: entries with files, linked as evidence to work processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.models import Person
from portfolio.rules import EntryKind, PreviewState
from qualification_files.models import Qualification, WorkProcess


class Entry(Base):
    """Something a person did, learnt or made."""

    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[EntryKind] = mapped_column(EnumText(EntryKind))
    title: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(200), default="")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    hours: Mapped[int | None]
    level: Mapped[str] = mapped_column(String(100), default="")
    outcome: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str | None] = mapped_column(String(36), unique=True)  # a form posted twice makes one entry
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[Person] = relationship()
    files: Mapped[list["EntryFile"]] = relationship(
        back_populates="entry", cascade="all, delete-orphan", order_by="EntryFile.id"
    )
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="entry", cascade="all, delete-orphan", order_by="Evidence.id"
    )
    qualifications: Mapped[list["EntryQualification"]] = relationship(
        back_populates="entry", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index("ix_entry_owner_id_archived_at", "owner_id", "archived_at"),
        CheckConstraint("ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name="period"),
    )
    # The same entry open in two tabs: the second save is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class EntryQualification(Base):
    """A qualification that the owner finds this entry relevant for."""

    __tablename__ = "entry_qualification"
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), primary_key=True, index=True)

    entry: Mapped[Entry] = relationship(back_populates="qualifications")
    qualification: Mapped[Qualification] = relationship()


class EntryFile(Base):
    """A file of an entry. The original is sealed as it came; others are shown the derivative without metadata."""

    __tablename__ = "entry_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    category: Mapped[str] = mapped_column(String(20))  # image, document, audio or video
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    original_key: Mapped[str] = mapped_column(String(100))
    preview: Mapped[PreviewState] = mapped_column(EnumText(PreviewState), default=PreviewState.NONE)
    shown_key: Mapped[str | None] = mapped_column(String(100))
    thumbnail_key: Mapped[str | None] = mapped_column(String(100))
    width: Mapped[int | None]
    height: Mapped[int | None]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship(back_populates="files")


class Evidence(Base):
    """An entry shows that its owner masters a work process, with the owner's own reasoning."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    work_process_id: Mapped[int] = mapped_column(ForeignKey("work_process.id"), index=True)
    reasoning: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]  # no longer linked; the reasoning is there when it is linked again
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)  # of an earlier version
    move_id: Mapped[int | None] = mapped_column(ForeignKey("version_move.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    entry: Mapped[Entry] = relationship(back_populates="evidence")
    work_process: Mapped[WorkProcess] = relationship()

    # The same link made twice at once is one link.
    __table_args__ = (UniqueConstraint("entry_id", "work_process_id"),)
    # The same reasoning open in two tabs: the second save is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


@dataclass(frozen=True)
class Portfolio:
    """Somebody's portfolio, as the actor finds it."""

    owner_id: int
    name: str  # of the owner
    note: str  # group and number of the owner
    guided: bool  # the actor guides the owner
    kept: bool = True


@dataclass(frozen=True)
class OpenedEntry:
    """An entry, as the actor finds it."""

    entry: Entry
    entry_id: int
    owner_id: int
    guided: bool
    kept: bool  # not put aside


@dataclass(frozen=True)
class OpenedFile:
    """A file of an entry, as the actor finds it."""

    file: EntryFile
    file_id: int
    owner_id: int
    guided: bool
    kept: bool
    is_image: bool


@dataclass(frozen=True)
class OpenedEvidence:
    """A link of an entry to a work process, as the actor finds it."""

    evidence: Evidence
    owner_id: int
    guided: bool
    kept: bool
    terms: Mapping[str, Any]
