"""What is read to take in a spreadsheet of people."""

from collections import defaultdict

from sqlalchemy import select

from foundation.environment import setting
from foundation.refusals import NotFound
from foundation.sheets import Table, read_table
from foundation.work import Work
from people.models import PeopleImport, Person, PersonRole, Supervision
from people.rules import BOARD_MAY_MANAGE, Role
from people.rules.imports import Known, Plan, plan

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
    """What taking in this list would do now (4 statements, however many rows)."""
    with work.storage.open(uploaded.file_key) as file:
        return plan_for(work, read_table(file.read()))


def plan_for(work: Work, table: Table) -> Plan:
    """What taking in this table would do now (4 statements, however many rows)."""
    may = bool(setting(work.db, BOARD_MAY_MANAGE, default=False))
    return plan(table.header, table.rows, known_people(work), board_may_manage=may)


def known_people(work: Work) -> list[Known]:
    """Everybody, as plain values (3 statements): for thousands of rows that is quicker than asking for each."""
    roles: dict[int, set[Role]] = defaultdict(set)
    for person_id, role in work.db.execute(select(PersonRole.person_id, PersonRole.role)):
        roles[person_id].add(role)
    guides: dict[int, set[str]] = defaultdict(set)
    guiding = select(Supervision.candidate_id, Person.email).join(Person, Person.id == Supervision.supervisor_id)
    for candidate_id, email in work.db.execute(guiding):
        guides[candidate_id].add(email)
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
        )
        for row in people
    ]
