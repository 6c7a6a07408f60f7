"""Whose links somebody may see and change."""

from dataclasses import dataclass, replace

from foundation.work import Work
from people.models import Person
from people.queries.organisation import may_look_after, person_seen
from people.rules import Role
from qualification_files import queries as files
from qualification_files.models import Qualification

LINKS_PEOPLE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})


@dataclass(frozen=True)
class LinkedPerson:
    """Somebody with links, as far as whoever looks may do something with them."""

    person: Person
    may_link: bool
    qualification: Qualification | None = None  # the one that it is about


def linked_person(work: Work, person_id: int) -> LinkedPerson:
    """This person, if it is oneself or somebody whom one looks after."""
    found = person_seen(work, person_id)
    return LinkedPerson(found, may_look_after(work, found.id, roles=LINKS_PEOPLE))


def linked_to(work: Work, person_id: int, qualification_id: int) -> LinkedPerson:
    """The same, about one qualification."""
    found = linked_person(work, person_id)
    return replace(found, qualification=files.qualification(work, qualification_id))
