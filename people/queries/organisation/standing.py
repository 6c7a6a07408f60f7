"""What stands in a part of the organisation, and whether one may look into it."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, union

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people.models import Membership, OrganisationPart, PartLead, RoleScope, SeenPart
from people.queries.organisation.places import stands
from people.queries.organisation.reach import people_below, reach
from people.queries.organisation.tree import part
from people.rules import Role
from people.rules.organisation import parts_on


@dataclass(frozen=True)
class Standing:
    """How much stands in a part itself."""

    parts: int
    people: int
    leads: int
    limits: int


def open_part(work: Work, part_id: int) -> OrganisationPart:
    """One part that is open."""
    found = part(work, part_id)
    if found.closed_at is not None:
        raise Refusal(say("That part is closed. Choose another one, or open it again first."))
    return found


def what_stands_in(work: Work, part_id: int) -> Standing:
    """How much stands in this part itself, which keeps it open (1 statement)."""

    def count(statement: Select[int]) -> ColumnElement[int]:
        return statement.scalar_subquery()

    below = select(func.count()).where(OrganisationPart.parent_id == part_id, OrganisationPart.closed_at.is_(None))
    people = select(func.count()).where(Membership.part_id == part_id, stands())
    leads = select(func.count()).where(PartLead.part_id == part_id, PartLead.until.is_(None))
    limits = select(func.count()).where(RoleScope.part_id == part_id)
    return Standing(*work.db.execute(select(count(below), count(people), count(leads), count(limits))).one())


def levels_below(work: Work, path: str) -> int:
    """How many levels this part counts with all that is below it."""
    paths = work.db.scalars(select(OrganisationPart.path).where(OrganisationPart.path.startswith(path)))
    return max(len(parts_on(found)) for found in paths) - len(parts_on(path)) + 1


def people_concerned(work: Work, path: str) -> list[int]:
    """Who is in this part or below, or leads something there (1 statement)."""
    led = (
        select(PartLead.person_id)
        .join(OrganisationPart, OrganisationPart.id == PartLead.part_id)
        .where(PartLead.until.is_(None), OrganisationPart.path.startswith(path, autoescape=True))
    )
    return sorted(work.db.scalars(union(people_below((path,)), led)))


def counts_below(work: Work) -> dict[int, int]:
    """How many people are in each part and below, each counted once per part (1 statement)."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = (
        select(Membership.person_id, OrganisationPart.path)
        .join(OrganisationPart, OrganisationPart.id == Membership.part_id)
        .where(stands())
    )
    for person_id, path in work.db.execute(rows):
        for part_id in parts_on(path):
            found[part_id].add(person_id)
    return {part_id: len(people) for part_id, people in found.items()}


def seen_part(work: Work, part_id: int) -> SeenPart:
    """One part, as far as it is within reach of whoever asks (3 statements at most)."""
    found = part(work, part_id)
    managed = reach(work, {Role.ADMINISTRATOR}).has(found.path)
    return SeenPart(found, managed or reach(work).has(found.path), managed)
