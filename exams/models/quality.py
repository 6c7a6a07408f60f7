"""How good exams are: samples that the board judges again, and what judges expect of a borderline candidate."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.models.forms import ExamForm
from exams.rules.sampling import Finding
from foundation.db import Base, EnumText
from people.models import Person


class SamplingPlan(Base):
    """The board looks again at this share of the exams of a period (BR-34)."""

    __tablename__ = "sampling_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("exam_form.id"), index=True)  # empty: all exams
    percentage: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    seed: Mapped[str] = mapped_column(String(32))  # so that the same plan always draws the same sittings
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)

    form: Mapped[ExamForm | None] = relationship()

    __table_args__ = (CheckConstraint("percentage BETWEEN 1 AND 100", name="percentage"),)


class SampleReview(Base):
    """What a board member found of a sitting that was drawn. Never changed: the newest stands."""

    __tablename__ = "sample_review"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("sampling_plan.id"), index=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    finding: Mapped[Finding] = mapped_column(EnumText(Finding))
    remark: Mapped[str] = mapped_column(Text, default="")
    reviewed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)

    reviewer: Mapped[Person] = relationship()


class AngoffJudgement(Base):
    """How likely a judge finds it that somebody just good enough achieves this step (Angoff)."""

    __tablename__ = "angoff_judgement"
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("exam_step.id", ondelete="CASCADE"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    percentage: Mapped[int]
    judged_at: Mapped[datetime]

    judge: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("step_id", "judge_id"),
        CheckConstraint("percentage BETWEEN 0 AND 100", name="percentage"),
    )
