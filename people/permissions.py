"""Who may do what with people."""

from enum import StrEnum
from typing import Any

from foundation.access import Actor, Grants, Predicate
from people.models import Person, SignIn
from people.rules import STAFF, Role


class Permission(StrEnum):
    """What can be done with people."""

    SEE_PEOPLE = "people:see-people"
    SEE_PERSON = "people:see-person"
    MANAGE_PEOPLE = "people:manage-people"
    MANAGE_PERSON = "people:manage-person"
    IMPORT_PEOPLE = "people:import-people"
    SEE_PHOTO = "people:see-photo"
    END_OWN_SIGN_IN = "people:end-own-sign-in"


def has_role(*roles: Role) -> Predicate:
    """A predicate: the actor has at least one of these roles."""
    wanted = frozenset(roles)

    def holds(actor: Actor, _subject: Any) -> bool:
        return not wanted.isdisjoint(actor.roles)

    return holds


def is_self(actor: Actor, person: Person) -> bool:
    """It is about the actor."""
    return actor.id == person.id


def owns(actor: Actor, sign_in: SignIn) -> bool:
    """It is the actor's own sign-in."""
    return actor.id == sign_in.person_id


def is_of_staff(_actor: Actor, person: Person) -> bool:
    """It is about somebody who works here."""
    return not STAFF.isdisjoint(person.role_names)


is_staff = has_role(*STAFF)
is_administrator = has_role(Role.ADMINISTRATOR)
is_coordinator = has_role(Role.COORDINATOR)

GRANTS: Grants = {
    Permission.SEE_PEOPLE: [[is_administrator], [is_coordinator]],
    Permission.SEE_PERSON: [[is_self], [is_administrator], [is_coordinator]],
    Permission.MANAGE_PEOPLE: [[is_administrator]],
    Permission.MANAGE_PERSON: [[is_administrator]],
    Permission.IMPORT_PEOPLE: [[is_administrator]],
    Permission.SEE_PHOTO: [[is_self], [is_staff], [is_of_staff]],
    Permission.END_OWN_SIGN_IN: [[owns]],
}
