"""Who leads whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from foundation.db import numbers
from foundation.work import Work
from people.models import OrganisationPart, PartLead, Person, PersonRole
from people.queries.organisation.places import paths_of
from people.rules import Role
from people.rules.organisation import leads_by_rank


def leads_of(work: Work, person_ids: Iterable[int]) -> dict[int, list[int]]:
    """The nearest leads of each of these people, never oneself (2 statements); an empty list where there are none."""
    return {person_id: ranks[0] if ranks else [] for person_id, ranks in leads_above(work, person_ids, 1).items()}


def leads_above(work: Work, person_ids: Iterable[int], levels: int = 9) -> dict[int, list[list[int]]]:
    """For each the nearest leads, then the leads above those, so many ranks at most (2 statements).

    Who leads a part and belongs nowhere is taken to belong to that part. Inactive leads are passed over.
    """
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    paths, leads, led = paths_of(work, wanted), defaultdict(list), defaultdict(list)
    for row in work.db.execute(_LEADS):
        led[row.person_id].append(row.path)
        if row.active:
            leads[row.part_id].append(row.person_id)
    return {
        person_id: leads_by_rank(
            paths.get(person_id) or led.get(person_id, []), leads, besides=person_id, levels=levels
        )
        for person_id in wanted
    }


def leads_there(work: Work, person_ids: Iterable[int], path: str) -> dict[int, list[int]]:
    """Who would be the nearest leads of each of these people in this place (1 statement)."""
    leads = defaultdict(list)
    for row in work.db.execute(_LEADS):
        if row.active:
            leads[row.part_id].append(row.person_id)
    ranks = {one: leads_by_rank([path], leads, besides=one, levels=1) for one in person_ids}
    return {person_id: found[0] if found else [] for person_id, found in ranks.items()}


_LEADS = (
    select(PartLead.part_id, PartLead.person_id, OrganisationPart.path, Person.active)
    .join(OrganisationPart, OrganisationPart.id == PartLead.part_id)
    .join(Person, Person.id == PartLead.person_id)
    .join(PersonRole, (PersonRole.person_id == Person.id) & (PersonRole.role == Role.MANAGER))
    .where(PartLead.until.is_(None))
    .order_by(PartLead.part_id, PartLead.person_id)
)


def parts_led(work: Work, person_ids: Collection[int] | None = None) -> dict[int, list[int]]:
    """The numbers of the parts that these people lead now, or everybody leads (1 statement)."""
    statement = select(PartLead.person_id, PartLead.part_id).where(PartLead.until.is_(None)).order_by(PartLead.part_id)
    if person_ids is not None:
        statement = statement.where(PartLead.person_id.in_(select(numbers(work.db, sorted(person_ids)))))
    found: dict[int, list[int]] = defaultdict(list)
    for person_id, part_id in work.db.execute(statement):
        found[person_id].append(part_id)
    return found


def led_by(work: Work, part_ids: Collection[int]) -> dict[int, Sequence[Person]]:
    """Who leads each of these parts now, by name (1 statement)."""
    rows = work.db.execute(
        select(PartLead.part_id, Person)
        .join(Person, Person.id == PartLead.person_id)
        .where(PartLead.part_id.in_(list(part_ids)), PartLead.until.is_(None))
        .order_by(Person.sorting_name, Person.id)
    )
    found: dict[int, list[Person]] = {part_id: [] for part_id in part_ids}
    for part_id, lead in rows:
        found[part_id].append(lead)
    return dict(found)


def current_lead(work: Work, part_id: int, person_id: int) -> PartLead | None:
    """That this person leads this part now."""
    return work.db.scalar(
        select(PartLead).where(PartLead.part_id == part_id, PartLead.person_id == person_id, PartLead.until.is_(None))
    )
