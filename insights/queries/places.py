"""Where people stand in the organisation: for counting them per part, and for saying it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, select

from foundation.db import numbers
from foundation.work import Work
from people.models import Membership, OrganisationPart
from people.queries.organisation.places import stands
from people.rules.organisation import parts_on


def parts_around(work: Work, on: date) -> dict[int, frozenset[int]]:
    """Person -> the parts where that person was on that day, with all parts above (1 statement)."""
    found: dict[int, set[str]] = defaultdict(set)
    statement = _standing(on).add_columns(OrganisationPart.path)
    for person_id, _part_id, path in work.db.execute(statement):
        found[person_id].add(path)
    known: dict[frozenset[str], frozenset[int]] = {}  # thousands of people stand in few places
    return {person_id: _above(frozenset(paths), known) for person_id, paths in found.items()}


def places(work: Work, on: date, person_ids: Collection[int]) -> dict[int, list[str]]:
    """Person -> the names of the parts where that person was on that day (1 statement)."""
    found: dict[int, list[str]] = defaultdict(list)
    statement = _standing(on).add_columns(OrganisationPart.name)
    for person_id, _part_id, name in work.db.execute(
        statement.where(Membership.person_id.in_(select(numbers(work.db, person_ids)))).order_by(OrganisationPart.path)
    ):
        if name not in found[person_id]:
            found[person_id].append(name)
    return found


def _standing(on: date) -> Select[int, int]:
    return (
        select(Membership.person_id, Membership.part_id)
        .join(OrganisationPart, OrganisationPart.id == Membership.part_id)
        .where(stands(on))
    )


def _above(paths: frozenset[str], known: dict[frozenset[str], frozenset[int]]) -> frozenset[int]:
    if paths not in known:
        known[paths] = frozenset(part_id for path in paths for part_id in parts_on(path))
    return known[paths]
