"""How a planned sitting ends without an exam: off the plan, cancelled, not come."""

from collections.abc import Iterable
from datetime import datetime, time

from exams.actions.planning.locking import hold_sitting, lock_session
from exams.actions.planning.refusing import day_of, refuse_oneself, why_not_sitting
from exams.actions.planning.seating import numbers_of
from exams.actions.wording import require_words
from exams.events.planning import NoShowReported, NoShowTakenBack, SittingRemoved, SittingsCancelled
from exams.models import ExamSession, Sitting
from exams.permissions import Permission
from exams.queries.attempts import is_followed, is_replaced, no_show_counts, sat_by
from exams.queries.missed import reported_by_actor
from exams.queries.sessions import has_marks
from exams.rules import SittingState, may_become
from exams.rules.attempts import taken_of
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.visible import has_visible
from foundation.work import Work


def remove_sitting(work: Work, sitting: Sitting) -> None:
    """Take a candidate off the plan, as if never planned."""
    hold_sitting(work, sitting)
    refuse_oneself(work, [sitting])
    if sitting.state is not SittingState.PLANNED:
        raise Refusal(say("Only a planned exam can be taken off the plan."))
    if has_marks(work, sitting.id):
        raise Refusal(say("There are marks for this candidate already. Cancel the exam instead, and say why."))
    if is_followed(work, sitting.id):
        raise Refusal(
            say("Another attempt of this candidate was planned after this one. Cancel this exam instead, and say why.")
        )
    work.emit(SittingRemoved(sitting_id=sitting.id, person_id=sitting.candidate_id))
    work.db.delete(sitting)


def cancel_sittings(work: Work, session: ExamSession, sittings: Iterable[Sitting], reason: str) -> int:
    """These exams do not take place; how many were still planned. They use up no attempt."""
    require_words(reason)
    lock_session(work, session)
    planned = [sitting for sitting in sittings if may_become(sitting.state, SittingState.CANCELLED)]
    if not planned:
        raise Refusal(say("None of these exams is still planned, so there is nothing to cancel."))
    refuse_oneself(work, planned)
    for sitting in planned:
        sitting.state = SittingState.CANCELLED
        sitting.ended_reason = reason
    work.emit(SittingsCancelled(session_id=session.id, **numbers_of(planned)))
    return len(planned)


def report_no_show(work: Work, sitting: Sitting, reason: str = "") -> None:
    """The candidate did not come; not before the day itself."""
    refuse_oneself(work, [sitting])
    if not may_become(sitting.state, SittingState.NO_SHOW):
        raise Refusal(say("Only a planned exam can be reported as not attended."))
    if work.now < sitting.starts_at:
        raise Refusal(say("This exam has not started yet: it is planned for %(when)s.", when=sitting.starts_at))
    sitting.state = SittingState.NO_SHOW
    sitting.ended_reason = reason if has_visible(reason) else ""
    work.emit(NoShowReported(sitting_id=sitting.id, person_id=sitting.candidate_id))


def plan_again(work: Work, sitting: Sitting) -> None:
    """The candidate came after all, or the tap was on the wrong row."""
    hold_sitting(work, sitting)
    refuse_oneself(work, [sitting])
    if sitting.state is not SittingState.NO_SHOW:
        raise Refusal(say("Only a candidate who did not come can be planned again here."))
    if is_replaced(work, sitting.id):
        raise Refusal(say("Another exam was planned in the place of this one. Take that one off the plan first."))
    if not no_show_counts(work):  # else it used up its attempt when the candidate did not come
        _take_attempt(work, sitting)
    sitting.state = SittingState.PLANNED
    sitting.ended_reason = ""
    work.emit(NoShowTakenBack(sitting_id=sitting.id, person_id=sitting.candidate_id))


def may_take_back(work: Work, sitting: Sitting) -> bool:
    """Whether the actor may say that this candidate came after all (at most 1 statement).

    A coordinator, or the examiner who said today that the candidate did not come.
    """
    if sitting.state is not SittingState.NO_SHOW or not work.allows(Permission.TAKE_BACK_NO_SHOW, sitting):
        return False
    return work.allows(Permission.PLAN_SITTING, sitting) or sitting.id in reported_today(work, [sitting])


def reported_today(work: Work, sittings: Iterable[Sitting], *, at: datetime | None = None) -> frozenset[int]:
    """Those of these exams of which the actor said today that the candidate did not come (at most 1 statement).

    Today is the day of `at`, where that was said on a tablet without network.
    """
    midnight = datetime.combine(day_of(work, at or work.now), time.min, tzinfo=work.zone)
    missed = [sitting.id for sitting in sittings if sitting.state is SittingState.NO_SHOW]
    just_now = {fact.sitting_id for fact in work.facts if isinstance(fact, NoShowReported)}
    return reported_by_actor(work, missed, since=midnight) | just_now.intersection(missed)


def take_back_no_show(work: Work, sitting: Sitting, *, at: datetime | None = None) -> None:
    """An examiner tapped on the wrong card: on the same day, and only who did so."""
    if sitting.state is SittingState.NO_SHOW and sitting.id not in reported_today(work, [sitting], at=at):
        raise Refusal(say("Only whoever noted it can take it back, and on the same day. Ask the coordinator."))
    plan_again(work, sitting)


def _take_attempt(work: Work, sitting: Sitting) -> None:
    """It is an attempt again: one must be left, after those that were planned meanwhile (BR-50)."""
    form, person = sitting.session.form, sitting.candidate
    sats = sat_by(work, form.family, [person.id])[person.id]
    taken = taken_of([sat for sat in sats if sat.sitting_id != sitting.id], no_show_counts=False)
    if refused := why_not_sitting(work, form, [person], {person.id: taken}):
        raise Refusal(say("Nobody was planned."), details=refused)
    if taken.number and taken.first_id != sitting.id:
        sitting.attempt, sitting.first_id = taken.number + 1, taken.first_id
