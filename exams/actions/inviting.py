"""Inviting candidates and examiners by mail, and telling them of every change afterwards."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Update, update

from exams.events import SessionMoved, SittingMoved, SittingRemoved, SittingsCancelled
from exams.events.inviting import PeopleInvited
from exams.models import ExamSession, Sitting
from exams.queries.inviting import examiners_of, invited_among, uninvited
from foundation.events import Event
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

TELL_CANDIDATES = "exams.tell-candidates"
TELL_EXAMINER = "exams.tell-examiner"
TELL_GONE = "exams.tell-gone"
AT_ONCE = 50  # mails that one job writes


def invite(work: Work, session: ExamSession) -> int:
    """Mail everybody who is planned here and was told nothing yet; how many candidates that are."""
    sittings = uninvited(work, session.id)
    if not sittings:
        raise Refusal(say("Everybody who is planned here was invited already."))
    invited = update(Sitting).where(Sitting.id.in_([sitting.id for sitting in sittings]))
    # Two coordinators at once both get here; each mail has a key, so that it is sent once.
    _apply(work, invited.values(invited_at=work.now))
    _tell(work, [sitting.id for sitting in sittings])
    examiners = {sheet.examiner_id for sitting in sittings for sheet in sitting.standing_sheets}
    for examiner_id in sorted(examiners):
        work.later(TELL_EXAMINER, session_id=session.id, examiner_id=examiner_id)
    people = [*(sitting.candidate_id for sitting in sittings), *sorted(examiners)]
    work.emit(PeopleInvited(session_id=session.id, person_ids=tuple(people)))
    return len(sittings)


def tell_of_changes(work: Work, events: Sequence[Event]) -> None:
    """Whoever was invited hears of what was moved or cancelled in this unit of work, in one mail."""
    moved = {event.sitting_id for event in events if isinstance(event, SittingMoved)}
    cancelled = {number for event in events if isinstance(event, SittingsCancelled) for number in event.sitting_ids}
    sessions = {event.session_id for event in events if isinstance(event, SessionMoved)}
    if not (moved or cancelled or sessions):
        return
    told = invited_among(work, sitting_ids=moved | cancelled, session_ids=sessions)
    if not told:
        return
    sittings = Sitting.__table__.c
    raised = update(Sitting).where(Sitting.id.in_(told)).values(calendar_sequence=sittings.calendar_sequence + 1)
    _apply(work, raised)
    _tell(work, told)
    for session_id, examiner_id in examiners_of(work, told):
        work.later(TELL_EXAMINER, session_id=session_id, examiner_id=examiner_id)


def tell_of_removal(work: Work, event: SittingRemoved) -> None:
    """Somebody who was invited is taken off the plan: the row goes, so the mail takes along what it has to say."""
    sitting = work.db.get(Sitting, event.sitting_id)
    if sitting is None or sitting.invited_at is None:
        return
    work.later(
        TELL_GONE,
        person_id=sitting.candidate_id,
        sitting_id=sitting.id,
        session_id=sitting.session_id,
        title=sitting.session.form.title,
        place=sitting.session.place,
        room=sitting.room,
        starts=sitting.starts_at.isoformat(),
        minutes=sitting.session.form.duration_minutes,
        sequence=sitting.calendar_sequence + 1,
    )


def _apply(work: Work, change: Update) -> None:
    """Past the objects: what somebody was told is no change that a coordinator with an open page must hear of."""
    work.db.connection().execute(change)


def _tell(work: Work, sitting_ids: Iterable[int]) -> None:
    numbers = list(sitting_ids)
    for start in range(0, len(numbers), AT_ONCE):
        work.later(TELL_CANDIDATES, sitting_ids=numbers[start : start + AT_ONCE])
