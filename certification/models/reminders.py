"""Reminders before the end of a qualification: when, to whom, and who is left alone."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certification.rules.reminders import Outcome, ReminderKind
from foundation.db import Base, EnumText
from people.models import Person
from qualification_files.models import Qualification


class ReminderLadder(Base):
    """When people are reminded of the end of one qualification; without a row the usual days hold."""

    __tablename__ = "reminder_ladder"
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), primary_key=True)
    days: Mapped[list[Any]]
    lead_days: Mapped[int | None]
    above_days: Mapped[int | None]
    tells_ended: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    # Two administrators with the same form open: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class Reminder(Base):
    """One receiver is reminded of one end of one qualification of one person, at one step: once, whatever happens."""

    __tablename__ = "reminder"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ReminderKind] = mapped_column(EnumText(ReminderKind))
    step: Mapped[int]  # days before the end; 0: it has ended
    ends_on: Mapped[date]
    decided_on: Mapped[date] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(EnumText(Outcome))
    mail_job: Mapped[int | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    receiver: Mapped[Person] = relationship(foreign_keys=[receiver_id])
    qualification: Mapped[Qualification] = relationship()

    __table_args__ = (
        # Race: the job runs twice at once. Of two equal rows one is kept, and only who kept it mails.
        UniqueConstraint("person_id", "qualification_id", "ends_on", "receiver_id", "step"),
        Index("ix_reminder_receiver_id_settled_at", "receiver_id", "settled_at"),
        CheckConstraint("step >= 0", name="step"),
    )


class ReminderQuiet(Base):
    """Nobody is reminded of this person, or of this qualification, or of both together, until that day or for good."""

    __tablename__ = "reminder_quiet"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)
    until: Mapped[date | None]  # the first day on which reminders go out again
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]
    form_key: Mapped[str] = mapped_column(String(60), unique=True)  # a double click puts it there once

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    qualification: Mapped[Qualification | None] = relationship()

    __table_args__ = (CheckConstraint("person_id IS NOT NULL OR qualification_id IS NOT NULL", name="about"),)
