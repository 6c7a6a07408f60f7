"""Holding rules and links by organisation against people: who gains a link, and whose is no longer asked for."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from certification.models import LinkRule, OrganisationLink
from certification.queries.linking.sources import Asking, Fitting, Held, Source, asking_now, fitting, held_now
from foundation.db import numbers
from foundation.work import Work
from people.models import Person
from qualification_files import queries as files
from qualification_files.actions.grounds import hold, release
from qualification_files.models import Qualification

AT_ONCE = 500  # people weighed in the request itself; more is a job
WEIGH_JOB = "certification.weigh-everybody"
STANDS = OrganisationLink.ended_at.is_(None)


def weigh(work: Work, person_ids: Collection[int]) -> None:
    """Let these people have what is asked of them now, and nothing that no longer is.

    The more of them there are, the more statements only where something changes for somebody.
    """
    if not person_ids:
        return
    asking = asking_now(work, lock=True)
    _hold_still(work, person_ids)
    held = held_now(work, person_ids)
    if asking or held:
        _settle(work, asking, held, fitting(work, [one.asked.condition for one in asking], person_ids))


def weigh_or_queue(work: Work, person_ids: Collection[int]) -> None:
    """The same; for many of them as a job that weighs everybody."""
    if len(person_ids) > AT_ONCE:
        weigh_everybody_later(work)
    else:
        weigh(work, person_ids)


def carry_out(work: Work, source: Source) -> int | None:
    """Let what was just switched on or off count for everybody; give the number of the job where they are many."""
    work.db.flush()  # what is asked now is read from the database
    people = concerned(work, source)
    if len(people) > AT_ONCE:
        return weigh_everybody_later(work)
    weigh(work, people)
    return None


def alone(work: Work) -> None:
    """Race: two switch something on or off at once, or a person changes meanwhile. Each waits for the other."""
    work.db.execute(select(LinkRule.id).order_by(LinkRule.id).with_for_update()).all()
    work.db.execute(select(OrganisationLink.id).where(STANDS).order_by(OrganisationLink.id).with_for_update()).all()


def weigh_everybody_later(work: Work) -> int:
    """Hold all rules against everybody, once, in the background; give the number of the job."""
    return work.later(WEIGH_JOB)


def concerned(work: Work, source: Source | None = None) -> list[int]:
    """For whom something would change, by this one thing that asks or by any, as it is at this moment."""
    asking = [one for one in asking_now(work) if source in (None, one.source)]
    held = held_now(work, source=source)
    found = fitting(work, [one.asked.condition for one in asking])
    changing: set[int] = set()
    for one in _wanted(asking, found):
        source_held = held.pop((one.source, one.qualification_id), {})
        changing |= one.people ^ source_held.keys()
        changing |= {person_id for person_id, required in source_held.items() if required is not one.required}
    return sorted(changing.union(*(people.keys() for people in held.values())))


class _Wanted:
    """Who is to follow a qualification because of one thing that asks."""

    def __init__(self, source: Source, qualification_id: int, people: set[int], *, required: bool) -> None:
        self.source, self.qualification_id, self.people, self.required = source, qualification_id, people, required


def _wanted(asking: Iterable[Asking], found: Fitting) -> Iterable[_Wanted]:
    for one in asking:
        people = found.people(one.asked.condition)
        for qualification_id in one.asked.qualification_ids:
            yield _Wanted(one.source, qualification_id, people, required=one.asked.required)


def _hold_still(work: Work, person_ids: Collection[int]) -> None:
    """Race: the place and an attribute of one person change at once. Whoever comes second sees both."""
    work.db.execute(
        select(Person.id)
        .where(Person.id.in_(select(numbers(work.db, sorted(person_ids)))))
        .order_by(Person.id)  # in one order, so that two never wait for each other
        .with_for_update(key_share=True)
    ).all()


def _settle(work: Work, asking: Sequence[Asking], held: Held, found: Fitting) -> None:
    known = {row.id: row for row in _asked_for(work, asking)}
    for one in _wanted(asking, found):
        here = held.pop((one.source, one.qualification_id), {})
        gains = {person_id for person_id in one.people if here.get(person_id) is not one.required}
        origin, source_id = one.source
        if gains and one.qualification_id in known:
            row = known[one.qualification_id]
            hold(work, row, gains, origin=origin, source_id=source_id, required=one.required)
        _release_some(work, one.source, one.qualification_id, here.keys() - one.people)
    for (source, qualification_id), people in held.items():
        _release_some(work, source, qualification_id, people.keys())


def _asked_for(work: Work, asking: Iterable[Asking]) -> Sequence[Qualification]:
    wanted = {number for one in asking for number in one.asked.qualification_ids}
    return files.qualifications_by_id(work, sorted(wanted)) if wanted else []


def _release_some(work: Work, source: Source, qualification_id: int, person_ids: Collection[int]) -> None:
    if not person_ids:
        return
    origin, source_id = source
    release(work, origin=origin, source_id=source_id, qualification_id=qualification_id, person_ids=person_ids)
