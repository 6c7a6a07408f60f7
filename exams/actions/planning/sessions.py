"""Sessions: a form on a day, at a place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from exams.actions.forms import lock_form
from exams.actions.planning.locking import lock_session, require_in_use
from exams.actions.planning.refusing import refuse_oneself
from exams.actions.planning.seen import seen_session
from exams.actions.repeats import key_for
from exams.actions.seen import refuse_unseen
from exams.events.planning import SessionMoved, SessionPlanned, SessionRemoved
from exams.models import ExamForm, ExamSession
from exams.queries.sessions import session_with_key
from exams.rules import SittingState
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

# A session whose candidates are all in one of these states can still be moved.
NOT_BEGUN = frozenset({SittingState.PLANNED, SittingState.CANCELLED, SittingState.NO_SHOW})


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """When and where, and for how many."""

    starts_at: datetime
    place: str
    note: str
    capacity: int | None = None


def plan_session(work: Work, form: ExamForm, facts: SessionFacts, *, form_key: str | None = None) -> ExamSession:
    """A session with this form, still without candidates; the same form sent twice makes one."""
    key = key_for(work, form_key, form.id, *vars(facts).values()) if form_key else None
    earlier = _made_by(work, key)
    if earlier:
        return earlier
    lock_form(work, form)
    require_in_use(form)
    session = ExamSession(form_id=form.id, planned_by=work.actor.id, planned_at=work.now, form_key=key, **vars(facts))
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the key is unique
            work.db.add(session)
    except IntegrityError:
        return _made_by(work, key) or _unknown()
    work.emit(SessionPlanned(session_id=session.id, form_id=form.id))
    return session


def _made_by(work: Work, form_key: str | None) -> ExamSession | None:
    return session_with_key(work, form_key) if form_key else None


def _unknown() -> ExamSession:
    raise Refusal(say("Somebody else changed this at the same moment. Look again and repeat it."))


def change_session(work: Work, session: ExamSession, facts: SessionFacts, *, seen: str = "") -> None:
    """Another moment, place or note; slots, and who had a time of their own, keep the distance to the start."""
    lock_session(work, session)
    refuse_unseen(seen, seen_session(session))
    shift = facts.starts_at - session.starts_at
    if shift or facts.place != session.place:
        refuse_oneself(work, session.sittings)
    if shift and any(sitting.state not in NOT_BEGUN for sitting in session.sittings):
        raise Refusal(say("Somebody has begun already, so the date and time stay as they are."))
    _refuse_too_small(session, facts.capacity)
    if shift:
        _shift(work, session, shift)
    for name, value in vars(facts).items():
        setattr(session, name, value)
    work.emit(SessionMoved(session_id=session.id))


def _refuse_too_small(session: ExamSession, capacity: int | None) -> None:
    here = sum(sitting.state is not SittingState.CANCELLED for sitting in session.sittings)
    if capacity is not None and capacity < here:
        raise Refusal(say("%(number)s candidates are planned here, so there are as many places.", number=here))


def _shift(work: Work, session: ExamSession, shift: timedelta) -> None:
    for sitting in session.sittings:
        sitting.starts_at += shift
    for slot in sorted(session.slots, key=lambda slot: slot.starts_at, reverse=shift > timedelta()):
        slot.starts_at += shift
        work.db.flush()  # one by one: no two slots of a room may stand at one time on the way


def remove_session(work: Work, session: ExamSession) -> None:
    """Throw away a session in which nobody is planned."""
    lock_session(work, session)
    if session.sittings:
        raise Refusal(say("Candidates are planned in this session. Cancel it instead, and say why."))
    work.db.delete(session)
    work.emit(SessionRemoved(session_id=session.id))
