"""What became of a sitting: outcomes, corrections, decisions of the board, exemptions, objections, graduation.

Outcomes, corrections and decisions are never changed: what stands is the newest.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.models.forms import ExamForm
from exams.models.sittings import Sitting
from exams.rules.decisions import DecisionKind, OutcomeCause
from exams.rules.objections import ObjectionKind, ObjectionState
from foundation.db import Base, EnumText
from people.models import Person


class BoardDecision(Base):
    """Something the exam board decided, with its number, day and who was there. Never changed, never removed.

    On an appeal the appeals committee decided; the school keeps what it decided in the same row of numbers.
    """

    __tablename__ = "board_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[DecisionKind] = mapped_column(EnumText(DecisionKind), index=True)
    decided_on: Mapped[date]
    present: Mapped[list[Any]]  # the numbers of the board members who were there
    committee: Mapped[list[Any]] = mapped_column(default=list)  # on an appeal: the names of who decided instead
    grounds: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)


class SittingOutcome(Base):
    """A verdict as it was made, and why it was made anew. Never changed, never removed: the newest stands."""

    __tablename__ = "sitting_outcome"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    cause: Mapped[OutcomeCause] = mapped_column(EnumText(OutcomeCause))
    passed: Mapped[bool]
    outcome: Mapped[dict[str, Any]]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Correction(Base):
    """A mark that was changed after signing, with the value before and the reason. Never changed, never removed."""

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    step_id: Mapped[int] = mapped_column(ForeignKey("exam_step.id"))
    value_before: Mapped[int | None]
    value: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    improvement: Mapped[str] = mapped_column(Text, default="")  # what is done so that it does not happen again (BR-33)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("board_decision.id"), index=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)

    corrector: Mapped[Person] = relationship()

    __table_args__ = (Index("ix_correction_sitting_id_step_id_id", "sitting_id", "step_id", "id"),)


class Exemption(Base):
    """The board frees a candidate from an exam, or from parts of it (BR-45)."""

    __tablename__ = "exemption"
    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"), index=True)  # it holds for every edition
    parts: Mapped[list[Any]]  # keys of groups; empty: the whole exam
    ground: Mapped[str] = mapped_column(Text)
    requested_on: Mapped[date]
    earlier_result: Mapped[str] = mapped_column(String(40), default="")  # a mark that counts along, as it was written
    decision_id: Mapped[int] = mapped_column(ForeignKey("board_decision.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    candidate: Mapped[Person] = relationship(foreign_keys=[candidate_id])
    form: Mapped[ExamForm] = relationship()
    decision: Mapped[BoardDecision] = relationship()

    @property
    def part_names(self) -> list[str]:
        """The parts as people call them, in the order of the form; of another edition that has none such, their key."""
        names = {group.key: " ".join(part for part in (group.number, group.name) if part) for group in self.form.groups}
        ordered = sorted(map(str, self.parts), key=lambda key: list(names).index(key) if key in names else len(names))
        return [names.get(key, key) for key in ordered]


class Objection(Base):
    """An objection to the board or an appeal against a result, with its clock (BR-51, BR-52)."""

    __tablename__ = "objection"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    kind: Mapped[ObjectionKind] = mapped_column(EnumText(ObjectionKind))
    state: Mapped[ObjectionState] = mapped_column(EnumText(ObjectionState), default=ObjectionState.LODGED)
    grounds: Mapped[str] = mapped_column(Text)
    lodged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lodged_at: Mapped[datetime]
    due_on: Mapped[date]  # the last day on which it could be lodged
    decide_by: Mapped[date]  # the last day for the decision
    extended_on: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(Text, default="")
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("board_decision.id"), index=True)
    outcome: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    told: Mapped[list[Any]] = mapped_column(default=list)  # who got the decision: see rules.objections.Recipient
    form_key: Mapped[str] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    sitting: Mapped[Sitting] = relationship()
    decision: Mapped[BoardDecision | None] = relationship()
    files: Mapped[list["ObjectionFile"]] = relationship(order_by="ObjectionFile.id", viewonly=True)

    # Two board members decide at once: the second is told.
    __mapper_args__ = {"version_id_col": version}


class ObjectionFile(Base):
    """A file with an objection or appeal: of the candidate, of a letter that came in, or of the decision."""

    __tablename__ = "objection_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100), index=True)
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    of_decision: Mapped[bool]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]

    objection: Mapped[Objection] = relationship(viewonly=True)

    __table_args__ = (UniqueConstraint("objection_id", "file_key"),)  # sent twice is one


class Graduation(Base):
    """When somebody got the diploma, or left without: from then on runs the term of exam files (BR-53).

    Recorded by mistake, it is taken off with a reason and counts no more.
    """

    __tablename__ = "graduation"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    graduated_on: Mapped[date]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    without_diploma: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("person_id", "qualification_id"),)


class RetentionHold(Base):
    """Nothing of this sitting may go, whatever the term says."""

    __tablename__ = "retention_hold"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    held_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    held_at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)
