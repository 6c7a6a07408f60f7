"""Time slots of a session."""

from collections.abc import Sequence

from exams.actions.planning.locking import lock_session
from exams.actions.planning.seen import seen_slot
from exams.actions.seen import refuse_unseen
from exams.events.planning import SlotChanged, SlotRemoved, SlotsMade
from exams.models import ExamSession, ExamSlot
from exams.rules import SittingState
from exams.rules.time_slots import SlotFacts, why_no_row
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work


def make_slots(work: Work, session: ExamSession, wanted: Sequence[SlotFacts]) -> int:
    """Add these slots, and say how many were new: one that stands at its time in its room already stays as it is."""
    lock_session(work, session)
    present = {(slot.starts_at, slot.room) for slot in session.slots}
    new = [facts for facts in wanted if (facts.starts_at, facts.room) not in present]
    if no := why_no_row(wanted, len(session.slots)):
        raise Refusal(no)
    if not session.slots and any(_is_here(sitting.state) for sitting in session.sittings):
        raise Refusal(
            say("Candidates are planned in this session with a time of their own. Make slots in a new session.")
        )
    for facts in new:
        session.slots.append(ExamSlot(**vars(facts)))
    _follow_first(session)
    if new:
        work.emit(SlotsMade(session_id=session.id, number=len(new)))
    return len(new)


def change_slot(work: Work, slot: ExamSlot, facts: SlotFacts, *, seen: str = "") -> None:
    """Another time, room or number of places; time and room stay once somebody is planned there."""
    session = _hold(work, slot)
    refuse_unseen(seen, seen_slot(slot))
    here = planned_in(session, slot)
    if here and (facts.starts_at, facts.room) != (slot.starts_at, slot.room):
        raise Refusal(say("Somebody is planned in this slot, so its time and room stay. Move them first."))
    if facts.capacity < here:
        raise Refusal(say("%(number)s candidates are planned in this slot, so it has as many places.", number=here))
    if any((one.starts_at, one.room) == (facts.starts_at, facts.room) for one in session.slots if one is not slot):
        raise Refusal(say("There is a slot at this time in this room already."))
    slot.starts_at, slot.room, slot.capacity = facts.starts_at, facts.room, facts.capacity
    _follow_first(session)
    work.emit(SlotChanged(session_id=session.id, slot_id=slot.id))


def remove_slot(work: Work, slot: ExamSlot) -> None:
    """Throw away a slot in which nobody is planned."""
    session = _hold(work, slot)
    if planned_in(session, slot):
        raise Refusal(say("Somebody is planned in this slot. Move them first."))
    work.emit(SlotRemoved(session_id=session.id, slot_id=slot.id))
    session.slots.remove(slot)
    _follow_first(session)


def _hold(work: Work, slot: ExamSlot) -> ExamSession:
    session = slot.session
    lock_session(work, session)
    if slot not in session.slots:  # removed by somebody else meanwhile
        raise NotFound
    return session


def planned_in(session: ExamSession, slot: ExamSlot) -> int:
    """How many places of this slot are taken."""
    return sum(sitting.slot_id == slot.id and _is_here(sitting.state) for sitting in session.sittings)


def _is_here(state: SittingState) -> bool:
    return state is not SittingState.CANCELLED


def _follow_first(session: ExamSession) -> None:
    """A session with slots begins with the first of them."""
    if session.slots:
        session.starts_at = min(slot.starts_at for slot in session.slots)
