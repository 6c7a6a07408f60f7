"""What is read about people."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from foundation.access import Actor
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, PersonRole, Supervision
from people.rules import Role, full_name, plain

PAGE_SIZE = 50
ORDERS = {
    "name": (Person.sorting_name, Person.id),
    "-name": (Person.sorting_name.desc(), Person.id.desc()),
    "number": (Person.number.is_(None), Person.number, Person.id),
    "-number": (Person.number.is_(None), Person.number.desc(), Person.id),
    "group": (Person.group_name, Person.sorting_name, Person.id),
    "-group": (Person.group_name.desc(), Person.sorting_name, Person.id),
}


def actor(session: Session, person_id: int) -> Actor | None:
    """This person as somebody who acts, with the roles of this moment; nobody if gone or inactive."""
    found = session.get(Person, person_id, options=[selectinload(Person.roles)], populate_existing=True)
    if found is None or not found.active:
        return None
    limited = frozenset(role.role for role in found.roles if role.limited)
    return Actor(
        id=found.id,
        name=found.name,
        roles=found.role_names - limited,
        limited_roles=limited,
        language=found.language,
    )


def actor_of(work: Work, person_id: int) -> Actor | None:
    """The same, for whoever has a unit of work at hand."""
    return actor(work.db, person_id)


def person(work: Work, person_id: int) -> Person:
    """This person, with roles."""
    found = work.db.get(Person, person_id, options=[selectinload(Person.roles)])
    if found is None:
        raise NotFound
    return found


def account(work: Work, email: str) -> Person | None:
    """The person with this address."""
    return work.db.scalar(select(Person).where(Person.email == email))


def taken(work: Work, *, email: str, number: str | None, besides: int | None = None) -> set[str]:
    """Which of the fields `email` and `number` belong to somebody else."""
    rows = work.db.execute(
        select(Person.email, Person.number)
        .where(or_(Person.email == email, Person.number == number))
        .where(Person.id != (besides or 0))
    ).all()
    fields = {"email" for row in rows if row.email == email}
    return fields | {"number" for row in rows if number and row.number == number}


def people_with_role(work: Work, role: Role, search: str | None = None) -> list[Person]:
    """The active people with this role, by name; only those that the words fit, if there are any."""
    statement = select(Person).where(Person.active.is_(True), has_role(role), *fits(search or ""))
    return list(work.db.scalars(statement.order_by(*ORDERS["name"])))


def names_of(work: Work, ids: Iterable[int]) -> dict[int, str]:
    """How these people are called, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = work.db.execute(
        select(Person.id, Person.given_name, Person.name_prefix, Person.family_name).where(Person.id.in_(wanted))
    )
    return {row.id: full_name(row.given_name, row.name_prefix, row.family_name) for row in rows}


def supervisors_of(work: Work, candidate_ids: Iterable[int]) -> dict[int, list[Person]]:
    """Who guides each of these candidates, by name; a candidate without a supervisor has an empty list."""
    wanted = set(candidate_ids)
    found: dict[int, list[Person]] = defaultdict(list, {candidate_id: [] for candidate_id in wanted})
    if not wanted:
        return found
    rows = work.db.execute(
        select(Supervision.candidate_id, Person)
        .join(Person, Person.id == Supervision.supervisor_id)
        .where(Supervision.candidate_id.in_(wanted))
        .order_by(*ORDERS["name"])
    )
    for candidate_id, supervisor in rows:
        found[candidate_id].append(supervisor)
    return found


def guided_by(work: Work, supervisor_id: int) -> list[Person]:
    """The candidates that this supervisor guides, by name."""
    return list(
        work.db.scalars(
            select(Person)
            .join(Supervision, Supervision.candidate_id == Person.id)
            .where(Supervision.supervisor_id == supervisor_id)
            .order_by(*ORDERS["name"])
        )
    )


def administrators_left(work: Work, *, without: int) -> int:
    """How many others administer everything; nobody can change that until this work is done."""
    # Race: two administrators who deactivate each other. The rows are locked, so the second sees what the first did.
    rows = work.db.scalars(
        select(Person.id)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == Role.ADMINISTRATOR, PersonRole.limited.is_(False), Person.active.is_(True))
        .order_by(Person.id)
        .with_for_update()
    ).all()
    return len([person_id for person_id in rows if person_id != without])


def has_role(role: Role) -> ColumnElement[bool]:
    """What holds for those who have this role, be it for a part of the organisation only."""
    return Person.id.in_(select(PersonRole.person_id).where(PersonRole.role == role))


def fits(words: str) -> list[ColumnElement[bool]]:
    """Each word stands in the name, the address or the number, with or without accents."""
    return [
        or_(
            Person.sorting_name.contains(plain(word), autoescape=True),
            Person.email.contains(word.lower(), autoescape=True),
            func.lower(Person.number).contains(word.lower(), autoescape=True),
        )
        for word in words.replace(",", " ").split()[:8]
        if plain(word)
    ]
