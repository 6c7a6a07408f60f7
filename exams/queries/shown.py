"""What stands of a result now, to be compared with what a page showed of it, and what came in between."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from exams.models import Correction, Objection, SampleReview, Sitting, SittingOutcome
from exams.queries.results import listing
from exams.rules.shown import Shown
from foundation.db import numbers
from foundation.work import Work

Row = type[Correction] | type[Objection] | type[SampleReview] | type[SittingOutcome]


def shown_of(work: Work, ids: Collection[int]) -> dict[int, Shown]:
    """Sitting id -> what stands of it (1 statement)."""
    rows = work.db.execute(
        select(
            Sitting.id,
            Sitting.state,
            *(
                select(func.coalesce(func.max(kind.id), 0)).where(kind.sitting_id == Sitting.id).scalar_subquery()
                for kind in (SittingOutcome, Correction, SampleReview, Objection)
            ),
        ).where(Sitting.id.in_(select(numbers(work.db, ids))))
    )
    return {
        number: Shown(state=state, outcome=outcome, correction=correction, review=review, objection=objection)
        for number, state, outcome, correction, review, objection in rows
    }


@dataclass(frozen=True, kw_only=True)
class Since:
    """What came after a page was shown."""

    passed: tuple[bool | None, bool | None]  # as the page showed it, and now
    corrected: int  # steps
    reviewed: int
    objected: int


def since_shown(work: Work, before: Mapping[int, Shown], now: Mapping[int, Shown]) -> dict[int, Since]:
    """Sitting id -> what came in between, for those of which both are known (4 statements)."""
    ids = [number for number in now if number in before]
    passed = _passed(work, {one.outcome for one in (*before.values(), *now.values())})
    steps, reviews, objections = (_rows(work, kind, ids) for kind in (Correction, SampleReview, Objection))
    return {
        number: Since(
            passed=(passed.get((number, before[number].outcome)), passed.get((number, now[number].outcome))),
            corrected=len({about for row, about in steps[number] if row > before[number].correction}),
            reviewed=sum(row > before[number].review for row, _about in reviews[number]),
            objected=sum(row > before[number].objection for row, _about in objections[number]),
        )
        for number in ids
    }


def _passed(work: Work, outcomes: Collection[int]) -> dict[tuple[int, int], bool]:
    rows = work.db.execute(
        select(SittingOutcome.sitting_id, SittingOutcome.id, SittingOutcome.passed).where(
            SittingOutcome.id.in_(select(numbers(work.db, outcomes)))
        )
    )
    return {(sitting, number): passed for sitting, number, passed in rows}


def _rows(work: Work, kind: Row, ids: Collection[int]) -> Mapping[int, list[tuple[int, int]]]:
    about = kind.step_id if kind is Correction else kind.id
    of_these = kind.sitting_id.in_(select(numbers(work.db, ids)))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for sitting, number, what in work.db.execute(select(kind.sitting_id, kind.id, about).where(of_these)):
        found[sitting].append((number, what))
    return found


def results_called(work: Work, ids: Collection[int]) -> list[Sitting]:
    """These as a list shows them, whatever became of them (2 statements)."""
    return list(
        work.db.scalars(
            select(Sitting)
            .where(Sitting.id.in_(select(numbers(work.db, ids))))
            .options(*listing())
            .order_by(Sitting.id)
        )
    )
