"""The session that uses a form, the sitting of one candidate, sheets, marks, and what two examiners agreed.

A mark is an immutable fact: each tap is a row of its own with an id made on the device, and the database refuses to
change or remove it (see the migrations). What stands for a step is the latest stored mark. The same holds for agreed
marks: what stands is the latest of each examiner.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.models.forms import ExamForm
from exams.rules.agreeing import Seat
from exams.rules.annulling import AnnulledFor
from exams.rules.deeds import MarkSource
from exams.rules.operations import AnswerKind
from exams.rules.sittings import OVER, SittingState
from foundation.db import Base, EnumText
from people.models import Person

STANDS = text("withdrawn_at IS NULL")
WAS_REFUSED = text("answer = 'refused'")


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


class Sitting(Base):
    """One candidate's exam, and how it ended."""

    __tablename__ = "sitting"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("exam_session.id", ondelete="CASCADE"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("exam_slot.id", ondelete="SET NULL"), index=True)
    starts_at: Mapped[datetime]
    room: Mapped[str] = mapped_column(String(100), default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"), index=True)  # planned in the place of
    first_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"), index=True)  # of a resit: the first attempt
    attempt: Mapped[int] = mapped_column(default=1)
    calendar_sequence: Mapped[int] = mapped_column(default=0)  # counts what calendars were told of it (RFC 5545)
    invited_at: Mapped[datetime | None]
    state: Mapped[SittingState] = mapped_column(EnumText(SittingState), default=SittingState.PLANNED)
    began_at: Mapped[datetime | None]
    compared_at: Mapped[datetime | None]  # both had signed and their marks were put side by side
    third_asked_at: Mapped[datetime | None]  # they do not agree, and somebody else has to decide
    signed_at: Mapped[datetime | None]
    ratified_at: Mapped[datetime | None]
    ratified_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("board_decision.id"), index=True)  # that ratified it
    annulled_at: Mapped[datetime | None]
    annulling_id: Mapped[int | None] = mapped_column(ForeignKey("board_decision.id"), index=True)  # that annulled it
    annulled_for: Mapped[AnnulledFor | None] = mapped_column(EnumText(AnnulledFor))
    annulled_uses_attempt: Mapped[bool] = mapped_column(default=False)  # annulled, but the attempt is not given back
    purged_at: Mapped[datetime | None]  # its term is over: marks and remarks are gone, the result stays
    ended_reason: Mapped[str] = mapped_column(Text, default="")  # of a no-show, an abort or a cancellation
    passed: Mapped[bool | None]
    outcome: Mapped[dict[str, Any] | None]  # the verdict with its explanation, as it was when it was signed
    version: Mapped[int] = mapped_column(default=1)

    session: Mapped[ExamSession] = relationship(back_populates="sittings")
    candidate: Mapped[Person] = relationship(foreign_keys=[candidate_id])
    sheets: Mapped[list["Sheet"]] = relationship(
        back_populates="sitting", cascade="all, delete-orphan", order_by="Sheet.id"
    )

    __table_args__ = (UniqueConstraint("session_id", "candidate_id"), Index("ix_sitting_state", "state"))
    # A signature and an abort at the same time: one of them is told.
    __mapper_args__ = {"version_id_col": version}

    @property
    def standing_sheets(self) -> "list[Sheet]":
        """The sheets that count: those whose examiner was not taken off, the first examiner first."""
        return sorted((sheet for sheet in self.sheets if sheet.withdrawn_at is None), key=lambda sheet: sheet.position)

    @property
    def seats(self) -> list[Seat]:
        """The examiners whose sheets count, as the rules know them."""
        return [
            Seat(examiner=sheet.examiner_id, position=sheet.position, signed=sheet.signed_at is not None)
            for sheet in self.standing_sheets
        ]

    @property
    def is_unveiled(self) -> bool:
        """Nobody marks it any more: it is over, or each sheet that counts is signed and they are compared (BR-31)."""
        if self.state is SittingState.AGREEING:
            return all(seat.signed for seat in self.seats)
        return self.state in OVER

    @property
    def sheet(self) -> "Sheet | None":
        """The first of the sheets that count."""
        return next(iter(self.standing_sheets), None)


class Sheet(Base):
    """What one examiner fills in for one sitting."""

    __tablename__ = "sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    examiner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)  # first, second or third examiner
    global_rating: Mapped[int | None]  # 0 (fail) to 4 (excellent), where the form asks for it
    overall_remark: Mapped[str] = mapped_column(Text, default="")
    signed_at: Mapped[datetime | None]
    signed_name: Mapped[str] = mapped_column(String(260), default="")
    agreed_at: Mapped[datetime | None]  # the examiner closed the comparison: what is agreed by then stands
    withdrawn_at: Mapped[datetime | None]  # the examiner was taken off; marks made until then stay

    sitting: Mapped[Sitting] = relationship(back_populates="sheets")
    examiner: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("sitting_id", "examiner_id"),
        Index(  # race: two coordinators who both choose somebody choose one
            "uq_sheet_standing",
            "sitting_id",
            "position",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    @property
    def candidate_id(self) -> int:
        """Whose exam it is about."""
        return self.sitting.candidate_id

    @property
    def seats(self) -> list[Seat]:
        """The examiners of its sitting whose sheets count."""
        return self.sitting.seats

    @property
    def required(self) -> int:
        """How many examiners the exam asks for."""
        return self.sitting.session.form.examiners_required


class Mark(Base):
    """One operation that arrived from a device, with the answer it got. Never changed, never removed."""

    __tablename__ = "mark"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    op: Mapped[UUID] = mapped_column(Uuid, unique=True)  # made on the device; a repeat finds its own answer here
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    step_id: Mapped[int | None] = mapped_column(ForeignKey("exam_step.id"))
    examiner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    value: Mapped[int | None]
    remark: Mapped[str] = mapped_column(Text, default="")
    parts: Mapped[list[Any] | None]  # of a step with sub-points: which of them were seen, by their place
    base_op: Mapped[UUID | None] = mapped_column(Uuid)
    sequence: Mapped[int]
    made_at: Mapped[datetime]  # the device's clock
    sent_at: Mapped[datetime | None]  # the same clock when it sent the mark: tells how wrong that clock was
    received_at: Mapped[datetime]  # the server's clock
    answer: Mapped[AnswerKind] = mapped_column(EnumText(AnswerKind))
    answer_facts: Mapped[dict[str, Any] | None]  # the reason of a refusal, what stood at a conflict
    tablet_id: Mapped[UUID | None] = mapped_column(Uuid)  # the tablet that made it, where it is known
    source: Mapped[MarkSource | None] = mapped_column(EnumText(MarkSource))  # none: sent by the device it was made on
    entered_by: Mapped[int | None]  # who typed, brought or took it in, where that was not the examiner

    __table_args__ = (
        Index("ix_mark_sheet_id_step_id_id", "sheet_id", "step_id", "id"),
        Index("ix_mark_refused", "sheet_id", sqlite_where=WAS_REFUSED, postgresql_where=WAS_REFUSED),
        CheckConstraint("answer <> 'stored' OR step_id IS NOT NULL", name="stored_has_step"),
        {"sqlite_autoincrement": True},
    )


class AgreedMark(Base):
    """What one examiner proposes or confirms for a step on which they differed. Never changed, never removed."""

    __tablename__ = "agreed_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    step_id: Mapped[int] = mapped_column(ForeignKey("exam_step.id"))
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))  # whose examiner says so
    value: Mapped[int]
    parts: Mapped[list[Any] | None]  # of a step with sub-points: those behind the value, where marks tell
    reason: Mapped[str] = mapped_column(Text)
    decides: Mapped[bool] = mapped_column(default=False)  # a third examiner decides alone
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)

    __table_args__ = (Index("ix_agreed_mark_sitting_id_step_id_id", "sitting_id", "step_id", "id"),)
