"""Entries with their files, the work processes they are evidence for, and what is typed before it is an entry."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from foundation.files import MAY_TELL, Category
from people.models import Person
from portfolio.rules import EntryKind, EvidenceState, PreviewState
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
    frozen_at: Mapped[datetime | None]  # since something it shows was accepted: from then on it stays as it is
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), unique=True)  # it is a new version of it
    origin: Mapped[dict[str, Any] | None]  # where an imported one comes from, and what others said about it there
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
        CheckConstraint("predecessor_id IS NULL OR predecessor_id < id", name="predecessor"),  # so no line is a circle
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
    shown_key: Mapped[str | None] = mapped_column(String(100))  # a picture; of film and sound what others are given
    thumbnail_key: Mapped[str | None] = mapped_column(String(100))
    width: Mapped[int | None]
    height: Mapped[int | None]
    page_count: Mapped[int | None]  # of a document; at most the first of them are drawn
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("entry_file.id"), unique=True)  # an earlier version
    replaced_at: Mapped[datetime | None]  # since there is a newer version; this one stays to be read

    entry: Mapped[Entry] = relationship(back_populates="files")

    @property
    def given_key(self) -> str | None:
        """What others than its owner may take whole; none of what tells more than they are shown.

        A photo stays with its owner, for it tells where it was taken; so does a film or a sound, until there is a copy
        that does not.
        """
        if self.category == Category.IMAGE:
            return None
        return self.shown_key if self.media_type in MAY_TELL else self.original_key

    @property
    def picture_key(self) -> str | None:
        """The picture that stands for it; none where there is none."""
        return None if self.category in (Category.AUDIO, Category.VIDEO) else self.shown_key


class EntryFilePage(Base):
    """A page of a document, drawn by us, so that it can be looked at without opening what was uploaded."""

    __tablename__ = "entry_file_page"
    file_id: Mapped[int] = mapped_column(ForeignKey("entry_file.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100))
    width: Mapped[int]
    height: Mapped[int]


class Evidence(Base):
    """An entry shows that its owner masters a work process, with the owner's own reasoning."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    work_process_id: Mapped[int] = mapped_column(ForeignKey("work_process.id"), index=True)
    reasoning: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[EvidenceState] = mapped_column(EnumText(EvidenceState), default=EvidenceState.OPEN)
    asked_at: Mapped[datetime | None]  # when a review was asked for last
    decided_at: Mapped[datetime | None]  # when it was accepted or sent back last
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]  # no longer linked; the reasoning is there when it is linked again
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)  # of an earlier version
    move_id: Mapped[int | None] = mapped_column(ForeignKey("version_move.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    entry: Mapped[Entry] = relationship(back_populates="evidence")
    work_process: Mapped[WorkProcess] = relationship()
    indicators: Mapped[list["EvidenceIndicator"]] = relationship(cascade="all, delete-orphan")

    # The same link made twice at once is one link.
    __table_args__ = (
        UniqueConstraint("entry_id", "work_process_id"),
        Index("ix_evidence_state_asked_at", "state", "asked_at"),
    )
    # The same reasoning open in two tabs: the second save is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class EvidenceIndicator(Base):
    """A performance indicator that evidence for its work process shows in particular."""

    __tablename__ = "evidence_indicator"
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"), primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), primary_key=True, index=True)


class EntryDraft(Base):
    """What somebody is typing: a new entry, or a change of one. Kept as one types, gone once it is saved."""

    __tablename__ = "entry_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    form_key: Mapped[str] = mapped_column(String(36), unique=True)  # of the form; the entry will have it too
    kind: Mapped[EntryKind] = mapped_column(EnumText(EntryKind))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    work_process_id: Mapped[int | None] = mapped_column(ForeignKey("work_process.id", ondelete="SET NULL"))
    told: Mapped[dict[str, Any]]  # the fields as they were typed, readable or not
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    thrown_at: Mapped[datetime | None]  # thrown away, and there to be taken back for a while
    version: Mapped[int] = mapped_column(default=1)

    # The same form open in two tabs: what the second one saves is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}
