"""Behind a number of the overview: who it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from certification.rules.clock import Standing, Status
from foundation.db import numbers
from foundation.work import Work
from insights.queries.overview import followed, seen_standings
from insights.queries.places import places
from insights.rules.asking import Asked
from insights.rules.tallies import Holding, Pair, holding
from people.models import Person
from people.rules import plain
from qualification_files.models import Qualification

ROWS = 50
NEVER = date.max  # sorts behind every day


@dataclass(frozen=True)
class Held:
    """One person and one qualification."""

    person: Person
    qualification: Qualification
    standing: Standing
    holding: Holding
    places: Sequence[str]


@dataclass(frozen=True)
class HeldPage:
    """A page of them."""

    rows: Sequence[Held]
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // ROWS))


def held_by_people(work: Work, wanted: Asked, *, at_most: int | None = None) -> HeldPage:
    """Everybody who fits, a page at a time or, with `at_most`, that many from the start (8 statements at most)."""
    found = {pair: one for pair, one in seen_standings(work, wanted).items() if _fits(one, wanted)}
    names = _sorting_names(work, {person_id for person_id, _ in found})
    fitting = [pair for pair in found if _has_words(names.get(pair[0], ""), wanted.words)]
    ordered = _ordered(fitting, found, names, wanted.sort)
    begin, count = (0, at_most) if at_most is not None else ((wanted.page - 1) * ROWS, ROWS)
    return HeldPage(_rows(work, ordered[begin : begin + count], found, wanted.on), len(ordered))


def _fits(standing: Standing, wanted: Asked) -> bool:
    if wanted.holding is not None and holding(standing.state, meets=standing.meets) is not wanted.holding:
        return False
    return wanted.overdue_id is None or any(
        line.activity_id == wanted.overdue_id and line.status is Status.OVERDUE for line in standing.activities
    )


def _has_words(name: str, words: str) -> bool:
    return all(plain(word) in name for word in words.replace(",", " ").split()[:8])


def _sorting_names(work: Work, person_ids: Collection[int]) -> dict[int, str]:
    rows = work.db.execute(
        select(Person.id, Person.sorting_name).where(Person.id.in_(select(numbers(work.db, person_ids))))
    )
    return {row.id: row.sorting_name for row in rows}


def _ordered(
    pairs: Sequence[Pair], found: Mapping[Pair, Standing], names: Mapping[int, str], sort: str
) -> Sequence[Pair]:
    def by_name(pair: Pair) -> tuple[object, ...]:
        return names[pair[0]], pair

    def by_end(pair: Pair) -> tuple[object, ...]:
        return found[pair].until or NEVER, names[pair[0]], pair

    return sorted(pairs, key=by_name if sort.endswith("name") else by_end, reverse=sort.startswith("-"))


def _rows(work: Work, pairs: Sequence[Pair], found: Mapping[Pair, Standing], on: date) -> list[Held]:
    ids = {person_id for person_id, _ in pairs}
    people = {
        row.id: row for row in work.db.scalars(select(Person).where(Person.id.in_(select(numbers(work.db, ids)))))
    }
    qualifications = {row.id: row for row in followed(work)}
    where = places(work, on, ids)
    return [
        Held(
            people[person_id],
            qualifications[qualification_id],
            standing := found[person_id, qualification_id],
            holding(standing.state, meets=standing.meets),
            where.get(person_id, ()),
        )
        for person_id, qualification_id in pairs
    ]
