"""The organisation as a tree, who belongs where, who leads what, and roles that count in a part of it only."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.models.persons import Person
from people.rules.organisation import PartKind
from people.rules.roles import Role

STANDS = text("until IS NULL")


class OrganisationPart(Base):
    """A company, department, team or whatever else people belong to.

    The path holds the numbers of the parts from the top down to this one ("/1/4/9/"), so that a part and all below it
    are those whose path begins with that of the part. A trigger keeps a part from being put below itself.
    """

    __tablename__ = "organisation_part"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation_part.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    plain_name: Mapped[str] = mapped_column(String(400))  # as names are compared
    kind: Mapped[PartKind] = mapped_column(EnumText(PartKind), default=PartKind.TEAM)
    position: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    # Two administrators with the same part open: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("parent_id <> id", name="not_below_itself"),
        # Two people add the same part at once: one stands, the other finds it there.
        Index(
            "uq_organisation_part_name",
            "parent_id",
            "plain_name",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_organisation_part_name_at_the_top",
            "plain_name",
            unique=True,
            sqlite_where=text("closed_at IS NULL AND parent_id IS NULL"),
            postgresql_where=text("closed_at IS NULL AND parent_id IS NULL"),
        ),
    )


class JobFunction(Base):
    """What people do in the place where they are: nurse, electrician."""

    __tablename__ = "job_function"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    plain_name: Mapped[str] = mapped_column(String(400), unique=True)
    retired_at: Mapped[datetime | None]


class Membership(Base):
    """One place of one person, from a day until a day; a move ends one and begins another."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("organisation_part.id"), index=True)
    function_id: Mapped[int | None] = mapped_column(ForeignKey("job_function.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]  # the first day on which it no longer is so
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    part: Mapped[OrganisationPart] = relationship()
    function: Mapped[JobFunction | None] = relationship()

    __table_args__ = (
        # The button pressed twice: nobody is in one place twice with one function, or twice without any.
        Index(
            "uq_membership_current",
            "person_id",
            "part_id",
            "function_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index(
            "uq_membership_current_without_function",
            "person_id",
            "part_id",
            unique=True,
            sqlite_where=text("until IS NULL AND function_id IS NULL"),
            postgresql_where=text("until IS NULL AND function_id IS NULL"),
        ),
    )


class PartLead(Base):
    """Who leads a part, from a day until a day."""

    __tablename__ = "part_lead"
    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("organisation_part.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    part: Mapped[OrganisationPart] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        Index(
            "uq_part_lead_current",
            "part_id",
            "person_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )


class RoleScope(Base):
    """A part of the organisation in which a limited role counts, with everything below it."""

    __tablename__ = "role_scope"
    person_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Role] = mapped_column(EnumText(Role), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("organisation_part.id"), primary_key=True, index=True)

    part: Mapped[OrganisationPart] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(
            ["person_id", "role"],
            ["person_role.person_id", "person_role.role"],
            name="fk_role_scope_person_id_person_role",
            ondelete="CASCADE",
        ),
    )


@dataclass(frozen=True)
class SeenPart:
    """A part, and whether whoever asks may see and manage it."""

    part: OrganisationPart
    seen: bool
    managed: bool
