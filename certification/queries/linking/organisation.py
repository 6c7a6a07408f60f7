"""Reading what parts of the organisation ask for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from certification.models import OrganisationLink
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import JobFunction
from people.queries.organisation import TreePart, tree
from qualification_files.models import LinkGround
from qualification_files.rules import LinkOrigin


@dataclass(frozen=True)
class PartAsking:
    """A link by organisation, with how many people it holds now."""

    row: OrganisationLink
    people: int


def organisation_link_of(work: Work, qualification_id: int, organisation_link_id: int) -> OrganisationLink:
    """One link by organisation of this qualification."""
    found = work.db.get(OrganisationLink, organisation_link_id)
    if found is None or found.qualification_id != qualification_id:
        raise NotFound
    return found


def standing(work: Work, qualification_id: int, part_id: int, function_id: int | None) -> OrganisationLink | None:
    """The one that asks for just this now."""
    return work.db.scalar(
        select(OrganisationLink).where(
            OrganisationLink.qualification_id == qualification_id,
            OrganisationLink.part_id == part_id,
            OrganisationLink.function_id.is_not_distinct_from(function_id),
            OrganisationLink.ended_at.is_(None),
        )
    )


def parts_asking(work: Work, qualification_id: int) -> list[PartAsking]:
    """Which parts ask for this qualification now, the first made on top; in one statement."""
    held = (
        select(func.count())
        .where(
            LinkGround.origin == LinkOrigin.BY_ORGANISATION,
            LinkGround.source_id == OrganisationLink.id,
            LinkGround.ended_at.is_(None),
        )
        .scalar_subquery()
    )
    rows = work.db.execute(
        select(OrganisationLink, held)
        .where(OrganisationLink.qualification_id == qualification_id, OrganisationLink.ended_at.is_(None))
        .options(joinedload(OrganisationLink.part), joinedload(OrganisationLink.function))
        .order_by(OrganisationLink.id)
    )
    return [PartAsking(row, people) for row, people in rows]


def organisation_links(work: Work, ids: Collection[int]) -> Sequence[OrganisationLink]:
    """These, ended ones too, with part and function; in one statement."""
    return work.db.scalars(
        select(OrganisationLink)
        .where(OrganisationLink.id.in_(ids))
        .options(joinedload(OrganisationLink.part), joinedload(OrganisationLink.function))
    ).all()


def functions(work: Work, *, retired: bool = False) -> Sequence[JobFunction]:
    """What people can be, by name; in one statement."""
    statement = select(JobFunction).order_by(JobFunction.plain_name, JobFunction.id)
    return work.db.scalars(statement if retired else statement.where(JobFunction.retired_at.is_(None))).all()


def places(work: Work) -> dict[int, TreePart]:
    """All parts, closed ones too, by number, from the top down; in one statement."""
    return {one.id: one for one in tree(work, closed=True)}
