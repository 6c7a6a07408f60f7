"""Who may do what with people."""

from enum import StrEnum
from typing import Any

from foundation.access import Actor, Grants, Predicate
from people.models import Person, SeenPart, SignIn
from people.rules import STAFF, Role


class Permission(StrEnum):
    """What can be done with people."""

    SEE_PEOPLE = "people:see-people"
    SEE_PERSON = "people:see-person"
    MANAGE_PEOPLE = "people:manage-people"
    MANAGE_PERSON = "people:manage-person"
    IMPORT_PEOPLE = "people:import-people"
    LIMIT_ROLES = "people:limit-roles"
    SEE_ORGANISATION = "people:see-organisation"
    MANAGE_ORGANISATION = "people:manage-organisation"
    SEE_PART = "people:see-part"
    MANAGE_PART = "people:manage-part"
    SEE_PHOTO = "people:see-photo"
    END_OWN_SIGN_IN = "people:end-own-sign-in"


def has_role(*roles: Role) -> Predicate:
    """A predicate: the actor has at least one of these roles."""
    wanted = frozenset(roles)

    def holds(actor: Actor, _subject: Any) -> bool:
        return not wanted.isdisjoint(actor.roles)

    return holds


def has_role_somewhere(*roles: Role) -> Predicate:
    """A predicate: the actor has at least one of these roles, be it only for a part of the organisation.

    For what is bounded by `people.queries.scope_condition` or `may_look_after`, and for nothing else.
    """
    wanted = frozenset(roles)

    def holds(actor: Actor, _subject: Any) -> bool:
        return not wanted.isdisjoint(actor.roles | actor.limited_roles)

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


def may_see_part(_actor: Actor, part: SeenPart) -> bool:
    """It is a part within the actor’s reach."""
    return part.seen


def may_manage_part(_actor: Actor, part: SeenPart) -> bool:
    """It is a part that the actor administers."""
    return part.managed


is_staff = has_role_somewhere(*STAFF)
administers = has_role_somewhere(Role.ADMINISTRATOR)  # all of it or a part
looks_after_people = has_role_somewhere(Role.ADMINISTRATOR, Role.COORDINATOR, Role.MANAGER)
is_administrator = has_role(Role.ADMINISTRATOR)
is_coordinator = has_role(Role.COORDINATOR)

# Whom a list holds and who can be seen or managed is bounded by the queries: see `people.queries.organisation`.
GRANTS: Grants = {
    Permission.SEE_PEOPLE: [[looks_after_people]],
    Permission.SEE_PERSON: [[is_self], [looks_after_people]],
    Permission.MANAGE_PEOPLE: [[administers]],
    Permission.MANAGE_PERSON: [[administers]],
    Permission.IMPORT_PEOPLE: [[is_administrator]],
    Permission.LIMIT_ROLES: [[is_administrator]],
    Permission.SEE_ORGANISATION: [[looks_after_people]],
    Permission.MANAGE_ORGANISATION: [[is_administrator]],
    Permission.SEE_PART: [[may_see_part]],
    Permission.MANAGE_PART: [[may_manage_part]],
    Permission.SEE_PHOTO: [[is_self], [is_staff], [is_of_staff]],
    Permission.END_OWN_SIGN_IN: [[owns]],
}
