"""Exams: the form that is designed, the session in which it is used, the sitting of one candidate, the marks.

A mark is an immutable fact: each tap is a row of its own with an id made on the device, and the database refuses to
change or remove it (see the migrations). What stands for a step is the latest stored mark.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.rules.cut_score import CutScore
from exams.rules.design import FormState
from exams.rules.forms import Form
from exams.rules.operations import AnswerKind
from exams.rules.sittings import SittingState
from exams.rules.steps import Level, Step
from foundation.db import Base, EnumText
from people.models import Person
from qualification_files.models import Qualification


class ExamForm(Base):
    """The design of an exam. Once it is in use nothing of it changes; a change starts with a copy."""

    __tablename__ = "exam_form"
    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200))
    formative: Mapped[bool] = mapped_column(default=False)
    instructions_candidate: Mapped[str] = mapped_column(Text, default="")
    instructions_examiner: Mapped[str] = mapped_column(Text, default="")
    duration_minutes: Mapped[int | None]
    attempts_allowed: Mapped[int | None]
    state: Mapped[FormState] = mapped_column(EnumText(FormState), default=FormState.DRAFT)
    cut_score: Mapped[dict[str, Any]]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    in_use_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    qualification: Mapped[Qualification] = relationship()
    groups: Mapped[list["ExamGroup"]] = relationship(
        back_populates="form", cascade="all, delete-orphan", order_by="ExamGroup.position"
    )

    # Two designers at one form: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}

    @property
    def steps(self) -> list["ExamStep"]:
        """Every step in the order of the form."""
        return [step for group in self.groups for step in group.steps]

    @property
    def design(self) -> Form:
        """The form as the rules know it."""
        steps = tuple(step.rule for step in self.steps)
        return Form(steps=steps, cut_score=CutScore.from_json(self.cut_score))


class ExamGroup(Base):
    """Steps that belong together: a work process, with its words as they were when the form was made."""

    __tablename__ = "exam_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    work_process_id: Mapped[int | None] = mapped_column(ForeignKey("work_process.id"))
    core_task_number: Mapped[str] = mapped_column(String(40), default="")
    core_task_name: Mapped[str] = mapped_column(String(500), default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(500))

    form: Mapped[ExamForm] = relationship(back_populates="groups")
    steps: Mapped[list["ExamStep"]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="ExamStep.position"
    )


class ExamStep(Base):
    """One thing to mark. Its text is its own: changing the qualification file changes no exam."""

    __tablename__ = "exam_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("exam_group.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"))
    text: Mapped[str] = mapped_column(Text)
    weight: Mapped[int] = mapped_column(default=1)
    critical: Mapped[bool] = mapped_column(default=False)
    critical_minimum: Mapped[int | None]
    levels: Mapped[list[Any]]  # see exams.rules.steps.Level

    group: Mapped[ExamGroup] = relationship(back_populates="steps")

    @property
    def scale(self) -> tuple[Level, ...]:
        """The levels as the rules know them."""
        return tuple(Level.from_json(level) for level in self.levels)

    @property
    def rule(self) -> Step:
        """The step as the rules know it."""
        return Step(
            id=self.id,
            name=self.text,
            group=self.group.name,
            weight=self.weight,
            critical=self.critical,
            critical_minimum=self.critical_minimum,
            levels=self.scale,
        )


class ExamSession(Base):
    """A form used on a day, at a place."""

    __tablename__ = "exam_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    planned_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    form: Mapped[ExamForm] = relationship()
    sittings: Mapped[list["Sitting"]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="Sitting.starts_at, Sitting.id"
    )

    __mapper_args__ = {"version_id_col": version}


class Sitting(Base):
    """One candidate's exam, and how it ended."""

    __tablename__ = "sitting"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("exam_session.id", ondelete="CASCADE"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_at: Mapped[datetime]
    state: Mapped[SittingState] = mapped_column(EnumText(SittingState), default=SittingState.PLANNED)
    began_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    ratified_at: Mapped[datetime | None]
    ratified_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
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
    def sheet(self) -> "Sheet | None":
        """The sheet that counts: the one whose examiner was not taken off."""
        return next((sheet for sheet in self.sheets if sheet.withdrawn_at is None), None)


class Sheet(Base):
    """What one examiner fills in for one sitting."""

    __tablename__ = "sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    examiner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    overall_remark: Mapped[str] = mapped_column(Text, default="")
    signed_at: Mapped[datetime | None]
    signed_name: Mapped[str] = mapped_column(String(260), default="")
    withdrawn_at: Mapped[datetime | None]  # the examiner was taken off; marks made until then stay

    sitting: Mapped[Sitting] = relationship(back_populates="sheets")
    examiner: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("sitting_id", "examiner_id"),)

    @property
    def candidate_id(self) -> int:
        """Whose exam it is about."""
        return self.sitting.candidate_id


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
    base_op: Mapped[UUID | None] = mapped_column(Uuid)
    sequence: Mapped[int]
    made_at: Mapped[datetime]  # the device's clock
    sent_at: Mapped[datetime | None]  # the same clock when it sent the mark: tells how wrong that clock was
    received_at: Mapped[datetime]  # the server's clock
    answer: Mapped[AnswerKind] = mapped_column(EnumText(AnswerKind))
    answer_facts: Mapped[dict[str, Any] | None]  # the reason of a refusal, what stood at a conflict

    __table_args__ = (
        Index("ix_mark_sheet_id_step_id_id", "sheet_id", "step_id", "id"),
        CheckConstraint("answer <> 'stored' OR step_id IS NOT NULL", name="stored_has_step"),
        {"sqlite_autoincrement": True},
    )
