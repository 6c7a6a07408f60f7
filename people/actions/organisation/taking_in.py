"""Where people are, what they lead and what is known of them, from a spreadsheet: set by set."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from foundation.db import numbers
from foundation.work import Work
from people import queries
from people.actions.organisation.functions import add_function
from people.actions.organisation.parts import add_part
from people.events import PeoplePlaced
from people.models import Membership, PartLead, PersonAttributeValue
from people.rules.imports import Entry, Plan
from people.rules.names import plain
from people.rules.organisation import KIND_BELOW, PartKind
from people.rules.places import Names, as_found


def take_in_organisation(work: Work, plan: Plan, entries: Mapping[int, Entry], *, import_id: int | None) -> None:
    """Make the parts and functions that are new, then put each person where the row says; by number of the person."""
    parts = _with_new_parts(work, plan)
    functions = {**plan.organisation.functions}
    for name in plan.new_functions:
        functions[plain(name)] = add_function(work, name).id
    _place(work, entries, parts, functions, import_id=import_id)
    _lead(work, entries, parts, import_id=import_id)
    _fill(work, plan, entries, import_id=import_id)


def _with_new_parts(work: Work, plan: Plan) -> dict[Names, int]:
    known = {**plan.organisation.parts}
    kinds: dict[Names, PartKind] = {}
    for names in plan.new_parts:
        found, above = as_found(names), as_found(names[:-1])
        parent = queries.part(work, known[above]) if above else None
        kinds[found] = KIND_BELOW[parent.kind if parent else None]
        known[found] = add_part(work, parent, name=names[-1], kind=kinds[found]).id
    return known


def _place(
    work: Work,
    entries: Mapping[int, Entry],
    parts: Mapping[Names, int],
    functions: Mapping[str, int],
    *,
    import_id: int | None,
) -> None:
    """End the places that a row no longer names and begin those that are new; the rest stays as it was."""
    wanted = {
        person_id: {
            (parts[as_found(place.names)], functions[plain(place.function)] if place.function else None)
            for place in entry.places
        }
        for person_id, entry in entries.items()
        if entry.places is not None
    }
    if not wanted:
        return
    standing = queries.memberships_of(work, list(wanted))
    there = defaultdict(set)
    for one in standing:
        there[one.person_id].add((one.part_id, one.function_id))
    ended = [one for one in standing if (one.part_id, one.function_id) not in wanted[one.person_id]]
    begun = [(person_id, *at) for person_id, places in wanted.items() for at in places - there[person_id]]
    _end(work, Membership, [one.id for one in ended])
    _begin(work, Membership, [{"person_id": who, "part_id": at, "function_id": what} for who, at, what in begun])
    _tell(work, "ended", [(one.person_id, one.part_id, None) for one in ended], import_id)
    _tell(work, "begun", begun, import_id)


def _lead(work: Work, entries: Mapping[int, Entry], parts: Mapping[Names, int], *, import_id: int | None) -> None:
    wanted = {
        person_id: {parts[as_found(names)] for names in entry.facts.leads}
        for person_id, entry in entries.items()
        if entry.facts.leads is not None
    }
    if not wanted:
        return
    standing = queries.leads_held(work, list(wanted))
    there = defaultdict(set)
    for one in standing:
        there[one.person_id].add(one.part_id)
    ended = [one for one in standing if one.part_id not in wanted[one.person_id]]
    begun = [(who, at, None) for who, places in wanted.items() for at in places - there[who]]
    _end(work, PartLead, [one.id for one in ended])
    _begin(work, PartLead, [{"person_id": who, "part_id": at} for who, at, _none in begun])
    _tell(work, "lead-ended", [(one.person_id, one.part_id, None) for one in ended], import_id)
    _tell(work, "lead-begun", begun, import_id)


def _fill(work: Work, plan: Plan, entries: Mapping[int, Entry], *, import_id: int | None) -> None:
    numbers_of = {attribute.key: attribute.id for attribute in plan.organisation.attributes}
    changed = [
        (person_id, key, value)
        for person_id, entry in entries.items()
        for key, value in entry.facts.attributes.items()
        if entry.known is None or entry.known.attributes.get(key) != value
    ]
    if not changed:
        return
    keys = tuple(sorted({key for _person_id, key, _value in changed}))
    for key in keys:
        ids = [who for who, one, _value in changed if one == key]
        people = PersonAttributeValue.person_id.in_(select(numbers(work.db, ids)))
        old = delete(PersonAttributeValue).where(PersonAttributeValue.attribute_id == numbers_of[key], people)
        work.db.execute(old.execution_options(synchronize_session=False))
    rows = [{"person_id": who, "attribute_id": numbers_of[key], "value": value} for who, key, value in changed]
    work.db.execute(insert(PersonAttributeValue), rows)
    told = tuple(dict.fromkeys(who for who, _key, _value in changed))
    work.emit(PeoplePlaced(person_ids=told, what="attributes", attributes=keys, import_id=import_id))


def _begin(work: Work, table: type[Membership | PartLead], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        work.db.execute(insert(table), [{**row, "since": work.today, "begun_by": work.actor.id} for row in rows])


def _end(work: Work, table: type[Membership | PartLead], ids: Sequence[int]) -> None:
    if ids:
        work.db.execute(
            update(table)
            .where(table.id.in_(select(numbers(work.db, ids))))
            .values(until=work.today, ended_by=work.actor.id)
            .execution_options(synchronize_session=False)
        )


def _tell(work: Work, what: str, places: Sequence[tuple[int, int, int | None]], import_id: int | None) -> None:
    """One event for all the people of each place."""
    people: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for person_id, part_id, function_id in places:
        people[part_id, function_id].append(person_id)
    for (part_id, function_id), ids in people.items():
        work.emit(
            PeoplePlaced(
                person_ids=tuple(dict.fromkeys(ids)),
                what=what,
                part_id=part_id,
                function_id=function_id,
                import_id=import_id,
            )
        )
