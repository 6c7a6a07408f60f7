"""Adding people, changing what is known of them, letting them in and keeping them out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from foundation.environment import setting
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people import queries
from people.actions.passwords import end_links
from people.actions.sign_ins import end_all_sign_ins
from people.events import (
    PeopleAdded,
    PeopleChanged,
    PeopleInvited,
    PersonActivated,
    PersonDeactivated,
    RoleChange,
    RolesChanged,
    SupervisorAdded,
    SupervisorRemoved,
)
from people.models import Person, PersonRole, Supervision
from people.rules import BOARD_MAY_MANAGE, Role, plain_email, why_not_together
from people.rules.organisation import why_not_yours

SEND_INVITATIONS = "people.send-invitations"
INVITED_AT_ONCE = 50  # people per job: one that stops halfway does little again


@dataclass(frozen=True)
class PersonFacts:
    """What is filled in about a person."""

    given_name: str
    name_prefix: str
    family_name: str
    email: str
    number: str | None
    group_name: str
    language: str | None
    roles: frozenset[Role]


class Taken(Refusal):
    """An address or number that belongs to somebody else."""

    def __init__(self, fields: set[str]) -> None:
        super().__init__(say("Somebody else has this e-mail address or number already."))
        self.fields = fields


class ChangedMeanwhile(Refusal):
    """Somebody else changed this person after the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "Somebody else changed this person while you were typing. Nothing of yours is lost: it stands below."
                " Compare it with how it is now, then save again."
            )
        )


class Needed(Refusal):
    """A step that would leave nobody to administer the environment, or lock out oneself."""


class Conflicting(Needed):
    """Roles that nobody has at once."""


def add_person(work: Work, facts: PersonFacts) -> Person:
    """A new person; not yet invited."""
    _refuse_taken(work, facts, besides=None)
    _refuse_conflict(work, facts.roles)
    _refuse_beyond(work, facts.roles)
    person = Person(created_at=work.now, sorting_name="", given_name="", family_name="")
    _write(person, facts)
    person.roles = [PersonRole(role=role) for role in sorted(facts.roles)]
    work.db.add(person)
    _flush(work, facts)  # the event needs the number
    work.emit(PeopleAdded(person_ids=(person.id,)))
    return person


def change_person(work: Work, person: Person, facts: PersonFacts, *, version: int) -> None:
    """Change what is known of somebody, unless somebody else did so after the form was opened."""
    others = hold_person(work, person)
    if person.version != version:
        raise ChangedMeanwhile
    _refuse_taken(work, facts, besides=person.id)
    before, fields = person.role_names, _differing(person, facts)
    refuse_loss_of_administrator(person, facts.roles, others=others)
    _refuse_conflict(work, facts.roles, before)
    _refuse_beyond(work, facts.roles, before)
    _refuse_leading(work, person, facts.roles)
    _write(person, facts)
    if before != facts.roles:
        person.roles = [role for role in person.roles if role.role in facts.roles] + [
            PersonRole(role=role) for role in sorted(facts.roles - before)
        ]
        flag_modified(person, "sorting_name")  # other roles are another version of the person too
        work.emit(
            RolesChanged(changes=(RoleChange(person.id, _sorted(facts.roles - before), _sorted(before - facts.roles)),))
        )
    _flush(work, facts)  # says here, not at the end, that an address was taken meanwhile
    if "email" in fields:
        end_links(work, [person.id])  # whoever reads the old address shall not choose the password
    if fields:
        work.emit(PeopleChanged(person_ids=(person.id,), fields=tuple(fields)))


def deactivate(work: Work, person: Person) -> None:
    """Keep somebody out from the next request on; what they made stays."""
    if person.id == work.actor.id:
        raise Needed(say("You cannot deactivate yourself. Ask another administrator."))
    refuse_loss_of_administrator(person, frozenset(), others=hold_person(work, person))
    person.active = False
    end_all_sign_ins(work, person.id)
    end_links(work, [person.id])  # they would work again as soon as the person may
    work.emit(PersonDeactivated(person_id=person.id))


def activate(work: Work, person: Person) -> None:
    """Let somebody in again."""
    hold_person(work, person)
    person.active = True
    work.emit(PersonActivated(person_id=person.id))


def invite(work: Work, people: Sequence[Person]) -> int:
    """Mail each active person a link to choose a password; says to how many."""
    ids = tuple(person.id for person in people if person.active)
    if not ids:
        raise Needed(say("An inactive person cannot sign in. Activate the person first."))
    queue_invitations(work, ids)
    return len(ids)


def queue_invitations(work: Work, person_ids: tuple[int, ...]) -> None:
    """Mail these people a link each, a job for every fifty."""
    for start in range(0, len(person_ids), INVITED_AT_ONCE):
        work.later(SEND_INVITATIONS, person_ids=list(person_ids[start : start + INVITED_AT_ONCE]))
    work.emit(PeopleInvited(person_ids=person_ids))


def give_role(work: Work, person: Person, role: Role) -> None:
    """Give somebody this role besides the ones there are; nothing if it is there."""
    hold_person(work, person)
    before = person.role_names
    if role in before:
        return
    _refuse_conflict(work, before | {role}, before)
    person.roles.append(PersonRole(role=role))
    flag_modified(person, "sorting_name")  # other roles are another version of the person too
    work.emit(RolesChanged(changes=(RoleChange(person.id, (role,), ()),)))


def add_supervisor(work: Work, candidate: Person, supervisor: Person) -> None:
    """Let this supervisor guide this candidate."""
    if Role.CANDIDATE not in candidate.role_names:
        raise Refusal(say("Only candidates have a supervisor. Give this person the role of candidate first."))
    if Role.SUPERVISOR not in supervisor.role_names or not supervisor.active:
        raise Refusal(say("Only active people with the role of supervisor can guide a candidate."))
    if candidate.id == supervisor.id:
        raise Refusal(say("Nobody can be their own supervisor. Name somebody else."))
    if work.db.get(Supervision, (candidate.id, supervisor.id)):
        return  # sent twice
    work.db.add(Supervision(candidate_id=candidate.id, supervisor_id=supervisor.id))
    work.emit(SupervisorAdded(person_id=candidate.id, supervisor_id=supervisor.id))


def remove_supervisor(work: Work, candidate: Person, supervisor_id: int) -> None:
    """Let this supervisor guide this candidate no longer."""
    found = work.db.get(Supervision, (candidate.id, supervisor_id))
    if found is None:
        return  # sent twice
    work.db.delete(found)
    work.emit(SupervisorRemoved(person_id=candidate.id, supervisor_id=supervisor_id))


def hold_person(work: Work, person: Person) -> int:
    """The person as it is now, for nobody else to change until this work is done; how many others administer."""
    # Race: two forms saved at the same time. The lock lets the second see the first one's version.
    # The administrators are locked before the person by everybody, so two such works never wait for each other.
    others = queries.administrators_left(work, without=person.id)
    work.db.refresh(person, with_for_update=True)
    return others


def _refuse_taken(work: Work, facts: PersonFacts, *, besides: int | None) -> None:
    fields = queries.taken(work, email=plain_email(facts.email), number=facts.number or None, besides=besides)
    if fields:
        raise Taken(fields)


def refuse_loss_of_administrator(person: Person, roles: frozenset[Role], *, others: int) -> None:
    """Refuse to leave nobody who administers everything; `others` says how many others do."""
    loses = person.active and Role.ADMINISTRATOR in person.role_names - roles
    if loses and not others:
        raise Needed(say("This is the only active administrator. Make somebody else an administrator first."))


def _refuse_beyond(work: Work, roles: frozenset[Role], before: frozenset[Role] = frozenset()) -> None:
    """Who administers a part gives nobody, oneself included, a say outside of it."""
    reached = queries.reach(work, {Role.ADMINISTRATOR})
    if not reached.everything and (no := why_not_yours(roles ^ before)):
        raise Conflicting(no)


def _refuse_leading(work: Work, person: Person, roles: frozenset[Role]) -> None:
    if Role.MANAGER in person.role_names - roles and queries.parts_led(work, [person.id]):
        raise Conflicting(
            say("This person leads a part of the organisation, which needs the role of manager. End that first.")
        )


def _refuse_conflict(work: Work, roles: frozenset[Role], before: frozenset[Role] = frozenset()) -> None:
    may = bool(setting(work.db, BOARD_MAY_MANAGE, default=False))
    if no := why_not_together(roles, before=before, board_may_manage=may):
        raise Conflicting(no)


def _flush(work: Work, facts: PersonFacts) -> None:
    try:
        work.db.flush()
    except IntegrityError:
        # Race: somebody else took the address or number between the question and the answer.
        raise Taken({"email", "number"} if facts.number else {"email"}) from None


def _write(person: Person, facts: PersonFacts) -> None:
    person.call(given=facts.given_name, prefix=facts.name_prefix, family=facts.family_name)
    person.email = plain_email(facts.email)
    person.number = facts.number or None
    person.group_name = facts.group_name
    person.language = facts.language or None


def _differing(person: Person, facts: PersonFacts) -> list[str]:
    fields = ("given_name", "name_prefix", "family_name", "email", "number", "group_name", "language")
    return [field for field in fields if (getattr(person, field) or "") != (getattr(facts, field) or "")]


def _sorted(roles: frozenset[Role]) -> tuple[Role, ...]:
    return tuple(sorted(roles))
