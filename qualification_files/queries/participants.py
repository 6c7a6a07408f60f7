"""Reading participants: the candidates, what they follow, and what linking or unlinking would do to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, undefer

from foundation.db import numbers
from foundation.jobs.models import Job, JobState
from foundation.messages import Message, from_json, say
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, PersonRole
from people.rules import Role, plain_email
from qualification_files.models import LinkGround, LinkRun, Qualification, QualificationLink
from qualification_files.queries.lists import Order, Page, contains, in_pieces, page_of
from qualification_files.rules import (
    Follower,
    LinkDeed,
    LinkResult,
    Offer,
    QualificationState,
    link_result,
    unlink_result,
)
from qualification_files.rules.grounds import ASKED_BY_FACTS

PAST_RUNS = 50  # are listed


@dataclass(frozen=True)
class There:
    """Whether a school has begun."""

    qualification: bool
    candidate: bool


def what_is_there(work: Work) -> There:
    """Whether there is any qualification and any candidate, in one statement."""
    candidate = exists().where(PersonRole.role == Role.CANDIDATE)
    row = work.db.execute(select(exists().where(Qualification.id > 0), candidate)).one()
    return There(*row)


WITHOUT = "none"  # the filter for people without any qualification
PERSON_SORTS: dict[str, InstrumentedAttribute[str] | InstrumentedAttribute[str | None]] = {
    "name": Person.sorting_name,
    "group": Person.group_name,
    "number": Person.number,
}


@dataclass(frozen=True)
class WantedPeople:
    """What somebody wants to see of the participants."""

    words: str = ""
    group: str = ""
    qualification: str = ""  # a number, or WITHOUT
    sort: str = "name"
    page: int = 1


@dataclass(frozen=True)
class Participant:
    """A candidate with what is followed now."""

    person: Person
    links: Sequence[QualificationLink]


@dataclass(frozen=True)
class Results:
    """What linking or unlinking does for one qualification: whom it changes, whom not, and why."""

    qualification: Qualification
    people: dict[LinkResult, list[int]]

    @property
    def offer(self) -> Offer:
        """The qualification, as far as linking asks."""
        row = self.qualification
        return Offer(row.state, row.intake_ends, row.programme_ends, for_everybody=row.activity_count > 0)

    def number(self, result: LinkResult) -> int:
        """How many people have this result."""
        return len(self.people.get(result, ()))


def participants(work: Work, wanted: WantedPeople) -> Page[Participant]:
    """A page of the active candidates, in a fixed three statements."""
    found = page_of(work.db, _people(wanted), number=wanted.page, order=_order(wanted.sort))
    links: dict[int, list[QualificationLink]] = {}
    for link in work.db.scalars(
        _current().where(QualificationLink.person_id.in_([person.id for person in found.rows]))
    ):
        links.setdefault(link.person_id, []).append(link)
    return Page([Participant(person, links.get(person.id, [])) for person in found.rows], found.total, found.number)


def participant_ids(work: Work, wanted: WantedPeople) -> list[int]:
    """Everyone who matches, on whatever page."""
    return list(work.db.scalars(_people(wanted).with_only_columns(Person.id)))


def groups(work: Work) -> list[str]:
    """The groups that candidates are in."""
    return list(
        work.db.scalars(
            select(Person.group_name)
            .where(_takes_part(), Person.group_name != "")
            .distinct()
            .order_by(Person.group_name)
        )
    )


def followable(work: Work) -> list[Qualification]:
    """Qualifications that are active or that somebody follows: what the participants can be narrowed down to."""
    linked = exists().where(
        QualificationLink.qualification_id == Qualification.id, QualificationLink.ended_at.is_(None)
    )
    return list(
        work.db.scalars(
            select(Qualification)
            .where((Qualification.state == QualificationState.ACTIVE) | linked)
            .order_by(Qualification.name, Qualification.cohort, Qualification.id)
        )
    )


def active_qualifications(work: Work) -> list[Qualification]:
    """What can be linked, by name."""
    return list(
        work.db.scalars(
            select(Qualification)
            .where(Qualification.state == QualificationState.ACTIVE)
            .order_by(Qualification.name, Qualification.cohort, Qualification.id)
        )
    )


def followed_by_any(work: Work, person_ids: Sequence[int]) -> list[Qualification]:
    """What at least one of these people follows now, by name."""
    found: dict[int, Qualification] = {}
    for piece in in_pieces(person_ids):
        linked = exists().where(
            QualificationLink.qualification_id == Qualification.id,
            QualificationLink.ended_at.is_(None),
            QualificationLink.person_id.in_(piece),
        )
        found |= {row.id: row for row in work.db.scalars(select(Qualification).where(linked))}
    return sorted(found.values(), key=lambda row: (row.name, row.cohort, row.id))


def linked_qualifications(work: Work, person_id: int) -> list[QualificationLink]:
    """What this person follows now, with the qualification, by name; in one statement."""
    return list(work.db.scalars(_current().where(QualificationLink.person_id == person_id)))


def linked_by_default(work: Work) -> list[Qualification]:
    """What new participants are linked to."""
    return list(
        work.db.scalars(
            select(Qualification)
            .where(Qualification.state == QualificationState.ACTIVE, Qualification.link_by_default.is_(True))
            .order_by(Qualification.id)
        )
    )


def link_results(
    work: Work, deed: LinkDeed, qualifications: Sequence[Qualification], person_ids: Sequence[int]
) -> list[Results]:
    """What the deed does to these people: a fixed number of statements per few thousand, however many files."""
    results = [Results(row, {}) for row in qualifications]
    for piece in in_pieces(person_ids):
        known, linked = known_people(work, piece), _linked(work, [row.id for row in qualifications], piece)
        held = _held(work, linked.values()) if deed is LinkDeed.UNLINK else set()
        for result in results:
            offer = result.offer
            for person_id in piece:
                active, candidate = known.get(person_id, (False, False))
                link_id = linked.get((result.qualification.id, person_id))
                follower = Follower(active, candidate, linked=link_id is not None, held=link_id in held)
                found = (
                    unlink_result(follower)
                    if deed is LinkDeed.UNLINK
                    else link_result(offer, follower, today=work.today)
                )
                result.people.setdefault(found, []).append(person_id)
    return results


def link_run(work: Work, run_id: int) -> LinkRun:
    """One linking or unlinking of many people, without the long lists."""
    found = work.db.get(LinkRun, run_id)
    if found is None:
        raise NotFound
    return found


def link_run_in_full(work: Work, run_id: int, *, lock: bool = False) -> LinkRun:
    """The same with all people and results; locked, nobody else starts or undoes it meanwhile."""
    statement = (
        select(LinkRun).where(LinkRun.id == run_id).options(undefer(LinkRun.person_ids), undefer(LinkRun.outcome))
    )
    if lock:
        statement = statement.with_for_update()
    found = work.db.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class PastRun:
    """One linking or unlinking that was set going, as far as a list of them asks."""

    run: LinkRun
    made_by: str
    stopped: bool  # its job was given up


def past_link_runs(work: Work, *, limit: int = PAST_RUNS) -> list[PastRun]:
    """The latest that were set going, newest first, without the long lists; in one statement."""
    rows = work.db.execute(
        select(LinkRun, Person, Job.state)
        .outerjoin(Person, Person.id == LinkRun.made_by)
        .outerjoin(Job, Job.id == LinkRun.job_id)
        .where(LinkRun.started_at.is_not(None))
        .order_by(LinkRun.started_at.desc(), LinkRun.id.desc())
        .limit(limit)
    )
    return [PastRun(run, person.name if person else "", state is JobState.PARKED) for run, person, state in rows]


def job_trouble(work: Work, run: LinkRun) -> Message | None:
    """Why the job of this run was given up; None while it may still be done."""
    job = work.db.get(Job, run.job_id) if run.job_id else None
    if job is None or job.state is not JobState.PARKED:
        return None
    return from_json(job.error) if job.error else say("The reason was not kept.")


def people_named(work: Work, person_ids: Sequence[int], *, limit: int, offset: int = 0) -> list[Person]:
    """Some of these people, by name."""
    found: list[Person] = []
    for piece in in_pieces(person_ids):
        found += work.db.scalars(
            select(Person).where(Person.id.in_(piece)).order_by(Person.sorting_name, Person.id).limit(offset + limit)
        )
    return sorted(found, key=lambda person: (person.sorting_name, person.id))[offset : offset + limit]


def people_by_sign(work: Work, signs: Sequence[str]) -> dict[str, int]:
    """Who has these numbers and e-mail addresses, as they were given; what nobody has is left out."""
    numbers_given = [sign for sign in signs if "@" not in sign]
    addresses = {plain_email(sign): sign for sign in signs if "@" in sign}
    found: dict[str, int] = {}
    for piece in in_pieces(numbers_given):
        rows = work.db.execute(select(Person.number, Person.id).where(Person.number.in_(piece)))
        found |= {number: person_id for number, person_id in rows if number}
    for piece in in_pieces(list(addresses)):
        rows = work.db.execute(select(Person.email, Person.id).where(Person.email.in_(piece)))
        found |= {addresses[email]: person_id for email, person_id in rows if email}
    return found


def qualifications_by_id(work: Work, ids: Sequence[int]) -> list[Qualification]:
    """These qualifications, by name; unknown numbers are left out."""
    return list(
        work.db.scalars(
            select(Qualification)
            .where(Qualification.id.in_(ids))
            .order_by(Qualification.name, Qualification.cohort, Qualification.id)
        )
    )


def _takes_part() -> ColumnElement[bool]:
    role = exists().where(PersonRole.person_id == Person.id, PersonRole.role == Role.CANDIDATE)
    return Person.active.is_(True) & role


def _people(wanted: WantedPeople) -> Select[Person]:
    found = select(Person).where(_takes_part())
    if wanted.words:
        found = found.where(
            contains(
                wanted.words,
                Person.given_name,
                Person.name_prefix,
                Person.family_name,
                Person.sorting_name,
                Person.number,
                Person.email,
            )
        )
    if wanted.group:
        found = found.where(Person.group_name == wanted.group)
    if wanted.qualification == WITHOUT:
        found = found.where(~exists().where(*_follows()))
    elif wanted.qualification.isdecimal():
        number = int(wanted.qualification[:9])
        found = found.where(exists().where(*_follows(), QualificationLink.qualification_id == number))
    return found


def _follows() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return QualificationLink.person_id == Person.id, QualificationLink.ended_at.is_(None)


def _order(sort: str) -> Order:
    column = PERSON_SORTS.get(sort.removeprefix("-"), Person.sorting_name)
    first = column.desc() if sort.startswith("-") else column.asc()
    return [first.nulls_last(), Person.sorting_name.asc(), Person.id.asc()]


def _current() -> Select[QualificationLink]:
    return (
        select(QualificationLink)
        .join(QualificationLink.qualification)
        .options(joinedload(QualificationLink.qualification))
        .where(QualificationLink.ended_at.is_(None))
        .order_by(Qualification.name, Qualification.id)
    )


def known_people(work: Work, person_ids: Sequence[int]) -> dict[int, tuple[bool, bool]]:
    """Whether each of these is active and a candidate; who is not there is left out."""
    role = exists().where(PersonRole.person_id == Person.id, PersonRole.role == Role.CANDIDATE)
    chosen = select(numbers(work.db, person_ids))
    rows = work.db.execute(select(Person.id, Person.active, role).where(Person.id.in_(chosen)))
    return {person_id: (active, candidate) for person_id, active, candidate in rows}


def _held(work: Work, link_ids: Iterable[int]) -> set[int]:
    """Which of these links a rule or the organisation asks for."""
    rows = select(LinkGround.link_id).where(
        LinkGround.link_id.in_(select(numbers(work.db, link_ids))),
        LinkGround.ended_at.is_(None),
        LinkGround.origin.in_(ASKED_BY_FACTS),
    )
    return set(work.db.scalars(rows))


def _linked(work: Work, qualification_ids: Sequence[int], person_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    rows = work.db.execute(
        select(QualificationLink.qualification_id, QualificationLink.person_id, QualificationLink.id).where(
            QualificationLink.qualification_id.in_(qualification_ids),
            QualificationLink.person_id.in_(select(numbers(work.db, person_ids))),
            QualificationLink.ended_at.is_(None),
        )
    )
    return {(qualification_id, person_id): link_id for qualification_id, person_id, link_id in rows}
