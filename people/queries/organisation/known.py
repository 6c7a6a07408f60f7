"""What is known of people besides what everybody has."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import PersonAttribute, PersonAttributeValue


def attribute(work: Work, attribute_id: int) -> PersonAttribute:
    """One thing to know of people."""
    found = work.db.get(PersonAttribute, attribute_id)
    if found is None:
        raise NotFound
    return found


def kept_attributes(work: Work, person_id: int) -> dict[int, PersonAttributeValue]:
    """What is kept of this person, by the number of the attribute."""
    rows = work.db.scalars(select(PersonAttributeValue).where(PersonAttributeValue.person_id == person_id))
    return {row.attribute_id: row for row in rows}


def values_in_use(work: Work, attribute_id: int) -> set[str]:
    """The different values that people have of this."""
    statement = select(PersonAttributeValue.value).where(PersonAttributeValue.attribute_id == attribute_id)
    return set(work.db.scalars(statement.distinct()))


def attributes_of(work: Work, person_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What is kept of these people, by the number of the attribute."""
    wanted = PersonAttributeValue.person_id.in_(select(numbers(work.db, sorted(person_ids))))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for row in work.db.scalars(select(PersonAttributeValue).where(wanted)):
        found[row.person_id][row.attribute_id] = row.value
    return found
