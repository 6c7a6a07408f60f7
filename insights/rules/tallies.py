"""How many hold what they should: per part of the organisation, per qualification, in four words (C10)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from certification.rules.clock import State

Pair = tuple[int, int]  # the numbers of a person and a qualification


class Holding(StrEnum):
    """What an overview says of one person and one qualification."""

    MEETS = "meets"
    LOSING = "about_to_lose"  # meets, but not for long any more
    LACKS = "does_not_meet"
    NEVER = "never_started"


HOLDING: Mapping[State, Holding] = {
    State.QUALIFIED: Holding.MEETS,
    State.EXPIRING: Holding.LOSING,
    State.GRACE: Holding.LOSING,
    State.EXPIRED: Holding.LACKS,
    State.IN_PROGRESS: Holding.LACKS,
    State.NOT_STARTED: Holding.NEVER,
}


def holding(state: State, *, meets: bool) -> Holding:
    """In one of the four words; who is paused holds what was held when the clock was stopped."""
    return HOLDING.get(state) or (Holding.MEETS if meets else Holding.LACKS)


@dataclass(frozen=True)
class Tally:
    """How many of each; of pairs of a person and a qualification."""

    meets: int = 0
    losing: int = 0
    lacks: int = 0
    never: int = 0

    @property
    def total(self) -> int:
        """All together."""
        return self.meets + self.losing + self.lacks + self.never

    def of(self, one: Holding) -> int:
        """How many of this one."""
        return self.counts[list(Holding).index(one)]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """In the order of `Holding`."""
        return self.meets, self.losing, self.lacks, self.never

    @property
    def percentages(self) -> tuple[int, ...]:
        """Whole percentages in the same order that are 100 together; nothing that is there is rounded to none."""
        return percentages(self.counts)


def percentages(counts: Iterable[int]) -> tuple[int, ...]:
    """Shares as whole percentages: 100 together (largest remainders first), at least 1 for what is there at all."""
    known = list(counts)
    total = sum(known)
    if not total:
        return tuple(0 for _ in known)
    shares = [max(count * 100 // total, 1 if count else 0) for count in known]
    by_remainder = sorted(range(len(known)), key=lambda place: -(known[place] * 100 % total))
    for place in by_remainder:
        if sum(shares) < 100 and known[place]:
            shares[place] += 1
    largest = max(range(len(known)), key=shares.__getitem__)
    shares[largest] += 100 - sum(shares)
    return tuple(shares)


def tally(found: Iterable[Holding]) -> Tally:
    """Count them."""
    counted = Counter(found)
    return Tally(*(counted[one] for one in Holding))


def tally_by_part(pairs: Mapping[Pair, Holding], places: Mapping[int, Iterable[int]]) -> dict[int, Tally]:
    """Per part; somebody in two teams of one department counts once in that department. `places` hold all parts above.

    Parts where nobody has a qualification are absent.
    """
    places_of_holding = {one: place for place, one in enumerate(Holding)}
    per_person: dict[int, list[int]] = {}
    for (person_id, _), one in pairs.items():
        per_person.setdefault(person_id, [0, 0, 0, 0])[places_of_holding[one]] += 1
    per_part: dict[int, list[int]] = {}
    for person_id, counts in per_person.items():
        for part_id in places.get(person_id, ()):
            sums = per_part.setdefault(part_id, [0, 0, 0, 0])
            for place, count in enumerate(counts):
                sums[place] += count
    return {part_id: Tally(*sums) for part_id, sums in per_part.items()}


def tally_by_qualification(pairs: Mapping[Pair, Holding]) -> dict[int, Tally]:
    """Per qualification."""
    found: dict[int, Counter[Holding]] = {}
    for (_, qualification_id), one in pairs.items():
        found.setdefault(qualification_id, Counter())[one] += 1
    return {number: Tally(*(counted[one] for one in Holding)) for number, counted in found.items()}
