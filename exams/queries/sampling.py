"""What is read to look again at a part of the exams (BR-34): plans, what each of them draws, what was found."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from exams.models import ExamForm, ExamSession, SampleReview, SamplingPlan, Sheet, Sitting
from exams.queries.exemptions import FAMILY
from exams.queries.quality import COUNTED
from exams.queries.results import listing
from exams.queries.subjects import sitting as sitting_of
from exams.rules.sampling import Candidate, drawn
from foundation.refusals import NotFound
from foundation.work import Work

MOST_PLANS = 100


@dataclass(frozen=True, kw_only=True)
class Draw:
    """A plan, what it draws now, and the newest finding about each of these."""

    plan: SamplingPlan
    population: int
    sittings: tuple[int, ...]
    reviews: Mapping[int, SampleReview]

    @property
    def done(self) -> int:
        """How many of them somebody looked at."""
        return sum(number in self.reviews for number in self.sittings)

    @cached_property
    def share(self) -> float | None:
        """The share done."""
        return self.done / len(self.sittings) if self.sittings else None


def plan(work: Work, plan_id: int) -> SamplingPlan:
    """A plan with its form (1 statement)."""
    found = work.db.get(SamplingPlan, plan_id, options=[joinedload(SamplingPlan.form)])
    if found is None:
        raise NotFound
    return found


def plan_sent(work: Work, form_key: str) -> SamplingPlan | None:
    """The plan that this form made before, if it was sent twice (1 statement)."""
    return work.db.scalars(select(SamplingPlan).where(SamplingPlan.form_key == form_key)).one_or_none()


def draws(work: Work) -> list[Draw]:
    """The newest plans with what they draw (4 statements)."""
    plans = work.db.scalars(
        select(SamplingPlan)
        .options(joinedload(SamplingPlan.form))
        .order_by(SamplingPlan.ends_on.desc(), SamplingPlan.id.desc())
        .limit(MOST_PLANS)
    )
    return _draws(work, list(plans))


def draw(work: Work, one: SamplingPlan) -> Draw:
    """What this plan draws now (3 statements)."""
    return _draws(work, [one])[0]


@dataclass(frozen=True, kw_only=True)
class _Exam:
    sitting: int
    family: int
    starts_at: datetime
    signed_at: datetime


def _draws(work: Work, plans: Sequence[SamplingPlan]) -> list[Draw]:
    if not plans:
        return []
    exams = _exams(work, plans)
    examiners = _examiners(work, plans)
    reviews = _reviews(work, plans)
    return [_drawn(work, one, exams, examiners, reviews[one.id]) for one in plans]


def _drawn(
    work: Work,
    one: SamplingPlan,
    exams: Sequence[_Exam],
    examiners: Mapping[int, frozenset[int]],
    reviews: Mapping[int, SampleReview],
) -> Draw:
    since, until = _moments(work, one)
    there = [
        Candidate(sitting=exam.sitting, examiners=examiners.get(exam.sitting, frozenset()))
        for exam in exams
        if since <= exam.starts_at < until
        and (one.form is None or exam.family == one.form.family)
        and (one.closed_at is None or exam.signed_at <= one.closed_at)
    ]
    chosen = drawn(there, percentage=one.percentage, seed=one.seed, kept=reviews)
    return Draw(plan=one, population=len(there), sittings=chosen, reviews=reviews)


def _moments(work: Work, one: SamplingPlan) -> tuple[datetime, datetime]:
    return (
        datetime.combine(one.starts_on, time(), tzinfo=work.zone),
        datetime.combine(one.ends_on + timedelta(days=1), time(), tzinfo=work.zone),
    )


def _span(work: Work, plans: Sequence[SamplingPlan]) -> tuple[datetime, datetime]:
    moments = [_moments(work, one) for one in plans]
    return min(moment[0] for moment in moments), max(moment[1] for moment in moments)


def _exams(work: Work, plans: Sequence[SamplingPlan]) -> list[_Exam]:
    since, until = _span(work, plans)
    rows = work.db.execute(
        select(Sitting.id, FAMILY, Sitting.starts_at, Sitting.signed_at)
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(
            Sitting.state.in_(COUNTED),
            ExamForm.formative.is_(False),
            Sitting.purged_at.is_(None),
            Sitting.starts_at >= since,
            Sitting.starts_at < until,
        )
    )
    return [
        _Exam(sitting=number, family=family, starts_at=starts, signed_at=signed or starts)
        for number, family, starts, signed in rows
    ]


def _examiners(work: Work, plans: Sequence[SamplingPlan]) -> Mapping[int, frozenset[int]]:
    since, until = _span(work, plans)
    rows = work.db.execute(
        select(Sheet.sitting_id, Sheet.examiner_id)
        .join(Sheet.sitting)
        .where(
            Sitting.state.in_(COUNTED),
            Sitting.starts_at >= since,
            Sitting.starts_at < until,
            Sheet.withdrawn_at.is_(None),
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for number, examiner in rows:
        found[number].add(examiner)
    return {number: frozenset(seen) for number, seen in found.items()}


def _reviews(work: Work, plans: Sequence[SamplingPlan]) -> dict[int, dict[int, SampleReview]]:
    """Plan id -> sitting id -> the newest review."""
    newest = (
        select(func.max(SampleReview.id))
        .where(SampleReview.plan_id.in_([one.id for one in plans]))
        .group_by(SampleReview.plan_id, SampleReview.sitting_id)
    )
    rows = work.db.scalars(
        select(SampleReview).where(SampleReview.id.in_(newest)).options(joinedload(SampleReview.reviewer))
    )
    found: dict[int, dict[int, SampleReview]] = defaultdict(dict)
    for row in rows:
        found[row.plan_id][row.sitting_id] = row
    return found


def sittings_drawn(work: Work, numbers: Sequence[int]) -> list[Sitting]:
    """These exams as a list shows them, latest first (2 statements); the own one is for somebody else."""
    return list(
        work.db.scalars(
            select(Sitting)
            .where(Sitting.id.in_(numbers), Sitting.candidate_id != (work.actor.id or 0))
            .options(*listing())
            .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        )
    )


@dataclass(frozen=True, kw_only=True)
class DrawnSitting:
    """An exam that a plan drew."""

    plan: SamplingPlan
    sitting: Sitting

    @property
    def candidate_id(self) -> int:
        """Whose exam it is."""
        return self.sitting.candidate_id


def drawn_sitting(work: Work, plan_id: int, sitting_id: int) -> DrawnSitting:
    """An exam in a plan that drew it (8 statements); NotFound for one that it did not draw."""
    one = plan(work, plan_id)
    if sitting_id not in draw(work, one).sittings:
        raise NotFound
    return DrawnSitting(plan=one, sitting=sitting_of(work, sitting_id))


def reviews_of(work: Work, subject: DrawnSitting) -> list[SampleReview]:
    """What was found about this exam in this plan, newest first (1 statement)."""
    return list(
        work.db.scalars(
            select(SampleReview)
            .where(SampleReview.plan_id == subject.plan.id, SampleReview.sitting_id == subject.sitting.id)
            .options(joinedload(SampleReview.reviewer))
            .order_by(SampleReview.id.desc())
        )
    )


def review_sent(work: Work, form_key: str) -> SampleReview | None:
    """The review that this form made before, if it was sent twice (1 statement)."""
    return work.db.scalars(select(SampleReview).where(SampleReview.form_key == form_key)).one_or_none()
