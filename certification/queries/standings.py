"""What qualifications of people are worth on a day: of one person or of twenty thousand, in five statements."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from typing import TypeVar

from certification.queries.known import NOTHING, DoneRow, Known, Several, known
from certification.queries.upkeeps import upkeep_of
from certification.rules.clock import Standing, Worth, standing, worth
from certification.rules.upkeep import Done, Facts, Pause, Upkeep
from foundation.work import Work

Answer = TypeVar("Answer")
Pair = tuple[int, int]  # person, qualification
_Same = tuple[date, tuple[DoneRow, ...], tuple[Pause, ...]]  # all that the clock looks at


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
    return _reckoned(work, standing, people=people, qualifications=qualifications, on=on)


def worths(
    work: Work,
    *,
    people: Several,
    qualifications: Collection[int] | None = None,
    on: date | None = None,
) -> dict[Pair, Worth]:
    """The same without what is asked line by line: for counting."""
    return _reckoned(work, worth, people=people, qualifications=qualifications, on=on)


def _reckoned(
    work: Work,
    reckon: Callable[[Upkeep, Facts, date], Answer],
    *,
    people: Several,
    qualifications: Collection[int] | None,
    on: date | None,
) -> dict[Pair, Answer]:
    day = on or work.today
    upkeeps = upkeep_of(work, qualifications)
    answers: dict[tuple[int, _Same], Answer] = {}
    found = {}
    for pair, same in _pairs(work, people, upkeeps, day):
        key = (pair[1], same)
        if (answer := answers.get(key)) is None:
            answer = answers[key] = reckon(upkeeps[pair[1]], _facts(same), day)
        found[pair] = answer
    return found


def facts_of(work: Work, people: Several, qualifications: Collection[int] | None) -> dict[Pair, Facts]:
    """What is known of these people for each current link to these qualifications, in five statements."""
    return {pair: _facts(same) for pair, same in _pairs(work, people, upkeep_of(work, qualifications))}


def standing_of(work: Work, person_id: int, qualification_id: int, on: date | None = None) -> Standing | None:
    """What this qualification of this person is worth; None where it is not linked, or asks nothing over time."""
    return standings(work, people=[person_id], qualifications=[qualification_id], on=on).get(
        (person_id, qualification_id)
    )


def _facts(same: _Same) -> Facts:
    linked_on, rows, pauses = same
    done = tuple(Done(activity_id=activity, on=on, ends_on=ends_on) for activity, on, ends_on in rows)
    return Facts(linked_on=linked_on, done=done, pauses=pauses)


def _pairs(
    work: Work, people: Several, upkeeps: dict[int, Upkeep], on: date | None = None
) -> Iterator[tuple[Pair, _Same]]:
    found = known(work, people, list(upkeeps), on)
    asked = {number: sorted({line.activity_id for line in one.activities}) for number, one in upkeeps.items()}
    days: dict[datetime, date] = {}  # many are linked at one moment
    for person_id, qualification_id, linked_at in found.links:
        if (linked_on := days.get(linked_at)) is None:
            linked_on = days[linked_at] = linked_at.astimezone(work.zone).date()
        done = _done(found, person_id, qualification_id, asked[qualification_id])
        yield (person_id, qualification_id), (linked_on, done, found.pauses_of(person_id, qualification_id))


def _done(found: Known, person_id: int, qualification_id: int, activities: Collection[int]) -> tuple[DoneRow, ...]:
    rows = [row for number in activities for row in found.done.get((person_id, number), NOTHING)]
    return (*rows, *found.proven.get((person_id, qualification_id), NOTHING))
