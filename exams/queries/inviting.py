"""What is read to invite people to exams."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from exams.models import ExamForm, ExamSession, Sheet, Sitting
from exams.rules import SittingState
from foundation.work import Work

TOLD = (SittingState.PLANNED, SittingState.CANCELLED)


def uninvited(work: Work, session_id: int) -> Sequence[Sitting]:
    """Who is planned in this session and was told nothing yet, with their examiners (2 statements)."""
    return work.db.scalars(
        select(Sitting)
        .where(Sitting.session_id == session_id, *_uninvited())
        .options(selectinload(Sitting.sheets))
        .order_by(Sitting.starts_at, Sitting.id)
    ).all()


def uninvited_count(work: Work, session_id: int) -> int:
    """How many of them (1 statement)."""
    found = work.db.scalar(select(func.count()).where(Sitting.session_id == session_id, *_uninvited()))
    return found or 0


def _uninvited() -> tuple[ColumnElement[bool], ...]:
    return Sitting.state == SittingState.PLANNED, Sitting.invited_at.is_(None)


def invited_among(
    work: Work, *, sitting_ids: Collection[int] = (), session_ids: Collection[int] = (), slot_ids: Collection[int] = ()
) -> list[int]:
    """Which of these were invited, and so must hear of every change (1 statement)."""
    places = (Sitting.id.in_(sitting_ids), Sitting.session_id.in_(session_ids), Sitting.slot_id.in_(slot_ids))
    statement = select(Sitting.id).where(Sitting.invited_at.is_not(None), Sitting.state.in_(TOLD), or_(*places))
    return list(work.db.scalars(statement.order_by(Sitting.id)))


def to_tell(work: Work, sitting_ids: Iterable[int]) -> Sequence[Sitting]:
    """These sittings with all that an invitation says (2 statements)."""
    whole = joinedload(Sitting.session).joinedload(ExamSession.form).joinedload(ExamForm.qualification)
    statement = select(Sitting).where(Sitting.id.in_(list(sitting_ids)), Sitting.state.in_(TOLD))
    return work.db.scalars(statement.options(joinedload(Sitting.candidate), whole).order_by(Sitting.id)).all()


def examiners_of(work: Work, sitting_ids: Collection[int]) -> list[tuple[int, int]]:
    """(Session id, examiner id) of whoever examines one of these (1 statement)."""
    statement = (
        select(Sitting.session_id, Sheet.examiner_id)
        .join(Sheet, Sheet.sitting_id == Sitting.id)
        .where(Sitting.id.in_(sitting_ids), Sheet.withdrawn_at.is_(None))
        .distinct()
        .order_by(Sitting.session_id, Sheet.examiner_id)
    )
    return [(row[0], row[1]) for row in work.db.execute(statement)]


def examined_in(
    work: Work, session_id: int, examiner_id: int, *, state: SittingState = SittingState.PLANNED
) -> Sequence[Sitting]:
    """What is planned that this person examines in this session, or was cancelled (2 statements)."""
    whole = joinedload(Sitting.session).joinedload(ExamSession.form)
    return work.db.scalars(
        select(Sitting)
        .join(Sheet, Sheet.sitting_id == Sitting.id)
        .where(
            Sitting.session_id == session_id,
            Sitting.state == state,
            Sheet.examiner_id == examiner_id,
            Sheet.withdrawn_at.is_(None),
        )
        .options(whole)
        .order_by(Sitting.starts_at, Sitting.id)
    ).all()
