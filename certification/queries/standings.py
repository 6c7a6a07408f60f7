"""What qualifications of people are worth on a day: of one person or of twenty thousand, in five statements."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from certification.queries.known import NOTHING, DoneRow, Known, Several, known
from certification.queries.upkeeps import upkeep_of
from certification.rules.clock import Standing, standing
from certification.rules.upkeep import Done, Facts, Pause, Upkeep
from foundation.work import Work

Pair = tuple[int, int]  # person, qualification


def standings(
    work: Work,
    *,
    people: Several,
    qualifications: Collection[int] | None = None,
    on: date | None = None,
) -> dict[Pair, Standing]:
    """What each link is worth on a day, today unless told otherwise; those that ask nothing are not there.

    The links are those of now; for a day that has passed, those of that day.

    `people` are numbers, a SELECT of numbers, or None for all. Those who did the same share one answer.
    """
    day = on or work.today
    upkeeps = upkeep_of(work, qualifications)
    answers: dict[tuple[int, _Same], Standing] = {}
    found = {}
    for pair, same in _pairs(work, people, upkeeps, day):
        key = (pair[1], same)
        if key not in answers:
            answers[key] = standing(upkeeps[pair[1]], same.facts, day)
        found[pair] = answers[key]
    return found


def facts_of(work: Work, people: Several, qualifications: Collection[int] | None) -> dict[Pair, Facts]:
    """What is known of these people for each current link to these qualifications, in five statements."""
    return {pair: same.facts for pair, same in _pairs(work, people, upkeep_of(work, qualifications))}


def standing_of(work: Work, person_id: int, qualification_id: int, on: date | None = None) -> Standing | None:
    """What this qualification of this person is worth; None where it is not linked, or asks nothing over time."""
    return standings(work, people=[person_id], qualifications=[qualification_id], on=on).get(
        (person_id, qualification_id)
    )


@dataclass(frozen=True, slots=True)
class _Same:
    """All that the clock looks at: equal for people of whom the same is known."""

    linked_on: date
    done: tuple[DoneRow, ...]
    pauses: tuple[Pause, ...]

    @property
    def facts(self) -> Facts:
        done = tuple(Done(activity_id=activity, on=on, ends_on=ends_on) for activity, on, ends_on in self.done)
        return Facts(linked_on=self.linked_on, done=done, pauses=self.pauses)


def _pairs(
    work: Work, people: Several, upkeeps: dict[int, Upkeep], on: date | None = None
) -> Iterator[tuple[Pair, _Same]]:
    found = known(work, people, list(upkeeps), on)
    asked = {number: sorted({line.activity_id for line in one.activities}) for number, one in upkeeps.items()}
    for person_id, qualification_id, linked_at in found.links:
        linked_on = linked_at.astimezone(work.zone).date()
        done = _done(found, person_id, qualification_id, asked[qualification_id])
        pauses = found.pauses_of(person_id, qualification_id)
        yield (person_id, qualification_id), _Same(linked_on, done, pauses)


def _done(found: Known, person_id: int, qualification_id: int, activities: Collection[int]) -> tuple[DoneRow, ...]:
    rows = [row for number in activities for row in found.done.get((person_id, number), NOTHING)]
    return (*rows, *found.proven.get((person_id, qualification_id), NOTHING))
