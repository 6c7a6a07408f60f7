"""What is read to know what a completion completes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, String, cast, func, literal, or_, select

from certification.models import Activity, Completion, CoursePart, QualificationActivity
from certification.rules.completing import Counted
from certification.rules.states import ActivityKind, CompletedBy
from exams.models import ExamForm, ExamSession, Sitting
from exams.queries.attempts import of_family
from exams.rules import SittingState
from foundation.refusals import NotFound
from foundation.work import Work

STANDS: ColumnElement[bool] = Completion.withdrawn_at.is_(None)


def completion(work: Work, completion_id: int) -> Completion:
    """A completion (1 statement)."""
    found = work.db.get(Completion, completion_id)
    if found is None:
        raise NotFound
    return found


def counted_source(work: Work, source: str) -> bool:
    """Whether something was completed from this source, be it withdrawn or not (1 statement)."""
    return work.db.scalar(select(Completion.id).where(Completion.source == source)) is not None


def completions_of(work: Work, person_id: int, activity_id: int) -> Sequence[Completion]:
    """Those that stand, the newest first (1 statement)."""
    return work.db.scalars(
        select(Completion)
        .where(Completion.person_id == person_id, Completion.activity_id == activity_id, STANDS)
        .order_by(Completion.completed_on.desc(), Completion.id.desc())
    ).all()


def courses_with(work: Work, activity_id: int) -> dict[int, list[int]]:
    """Course -> its parts, for the courses this activity is a part of (1 statement)."""
    holds_it = select(CoursePart.course_id).where(CoursePart.activity_id == activity_id)
    rows = work.db.execute(
        select(CoursePart.course_id, CoursePart.activity_id)
        .where(CoursePart.course_id.in_(holds_it))
        .order_by(CoursePart.course_id, CoursePart.position)
    )
    found: dict[int, list[int]] = {}
    for course, part in rows:
        found.setdefault(course, []).append(part)
    return found


def counted(work: Work, person_id: int, activity_ids: Sequence[int]) -> list[Counted]:
    """What stands of these activities for this person, in the order it was recorded (1 statement)."""
    rows = work.db.execute(
        select(Completion.id, Completion.activity_id, Completion.completed_on, Completion.expires_on)
        .where(Completion.person_id == person_id, Completion.activity_id.in_(activity_ids), STANDS)
        .order_by(Completion.id)
    )
    return [
        Counted(id=row.id, activity_id=row.activity_id, on=row.completed_on, ends_on=row.expires_on) for row in rows
    ]


def made_of(work: Work, person_id: int, course_ids: Sequence[int], part: int) -> Sequence[Completion]:
    """The completions of these courses by their parts, for which this completion may have counted (1 statement)."""
    return work.db.scalars(
        select(Completion)
        .where(
            Completion.person_id == person_id,
            Completion.activity_id.in_(course_ids),
            Completion.how == CompletedBy.PARTS,
            Completion.id > part,
            STANDS,
        )
        .order_by(Completion.id)
    ).all()


def exam_activities(work: Work, form_id: int) -> Sequence[int]:
    """The activities that any edition of this exam completes (1 statement)."""
    form = select(func.coalesce(ExamForm.root_id, ExamForm.id)).where(ExamForm.id == form_id).scalar_subquery()
    editions = select(ExamForm.id).where(or_(ExamForm.id == form, ExamForm.root_id == form))
    return work.db.scalars(
        select(Activity.id)
        .where(Activity.kind == ActivityKind.EXAM, Activity.exam_form_id.in_(editions))
        .order_by(Activity.id)
    ).all()


def exams_asked_by(work: Work, qualification_id: int) -> Sequence[Activity]:
    """The exam activities that this qualification asks for (1 statement)."""
    asked = select(QualificationActivity.activity_id).where(
        QualificationActivity.qualification_id == qualification_id, QualificationActivity.removed_at.is_(None)
    )
    wanted = Activity.kind == ActivityKind.EXAM, Activity.exam_form_id.is_not(None), Activity.id.in_(asked)
    return work.db.scalars(select(Activity).where(*wanted).order_by(Activity.id)).all()


def sitting_day(work: Work, sitting_id: int) -> Row[int, datetime | None] | None:
    """Whose sitting it is and when its result became final (1 statement)."""
    return work.db.execute(
        select(Sitting.candidate_id, Sitting.ratified_at).where(Sitting.id == sitting_id)
    ).one_or_none()


def from_sitting(work: Work, person_id: int, sitting_id: int) -> Sequence[Completion]:
    """What this sitting of this person ever completed, also what was withdrawn (1 statement)."""
    return work.db.scalars(
        select(Completion)
        .where(
            Completion.person_id == person_id,  # few rows, found by index
            Completion.source.startswith(f"sitting:{sitting_id}:", autoescape=True),
        )
        .order_by(Completion.id)
    ).all()


def passes_not_taken(work: Work, activity: Activity, limit: int) -> Sequence[Row[int, int, datetime | None]]:
    """Sitting, candidate and moment of the final passes of its exam that do not count for it yet (2 statements)."""
    if activity.exam_form_id is None:
        return []
    form = work.db.get_one(ExamForm, activity.exam_form_id)
    source = literal("sitting:") + cast(Sitting.id, String) + literal(f":{activity.id}")
    taken = select(Completion.id).where(Completion.source == source).exists()
    return work.db.execute(
        select(Sitting.id, Sitting.candidate_id, Sitting.ratified_at)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .where(
            of_family(form.family),
            ExamForm.formative.is_(False),
            Sitting.state == SittingState.RATIFIED,
            Sitting.passed.is_(True),
            ~taken,
        )
        .order_by(Sitting.id)
        .limit(limit)
    ).all()
