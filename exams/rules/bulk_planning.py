"""Planning a group at once: who sits when, before which examiners. Proposes; whoever plans decides.

Seats are filled in order of time. Whom the fewest of the chosen examiners may examine is placed first, each time with
the examiners who have least to do; whoever is left over in the end gets a place if one other candidate can give way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from foundation.messages import Message, say

# Of so many times it is told who is not free.
MOST_TIMES = 4


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when until when somebody is busy."""

    starts: datetime
    ends: datetime

    def meets(self, other: "Span") -> bool:
        """Whether the two have a moment in common."""
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A time in a room, or a whole session, with so many places free."""

    session_id: int
    slot_id: int | None
    span: Span
    room: str
    free: int


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """A candidate; `refused` says why they cannot be planned at all."""

    person_id: int
    name: str
    refused: Message | None = None
    busy: tuple[Span, ...] = ()
    guides: frozenset[int] = frozenset()  # who guides them, and so may not examine them


@dataclass(frozen=True, kw_only=True)
class Assessor:
    """An examiner; on `barred` seats (counted from 0) the certificate is out of date."""

    person_id: int
    name: str = ""
    busy: tuple[Span, ...] = ()
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Placed:
    """One candidate, the seat (counted from 0), and the examiners in order."""

    person_id: int
    seat: int
    examiners: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Left:
    """A candidate who could not be placed, and why."""

    person_id: int
    reason: Message
    details: tuple[Message, ...] = ()  # who is not free when, and what to do


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Who sits when, in order of time, and who does not."""

    placed: tuple[Placed, ...]
    left: tuple[Left, ...]

    def fingerprint(self, seats: Sequence[Seat]) -> str:
        """What this proposal is known by: two that plan the same have the same one."""
        plain = [
            (one.person_id, seats[one.seat].session_id, seats[one.seat].slot_id, one.examiners) for one in self.placed
        ]
        return sha256(repr(plain).encode()).hexdigest()

    def written(self, seats: Sequence[Seat]) -> str:
        """The same in short, for a page that brings it back: 12.3.7.5+6 is person 12 in slot 7 of session 3."""
        return " ".join(
            f"{one.person_id}.{seats[one.seat].session_id}.{seats[one.seat].slot_id or 0}."
            + "+".join(map(str, one.examiners))
            for one in self.placed
        )

    def changed(self, before: str, seats: Sequence[Seat]) -> list[int]:
        """Who had a place in what was written before and would now sit elsewhere, before others, or not at all."""
        now = set(self.written(seats).split())
        people = (one.partition(".")[0] for one in before.split() if one not in now)
        return [int(person) for person in people if person.isdecimal() and len(person) < 10]


def propose(
    sitters: Sequence[Sitter], seats: Sequence[Seat], assessors: Sequence[Assessor], *, required: int, at_once: int = 1
) -> Proposal:
    """Places for these candidates. Without assessors nobody is chosen yet; `at_once`: candidates per examiner."""
    board = _Board(seats=seats, assessors=assessors, required=required if assessors else 0, at_once=at_once)
    able = sorted((one for one in sitters if not one.refused), key=board.strictness, reverse=True)
    left = [one for one in able if not board.place(one)]
    left = [one for one in left if not board.make_room(one)]
    refused = [Left(person_id=one.person_id, reason=one.refused) for one in sitters if one.refused]
    order = {one.person_id: place for place, one in enumerate(sitters)}
    return Proposal(
        placed=tuple(sorted(board.placed.values(), key=lambda one: (one.seat, order[one.person_id]))),
        left=(*refused, *(board.left(one) for one in left)),
    )


@dataclass
class _Board:
    """The places as they fill up."""

    seats: Sequence[Seat]
    assessors: Sequence[Assessor]
    required: int
    at_once: int
    placed: dict[int, Placed] = field(default_factory=dict)
    sitters: dict[int, Sitter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        spans = [seat.span for seat in self.seats]
        self.order = sorted(range(len(spans)), key=lambda at: (spans[at].starts, at))
        self.free = [seat.free for seat in self.seats]
        self.overlapping = [
            [other for other, span in enumerate(spans) if other != at and span.meets(spans[at])]
            for at in range(len(spans))
        ]
        self.available = [
            [one.person_id for one in self.assessors if _is_free(one, at, spans[at])] for at in range(len(spans))
        ]
        self.load: Counter[int] = Counter()
        self.here: list[Counter[int]] = [Counter() for _ in spans]  # candidates per examiner in a seat
        self.elsewhere: list[Counter[int]] = [Counter() for _ in spans]  # the same in seats that overlap it

    def strictness(self, sitter: Sitter) -> int:
        """How many of the examiners may not examine this candidate; the most first."""
        return sum(one.person_id in sitter.guides or one.person_id == sitter.person_id for one in self.assessors)

    def place(self, sitter: Sitter) -> bool:
        """The first seat in which the candidate and enough examiners are free."""
        for at in self.order:
            if self.free[at] and self._fits(sitter, at):
                examiners = self._choose(sitter, at)
                if examiners is not None:
                    self._put(sitter, at, examiners)
                    return True
        return False

    def make_room(self, sitter: Sitter) -> bool:
        """Whether one of those who have a place can take another one, so that this candidate gets theirs."""
        if not any(self.free):
            return False
        for other in list(self.placed.values()):
            if not self._fits(sitter, other.seat):
                continue
            moved = self._take(other)
            examiners = self._choose(sitter, other.seat)
            if examiners is not None:
                mine = self._put(sitter, other.seat, examiners)
                if self.place(moved):
                    return True
                self._take(mine)
            self._put(moved, other.seat, other.examiners)
        return False

    def left(self, sitter: Sitter) -> Left:
        """This candidate without a place: why, who is not free when, and what to do."""
        reason = self.why_left(sitter)
        times = [at for at in self.order if self.free[at] and self._fits(sitter, at)]
        if not times or not self.required:
            return Left(person_id=sitter.person_id, reason=reason)
        told = [one for at in times[:MOST_TIMES] for one in self._who_lacks(at)]
        advice = say("Choose more examiners or other times, or let examiners see more candidates at the same time.")
        guides = [one.name for one in self.assessors if one.person_id in sitter.guides]
        if guides:
            told.append(say("May not examine %(name)s: %(names)s.", name=sitter.name, names=", ".join(guides)))
        return Left(person_id=sitter.person_id, reason=reason, details=(*told, advice))

    def _who_lacks(self, at: int) -> list[Message]:
        """Which of the examiners cannot examine one more candidate at this time, by reason."""
        span = self.seats[at].span
        elsewhere = [one.name for one in self.assessors if any(busy.meets(span) for busy in one.busy)]
        taken = [
            one.name
            for one in self.assessors
            if self.here[at][one.person_id] >= self.at_once or self.elsewhere[at][one.person_id]
        ]
        barred = [one.name for one in self.assessors if at in one.barred]
        when = span.starts
        told = [
            (elsewhere, say("%(when)s: busy with another exam: %(names)s.", when=when, names=", ".join(elsewhere))),
            (
                taken,
                say("%(when)s: with another candidate of this plan: %(names)s.", when=when, names=", ".join(taken)),
            ),
            (barred, say("%(when)s: without a valid certificate: %(names)s.", when=when, names=", ".join(barred))),
        ]
        return [message for names, message in told if names]

    def why_left(self, sitter: Sitter) -> Message:
        """Why there is no place for this candidate."""
        open_seats = [at for at in self.order if self.free[at]]
        if not open_seats:
            return say("No place is left for %(name)s.", name=sitter.name)
        if not any(self._fits(sitter, at) for at in open_seats):
            return say("%(name)s is expected elsewhere at every time that is left.", name=sitter.name)
        able = len(self.assessors) - self.strictness(sitter)
        if self.required and not able:
            return say("Each of the examiners guides %(name)s. Choose others too.", name=sitter.name)
        if self.required > able:
            return say("Only one of the examiners may examine %(name)s, and two are needed.", name=sitter.name)
        if self.required > 1:
            return say(
                "%(name)s needs two examiners at once, and at no time that is left two of those you chose are free.",
                name=sitter.name,
            )
        return say("None of the examiners is free and may examine %(name)s.", name=sitter.name)

    def _fits(self, sitter: Sitter, at: int) -> bool:
        return not any(span.meets(self.seats[at].span) for span in sitter.busy)

    def _choose(self, sitter: Sitter, at: int) -> tuple[int, ...] | None:
        if not self.required:
            return ()
        here, elsewhere = self.here[at], self.elsewhere[at]
        able = [
            one
            for one in self.available[at]
            if here[one] < self.at_once and not elsewhere[one] and one not in sitter.guides and one != sitter.person_id
        ]
        if len(able) < self.required:
            return None
        return tuple(sorted(able, key=self.load.__getitem__)[: self.required])

    def _put(self, sitter: Sitter, at: int, examiners: tuple[int, ...]) -> Placed:
        self.sitters[sitter.person_id] = sitter
        self.placed[sitter.person_id] = Placed(person_id=sitter.person_id, seat=at, examiners=examiners)
        self._count(at, examiners, 1)
        return self.placed[sitter.person_id]

    def _take(self, placed: Placed) -> Sitter:
        del self.placed[placed.person_id]
        self._count(placed.seat, placed.examiners, -1)
        return self.sitters[placed.person_id]

    def _count(self, at: int, examiners: Iterable[int], number: int) -> None:
        self.free[at] -= number
        for one in examiners:
            self.load[one] += number
            self.here[at][one] += number
            for other in self.overlapping[at]:
                self.elsewhere[other][one] += number


def _is_free(assessor: Assessor, at: int, span: Span) -> bool:
    return at not in assessor.barred and not any(busy.meets(span) for busy in assessor.busy)


def loads(proposal: Proposal) -> dict[int, int]:
    """How many candidates each examiner gets."""
    found: dict[int, int] = defaultdict(int)
    for one in proposal.placed:
        for examiner in one.examiners:
            found[examiner] += 1
    return dict(found)


def seat_order(seats: Sequence[Seat]) -> Iterator[int]:
    """The seats in order of time, counted from 0."""
    yield from sorted(range(len(seats)), key=lambda at: (seats[at].span.starts, at))
