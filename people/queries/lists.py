"""Lists of people: who is on them, bounded to whom one looks after."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from foundation.work import Work
from people.models import Person
from people.queries.organisation import people_in_parts, scope_condition
from people.queries.people import ORDERS, PAGE_SIZE, fits, has_role
from people.rules import Role


@dataclass(frozen=True)
class Wanted:
    """Which people a list shows, and in which order."""

    words: str = ""
    role: Role | None = None
    group: str = ""
    active: bool | None = None
    part: int | None = None  # with all that is below it
    sort: str = "name"


@dataclass(frozen=True)
class PeoplePage:
    """One page of a list."""

    people: Sequence[Person]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def people_page(work: Work, wanted: Wanted, page: int) -> PeoplePage:
    """One page of the wanted people whom one looks after, with their roles (3 statements, 4 for who sees some)."""
    within = scope_condition(work)
    total = work.db.scalar(select(func.count()).select_from(_matching(wanted, within).subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    rows = _ordered(wanted, within).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return PeoplePage(work.db.scalars(rows).all(), total, page)


def all_people(work: Work, wanted: Wanted) -> Sequence[Person]:
    """All wanted people whom one looks after, with their roles."""
    return work.db.scalars(_ordered(wanted, scope_condition(work))).all()


def groups(work: Work) -> list[str]:
    """The groups of those whom one looks after."""
    statement = select(Person.group_name).where(Person.group_name != "").distinct().order_by(Person.group_name)
    within = scope_condition(work)
    return list(work.db.scalars(statement if within is None else statement.where(within)))


def _ordered(wanted: Wanted, within: ColumnElement[bool] | None) -> Select[Person]:
    order = ORDERS.get(wanted.sort, ORDERS["name"])
    return _matching(wanted, within).options(selectinload(Person.roles)).order_by(*order)


def _matching(wanted: Wanted, within: ColumnElement[bool] | None) -> Select[Person]:
    statement = select(Person).where(*fits(wanted.words))
    if within is not None:
        statement = statement.where(within)
    if wanted.part:
        statement = statement.where(Person.id.in_(people_in_parts([wanted.part])))
    if wanted.role:
        statement = statement.where(has_role(wanted.role))
    if wanted.group:
        statement = statement.where(Person.group_name == wanted.group)
    if wanted.active is not None:
        statement = statement.where(Person.active.is_(wanted.active))
    return statement
