"""Questionnaires that lead to qualifications, what people answered, and what was decided about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certification.rules.inventories import InventoryState, ProposalKind, ProposalState, RunState, run_state
from foundation.db import Base, EnumText
from people.models import Person
from qualification_files.models import Qualification


class Inventory(Base):
    """A questionnaire as it is being made; what people answer is a version of it, fixed when it was published."""

    __tablename__ = "inventory"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    language: Mapped[str] = mapped_column(String(5), default="nl")
    welcome: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[InventoryState] = mapped_column(EnumText(InventoryState), default=InventoryState.DRAFT, index=True)
    open_for_all: Mapped[bool] = mapped_column(default=False)  # whoever wants to may fill it in, unasked
    design: Mapped[dict[str, Any]]  # questions and proposals, see rules.inventories.design
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    # Two people in one questionnaire: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class InventoryVersion(Base):
    """A questionnaire as it was published. Never changed: who has begun keeps it."""

    __tablename__ = "inventory_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    inventory_id: Mapped[int] = mapped_column(ForeignKey("inventory.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    welcome: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    design: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None]

    inventory: Mapped[Inventory] = relationship()

    __table_args__ = (UniqueConstraint("inventory_id", "number"),)


class InventoryRun(Base):
    """Somebody is asked, or wants, to fill in a questionnaire; and how far that is."""

    __tablename__ = "inventory_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    inventory_id: Mapped[int] = mapped_column(ForeignKey("inventory.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("inventory_version.id"), index=True)  # once begun
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None]  # empty: of one's own accord
    begun_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None]

    inventory: Mapped[Inventory] = relationship()
    inventory_version: Mapped[InventoryVersion | None] = relationship()
    person: Mapped[Person] = relationship()
    answers: Mapped[list["InventoryAnswer"]] = relationship(cascade="all, delete-orphan")
    proposals: Mapped[list["InventoryProposal"]] = relationship(
        back_populates="run", foreign_keys="InventoryProposal.run_id", order_by="InventoryProposal.id"
    )

    __table_args__ = (
        # Asked twice at once, or begun in two tabs: one stands.
        Index(
            "uq_inventory_run_current",
            "inventory_id",
            "person_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("finished_at IS NULL AND withdrawn_at IS NULL"),
        ),
        CheckConstraint("finished_at IS NULL OR version_id IS NOT NULL", name="begun"),
    )

    @property
    def state(self) -> RunState:
        """How far it is."""
        return run_state(begun=self.begun_at, finished=self.finished_at, withdrawn=self.withdrawn_at)


class InventoryAnswer(Base):
    """What somebody answered to one question."""

    __tablename__ = "inventory_answer"
    run_id: Mapped[int] = mapped_column(ForeignKey("inventory_run.id", ondelete="CASCADE"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)  # a key, several, or a number
    answered_at: Mapped[datetime]


class InventoryProposal(Base):
    """A qualification that answers led to, or one that earlier answers gave and these no longer do."""

    __tablename__ = "inventory_proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("inventory_run.id"))
    kind: Mapped[ProposalKind] = mapped_column(EnumText(ProposalKind))
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    required: Mapped[bool]
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("inventory_proposal.id"), index=True)  # which one may end
    state: Mapped[ProposalState] = mapped_column(EnumText(ProposalState), index=True)
    given_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)  # what was decided on
    given_required: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    released_at: Mapped[datetime | None]  # it no longer holds the link
    version: Mapped[int] = mapped_column(default=1)

    run: Mapped[InventoryRun] = relationship(back_populates="proposals", foreign_keys=[run_id])
    qualification: Mapped[Qualification] = relationship(foreign_keys=[qualification_id])
    given: Mapped[Qualification | None] = relationship(foreign_keys=[given_id])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])

    __table_args__ = (UniqueConstraint("run_id", "kind", "qualification_id"),)
    # Two managers decide at once: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}
