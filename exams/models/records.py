"""What proves that an exam is as it was: the chain of its events, who may inspect it, papers made in bulk."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.models.sittings import ExamSession, Sitting
from exams.rules.papers import PaperKind, RunState
from foundation.db import Base, EnumText
from people.models import Person


class ExamEvent(Base):
    """One link of the chain of a sitting: what happened, and the hash that ties it to all before. Never changed.

    It holds ids and salted commitments, no names and no remarks, so that people can be erased without breaking it.
    """

    __tablename__ = "exam_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int]  # no foreign key: the chain stays when a candidate is taken off the plan
    number: Mapped[int]  # 1, 2, 3, ... within the sitting
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
    salt: Mapped[str] = mapped_column(String(32))
    commitment: Mapped[str] = mapped_column(String(64))  # SHA-256 over salt and content
    # The newest link of all other chains when this one was written: none goes without being missed by another.
    beside_sitting: Mapped[int | None] = mapped_column(index=True)
    beside_number: Mapped[int | None]
    beside_hash: Mapped[str | None] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    # Two events of one sitting at once: both would be the next one, and one of them waits.
    __table_args__ = (UniqueConstraint("sitting_id", "number"),)


class InspectionGrant(Base):
    """An auditor may read these exam files from one moment to another, and nothing else."""

    __tablename__ = "inspection_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    auditor_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)

    auditor: Mapped[Person] = relationship(foreign_keys=[auditor_id])
    chosen: Mapped[list["GrantedSitting"]] = relationship(back_populates="grant", cascade="all, delete-orphan")


class GrantedSitting(Base):
    """One exam file that a grant opens."""

    __tablename__ = "granted_sitting"
    grant_id: Mapped[int] = mapped_column(ForeignKey("inspection_grant.id", ondelete="CASCADE"), primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), primary_key=True, index=True)

    grant: Mapped[InspectionGrant] = relationship(back_populates="chosen")
    sitting: Mapped[Sitting] = relationship()


class PaperRun(Base):
    """Papers of many candidates at once, made in the background."""

    __tablename__ = "paper_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(EnumText(PaperKind))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("exam_session.id", ondelete="CASCADE"), index=True)
    wanted: Mapped[list[Any]]  # the sittings it is about
    state: Mapped[RunState] = mapped_column(EnumText(RunState), default=RunState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(5))
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    file_key: Mapped[str | None] = mapped_column(String(100), index=True)
    file_size: Mapped[int | None]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)

    session: Mapped[ExamSession | None] = relationship()
