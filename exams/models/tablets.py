"""Marking on tablets: the tablets themselves, what was done on them besides marking, photos, and what was refused.

A deed is an immutable fact like a mark: a row of its own under an id made on the device, with the answer it got.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.models.sittings import WAS_REFUSED, Sheet, Sitting
from exams.rules.deeds import DeedKind
from exams.rules.operations import AnswerKind
from foundation.db import Base, EnumText
from people.models import Person

LOST = 0  # among the sign-ins of a person, none of which has this number: shut out for that person


class Tablet(Base):
    """A browser on which an examiner keeps exams to mark without network, under an id that it made itself."""

    __tablename__ = "tablet"
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)  # who prepared it last
    label: Mapped[str] = mapped_column(String(200), default="")  # what kind of device it says it is
    build: Mapped[str] = mapped_column(String(40), default="")  # of the application it runs
    secret: Mapped[bytes] = mapped_column(LargeBinary)  # of which each person gets one, see exams.rules.tablets
    hands: Mapped[dict[str, Any]] = mapped_column(default=dict)  # who ever prepared it -> their sign-ins on it
    made_at: Mapped[datetime]
    prepared_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]  # from then on it shows no names until it is prepared again
    shut_out_at: Mapped[datetime | None]
    shut_out_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    def was_in_hands_of(self, person: int | None) -> bool:
        """Whether this person ever prepared it."""
        return str(person) in self.hands

    def is_lost_to(self, person: int | None) -> bool:
        """Whether this person, who prepared it, shut it out for themselves."""
        return LOST in self.hands.get(str(person), ())

    def is_shut_out_for(self, person: int | None) -> bool:
        """Whether it may send nothing of this person; what one of its people shut out is so for no other of them.

        Else whoever learns its number prepares it, shuts it out, and so stops the marks of somebody else.
        """
        if self.shut_out_at is None:
            return False
        by_own = self.is_lost_to(self.shut_out_by)
        return self.is_lost_to(person) or not (by_own and self.was_in_hands_of(person))


class TabletDeed(Base):
    """What an examiner did besides marking, as it arrived, with the answer it got. Never changed."""

    __tablename__ = "tablet_deed"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    op: Mapped[UUID] = mapped_column(Uuid, unique=True)  # made on the device; a repeat finds its own answer here
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    examiner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    tablet_id: Mapped[UUID | None] = mapped_column(Uuid)
    kind: Mapped[DeedKind] = mapped_column(EnumText(DeedKind))
    content: Mapped[dict[str, Any]]  # see exams.rules.deeds
    sequence: Mapped[int]
    made_at: Mapped[datetime]  # the device's clock
    sent_at: Mapped[datetime | None]  # the same clock when it sent the deed: tells how wrong that clock was
    received_at: Mapped[datetime]  # the server's clock
    answer: Mapped[AnswerKind] = mapped_column(EnumText(AnswerKind))
    answer_facts: Mapped[dict[str, Any] | None]  # the reason of a refusal

    sheet: Mapped[Sheet] = relationship(viewonly=True)

    __table_args__ = (
        Index("ix_tablet_deed_sheet_id_id", "sheet_id", "id"),
        Index("ix_tablet_deed_sitting_id_id", "sitting_id", "id"),
        Index("ix_tablet_deed_refused", "sheet_id", sqlite_where=WAS_REFUSED, postgresql_where=WAS_REFUSED),
        {"sqlite_autoincrement": True},
    )


class MarkPhoto(Base):
    """A photo taken while marking, or of a form on paper; the file stands in the storage."""

    __tablename__ = "mark_photo"
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)  # made on the device
    op: Mapped[UUID | None] = mapped_column(Uuid, unique=True)  # the deed that announced it
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("exam_step.id"))  # none: of the exam as a whole
    file_key: Mapped[str] = mapped_column(String(100), index=True)
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # taken away by who took it, before signing
    late_reason: Mapped[str] = mapped_column(Text, default="")  # why it was added after signing; else empty

    sheet: Mapped[Sheet] = relationship(viewonly=True)


class ShelfDecision(Base):
    """What a coordinator decided about a mark or deed that was refused when it arrived. Never changed."""

    __tablename__ = "shelf_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    op: Mapped[UUID] = mapped_column(Uuid, unique=True)  # the refused mark or deed
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    taken_over: Mapped[bool]  # false: set aside
    new_op: Mapped[UUID | None] = mapped_column(Uuid)  # the mark that was made of it
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship(viewonly=True)


class MarkFile(Base):
    """A file with marks that a tablet could not send, brought in by a coordinator."""

    __tablename__ = "mark_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    tablet_id: Mapped[UUID | None] = mapped_column(Uuid)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100), index=True)
    size: Mapped[int]
    proven: Mapped[bool]  # the tablet vouches for every byte of it
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was taken in all the same, where it does not
    made_at: Mapped[datetime | None]  # the device's clock
    counts: Mapped[dict[str, Any]]  # outcome -> number of operations
    imported_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    imported_at: Mapped[datetime]

    examiner: Mapped[Person] = relationship(foreign_keys=[examiner_id])
