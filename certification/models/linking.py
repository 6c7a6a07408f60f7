"""Who is linked without anybody doing it by hand: by place in the organisation, and by rules on what is known."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certification.rules.linking.states import RuleState
from foundation.db import Base, EnumText
from people.models import JobFunction, OrganisationPart
from qualification_files.models import Qualification


class OrganisationLink(Base):
    """Whoever is in a part or below it, with a function where one is named, follows a qualification; now and later."""

    __tablename__ = "organisation_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), index=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("organisation_part.id"), index=True)
    function_id: Mapped[int | None] = mapped_column(ForeignKey("job_function.id"), index=True)
    required: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]
    job_id: Mapped[int | None]  # the latest that carries it out for everybody

    qualification: Mapped[Qualification] = relationship()
    part: Mapped[OrganisationPart] = relationship()
    function: Mapped[JobFunction | None] = relationship()

    __table_args__ = (
        # A double click asks once.
        Index(
            "uq_organisation_link_current",
            "qualification_id",
            "part_id",
            "function_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_organisation_link_current_without_function",
            "qualification_id",
            "part_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND function_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND function_id IS NULL"),
        ),
    )


class LinkRule(Base):
    """A rule that links whoever fits. What is being worked on and what is carried out stand apart.

    `wanted` and `in_force` are a `rules.linking.Asked` each; nothing is in force before it was switched on.
    """

    __tablename__ = "link_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[RuleState] = mapped_column(EnumText(RuleState), default=RuleState.DRAFT, index=True)
    wanted: Mapped[dict[str, Any]]
    in_force: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None]
    switched_at: Mapped[datetime | None]
    switched_by: Mapped[int | None]
    job_id: Mapped[int | None]  # the latest that carries it out for everybody
    version: Mapped[int] = mapped_column(default=1)

    # Two administrators with the same rule open: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}
