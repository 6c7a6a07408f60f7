"""Criteria as the database answers them: for each person yes or no, never unknown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import ColumnElement, Numeric, Select, and_, case, cast, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from certification.rules.linking.conditions import Criterion
from certification.rules.linking.states import Key, Test
from foundation.db import numbers
from foundation.work import Work
from people.models import (
    Membership,
    OrganisationPart,
    PartLead,
    Person,
    PersonAttribute,
    PersonAttributeValue,
    PersonRole,
)
from people.queries.organisation import people_in_parts
from people.rules import Role
from people.rules.attributes import DATE_ADDED, AttributeKind

MOST_COLUMNS = 400  # criteria in one statement

Answers = dict[int, tuple[bool, ...]]


def answers(work: Work, criteria: Sequence[Criterion], person_ids: Collection[int] | None = None) -> Answers:
    """For each active person (or those of these who are) whether each criterion holds: one statement for hundreds."""
    found: Answers = {}
    for start in range(0, max(len(criteria), 1), MOST_COLUMNS):
        piece = criteria[start : start + MOST_COLUMNS]
        statement = select(Person.id, *(is_met(work, one) for one in piece)).where(Person.active.is_(True))
        if person_ids is not None:
            statement = statement.where(Person.id.in_(select(numbers(work.db, sorted(person_ids)))))
        for person_id, *held in work.db.execute(statement):
            found[person_id] = (*found.get(person_id, ()), *map(bool, held))
    return found


def is_met(work: Work, criterion: Criterion) -> ColumnElement[bool]:
    """The criterion as a condition on Person."""
    if criterion.key is Key.ATTRIBUTE:
        return _attribute(work, criterion)
    return CONDITIONS[criterion.key](criterion)


def _place(criterion: Criterion) -> ColumnElement[bool]:
    there: Select[int] = people_in_parts(_whole(criterion))
    if criterion.function_id is not None:
        there = there.where(Membership.function_id == criterion.function_id)
    return Person.id.in_(there)


def _function(criterion: Criterion) -> ColumnElement[bool]:
    having = select(Membership.person_id).where(
        Membership.until.is_(None), Membership.function_id.in_(_whole(criterion))
    )
    return Person.id.in_(having)


def _role(criterion: Criterion) -> ColumnElement[bool]:
    roles = [Role(value) for value in criterion.values]
    return Person.id.in_(select(PersonRole.person_id).where(PersonRole.role.in_(roles)))


def _group(criterion: Criterion) -> ColumnElement[bool]:
    if criterion.test is Test.KNOWN:
        return Person.group_name != ""
    return _text(Person.group_name, criterion)


def _language(criterion: Criterion) -> ColumnElement[bool]:
    return func.coalesce(Person.language, "").in_(criterion.values)


def _leads(criterion: Criterion) -> ColumnElement[bool]:
    leading = select(PartLead.person_id).where(PartLead.until.is_(None))
    if criterion.values:
        leading = leading.join(OrganisationPart, OrganisationPart.id == PartLead.part_id).where(
            OrganisationPart.id.in_(_whole(criterion))
        )
    return Person.id.in_(leading)


CONDITIONS: Mapping[Key, Callable[[Criterion], ColumnElement[bool]]] = {
    Key.PLACE: _place,
    Key.FUNCTION: _function,
    Key.ROLE: _role,
    Key.GROUP: _group,
    Key.LANGUAGE: _language,
    Key.LEADS: _leads,
}


def _attribute(work: Work, criterion: Criterion) -> ColumnElement[bool]:
    known = (
        select(PersonAttributeValue.person_id)
        .join(PersonAttribute, PersonAttribute.id == PersonAttributeValue.attribute_id)
        .where(PersonAttribute.key == criterion.attribute, PersonAttribute.retired_at.is_(None))
    )
    met = Person.id.in_(known.where(_value(criterion)))
    if criterion.attribute != DATE_ADDED:
        return met
    # Who has no date of its own was added when the account was made.
    return or_(met, and_(Person.id.not_in(known), _made(work, criterion)))


def _value(criterion: Criterion) -> ColumnElement[bool]:
    column, given = PersonAttributeValue.value, criterion.values[0] if criterion.values else ""
    match criterion.test:
        case Test.KNOWN:
            return column != ""
        case Test.BEFORE:
            return column < given
        case Test.FROM:
            return column >= given
        case Test.LESS:
            return _number() < Decimal(given)
        case Test.AT_LEAST:
            return _number() >= Decimal(given)
    return _text(column, criterion)


def _number() -> ColumnElement[Decimal | None]:
    """The value of a number; others are never taken for one, in whatever order the database looks."""
    is_number = PersonAttribute.kind == AttributeKind.NUMBER
    return case((is_number, cast(PersonAttributeValue.value, Numeric)), else_=None)


def _text(column: InstrumentedAttribute[str], criterion: Criterion) -> ColumnElement[bool]:
    """The text as it stands, or with other capitals: SQLite knows those of A to Z alone."""
    plain = func.lower(column)
    if criterion.test is Test.CONTAINS:
        each = (
            (column.contains(one, autoescape=True), plain.contains(one.lower(), autoescape=True))
            for one in criterion.values
        )
        return or_(*(found for both in each for found in both))
    return or_(column.in_(criterion.values), plain.in_([one.lower() for one in criterion.values]))


def _made(work: Work, criterion: Criterion) -> ColumnElement[bool]:
    if criterion.test is Test.KNOWN:
        return Person.id > 0
    day = date.fromisoformat(criterion.values[0])
    begins = datetime.combine(day, time(), tzinfo=work.zone)
    if criterion.test is Test.IS:
        return or_(*(_on(work, date.fromisoformat(value)) for value in criterion.values))
    earlier: ColumnElement[bool] = Person.created_at < begins
    return earlier if criterion.test is Test.BEFORE else not_(earlier)


def _on(work: Work, day: date) -> ColumnElement[bool]:
    begins = datetime.combine(day, time(), tzinfo=work.zone)
    ends = datetime.combine(date.fromordinal(day.toordinal() + 1), time(), tzinfo=work.zone)
    return and_(Person.created_at >= begins, Person.created_at < ends)


def _whole(criterion: Criterion) -> list[int]:
    return [int(value) for value in criterion.values]
