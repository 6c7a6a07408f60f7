"""Whom somebody may look after: everybody, or who is in the parts that one leads or is limited to."""

from collections import defaultdict
from collections.abc import Collection, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, union

from foundation.access import SYSTEM
from foundation.db import numbers
from foundation.work import Work
from people.models import Membership, OrganisationPart, PartLead, Person, RoleScope
from people.rules import Role
from people.rules.organisation import WIDE, is_within_any

LOOKS_AFTER = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.MANAGER})


@dataclass(frozen=True)
class Reach:
    """The whole organisation, or the parts that begin with these paths."""

    everything: bool = False
    paths: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Whether this part is within reach."""
        return self.everything or is_within_any(path, self.paths)


def reach(work: Work, roles: Set[Role] = LOOKS_AFTER) -> Reach:
    """How far whoever asks reaches in one of these roles (1 statement at most, none for who reaches everything)."""
    actor = work.actor
    if actor is SYSTEM or not actor.roles.isdisjoint(roles & WIDE):
        return Reach(everything=True)
    leads = Role.MANAGER in roles & actor.roles
    limited = sorted(role for role in roles if role in actor.limited_roles or (role is Role.MANAGER and leads))
    if not limited or actor.id is None:
        return Reach()
    rows = select(OrganisationPart.path).join(RoleScope, RoleScope.part_id == OrganisationPart.id)
    paths = rows.where(RoleScope.person_id == actor.id, RoleScope.role.in_(limited))
    if not leads:
        return Reach(paths=tuple(sorted(work.db.scalars(paths))))
    led = select(OrganisationPart.path).join(PartLead, PartLead.part_id == OrganisationPart.id)
    led = led.where(PartLead.person_id == actor.id, PartLead.until.is_(None))
    return Reach(paths=tuple(sorted(work.db.scalars(union(paths, led)))))


def scope_condition(
    work: Work, *, column: Any = Person.id, roles: Set[Role] = LOOKS_AFTER
) -> ColumnElement[bool] | None:
    """What holds for the numbers of those whom one looks after in one of these roles; None if that is everybody."""
    reached = reach(work, roles)
    if reached.everything:
        return None
    condition: ColumnElement[bool] = column.in_(people_below(reached.paths)) if reached.paths else false()
    return condition


def may_look_after(work: Work, person_id: int, *, roles: Set[Role] = LOOKS_AFTER) -> bool:
    """Whether this is somebody whom one looks after in one of these roles (2 statements at most)."""
    reached = reach(work, roles)
    if reached.everything or not reached.paths:
        return reached.everything
    found = people_below(reached.paths).where(Membership.person_id == person_id).limit(1)
    return work.db.scalar(found) is not None


def looked_after(work: Work, person_ids: Collection[int], *, roles: Set[Role] = LOOKS_AFTER) -> set[int]:
    """Those of these people whom one looks after in one of these roles (2 statements at most)."""
    if not person_ids:
        return set()
    statement = select(Person.id).where(Person.id.in_(select(numbers(work.db, sorted(set(person_ids))))))
    condition = scope_condition(work, roles=roles)
    return set(work.db.scalars(statement if condition is None else statement.where(condition)))


def people_below(paths: tuple[str, ...]) -> Select[int]:
    """The numbers of those who are in these parts or below now."""
    within = or_(*(OrganisationPart.path.startswith(path, autoescape=True) for path in paths))
    return (
        select(Membership.person_id)
        .join(OrganisationPart, OrganisationPart.id == Membership.part_id)
        .where(and_(Membership.until.is_(None), within))
    )


def limits_of(work: Work, person_id: int) -> dict[Role, set[int]]:
    """In which parts the limited roles of this person count."""
    found: dict[Role, set[int]] = defaultdict(set)
    rows = select(RoleScope.role, RoleScope.part_id).where(RoleScope.person_id == person_id)
    for role, part_id in work.db.execute(rows):
        found[role].add(part_id)
    return dict(found)
