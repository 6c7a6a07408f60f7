"""Planning candidates: in the order they were chosen, in slots or each at a start of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from exams.actions.planning.locking import hold_exam, hold_people, lock_session
from exams.actions.planning.refusing import Examiners, why_not_sitting, why_not_with
from exams.events.planning import CandidatesPlanned, ExaminerChosen
from exams.models import ExamSession, ExamSlot, Sitting
from exams.queries.attempts import taken_among
from exams.queries.places import targets_of, used_places
from exams.rules.attempts import Taken
from exams.rules.planning import why_no_place
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class Place:
    """When and in which room one candidate begins."""

    starts_at: datetime
    slot: ExamSlot | None = None

    @property
    def facts(self) -> dict[str, object]:
        """What a sitting takes over of it."""
        slot = self.slot
        return {"starts_at": self.starts_at, "slot_id": slot and slot.id, "room": slot.room if slot else ""}


def plan_candidates(
    work: Work,
    session: ExamSession,
    people: Sequence[Person],
    *,
    examiner: Person | None,
    second: Person | None = None,
    starts: Sequence[datetime] = (),
    slot_id: int | None = None,
) -> list[Sitting]:
    """All of these people sit this exam, and who of them is new here; all or nobody.

    In a session with slots each gets the next free place, in `slot_id` alone if given; otherwise the start of `starts`.
    """
    lock_session(work, session)
    refuse_gone_slot(session, slot_id)
    hold_exam(work, session.form)
    examiners = Examiners(first=examiner, second=second)
    hold_people(work, [person.id for person in (*people, *(one for _position, one in examiners.chosen))])
    taken = taken_among(work, session.form.family, [person.id for person in people])
    refused = [
        *why_not_sitting(work, session.form, people, taken),
        *why_not_with(work, session, people, examiners),
    ]
    if refused:
        raise Refusal(say("Nobody was planned."), details=refused)
    present = {sitting.candidate_id for sitting in session.sittings}
    new = [(person, at) for at, person in enumerate(people) if person.id not in present]
    places = places_in(work, session, len(new), slot_id) if session.slots else _own_starts(work, session, new, starts)
    sittings = [
        seat(session, person.id, place, taken.get(person.id, Taken()), examiners)
        for (person, _at), place in zip(new, places, strict=True)
    ]
    tell_planned(work, session, sittings, examiners)
    return sittings


def _own_starts(
    work: Work, session: ExamSession, new: Sequence[tuple[Person, int]], starts: Sequence[datetime]
) -> list[Place]:
    free = targets_of(session, used_places(work, [session.id]))[0].free
    if free is not None and (no := why_no_place(len(new), free)):
        raise Refusal(no)
    return [Place(starts_at=starts[at] if starts else session.starts_at) for _person, at in new]


def refuse_gone_slot(session: ExamSession, slot_id: int | None) -> None:
    """Race: the slot that was chosen is removed meanwhile."""
    if slot_id is not None and all(slot.id != slot_id for slot in session.slots):
        raise Refusal(say("This slot was removed meanwhile. Choose another time."))


def places_in(work: Work, session: ExamSession, wanted: int, slot_id: int | None = None) -> list[Place]:
    """The next free places of the slots of a session, in order of time; too few of them are a refusal."""
    used = used_places(work, [session.id])
    found = [
        Place(starts_at=target.starts_at, slot=target.slot)
        for target in targets_of(session, used)
        if slot_id is None or (target.slot and target.slot.id == slot_id)
        for _place in range(target.free or 0)
    ]
    left = len(found) if session.capacity is None else min(len(found), session.capacity - sum(used.values()))
    if no := why_no_place(wanted, left):
        raise Refusal(no)
    return found[:wanted]


def seat(
    session: ExamSession, person_id: int, place: Place, taken: Taken, examiners: Examiners, **facts: object
) -> Sitting:
    """A sitting of this person at this place: the next attempt, that hangs on the first."""
    sitting = Sitting(
        candidate_id=person_id,
        sheets=examiners.sheets(),
        **{"attempt": taken.number + 1, "first_id": taken.first_id, **place.facts, **facts},
    )
    session.sittings.append(sitting)
    return sitting


def tell_planned(work: Work, session: ExamSession, sittings: Sequence[Sitting], examiners: Examiners) -> None:
    """Announce who is planned, and before whom."""
    work.db.flush()  # the events need the numbers
    if not sittings:
        return
    work.emit(CandidatesPlanned(session_id=session.id, **numbers_of(sittings)))
    for position, examiner in examiners.chosen:
        tell_examiner(work, session, sittings, examiner, position)


def tell_examiner(
    work: Work, session: ExamSession, sittings: Sequence[Sitting], examiner: Person, position: int
) -> None:
    """Announce who examines these from now on."""
    work.emit(ExaminerChosen(session_id=session.id, examiner_id=examiner.id, position=position, **numbers_of(sittings)))


def numbers_of(sittings: Iterable[Sitting]) -> dict[str, tuple[int, ...]]:
    """The numbers of these sittings and of their candidates, as events about many hold them."""
    pairs = [(sitting.id, sitting.candidate_id) for sitting in sittings]
    return {"sitting_ids": tuple(pair[0] for pair in pairs), "person_ids": tuple(pair[1] for pair in pairs)}
