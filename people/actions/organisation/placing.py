"""Putting people in parts, taking them out and moving them; what was stays on record."""

from collections.abc import Collection, Sequence

from sqlalchemy import insert, select, update

from foundation.db import numbers
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from people import queries
from people.events import PeoplePlaced
from people.models import Membership, OrganisationPart, Person
from people.rules import Role


class Closed(Refusal):
    """Nobody is put in a closed part."""

    def __init__(self) -> None:
        super().__init__(say("This part is closed. Choose another one, or open it again first."))


def place_people(
    work: Work, part: OrganisationPart, person_ids: Collection[int], *, function_id: int | None = None
) -> list[int]:
    """Put these people in this part, with this function or none; who was there already stays. Says who is new."""
    _refuse_strangers(work, person_ids)
    _hold(work, part)
    _refuse_retired(work, function_id)
    there = queries.people_at(work, part.id, function_id)
    new = [person_id for person_id in sorted(set(person_ids)) if person_id not in there]
    _begin(work, part.id, new, function_id)
    return new


def place_newcomer(work: Work, part: OrganisationPart, person: Person) -> None:
    """Put somebody who was just added in this part."""
    if not queries.reach(work, {Role.ADMINISTRATOR}).has(part.path):
        raise NotFound
    _hold(work, part)
    _begin(work, part.id, [person.id], None)


def end_places(work: Work, part: OrganisationPart, membership_ids: Collection[int]) -> list[int]:
    """Take people out of this part; says whom."""
    found = queries.memberships_in(work, part.id, membership_ids)
    _end_memberships(work, part.id, found)
    return [membership.person_id for membership in found]


def move_people(
    work: Work,
    part: OrganisationPart,
    to: OrganisationPart,
    membership_ids: Collection[int],
) -> list[int]:
    """End these places in one part and begin them in another, with the same functions; says who moved."""
    if part.id == to.id:
        raise Refusal(say("They are in this part already. Choose another one."))
    if not queries.reach(work, {Role.ADMINISTRATOR}).has(to.path):
        raise NotFound  # who administers a part puts nobody outside of it
    found = queries.memberships_in(work, part.id, membership_ids)
    _hold(work, to)
    _end_memberships(work, part.id, found)
    for function_id in sorted({membership.function_id for membership in found}, key=lambda number: number or 0):
        there = queries.people_at(work, to.id, function_id)
        moved = [one.person_id for one in found if one.function_id == function_id and one.person_id not in there]
        _begin(work, to.id, moved, function_id)
    return [membership.person_id for membership in found]


def give_functions(
    work: Work, part: OrganisationPart, membership_ids: Collection[int], function_id: int | None
) -> list[int]:
    """Another function in the same place: that place ends and another begins; says for whom."""
    _hold(work, part)
    _refuse_retired(work, function_id)
    found = [one for one in queries.memberships_in(work, part.id, membership_ids) if one.function_id != function_id]
    _end_memberships(work, part.id, found)
    there = queries.people_at(work, part.id, function_id)
    people = list(dict.fromkeys(one.person_id for one in found if one.person_id not in there))
    _begin(work, part.id, people, function_id)
    return people


def _begin(work: Work, part_id: int, person_ids: Sequence[int], function_id: int | None) -> None:
    if not person_ids:
        return
    rows = [
        {
            "person_id": person_id,
            "part_id": part_id,
            "function_id": function_id,
            "since": work.today,
            "begun_by": work.actor.id,
        }
        for person_id in person_ids
    ]
    work.db.execute(insert(Membership), rows)
    work.emit(PeoplePlaced(person_ids=tuple(person_ids), what="begun", part_id=part_id, function_id=function_id))


def _end_memberships(work: Work, part_id: int, found: Sequence[Membership]) -> None:
    if not found:
        return
    ids = [membership.id for membership in found]
    work.db.execute(
        update(Membership)
        .where(Membership.id.in_(select(numbers(work.db, ids))))
        .values(until=work.today, ended_by=work.actor.id)
        .execution_options(synchronize_session=False)
    )
    people = tuple(dict.fromkeys(membership.person_id for membership in found))
    work.emit(PeoplePlaced(person_ids=people, what="ended", part_id=part_id))


def _hold(work: Work, part: OrganisationPart) -> None:
    # Race: the button pressed twice, or the part closed meanwhile. The lock lets the second see what the first did.
    work.db.refresh(part, with_for_update=True)
    if part.closed_at is not None:
        raise Closed


def _refuse_strangers(work: Work, person_ids: Collection[int]) -> None:
    """Whoever administers a part puts nobody in it who is elsewhere: that would give a say over anybody."""
    if len(queries.looked_after(work, person_ids, roles={Role.ADMINISTRATOR})) < len(set(person_ids)):
        raise NotFound


def _refuse_retired(work: Work, function_id: int | None) -> None:
    if function_id is not None and queries.function(work, function_id).retired_at is not None:
        raise Refusal(say("This function is no longer given. Choose another one."))
