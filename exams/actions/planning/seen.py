"""What a coordinator had before them when they began to change a plan: the second of two is told."""

from exams.actions.planning.locking import lock_session
from exams.actions.seen import digest_of, refuse_unseen
from exams.models import ExamSession, ExamSlot, Sitting
from foundation.work import Work


def seen_session(session: ExamSession) -> str:
    """When and where it is, as it stands."""
    return digest_of([session.starts_at.isoformat(), session.place, session.capacity, session.note])


def seen_slot(slot: ExamSlot) -> str:
    """The slot as it stands."""
    return digest_of([slot.starts_at.isoformat(), slot.room, slot.capacity])


def seen_sitting(sitting: Sitting) -> str:
    """One candidate's time, place and examiners as they stand."""
    examiners = [(sheet.position, sheet.examiner_id) for sheet in sitting.standing_sheets]
    return digest_of([sitting.session_id, sitting.starts_at.isoformat(), sitting.slot_id, sitting.state, examiners])


def hold_seen(work: Work, sitting: Sitting, seen: str) -> None:
    """Hold this plan, unless it is no longer what whoever changes it had before them."""
    lock_session(work, sitting.session)
    refuse_unseen(seen, seen_sitting(sitting))
