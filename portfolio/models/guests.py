"""Guests: who from outside may look at one portfolio or entry for a while, comment, and sign as a witness."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.models import Person
from portfolio.rules import GuestKind


class GuestPass(Base):
    """What one guest may see, and until when. The link itself is only in the mail; here is its hash."""

    __tablename__ = "guest_pass"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)  # empty: all
    kind: Mapped[GuestKind] = mapped_column(EnumText(GuestKind))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    function: Mapped[str] = mapped_column(String(200), default="")
    message: Mapped[str] = mapped_column(Text, default="")  # what the owner writes along
    language: Mapped[str] = mapped_column(String(5))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    form_key: Mapped[str] = mapped_column(String(36), unique=True)  # a form posted twice invites once
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]  # the guest has shown to read mail at this address
    seen_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])

    # Revoked and prolonged in two tabs: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class GuestCode(Base):
    """A code that was mailed to a guest; only its hash stands here. Good once, for minutes, for a few attempts."""

    __tablename__ = "guest_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    guest_pass_id: Mapped[int] = mapped_column(ForeignKey("guest_pass.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class GuestVisit(Base):
    """A browser in which a guest has typed the code. The token is only in that browser; here is its hash."""

    __tablename__ = "guest_visit"
    id: Mapped[int] = mapped_column(primary_key=True)
    guest_pass_id: Mapped[int] = mapped_column(ForeignKey("guest_pass.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class WitnessStatement(Base):
    """What a witness signed about an entry, and about which text and files. Never changed."""

    __tablename__ = "witness_statement"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    guest_pass_id: Mapped[int] = mapped_column(ForeignKey("guest_pass.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    function: Mapped[str] = mapped_column(String(200), default="")
    relation: Mapped[str] = mapped_column(String(200), default="")  # how the witness knows the work
    statement: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))  # of what was signed for: the text and the files
    form_key: Mapped[str] = mapped_column(String(36), unique=True)  # a form posted twice signs once
    signed_at: Mapped[datetime]
