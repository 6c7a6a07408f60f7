"""Makes an organisation for a test: `part(make, "ICU", below=hospital)`."""

from datetime import date

from people.models import (
    JobFunction,
    Membership,
    OrganisationPart,
    PartLead,
    Person,
    PersonAttribute,
    PersonAttributeValue,
    PersonRole,
    RoleScope,
)
from people.rules import Role, plain
from people.rules.attributes import AttributeKind
from people.rules.organisation import PartKind, path_below

LONG_AGO = date(2026, 1, 1)


def part(make, name, *, below=None, kind=PartKind.TEAM, closed_at=None):
    """An open part of the organisation."""
    with make.writing() as work:
        found = OrganisationPart(
            name=name, plain_name=plain(name), kind=kind, parent_id=below and below.id, path="", closed_at=closed_at
        )
        work.db.add(found)
        work.db.flush()  # the path needs the number
        found.path = path_below(below and below.path, found.id)
    return found


def function(make, name):
    """A function to have."""
    with make.writing() as work:
        found = JobFunction(name=name, plain_name=plain(name))
        work.db.add(found)
    return found


def place(make, person, where, function=None, *, since=LONG_AGO, until=None):
    """The person is in this part, or was until a day."""
    with make.writing() as work:
        found = Membership(
            person_id=person.id, part_id=where.id, function_id=function and function.id, since=since, until=until
        )
        work.db.add(found)
    return found


def lead(make, where, *, person=None, **fields):
    """Who leads this part from now on; somebody new unless named."""
    person = person or make.person(Role.MANAGER, **fields)
    with make.writing() as work:
        work.db.add(PartLead(part_id=where.id, person_id=person.id, since=LONG_AGO))
    return person


def limit(make, person, role, *parts):
    """The role counts in these parts only."""
    with make.writing() as work:
        work.db.get_one(PersonRole, (person.id, role)).limited = role is not Role.MANAGER
        work.db.add_all(RoleScope(person_id=person.id, role=role, part_id=where.id) for where in parts)
    with make.writing() as work:
        found = work.db.get_one(Person, person.id)
        assert found.roles  # read while there is a session to read them in
    return found


def limited(make, role, *parts, **fields):
    """Somebody with a role that counts in these parts only."""
    return limit(make, make.person(role, **fields), role, *parts)


def attribute(make, key, *, kind=AttributeKind.TEXT, choices=(), **fields):
    """Something to know of people."""
    with make.writing() as work:
        found = PersonAttribute(
            key=key, kind=kind, choices=list(choices), **{"name_en": key, "name_nl": key, "position": 9, **fields}
        )
        work.db.add(found)
    return found


def known(make, person, attribute_id, value):
    """This is known of somebody."""
    with make.writing() as work:
        work.db.add(PersonAttributeValue(person_id=person.id, attribute_id=attribute_id, value=value))
