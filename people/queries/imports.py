"""What is read to take in a spreadsheet of people."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from foundation.environment import setting
from foundation.refusals import NotFound
from foundation.sheets import Table, read_table
from foundation.work import Work
from people.models import (
    JobFunction,
    Membership,
    PeopleImport,
    Person,
    PersonAttribute,
    PersonAttributeValue,
    PersonRole,
    Supervision,
)
from people.queries.organisation import attribute_keys, functions, parts_led, tree
from people.rules import BOARD_MAY_MANAGE, Role
from people.rules.imports import Known, Plan, plan
from people.rules.places import AttributeColumn, Names, Organisation, Place, as_found

SHOWN_IMPORTS = 10


def people_import(work: Work, import_id: int) -> PeopleImport:
    """One uploaded list."""
    found = work.db.get(PeopleImport, import_id)
    if found is None:
        raise NotFound
    return found


def recent_imports(work: Work) -> list[PeopleImport]:
    """The lists that were uploaded last."""
    return list(work.db.scalars(select(PeopleImport).order_by(PeopleImport.id.desc()).limit(SHOWN_IMPORTS)))


def plan_of(work: Work, uploaded: PeopleImport) -> Plan:
    """What taking in this list would do now (10 statements, however many rows)."""
    with work.storage.open(uploaded.file_key) as file:
        return plan_for(work, read_table(file.read()))


def plan_for(work: Work, table: Table) -> Plan:
    """What taking in this table would do now (10 statements, however many rows)."""
    may = bool(setting(work.db, BOARD_MAY_MANAGE, default=False))
    return plan(
        table.header,
        table.rows,
        known_people(work),
        board_may_manage=may,
        organisation=known_organisation(work),
    )


def known_organisation(work: Work) -> Organisation:
    """What there is of the organisation, as plain values (3 statements)."""
    return Organisation(
        parts={as_found(part.names): part.id for part in tree(work)},
        functions={function.plain_name: function.id for function in functions(work, retired=True)},
        attributes=tuple(
            AttributeColumn(one.id, one.key, (one.name_en, one.name_nl), one.kind, one.choices)
            for one in attribute_keys(work)
        ),
    )


def known_people(work: Work) -> list[Known]:
    """Everybody, as plain values (7 statements): for thousands of rows that is quicker than asking for each."""
    roles: dict[int, set[Role]] = defaultdict(set)
    for person_id, role in work.db.execute(select(PersonRole.person_id, PersonRole.role)):
        roles[person_id].add(role)
    guides: dict[int, set[str]] = defaultdict(set)
    guiding = select(Supervision.candidate_id, Person.email).join(Person, Person.id == Supervision.supervisor_id)
    for candidate_id, email in work.db.execute(guiding):
        guides[candidate_id].add(email)
    names = {part.id: part.names for part in tree(work, closed=True)}
    places, leads, attributes = _places(work, names), parts_led(work), _attributes(work)
    people = work.db.execute(
        select(
            Person.id,
            Person.given_name,
            Person.name_prefix,
            Person.family_name,
            Person.email,
            Person.number,
            Person.group_name,
            Person.language,
            Person.active,
        )
    )
    return [
        Known(
            id=row.id,
            given=row.given_name,
            prefix=row.name_prefix,
            family=row.family_name,
            email=row.email,
            number=row.number,
            group=row.group_name,
            language=row.language,
            roles=frozenset(roles[row.id]),
            supervisors=frozenset(guides[row.id]),
            active=row.active,
            places=tuple(places[row.id]),
            leads=tuple(names[part_id] for part_id in leads[row.id]),
            attributes=attributes[row.id],
        )
        for row in people
    ]


def _places(work: Work, names: Mapping[int, Names]) -> dict[int, list[Place]]:
    rows = (
        select(Membership.person_id, Membership.part_id, JobFunction.name)
        .outerjoin(JobFunction, JobFunction.id == Membership.function_id)
        .where(Membership.until.is_(None))
        .order_by(Membership.id)
    )
    found: dict[int, list[Place]] = defaultdict(list)
    for person_id, part_id, function in work.db.execute(rows):
        found[person_id].append(Place(names[part_id], function or ""))
    return found


def _attributes(work: Work) -> dict[int, dict[str, str]]:
    rows = select(PersonAttributeValue.person_id, PersonAttribute.key, PersonAttributeValue.value)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for person_id, key, value in work.db.execute(rows.join(PersonAttribute)):
        found[person_id][key] = value
    return found
