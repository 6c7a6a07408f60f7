"""Another time for a planned sitting, and another sitting for one that came to nothing or failed."""

from datetime import datetime

from exams.actions.planning.locking import hold_exam, lock_session, lock_sessions
from exams.actions.planning.refusing import (
    Examiners,
    day_of,
    refuse_oneself,
    why_not_allowed,
    why_not_examined,
    why_not_sitting,
)
from exams.actions.planning.seating import Place, places_in, refuse_gone_slot, seat, tell_planned
from exams.actions.planning.seen import seen_sitting
from exams.actions.seen import refuse_unseen
from exams.events.planning import SittingMoved, SittingReplaced
from exams.models import ExamSession, Sitting
from exams.queries.attempts import no_show_counts, sat_by
from exams.queries.exemptions import wholly_exempt
from exams.queries.places import targets_of, used_places
from exams.queries.sessions import has_marks
from exams.rules import SittingState
from exams.rules.attempts import OPEN, Sat, Taken, taken_of, why_no_resit, why_not_replaced
from exams.rules.planning import why_exempt, why_no_place
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


def move_sitting(work: Work, sitting: Sitting, starts_at: datetime) -> None:
    """Another start for one candidate, who then has no slot."""
    refuse_oneself(work, [sitting])
    _require_planned(sitting)
    sitting.starts_at = starts_at
    sitting.slot_id, sitting.room = None, ""
    work.emit(SittingMoved(sitting_id=sitting.id, person_id=sitting.candidate_id))


def _require_planned(sitting: Sitting) -> None:
    if sitting.state is not SittingState.PLANNED:
        raise Refusal(say("This exam has begun or is over, so its time stays as it is."))


def replan_sitting(work: Work, sitting: Sitting, session: ExamSession, slot_id: int | None, *, seen: str = "") -> None:
    """Move a planned sitting to another session of the same exam, or to another slot; the examiners go along."""
    refuse_oneself(work, [sitting])
    lock_sessions(work, {sitting.session_id, session.id})
    lock_session(work, session)
    work.db.refresh(sitting, ["state", "version", "session_id", "slot_id", "starts_at", "sheets"])
    refuse_unseen(seen, seen_sitting(sitting))
    _require_planned(sitting)
    if (sitting.session_id, sitting.slot_id) == (session.id, slot_id):
        return
    _refuse_other_exam(sitting, session)
    if sitting.session_id != session.id:
        hold_exam(work, session.form)
        _refuse_twice(work, sitting, session)
    _refuse_exempt(work, sitting)
    place = _place(work, session, slot_id, staying=sitting.session_id == session.id)
    _refuse_examiners(work, sitting, session, place)
    sitting.session_id, sitting.starts_at = session.id, place.starts_at
    sitting.slot_id, sitting.room = (place.slot.id, place.slot.room) if place.slot else (None, "")
    work.emit(SittingMoved(sitting_id=sitting.id, person_id=sitting.candidate_id))


def _refuse_other_exam(sitting: Sitting, session: ExamSession) -> None:
    if session.form.family != sitting.session.form.family:
        raise Refusal(say("This session is for another exam. Choose one of the same exam."))


def _refuse_twice(work: Work, sitting: Sitting, session: ExamSession) -> None:
    name = sitting.candidate.name
    if any(other.candidate_id == sitting.candidate_id for other in session.sittings):
        raise Refusal(say("%(name)s is in that session already. Choose another one.", name=name))
    if session.form_id != sitting.session.form_id and has_marks(work, sitting.id):
        raise Refusal(say("There are marks on the form of this session already. Choose a session with the same form."))


def _refuse_exempt(work: Work, sitting: Sitting) -> None:
    if sitting.candidate_id in wholly_exempt(work, sitting.session.form.family, [sitting.candidate_id]):
        raise Refusal(why_exempt(sitting.candidate.name))


def _place(work: Work, session: ExamSession, slot_id: int | None, *, staying: bool) -> Place:
    """A free place; who stays in a session takes no other place in it, but may need one in another slot."""
    refuse_gone_slot(session, slot_id)
    if session.slots:
        return next(iter(places_in(work, session, 1, slot_id)))
    target = targets_of(session, used_places(work, [session.id]))[0]
    if not staying and target.free is not None and (no := why_no_place(1, target.free)):
        raise Refusal(no)
    return Place(starts_at=session.starts_at)


def _refuse_examiners(work: Work, sitting: Sitting, session: ExamSession, place: Place) -> None:
    day = day_of(work, place.starts_at)
    examiners = [sheet.examiner for sheet in sitting.standing_sheets]
    if refused := [no for one in examiners for no in why_not_allowed(work, session.form, one, day)]:
        raise Refusal(say("The exam was not moved."), details=refused)


def plan_anew(work: Work, sitting: Sitting, session: ExamSession, slot_id: int | None, examiners: Examiners) -> Sitting:
    """Another sitting in the place of one that did not take place or does not count (no-show, cancelled, stopped)."""
    sats, found = _begin(work, sitting, session)
    if found:
        return found
    stands = next(sat for sat in sats if sat.sitting_id == sitting.id)
    if no := why_not_replaced(stands.state, replaced=stands.replaced):
        raise Refusal(no)
    if any(sat.passed_for_good for sat in sats):
        raise Refusal(say("This exam was passed in another attempt, so nothing is planned in its place."))
    # What is planned anew was no attempt, unless a no-show counts here or the board did not give the attempt back.
    others = [sat for sat in sats if sat.sitting_id != sitting.id or sat.state is SittingState.NO_SHOW or sat.used_up]
    return _follow(work, sitting, session, slot_id, examiners, others, replaces_id=sitting.id)


def plan_resit(
    work: Work, sitting: Sitting, session: ExamSession, slot_id: int | None, examiners: Examiners
) -> Sitting:
    """The next attempt after a final result that failed, chained to the first one (BR-50)."""
    sats, found = _begin(work, sitting, session)
    if found:
        return found
    going_on = any(sat.state in OPEN for sat in sats)
    passed = sitting.passed or any(sat.passed_for_good for sat in sats)
    if no := why_no_resit(sitting.state, passed=passed, open_already=going_on):
        raise Refusal(no)
    return _follow(work, sitting, session, slot_id, examiners, sats)


def _begin(work: Work, sitting: Sitting, session: ExamSession) -> tuple[list[Sat], Sitting | None]:
    """The sittings so far, and what a first click made already."""
    lock_session(work, session)
    hold_exam(work, session.form)
    _refuse_other_exam(sitting, session)
    here = next((other for other in session.sittings if other.candidate_id == sitting.candidate_id), None)
    if here and here.id != sitting.id and here.state is SittingState.PLANNED:
        return [], here
    if here:
        name = sitting.candidate.name
        raise Refusal(say("%(name)s is in that session already. Choose another one.", name=name))
    return sat_by(work, session.form.family, [sitting.candidate_id])[sitting.candidate_id], None


def _follow(
    work: Work,
    sitting: Sitting,
    session: ExamSession,
    slot_id: int | None,
    examiners: Examiners,
    sats: list[Sat],
    *,
    replaces_id: int | None = None,
) -> Sitting:
    taken = taken_of(sats, no_show_counts=no_show_counts(work))
    person = sitting.candidate
    place = _place(work, session, slot_id, staying=False)
    day = day_of(work, place.starts_at)
    refused = why_not_sitting(work, session.form, [person], {person.id: taken})
    for _position, examiner in examiners.chosen:
        refused += why_not_examined(work, [person], examiner)
        refused += why_not_allowed(work, session.form, examiner, day)
    if refused:
        raise Refusal(say("Nobody was planned."), details=refused)
    new = seat(session, person.id, place, taken, examiners, replaces_id=replaces_id)
    tell_planned(work, session, [new], examiners)
    work.emit(SittingReplaced(sitting_id=new.id, person_id=person.id, earlier_id=sitting.id, attempt=new.attempt))
    return new


def attempts_so_far(work: Work, sitting: Sitting) -> Taken:
    """How many attempts the candidate used of this exam (2 statements)."""
    sats = sat_by(work, sitting.session.form.family, [sitting.candidate_id]).get(sitting.candidate_id, [])
    return taken_of(sats, no_show_counts=no_show_counts(work))
