"""What is on record of somebody for one qualification, for staff that puts it right."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from certification.models import Completion
from certification.queries.growth import Growing, Growth, growing_of
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person

MOST = 500


@dataclass(frozen=True, kw_only=True)
class RecordOf:
    """What somebody did for a qualification, and what it asks."""

    person: Person
    growth: Growth
    growing: Growing

    @property
    def person_id(self) -> int:
        """Whose it is."""
        return self.person.id


@dataclass(frozen=True, kw_only=True)
class CompletionOf:
    """A completion and whose it is."""

    completion: Completion
    person: Person

    @property
    def person_id(self) -> int:
        """Whose it is."""
        return self.person.id


def record_of(work: Work, person_id: int, qualification_id: int) -> RecordOf:
    """One person and one qualification, kept now or earlier."""
    person = work.db.get(Person, person_id)
    if person is None:
        raise NotFound
    own = growing_of(work, person_id, qualification_id)
    return RecordOf(person=person, growth=own.growth, growing=own.growing)


def completion_of(work: Work, completion_id: int) -> CompletionOf:
    """One completion (2 statements)."""
    found = work.db.get(Completion, completion_id)
    person = work.db.get(Person, found.person_id) if found else None
    if found is None or person is None:
        raise NotFound
    return CompletionOf(completion=found, person=person)


def completions_for(work: Work, record: RecordOf) -> Sequence[Completion]:
    """What this person did for it, withdrawn or not, newest first (1 statement)."""
    asked = list(record.growth.activities)
    number = record.growing.qualification.id
    return work.db.scalars(
        select(Completion)
        .where(
            Completion.person_id == record.person_id,
            or_(Completion.activity_id.in_(asked), Completion.qualification_id == number),
        )
        .options(joinedload(Completion.activity))
        .order_by(Completion.completed_on.desc(), Completion.id.desc())
        .limit(MOST)
    ).all()


def names_of(work: Work, completions: Sequence[Completion]) -> dict[int, str]:
    """Who recorded and withdrew these, by number (1 statement)."""
    people = {number for one in completions for number in (one.recorded_by, one.withdrawn_by) if number}
    return {person.id: person.name for person in work.db.scalars(select(Person).where(Person.id.in_(people)))}
