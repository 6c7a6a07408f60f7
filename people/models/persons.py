"""People, what they are here to do, and the rows behind being signed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.rules import Role, full_name, sorting_name


class Person(Base):
    """Somebody the environment knows."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str] = mapped_column(String(100))
    name_prefix: Mapped[str] = mapped_column(String(40), default="")
    family_name: Mapped[str] = mapped_column(String(100))
    sorting_name: Mapped[str] = mapped_column(String(260), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)  # student or staff number
    group_name: Mapped[str] = mapped_column(String(100), default="", index=True)
    language: Mapped[str | None] = mapped_column(String(5))
    color_mode: Mapped[str] = mapped_column(String(5), default="auto")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    photo_key: Mapped[str | None] = mapped_column(String(100))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    roles: Mapped[list["PersonRole"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="PersonRole.role"
    )

    # Two administrators with the same form open: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """The name as it is read aloud."""
        return full_name(self.given_name, self.name_prefix, self.family_name)

    @property
    def role_names(self) -> frozenset[Role]:
        """The roles as plain values."""
        return frozenset(role.role for role in self.roles)

    def call(self, *, given: str, prefix: str, family: str) -> None:
        """Give the person this name, and its place in sorted lists."""
        self.given_name, self.name_prefix, self.family_name = given, prefix, family
        self.sorting_name = sorting_name(given, prefix, family)


class PersonRole(Base):
    """One role of one person."""

    __tablename__ = "person_role"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(EnumText(Role), primary_key=True)
    # It counts in some parts of the organisation only; which ones stands in RoleScope. Without any it counts nowhere.
    limited: Mapped[bool] = mapped_column(default=False, server_default=false())

    person: Mapped[Person] = relationship(back_populates="roles")

    __table_args__ = (Index("ix_person_role_role_person_id", "role", "person_id"),)


class Supervision(Base):
    """Who guides whom. Whoever guides a candidate never examines that candidate."""

    __tablename__ = "supervision"
    candidate_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    supervisor_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    __table_args__ = (CheckConstraint("candidate_id <> supervisor_id", name="not_oneself"),)


class SignIn(Base):
    """One browser where somebody is signed in. The token itself is only in that browser; here is its hash."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed attempt, counted per account and per address; both are kept as keyed hashes."""

    __tablename__ = "sign_in_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_sign_in_attempt_account_at", "account", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )


class PasswordInvitation(Base):
    """A mailed link with which a person chooses a password, once and within its term."""

    __tablename__ = "password_invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class PeopleImport(Base):
    """An uploaded list of people between its preview and the moment it is carried out."""

    __tablename__ = "people_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100))
    carried_out_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]  # how many rows came to what
