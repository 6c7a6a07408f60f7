"""One person, as far as whoever asks may see and manage that person."""

from sqlalchemy import select, union

from foundation.access import Actor
from foundation.messages import say
from foundation.refusals import NotAllowed, NotFound
from foundation.work import Work
from people.models import OrganisationPart, PartLead, Person, RoleScope
from people.queries.organisation.reach import may_look_after, reach
from people.queries.people import person
from people.rules import STAFF, Role
from people.rules.organisation import COUNT_FAR


def person_seen(work: Work, person_id: int) -> Person:
    """This person, if it is oneself or somebody whom one looks after."""
    found = person(work, person_id)
    if found.id != work.actor.id and not may_look_after(work, found.id):
        raise NotFound
    return found


def person_managed(work: Work, person_id: int) -> Person:
    """This person, if one may also change what is known of whom."""
    found = person_seen(work, person_id)
    if may_manage(work, found):
        return found
    if Role.ADMINISTRATOR not in work.actor.limited_roles:
        raise NotAllowed
    raise NotAllowed(
        say("You administer a part of the organisation. This person is elsewhere, or has a say outside your part.")
    )


def person_pictured(work: Work, person_id: int) -> Person:
    """This person, if one works with everybody or looks after whom it is; staff are known by face to all."""
    found = person(work, person_id)
    if found.id == work.actor.id or not STAFF.isdisjoint(found.role_names) or not _looks_in_parts_only(work.actor):
        return found
    if not may_look_after(work, found.id):
        raise NotFound
    return found


def _looks_in_parts_only(actor: Actor) -> bool:
    """Whether nothing but a role that counts in parts makes one of staff."""
    return not (actor.roles & (STAFF - {Role.MANAGER})) and bool(actor.limited_roles or Role.MANAGER in actor.roles)


def may_manage(work: Work, person: Person) -> bool:
    """Whether one administers this person (3 statements at most).

    Who administers a part does not manage somebody in it who has a say outside of it: with another address that
    account would be a way to what lies outside.
    """
    reached = reach(work, {Role.ADMINISTRATOR})
    if reached.everything or not reached.paths:
        return reached.everything
    if person.id != work.actor.id and person.role_names & COUNT_FAR:
        return False
    if not may_look_after(work, person.id, roles={Role.ADMINISTRATOR}):
        return False
    return all(reached.has(path) for path in _paths_of_say(work, person.id))


def _paths_of_say(work: Work, person_id: int) -> list[str]:
    path = select(OrganisationPart.path)
    led = path.join(PartLead, PartLead.part_id == OrganisationPart.id)
    scopes = path.join(RoleScope, RoleScope.part_id == OrganisationPart.id)
    return list(
        work.db.scalars(
            union(
                led.where(PartLead.person_id == person_id, PartLead.until.is_(None)),
                scopes.where(RoleScope.person_id == person_id),
            )
        )
    )
