"""Planning: who may sit, who may examine whom, when each one starts, and who would be at two places at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from foundation.messages import Message, say

# How long an exam without a stated duration keeps people busy, when double bookings are looked for.
USUAL_DURATION = timedelta(minutes=60)


def ends_at(starts: datetime, minutes: int | None) -> datetime:
    """When an exam of so many minutes is over, or one whose duration nobody stated."""
    return starts + (USUAL_DURATION if minutes is None else timedelta(minutes=minutes))


def slots(first: datetime, interval_minutes: int, count: int) -> list[datetime]:
    """So many start times, each an interval after the one before; an interval of 0 starts everybody at once."""
    return [first + timedelta(minutes=interval_minutes) * place for place in range(count)]


def why_not_sit(
    name: str, *, linked: bool, taken: int, allowed: int | None, formative: bool, exempt: bool = False
) -> Message | None:
    """The reason this candidate cannot be planned, or None. Practice may be repeated without end (BR-10, BR-50).

    Whoever is exempt from the whole exam does not sit it (BR-45).
    """
    if not linked:
        return say("%(name)s is not linked to this qualification.", name=name)
    if exempt:
        return why_exempt(name)
    if formative or allowed is None or taken < allowed:
        return None
    return say(
        "%(name)s has used all attempts at this exam: %(taken)s of %(allowed)s.",
        name=name,
        taken=taken,
        allowed=allowed,
    )


def why_exempt(name: str) -> Message:
    """What is said where somebody would be planned for an exam that they need not sit."""
    return say(
        "%(name)s has an exemption from this whole exam. If it has to be done after all, "
        "the exam board withdraws the exemption first.",
        name=name,
    )


def why_not_examine(name: str, examiner: str, *, oneself: bool, guides: bool, is_examiner: bool) -> Message | None:
    """The reason this person cannot examine this candidate, or None (BR-31, BR-46)."""
    if oneself:
        return say("%(name)s cannot examine their own exam.", name=name)
    if not is_examiner:
        return say("%(examiner)s is not an examiner.", examiner=examiner)
    if guides:
        return say(
            "%(examiner)s guides %(name)s and therefore cannot be the examiner. Choose somebody else.",
            examiner=examiner,
            name=name,
        )
    return None


class Part(StrEnum):
    """What somebody does at an exam."""

    CANDIDATE = "candidate"
    EXAMINER = "examiner"


@dataclass(frozen=True, kw_only=True)
class Booking:
    """Somebody has to be somewhere for a while."""

    person_id: int
    name: str
    part: Part
    session_id: int
    title: str
    place: str
    starts: datetime
    minutes: int | None

    @property
    def ends(self) -> datetime:
        """When the person is free again."""
        return ends_at(self.starts, self.minutes)

    def clashes_with(self, other: "Booking") -> bool:
        """Whether the person would be at two places at once."""
        if self.person_id != other.person_id or self.session_id == other.session_id:
            return False
        if self.starts >= other.ends or other.starts >= self.ends:
            return False
        # An examiner can look at two exams in one workshop; nobody can do two exams at once.
        return self.place != other.place or Part.CANDIDATE in (self.part, other.part)


def clashes(bookings: Sequence[Booking], others: Iterable[Booking]) -> list[Message]:
    """Each double booking in words; it warns and forbids nothing. A person is named once per other session."""
    found: dict[tuple[int, int], Message] = {}
    own: dict[int, list[Booking]] = defaultdict(list)
    for booking in bookings:
        own[booking.person_id].append(booking)
    for other in others:
        if any(booking.clashes_with(other) for booking in own.get(other.person_id, ())):
            found.setdefault((other.person_id, other.session_id), _clash(other))
    return list(found.values())


def overlaps(bookings: Sequence[Booking]) -> list[Message]:
    """Each examiner of one session whose exams run into each other, in words; it warns and forbids nothing."""
    examining: dict[int, list[Booking]] = defaultdict(list)
    for booking in bookings:
        if booking.part is Part.EXAMINER and booking.minutes is not None:
            examining[booking.person_id].append(booking)
    crowded = ((own, _overlapping(own)) for own in examining.values())
    return [
        say(
            "%(name)s has %(number)s exams that overlap; each takes %(minutes)s minutes. "
            "Put more time between the starts or let somebody else examine a part.",
            name=own[0].name,
            number=number,
            minutes=own[0].minutes,
        )
        for own, number in crowded
        if number
    ]


def _overlapping(bookings: Iterable[Booking]) -> int:
    """How many of these run into another one; all of one session take as long, so only neighbours have to be asked."""
    order = sorted(bookings, key=lambda booking: booking.starts)
    crowded = {at for at in range(len(order) - 1) if order[at + 1].starts < order[at].ends}
    return len(crowded | {at + 1 for at in crowded})


def why_not_start(starts: Sequence[datetime], zone: tzinfo) -> Message | None:
    """The reason these starts cannot be planned, or None: the exam belongs to the day of its session."""
    if not starts or starts[-1].astimezone(zone).date() == starts[0].astimezone(zone).date():
        return None
    return say(
        "The last start would be %(when)s, a day later. "
        "Begin earlier, put less time between the starts or plan fewer candidates at once.",
        when=starts[-1],
    )


@dataclass(frozen=True, kw_only=True)
class RoomUse:
    """A room is taken for a while."""

    session_id: int
    title: str
    place: str
    room: str
    starts: datetime
    minutes: int | None

    @property
    def ends(self) -> datetime:
        """When the room is free again."""
        return ends_at(self.starts, self.minutes)

    def clashes_with(self, other: "RoomUse") -> bool:
        """Whether two sessions want the same room of the same place at once."""
        if self.session_id == other.session_id or not self.room:
            return False
        same = (self.place.casefold(), self.room.casefold()) == (other.place.casefold(), other.room.casefold())
        return same and self.starts < other.ends and other.starts < self.ends


def room_clashes(uses: Sequence[RoomUse], others: Iterable[RoomUse]) -> list[Message]:
    """Each room that is wanted twice, in words, once per other session; it warns and forbids nothing."""
    found: dict[tuple[str, int], Message] = {}
    for other in others:
        if any(use.clashes_with(other) for use in uses):
            found.setdefault((other.room.casefold(), other.session_id), _room_clash(other))
    return list(found.values())


def _room_clash(other: RoomUse) -> Message:
    return say(
        "Room %(room)s is taken at the same time: %(title)s, %(place)s, %(when)s.",
        room=other.room,
        title=other.title,
        place=other.place,
        when=other.starts,
    )


def why_not_second(name: str, examiner: str, *, position: int, required: int, stands_elsewhere: bool) -> Message | None:
    """The reason somebody cannot be the examiner at this position, or None: two different people, and no third here."""
    if position > required:
        return say("This exam has one examiner, so nobody is chosen as the second.")
    if stands_elsewhere:
        return say(
            "%(examiner)s is the other examiner of %(name)s already. Two examiners are two different people.",
            examiner=examiner,
            name=name,
        )
    return None


def why_no_place(wanted: int, free: int) -> Message | None:
    """The reason so many candidates do not fit, or None."""
    if wanted <= free:
        return None
    return say(
        "There is room for %(free)s more here, and %(wanted)s were chosen. Choose fewer, or make more room.",
        free=free,
        wanted=wanted,
    )


def _clash(other: Booking) -> Message:
    return say(
        "%(name)s is expected elsewhere at the same time: %(title)s, %(place)s, %(when)s.",
        name=other.name,
        title=other.title,
        place=other.place,
        when=other.starts,
    )
