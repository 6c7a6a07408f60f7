"""What rules read of people: where they are, what they do, what is known of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, select

from foundation.db import numbers
from foundation.work import Work
from people.models import (
    JobFunction,
    Membership,
    OrganisationPart,
    PartLead,
    Person,
    PersonAttribute,
    PersonAttributeValue,
    PersonRole,
)
from people.queries.organisation.places import stands
from people.rules.attributes import DATE_ADDED, AttributeKind, Value, value_of
from people.rules.organisation import parts_on

Fact = Value | frozenset[str] | frozenset[int] | None
Facts = dict[str, Fact]


@dataclass(frozen=True)
class AttributeKey:
    """Something that is known of people, as rules and columns name it."""

    id: int
    key: str
    name_en: str
    name_nl: str
    kind: AttributeKind
    choices: tuple[str, ...]
    retired: bool = False

    def name(self, language: str) -> str:
        """How it is called in this language."""
        return self.name_nl if language == "nl" else self.name_en


def attribute_keys(work: Work, *, retired: bool = False) -> list[AttributeKey]:
    """What is known of people besides what everybody has, in order (1 statement)."""
    statement = select(PersonAttribute).order_by(PersonAttribute.position, PersonAttribute.id)
    if not retired:
        statement = statement.where(PersonAttribute.retired_at.is_(None))
    return [
        AttributeKey(
            id=row.id,
            key=row.key,
            name_en=row.name_en,
            name_nl=row.name_nl,
            kind=row.kind,
            choices=tuple(str(choice) for choice in row.choices),
            retired=row.retired_at is not None,
        )
        for row in work.db.scalars(statement)
    ]


def facts_of(work: Work, person_ids: Iterable[int] | None = None) -> dict[int, Facts]:
    """What is known of these people, or of everybody who is active, by key (6 statements, however many people).

    `group` and `language` as text; `parts` the numbers of the parts where one is, with all parts above; `functions`
    the names and `function_ids` the numbers; `roles`; `leads` the numbers of the parts one leads; and each attribute
    under its key, as text, date or number. `date_added` is always there. What is not known stands there as None.
    """
    ids = None if person_ids is None else sorted(set(person_ids))
    if ids is not None and not ids:
        return {}

    def of_them(column: Any) -> list[ColumnElement[bool]]:
        return [] if ids is None else [column.in_(select(numbers(work.db, ids)))]

    found = _persons(work, of_them, everybody=ids is None)
    _add_sets(work, found, of_them)
    _add_attributes(work, found, of_them)
    return found


_Of = Callable[[Any], list[ColumnElement[bool]]]


def _persons(work: Work, of_them: _Of, *, everybody: bool) -> dict[int, Facts]:
    statement = select(Person.id, Person.group_name, Person.language, Person.created_at)
    if everybody:
        statement = statement.where(Person.active.is_(True))
    empty: Facts = dict.fromkeys((key.key for key in attribute_keys(work)), None)
    return {
        row.id: {
            **empty,
            "group": row.group_name,
            "language": row.language,
            "parts": frozenset[int](),
            "functions": frozenset[str](),
            "function_ids": frozenset[int](),
            "roles": frozenset[str](),
            "leads": frozenset[int](),
            DATE_ADDED: row.created_at.astimezone(work.zone).date(),
        }
        for row in work.db.execute(statement.where(*of_them(Person.id)))
    }


def _add_sets(work: Work, found: dict[int, Facts], of_them: _Of) -> None:
    sets: dict[tuple[int, str], set[int | str]] = defaultdict(set)
    roles = select(PersonRole.person_id, PersonRole.role)
    for person_id, role in work.db.execute(roles.where(*of_them(PersonRole.person_id))):
        sets[person_id, "roles"].add(str(role))
    places = (
        select(Membership.person_id, OrganisationPart.path, JobFunction.id, JobFunction.name)
        .join(OrganisationPart, OrganisationPart.id == Membership.part_id)
        .outerjoin(JobFunction, JobFunction.id == Membership.function_id)
        .where(stands())
    )
    for person_id, path, function_id, function in work.db.execute(places.where(*of_them(Membership.person_id))):
        sets[person_id, "parts"].update(parts_on(path))
        if function_id is not None:
            sets[person_id, "function_ids"].add(function_id)
            sets[person_id, "functions"].add(function)
    led = select(PartLead.person_id, PartLead.part_id).where(PartLead.until.is_(None))
    for person_id, part_id in work.db.execute(led.where(*of_them(PartLead.person_id))):
        sets[person_id, "leads"].add(part_id)
    for (person_id, key), values in sets.items():
        if person_id in found:
            found[person_id][key] = cast(Fact, frozenset(values))


def _add_attributes(work: Work, found: dict[int, Facts], of_them: _Of) -> None:
    statement = (
        select(PersonAttributeValue.person_id, PersonAttribute.key, PersonAttribute.kind, PersonAttributeValue.value)
        .join(PersonAttribute, PersonAttribute.id == PersonAttributeValue.attribute_id)
        .where(PersonAttribute.retired_at.is_(None))
    )
    for person_id, key, kind, value in work.db.execute(statement.where(*of_them(PersonAttributeValue.person_id))):
        if person_id in found:
            found[person_id][key] = value_of(kind, value)
