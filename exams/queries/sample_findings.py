"""Exams of which the last look at a sample found that they are not in order, and about which nothing was done since."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from exams.models import Correction, SampleReview, Sitting
from exams.queries.results import WITH_RESULT
from exams.rules.sampling import Finding
from foundation.db import numbers
from foundation.work import Work


def _stands() -> list[ColumnElement[bool]]:
    """It is the newest finding about that exam, and no mark was corrected after it; the result still stands."""
    later = aliased(SampleReview)
    corrected = exists().where(
        Correction.sitting_id == SampleReview.sitting_id, Correction.made_at >= SampleReview.reviewed_at
    )
    return [
        SampleReview.finding == Finding.NOT_IN_ORDER,
        Sitting.state.in_(WITH_RESULT),
        ~exists().where(later.sitting_id == SampleReview.sitting_id, later.id > SampleReview.id),
        ~corrected,
    ]


def not_in_order(work: Work, sitting: Sitting) -> SampleReview | None:
    """The finding that this exam is not in order, while it waits for the board; not for the candidate (1 statement)."""
    if sitting.candidate_id == work.actor.id:
        return None
    chosen = select(SampleReview).join(Sitting, Sitting.id == SampleReview.sitting_id)
    return work.db.scalars(
        chosen.where(SampleReview.sitting_id == sitting.id, *_stands()).options(joinedload(SampleReview.reviewer))
    ).first()


def not_in_order_among(work: Work, ids: Collection[int]) -> frozenset[int]:
    """Those of these exams that a sample found not in order (1 statement)."""
    chosen = select(SampleReview.sitting_id).join(Sitting, Sitting.id == SampleReview.sitting_id)
    return frozenset(work.db.scalars(chosen.where(Sitting.id.in_(select(numbers(work.db, ids))), *_stands())))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many exams a sample found not in order, and the first of them."""

    count: int
    first: int | None


def waiting_findings(work: Work) -> Waiting:
    """What the board has to do something about; no own exam (1 statement)."""
    chosen = select(func.count(Sitting.id), func.min(Sitting.id)).join(
        SampleReview, SampleReview.sitting_id == Sitting.id
    )
    count, first = work.db.execute(chosen.where(Sitting.candidate_id != (work.actor.id or 0), *_stands())).one()
    return Waiting(count=count, first=first)
