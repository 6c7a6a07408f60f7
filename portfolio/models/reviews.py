"""What others say of evidence: decisions, comments, and who assesses whose portfolio."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.models import Person
from portfolio.models.guests import GuestPass
from portfolio.rules import Capacity, Decision

STILL_ASSESSES = text("ended_at IS NULL")


class Review(Base):
    """Evidence was accepted, sent back, or its acceptance withdrawn. Never changed: a later decision is a new row."""

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    capacity: Mapped[Capacity] = mapped_column(EnumText(Capacity))
    decision: Mapped[Decision] = mapped_column(EnumText(Decision))
    reason: Mapped[str] = mapped_column(Text, default="")
    fingerprint: Mapped[str] = mapped_column(String(64))  # of what was judged: the text, the reasoning and the files
    decided_at: Mapped[datetime]

    reviewer: Mapped[Person] = relationship()


class Comment(Base):
    """Something said about an entry, by a person or a guest; an answer names what it answers."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))  # of which it speaks in particular
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)  # the first of its thread
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    guest_pass_id: Mapped[int | None] = mapped_column(ForeignKey("guest_pass.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    form_key: Mapped[str] = mapped_column(String(36), unique=True)  # a form posted twice says it once
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[Person | None] = relationship()
    guest_pass: Mapped[GuestPass | None] = relationship()

    __table_args__ = (CheckConstraint("(author_id IS NULL) <> (guest_pass_id IS NULL)", name="one_author"),)


class PortfolioAssessor(Base):
    """Who assesses somebody's portfolio; never the one who guides that person."""

    __tablename__ = "portfolio_assessor"
    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("candidate_id <> assessor_id", name="not_oneself"),
        Index(  # race: the same assessor assigned twice at once is assigned once
            "uq_portfolio_assessor_now",
            "candidate_id",
            "assessor_id",
            unique=True,
            sqlite_where=STILL_ASSESSES,
            postgresql_where=STILL_ASSESSES,
        ),
    )
