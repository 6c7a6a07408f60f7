"""How good evidence is: what a qualification asks of it, and what assessor and candidate find, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.models import Person
from portfolio.models.opened import Portfolio
from portfolio.rules import Asks, Capacity, Judgement, SelfLevel
from qualification_files.models import WorkProcess


class EvidenceRule(Base):
    """What evidence for each work process of a qualification must be like; without one, nothing more than there."""

    __tablename__ = "evidence_rule"
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), primary_key=True)
    months_valid: Mapped[int | None]  # older evidence counts as aged; empty: it never ages
    pieces: Mapped[int] = mapped_column(default=1)  # at least, per work process
    contexts: Mapped[int] = mapped_column(default=1)  # different organisations or kinds, at least
    witness: Mapped[bool] = mapped_column(default=False)  # one piece at least must be confirmed by a witness
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("months_valid IS NULL OR months_valid > 0", name="months_valid"),
        CheckConstraint("pieces > 0", name="pieces"),
        CheckConstraint("contexts > 0", name="contexts"),
    )
    # Two coordinators with the same form open: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class QualityJudgement(Base):
    """What an assessor finds of somebody's evidence for a work process. Never changed: the newest row stands."""

    __tablename__ = "quality_judgement"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # whose evidence it is
    work_process_id: Mapped[int] = mapped_column(ForeignKey("work_process.id"), index=True)
    judged_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    capacity: Mapped[Capacity] = mapped_column(EnumText(Capacity))
    variety: Mapped[Judgement | None] = mapped_column(EnumText(Judgement))
    relevance: Mapped[Judgement | None] = mapped_column(EnumText(Judgement))
    authenticity: Mapped[Judgement | None] = mapped_column(EnumText(Judgement))
    currency: Mapped[Judgement | None] = mapped_column(EnumText(Judgement))
    quantity: Mapped[Judgement | None] = mapped_column(EnumText(Judgement))
    remark: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str] = mapped_column(String(36), unique=True)  # a form posted twice judges once
    judged_at: Mapped[datetime]
    move_id: Mapped[int | None] = mapped_column(ForeignKey("version_move.id"), index=True)  # it came along with

    judge: Mapped[Person] = relationship(foreign_keys=[judged_by])

    __table_args__ = (Index("ix_quality_judgement_person_id_work_process_id", "person_id", "work_process_id"),)


class SelfAssessment(Base):
    """How far somebody finds oneself with a work process. Never changed: the newest row stands."""

    __tablename__ = "self_assessment"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    work_process_id: Mapped[int] = mapped_column(ForeignKey("work_process.id"), index=True)
    level: Mapped[SelfLevel] = mapped_column(EnumText(SelfLevel))
    remark: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str] = mapped_column(String(36), unique=True)
    assessed_at: Mapped[datetime]
    move_id: Mapped[int | None] = mapped_column(ForeignKey("version_move.id"), index=True)

    __table_args__ = (Index("ix_self_assessment_person_id_work_process_id", "person_id", "work_process_id"),)


@dataclass(frozen=True)
class OpenedWorkProcess:
    """A work process that somebody follows, with the portfolio in which evidence for it is, as the actor finds it."""

    portfolio: Portfolio
    work_process: WorkProcess
    core_task: str
    qualification_id: int
    qualification: str
    language: str
    terms: Mapping[str, Any]
    asks: Asks | None

    @property
    def owner_id(self) -> int:
        """Whose evidence it is."""
        return self.portfolio.owner_id

    @property
    def guided(self) -> bool:
        """The actor guides the owner."""
        return self.portfolio.guided

    @property
    def assessed(self) -> bool:
        """The actor assesses the owner's portfolio."""
        return self.portfolio.assessed

    @property
    def kept(self) -> bool:
        """A work process that is followed was not put aside."""
        return self.portfolio.kept
