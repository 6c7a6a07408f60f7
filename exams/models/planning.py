"""Who may examine until when, and whose calendar reads the own exams."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base
from people.models import Person
from qualification_files.models import Qualification


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
