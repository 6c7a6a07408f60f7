"""What is read about candidates who did not come, and about those who need not come."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from exams.events.planning import NoShowReported
from exams.models import ExamEvent, ExamForm, ExamSession, Exemption, Sitting
from exams.rules import SittingState
from foundation.work import Work

MOST = 5


def reported_by_actor(work: Work, sitting_ids: Collection[int], *, since: datetime) -> frozenset[int]:
    """Those of these of which the actor said last, from this moment on, that the candidate did not come (1 statement).

    None of them is asked about: no statement.
    """
    if not sitting_ids:
        return frozenset()
    latest = (
        select(func.max(ExamEvent.id))
        .where(ExamEvent.sitting_id.in_(sitting_ids), ExamEvent.name == NoShowReported.name)
        .group_by(ExamEvent.sitting_id)
    )
    found = select(ExamEvent.sitting_id).where(
        ExamEvent.id.in_(latest), ExamEvent.actor_id == work.actor.id, ExamEvent.at >= since
    )
    return frozenset(work.db.scalars(found))


def missed_of_late(work: Work, *, since: datetime) -> Sequence[Sitting]:
    """Who did not come since then and has no later exam of the same kind on the plan or behind them (1 statement)."""
    form, session, later = aliased(ExamForm), aliased(ExamSession), aliased(Sitting)
    family, same = func.coalesce(ExamForm.root_id, ExamForm.id), func.coalesce(form.root_id, form.id)
    followed = (
        select(later.id)
        .join(session, session.id == later.session_id)
        .join(form, form.id == session.form_id)
        .where(
            later.candidate_id == Sitting.candidate_id,
            later.id > Sitting.id,
            later.state != SittingState.CANCELLED,
            same == family,
        )
    )
    return work.db.scalars(
        select(Sitting)
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(
            Sitting.state == SittingState.NO_SHOW,
            Sitting.starts_at >= since,
            Sitting.candidate_id != work.actor.id,
            ~followed.correlate(Sitting, ExamForm).exists(),
        )
        .options(joinedload(Sitting.candidate), contains_eager(Sitting.session).contains_eager(ExamSession.form))
        .order_by(Sitting.starts_at, Sitting.id)
        .limit(MOST)
    ).all()


def planned_though_exempt(work: Work) -> Sequence[Sitting]:
    """Who is planned for an exam from which the board freed them as a whole (1 statement)."""
    form = aliased(ExamForm)
    freed = exists().where(
        Exemption.candidate_id == Sitting.candidate_id,
        Exemption.withdrawn_at.is_(None),
        func.json_array_length(Exemption.parts) == 0,
        Exemption.form_id == form.id,
        func.coalesce(form.root_id, form.id) == func.coalesce(ExamForm.root_id, ExamForm.id),
    )
    return work.db.scalars(
        select(Sitting)
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(Sitting.state == SittingState.PLANNED, Sitting.candidate_id != work.actor.id, freed)
        .options(joinedload(Sitting.candidate), contains_eager(Sitting.session).contains_eager(ExamSession.form))
        .order_by(Sitting.starts_at, Sitting.id)
        .limit(MOST)
    ).all()
