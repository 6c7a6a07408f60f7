"""What would clash if somebody were planned: said before it is done, so that whoever plans decides knowingly."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from exams.models import ExamSession, ExamSlot, Sitting
from exams.queries.places import bookings_elsewhere, room_use, rooms_elsewhere
from exams.rules import TAKES_MARKS
from exams.rules.planning import Booking, Part, clashes, overlaps, room_clashes
from foundation.messages import Message
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Somebody who would be somewhere."""

    person: Person
    starts_at: datetime
    slot: ExamSlot | None = None


def conflicts(
    work: Work, session: ExamSession, wishes: Sequence[Wish], examiners: Iterable[Person], *, but: Collection[int] = ()
) -> list[Message]:
    """Each clash that planning these candidates before these examiners would make (at most 3 statements).

    It warns and forbids nothing. What the sittings of `but` hold is left out: they are moved.
    """
    chosen = list(examiners)
    new = [booking(session, wish.person, wish.starts_at, Part.CANDIDATE) for wish in wishes]
    new += [booking(session, one, wish.starts_at, Part.EXAMINER) for wish in wishes for one in chosen]
    if not new:
        return []
    people, moments = {one.person_id for one in new}, [wish.starts_at for wish in wishes]
    elsewhere = bookings_elsewhere(work, session, people, at=moments, but=but)
    slots = {wish.slot.id: wish.slot for wish in wishes if wish.slot and wish.slot.room}
    rooms = [room_use(slot, session) for slot in slots.values()]
    return [
        *clashes(new, elsewhere),
        *overlaps([*new, *_here(session, {one.id for one in chosen}, but)]),
        *(room_clashes(rooms, rooms_elsewhere(work, session)) if rooms else []),
    ]


def _here(session: ExamSession, people: Collection[int], but: Collection[int]) -> list[Booking]:
    """What these examiners have to do in the session already."""
    return [
        booking(session, sheet.examiner, sitting.starts_at, Part.EXAMINER)
        for sitting in session.sittings
        if sitting.state in TAKES_MARKS and sitting.id not in but
        for sheet in sitting.standing_sheets
        if sheet.examiner_id in people
    ]


def of_sitting(work: Work, sitting: Sitting, starts_at: datetime, examiners: Iterable[Person]) -> list[Message]:
    """The same for a sitting that gets another time, or other examiners, in its own session (2 statements)."""
    wish = Wish(person=sitting.candidate, starts_at=starts_at)
    return conflicts(work, sitting.session, [wish], examiners, but=[sitting.id])


def booking(session: ExamSession, person: Person, starts_at: datetime, part: Part) -> Booking:
    """That this person has to be at this session then."""
    return Booking(
        person_id=person.id,
        name=person.name,
        part=part,
        session_id=session.id,
        title=session.form.title,
        place=session.place,
        starts=starts_at,
        minutes=session.form.duration_minutes,
    )
