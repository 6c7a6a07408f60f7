"""Roles that count in a part of the organisation only."""

from collections.abc import Collection

from sqlalchemy import delete

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people import queries
from people.actions.people import hold_person, refuse_loss_of_administrator
from people.events import RoleLimited
from people.models import Person, PersonRole, RoleScope
from people.rules import Role
from people.rules.organisation import LIMITABLE, WIDE


def limit_role(work: Work, person: Person, role: Role, part_ids: Collection[int], *, limited: bool = True) -> None:
    """Let a role count in these parts and below only, or everywhere again."""
    others = hold_person(work, person)
    held = work.db.get(PersonRole, (person.id, role))
    if held is None or role not in LIMITABLE:
        raise Refusal(say("This person does not have that role, or it cannot be limited."))
    wanted = {queries.open_part(work, part_id).id for part_id in part_ids} if limited else set()
    if limited and not wanted:
        raise Refusal(say("Choose at least one part, or let the role count everywhere."))
    if limited and role is Role.ADMINISTRATOR and not held.limited:
        refuse_loss_of_administrator(person, person.role_names - {role}, others=others)
    before = queries.limits_of(work, person.id).get(role, set())
    if before == wanted and held.limited == (limited and role in WIDE):
        return  # sent twice
    # Whom a manager looks after hangs on parts anyway, so that role keeps its rights and only gets more parts.
    held.limited = limited and role in WIDE
    work.db.execute(
        delete(RoleScope)
        .where(RoleScope.person_id == person.id, RoleScope.role == role)
        .execution_options(synchronize_session=False)
    )
    work.db.add_all(RoleScope(person_id=person.id, role=role, part_id=part_id) for part_id in sorted(wanted))
    work.emit(RoleLimited(person_id=person.id, role=role, part_ids=tuple(sorted(wanted))))
