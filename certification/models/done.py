"""What people did: completions as facts that are never changed, and what they sent in for them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certification.models.activities import Activity
from certification.rules.states import CompletedBy, ProofState, SubmissionState
from foundation.db import Base, EnumText
from people.models import Person
from qualification_files.models import Qualification


class Progress(Base):
    """How far somebody is in an activity, so that it goes on where it was left."""

    __tablename__ = "activity_progress"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True, index=True)
    started_at: Mapped[datetime]
    opened_at: Mapped[datetime]  # the last time


class Proof(Base):
    """A certificate obtained elsewhere, for one activity or, without one, for an external qualification as a whole.

    The row holds what was sent last; each sending and each decision stays in `decisions`.
    """

    __tablename__ = "proof"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    state: Mapped[ProofState] = mapped_column(EnumText(ProofState), index=True)
    achieved_on: Mapped[date]
    expires_on: Mapped[date | None]
    remark: Mapped[str] = mapped_column(Text, default="")
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str] = mapped_column(String(36), unique=True)  # a double click sends once
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    qualification: Mapped[Qualification] = relationship()
    activity: Mapped[Activity | None] = relationship()
    decisions: Mapped[list["ProofDecision"]] = relationship(order_by="ProofDecision.id")

    __table_args__ = (CheckConstraint("expires_on > achieved_on", name="order"),)
    # Two managers decide at once: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class ProofDecision(Base):
    """What happened to a proof, by whom and when, with what was sent at that moment. Never changed."""

    __tablename__ = "proof_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    proof_id: Mapped[int] = mapped_column(ForeignKey("proof.id"), index=True)
    state: Mapped[ProofState] = mapped_column(EnumText(ProofState))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    achieved_on: Mapped[date]
    expires_on: Mapped[date | None]
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100))


class Submission(Base):
    """What somebody handed in for an assignment; handing in again makes another row."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[SubmissionState] = mapped_column(EnumText(SubmissionState), index=True)
    handed_in_at: Mapped[datetime]
    grade: Mapped[str] = mapped_column(String(20), default="")
    feedback: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    form_key: Mapped[str] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    activity: Mapped[Activity] = relationship()
    files: Mapped[list["SubmissionFile"]] = relationship(cascade="all, delete-orphan", order_by="SubmissionFile.id")

    __mapper_args__ = {"version_id_col": version}


class SubmissionFile(Base):
    """A file that was handed in, as it came."""

    __tablename__ = "submission_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class Completion(Base):
    """Somebody completed an activity, or proved an external qualification as a whole. A wrong one is withdrawn."""

    __tablename__ = "completion"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)  # a whole one only
    completed_on: Mapped[date]
    expires_on: Mapped[date | None]  # of an uploaded certificate
    how: Mapped[CompletedBy] = mapped_column(EnumText(CompletedBy))
    source: Mapped[str] = mapped_column(String(60), unique=True)  # "sitting:7": heard twice, it counts once
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None]
    remark: Mapped[str] = mapped_column(Text, default="")  # why it was recorded by hand
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # of withdrawing

    activity: Mapped[Activity | None] = relationship()

    __table_args__ = (
        Index("ix_completion_person_id_activity_id", "person_id", "activity_id"),
        CheckConstraint("(activity_id IS NULL) <> (qualification_id IS NULL)", name="of_what"),
    )
