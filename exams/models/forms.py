"""The design of an exam: form, groups, steps, scales, who approved it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.rules.cut_scores import CutScore
from exams.rules.design import ApprovalPart, AttemptThatCounts, DocumentKind, FormState
from exams.rules.forms import Form
from exams.rules.steps import Group, Level, Step, SubPoint
from foundation.db import Base, EnumText
from people.models import Person
from qualification_files.models import Qualification


class ExamForm(Base):
    """The design of an exam. Once it is in use nothing of it changes; a change starts with a new edition or a copy."""

    __tablename__ = "exam_form"
    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200))
    colour: Mapped[str] = mapped_column(String(20), default="")
    root_id: Mapped[int | None] = mapped_column(ForeignKey("exam_form.id"), index=True)  # of all editions but the first
    edition: Mapped[int] = mapped_column(default=1)
    formative: Mapped[bool] = mapped_column(default=False)
    instructions_candidate: Mapped[str] = mapped_column(Text, default="")
    instructions_examiner: Mapped[str] = mapped_column(Text, default="")
    materials: Mapped[str] = mapped_column(Text, default="")
    readable_from: Mapped[date | None]  # from then on candidates read what is asked; empty: as soon as they are planned
    duration_minutes: Mapped[int | None]
    attempts_allowed: Mapped[int | None]
    attempt_that_counts: Mapped[AttemptThatCounts] = mapped_column(
        EnumText(AttemptThatCounts), default=AttemptThatCounts.BEST
    )
    examiners_required: Mapped[int] = mapped_column(default=1)
    asks_global_rating: Mapped[bool] = mapped_column(default=False)
    shows_standing: Mapped[bool] = mapped_column(default=True)  # examiners see while marking what it comes to so far
    state: Mapped[FormState] = mapped_column(EnumText(FormState), default=FormState.DRAFT)
    cut_score: Mapped[dict[str, Any]]
    cut_score_before: Mapped[dict[str, Any] | None]  # the one that a start replaced, to be put back in a draft
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]  # for review and approval
    in_use_at: Mapped[datetime | None]
    fingerprint: Mapped[str] = mapped_column(String(64), default="")  # of what was approved
    form_key: Mapped[str | None] = mapped_column(String(36), unique=True)  # a form posted twice makes one
    version: Mapped[int] = mapped_column(default=1)

    qualification: Mapped[Qualification] = relationship()
    groups: Mapped[list["ExamGroup"]] = relationship(
        back_populates="form", cascade="all, delete-orphan", order_by="ExamGroup.position"
    )

    approvals: Mapped[list["FormApproval"]] = relationship(order_by="FormApproval.id", viewonly=True)
    documents: Mapped[list["FormDocument"]] = relationship(order_by="FormDocument.id", viewonly=True)

    __table_args__ = (
        CheckConstraint("examiners_required BETWEEN 1 AND 2", name="examiners_required"),
        # Two coordinators begin the next edition at once: one of them is told.
        UniqueConstraint("root_id", "edition"),
    )
    # Two designers at one form: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}

    @property
    def family(self) -> int:
        """The number that all editions of this exam share."""
        return self.root_id or self.id

    @property
    def steps(self) -> list["ExamStep"]:
        """Every step in the order of the form."""
        return [step for group in self.groups for step in group.steps]

    @property
    def design(self) -> Form:
        """The form as the rules know it."""
        steps = tuple(step.rule for step in self.steps)
        groups = tuple(group.rule for group in self.groups)
        return Form(steps=steps, groups=groups, cut_score=CutScore.from_json(self.cut_score))


class ExamGroup(Base):
    """Steps that belong together: a work process, with its words as they were when the form was made."""

    __tablename__ = "exam_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))  # how the cut score and papers name it; unique on the form
    weight: Mapped[int] = mapped_column(default=1)
    all_achieved: Mapped[bool] = mapped_column(default=False)  # its steps may be marked achieved at once
    description: Mapped[str] = mapped_column(Text, default="")
    work_process_id: Mapped[int | None] = mapped_column(ForeignKey("work_process.id"))
    core_task_number: Mapped[str] = mapped_column(String(40), default="")
    core_task_name: Mapped[str] = mapped_column(String(500), default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(500))
    form_key: Mapped[str | None] = mapped_column(String(36), unique=True)  # a group posted twice is one

    __table_args__ = (UniqueConstraint("form_id", "key"),)

    form: Mapped[ExamForm] = relationship(back_populates="groups")
    steps: Mapped[list["ExamStep"]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="ExamStep.position"
    )

    @property
    def rule(self) -> Group:
        """The group as the rules know it."""
        return Group(
            key=self.key,
            name=self.name,
            weight=self.weight,
            core_task=self.core_task_number,
            core_task_name=self.core_task_name,
        )


class ExamStep(Base):
    """One thing to mark. Its text is its own: changing the qualification file changes no exam."""

    __tablename__ = "exam_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("exam_group.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))  # how the cut score and papers name it; unique on the form
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"))
    text: Mapped[str] = mapped_column(Text)
    weight: Mapped[int] = mapped_column(default=1)
    critical: Mapped[bool] = mapped_column(default=False)
    critical_minimum: Mapped[int | None]
    levels: Mapped[list[Any]]  # see exams.rules.steps.Level
    unit: Mapped[int] = mapped_column(default=1)  # how much of a value is one point: 10 when 55 means 5.5
    parts: Mapped[list[Any] | None]  # sub-points: see exams.rules.steps.SubPoint
    remark_values: Mapped[list[Any]] = mapped_column(default=list)  # marks that ask for a remark
    competences: Mapped[list[Any]] = mapped_column(default=list)  # their codes
    form_key: Mapped[str | None] = mapped_column(String(36), unique=True)  # a step posted twice is one

    group: Mapped[ExamGroup] = relationship(back_populates="steps")

    @property
    def scale(self) -> tuple[Level, ...]:
        """The levels as the rules know them; read once, however many exams of a page ask."""
        kept: tuple[list[Any], tuple[Level, ...]] | None = self.__dict__.get("_scale")
        if kept is None or kept[0] is not self.levels:
            kept = self.__dict__["_scale"] = (self.levels, tuple(Level.from_json(level) for level in self.levels))
        return kept[1]

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
            key=self.key,
            group_key=self.group.key,
            unit=self.unit,
            parts=tuple(SubPoint.from_json(part) for part in self.parts or ()),
            remark_values=tuple(self.remark_values),
            competences=tuple(self.competences),
        )


class FormApproval(Base):
    """What somebody decided about a form that was handed in. Never changed, never removed."""

    __tablename__ = "form_approval"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"), index=True)
    part: Mapped[ApprovalPart] = mapped_column(EnumText(ApprovalPart))
    approved: Mapped[bool]
    remark: Mapped[str] = mapped_column(Text, default="")
    fingerprint: Mapped[str] = mapped_column(String(64))  # of the design that was judged
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)

    decider: Mapped[Person] = relationship()


class FormDocument(Base):
    """A document that belongs to the exam: why it is as it is, agreements, manuals (BR-08, BR-16)."""

    __tablename__ = "form_document"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(EnumText(DocumentKind))
    title: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100), index=True)
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    for_candidate: Mapped[bool] = mapped_column(default=False)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    form: Mapped[ExamForm] = relationship(viewonly=True)


class SavedScale(Base):
    """A scale of the school's own, to choose when a form is designed."""

    __tablename__ = "saved_scale"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    levels: Mapped[list[Any]]  # see exams.rules.steps.Level
    unit: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
