"""Who is in one part, page by page, and who was."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import JobFunction, Membership, PartLead, Person, PersonRole
from people.queries.organisation.places import stands
from people.queries.people import ORDERS, PAGE_SIZE, fits
from people.rules import STAFF

SORTED = {
    "name": ORDERS["name"],
    "-name": ORDERS["-name"],
    "function": (JobFunction.plain_name.is_(None), JobFunction.plain_name, Person.sorting_name),
    "-function": (JobFunction.plain_name.is_(None), JobFunction.plain_name.desc(), Person.sorting_name),
    "since": (Membership.since, Person.sorting_name),
    "-since": (Membership.since.desc(), Person.sorting_name),
}


@dataclass(frozen=True)
class MembersPage:
    """One page of who is in a part."""

    members: Sequence[Membership]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def membership(work: Work, membership_id: int) -> Membership:
    """One place of somebody."""
    found = work.db.get(Membership, membership_id)
    if found is None:
        raise NotFound
    return found


def memberships_in(work: Work, part_id: int, membership_ids: Collection[int]) -> list[Membership]:
    """Those of these places that are in this part and stand now."""
    return list(
        work.db.scalars(
            select(Membership)
            .where(
                Membership.part_id == part_id,
                Membership.id.in_(select(numbers(work.db, sorted(set(membership_ids))))),
                stands(),
            )
            .order_by(Membership.id)
            .options(joinedload(Membership.person), joinedload(Membership.function))
        )
    )


def memberships_of(work: Work, person_ids: Collection[int]) -> list[Membership]:
    """The places of these people that stand now."""
    wanted = Membership.person_id.in_(select(numbers(work.db, sorted(person_ids))))
    return list(work.db.scalars(select(Membership).where(wanted, stands()).order_by(Membership.id)))


def leads_held(work: Work, person_ids: Collection[int]) -> list[PartLead]:
    """What these people lead now."""
    wanted = PartLead.person_id.in_(select(numbers(work.db, sorted(person_ids))))
    return list(work.db.scalars(select(PartLead).where(wanted, PartLead.until.is_(None)).order_by(PartLead.id)))


def people_at(work: Work, part_id: int, function_id: int | None) -> set[int]:
    """Who is in this very part with this very function, or without any."""
    same = Membership.function_id.is_(None) if function_id is None else Membership.function_id == function_id
    return set(work.db.scalars(select(Membership.person_id).where(Membership.part_id == part_id, same, stands())))


def members_page(work: Work, part_id: int, *, words: str, function_id: int | None, sort: str, page: int) -> MembersPage:
    """One page of who is in this part, with their functions (2 statements)."""
    matching = _members(part_id, words=words, function_id=function_id)
    total = work.db.scalar(select(func.count()).select_from(matching.subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    rows = (
        matching.options(contains_eager(Membership.person), contains_eager(Membership.function))
        .order_by(*SORTED.get(sort, ORDERS["name"]), Membership.id)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    return MembersPage(work.db.scalars(rows).all(), total, page)


def member_ids(work: Work, part_id: int, *, words: str, function_id: int | None) -> list[int]:
    """The numbers of all places that such a list holds."""
    return [found.id for found in work.db.scalars(_members(part_id, words=words, function_id=function_id))]


def people_outside(
    work: Work, part_id: int, *, words: str, condition: ColumnElement[bool] | None, limit: int
) -> list[Person]:
    """Active people whom these words fit and who are not in this part, by name; so many at most."""
    inside = select(Membership.person_id).where(Membership.part_id == part_id, stands())
    statement = select(Person).where(Person.active.is_(True), Person.id.not_in(inside), *fits(words))
    if condition is not None:
        statement = statement.where(condition)
    return list(work.db.scalars(statement.order_by(*ORDERS["name"]).limit(limit).options(selectinload(Person.roles))))


def possible_leads(work: Work, *, condition: ColumnElement[bool] | None, limit: int) -> list[Person]:
    """Active people of staff who may be named to lead, by name; so many at most."""
    staff = select(PersonRole.person_id).where(PersonRole.role.in_(STAFF))
    statement = select(Person).where(Person.active.is_(True), Person.id.in_(staff))
    if condition is not None:
        statement = statement.where(condition)
    return list(work.db.scalars(statement.order_by(*ORDERS["name"]).limit(limit)))


def history_of_part(work: Work, part_id: int, *, limit: int) -> list[Membership | PartLead]:
    """Who came, left and led here, newest first (2 statements)."""
    places = work.db.scalars(
        select(Membership)
        .where(Membership.part_id == part_id)
        .options(joinedload(Membership.person), joinedload(Membership.function))
        .order_by(func.coalesce(Membership.until, Membership.since).desc(), Membership.id.desc())
        .limit(limit)
    )
    leads = work.db.scalars(
        select(PartLead)
        .where(PartLead.part_id == part_id)
        .options(joinedload(PartLead.person))
        .order_by(func.coalesce(PartLead.until, PartLead.since).desc(), PartLead.id.desc())
        .limit(limit)
    )
    return sorted([*places, *leads], key=lambda one: one.until or one.since, reverse=True)[:limit]


def _members(part_id: int, *, words: str, function_id: int | None) -> Select[Membership]:
    statement = (
        select(Membership)
        .join(Membership.person)
        .outerjoin(Membership.function)
        .where(Membership.part_id == part_id, stands(), *fits(words))
    )
    return statement.where(Membership.function_id == function_id) if function_id else statement
