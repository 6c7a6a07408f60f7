"""When and where a form is used: sessions with their slots, who may examine until when, calendars."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.models.forms import ExamForm
from foundation.db import Base
from people.models import Person
from qualification_files.models import Qualification

if TYPE_CHECKING:
    from exams.models.sittings import Sitting


class ExamSession(Base):
    """A form used on a day, at a place."""

    __tablename__ = "exam_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    planned_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    form: Mapped[ExamForm] = relationship()
    slots: Mapped[list["ExamSlot"]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="ExamSlot.starts_at, ExamSlot.room"
    )
    sittings: Mapped[list["Sitting"]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="Sitting.starts_at, Sitting.id"
    )

    __mapper_args__ = {"version_id_col": version}


class ExamSlot(Base):
    """A time in a room, for so many candidates at once."""

    __tablename__ = "exam_slot"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("exam_session.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    room: Mapped[str] = mapped_column(String(100), default="")
    capacity: Mapped[int] = mapped_column(default=1)

    session: Mapped[ExamSession] = relationship(back_populates="slots")

    __table_args__ = (
        UniqueConstraint("session_id", "starts_at", "room"),
        CheckConstraint("capacity > 0", name="capacity"),
    )


class ExaminerCertificate(Base):
    """Shows that somebody may examine, everything or one qualification, until a day (BR-46)."""

    __tablename__ = "examiner_certificate"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)  # empty: all
    title: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]  # the last day; empty: without end
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    qualification: Mapped[Qualification | None] = relationship()


class CalendarFeed(Base):
    """The secret address at which somebody's calendar reads the own exams; only its hash is kept."""

    __tablename__ = "calendar_feed"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
