"""What something that asks for links would do: who gains, who loses, who cannot, before anything happens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, select

from certification.queries.linking.sources import Fitting, Source, fitting, held_now
from certification.rules.linking.conditions import Asked
from certification.rules.linking.states import Change
from foundation.db import numbers
from foundation.work import Work
from people.models import Person
from qualification_files import queries as files
from qualification_files.models import LinkGround, Qualification, QualificationLink
from qualification_files.queries.lists import Page
from qualification_files.rules import LinkDeed, LinkResult

PAGE = 25


@dataclass(frozen=True)
class Effect:
    """What it does for one qualification: whom it changes, and why others cannot."""

    qualification: Qualification
    results: files.Results  # of whom it newly asks
    ends: list[int]  # whose link ends
    stays: list[int]  # of whom it no longer asks, but something else does

    def people(self, change: Change) -> list[int]:
        """Whom this happens to."""
        found = self.results.people
        match change:
            case Change.GAINS:
                return found.get(LinkResult.CHANGED, [])
            case Change.JOINS:
                return found.get(LinkResult.UNCHANGED, [])
            case Change.ENDS:
                return self.ends
            case Change.STAYS:
                return self.stays
        return [one for result, people in found.items() if result not in FINE for one in people]

    def count(self, change: Change) -> int:
        """How many."""
        return len(self.people(change))


FINE = frozenset({LinkResult.CHANGED, LinkResult.UNCHANGED})


@dataclass(frozen=True)
class Preview:
    """What it does for all its qualifications, and how those who fit were found."""

    asked: Asked
    effects: list[Effect]
    fitting: Fitting
    fit: int  # people

    def total(self, change: Change) -> int:
        """How many links."""
        return sum(one.count(change) for one in self.effects)


def preview(work: Work, source: Source | None, asked: Asked) -> Preview:
    """What would happen if just this were asked from now on, by this source (None: by a new one)."""
    found = fitting(work, [asked.condition])
    people = found.people(asked.condition)
    held = {qualification_id: set(whom) for (_, qualification_id), whom in _held(work, source).items()}
    rows = files.qualifications_by_id(work, sorted({*asked.qualification_ids, *held}))
    return Preview(asked, [_effect(work, source, row, asked, people, held) for row in rows], found, len(people))


def _held(work: Work, source: Source | None) -> dict[tuple[Source, int], dict[int, bool]]:
    return held_now(work, source=source) if source else {}


def _effect(
    work: Work, source: Source | None, row: Qualification, asked: Asked, people: set[int], held: dict[int, set[int]]
) -> Effect:
    here = held.get(row.id, set())
    wanted = people if row.id in asked.qualification_ids else set[int]()
    results = files.link_results(work, LinkDeed.LINK, [row], sorted(wanted - here))[0]
    losing = here - wanted
    stays = _held_otherwise(work, source, row.id, losing) if source and losing else set()
    return Effect(row, results, sorted(losing - stays), sorted(stays))


def _held_otherwise(work: Work, source: Source, qualification_id: int, person_ids: Collection[int]) -> set[int]:
    origin, source_id = source
    rows = select(QualificationLink.person_id).join(LinkGround, LinkGround.link_id == QualificationLink.id)
    return set(
        work.db.scalars(
            rows.where(
                QualificationLink.qualification_id == qualification_id,
                QualificationLink.person_id.in_(select(numbers(work.db, sorted(person_ids)))),
                QualificationLink.ended_at.is_(None),
                LinkGround.ended_at.is_(None),
                ~and_(LinkGround.origin == origin, LinkGround.source_id == source_id),
            )
        )
    )


def people_page(work: Work, person_ids: Sequence[int], number: int, *, size: int = PAGE) -> Page[Person]:
    """A page of these people by name, in one statement; a page past the end gives the last one."""
    number = max(1, min(number, -(-len(person_ids) // size) or 1))
    rows = work.db.scalars(_by_name(work, person_ids).limit(size).offset((number - 1) * size)).all()
    return Page(rows, len(person_ids), number, size)


def people_all(work: Work, person_ids: Sequence[int]) -> Sequence[Person]:
    """All of them by name, in one statement."""
    return work.db.scalars(_by_name(work, person_ids)).all()


def _by_name(work: Work, person_ids: Sequence[int]) -> Select[Person]:
    chosen = select(numbers(work.db, person_ids))
    return select(Person).where(Person.id.in_(chosen)).order_by(Person.sorting_name, Person.id)
