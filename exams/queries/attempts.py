"""What is read to know how often somebody sat an exam, whatever its edition was."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from exams.models import ExamForm, ExamSession, Sitting
from exams.rules import SittingState
from exams.rules.attempts import FREE, OPEN, Sat, Taken, taken_of
from foundation.db import numbers
from foundation.environment import setting
from foundation.work import Work
from people.models import Person

NO_SHOW_USES_ATTEMPT = "exams.no_show_uses_attempt"


def no_show_counts(work: Work) -> bool:
    """Whether this school lets an attempt go to whoever does not come (1 statement)."""
    return setting(work.db, NO_SHOW_USES_ATTEMPT, default=False) is True


def of_family(family: int) -> ColumnElement[bool]:
    """Whether a form is an edition of this exam."""
    return or_(ExamForm.id == family, ExamForm.root_id == family)


def sat_by(work: Work, family: int, person_ids: Collection[int]) -> dict[int, list[Sat]]:
    """The sittings of each of these people at this exam, in the order they were planned (1 statement)."""
    rows = work.db.execute(
        select(
            Sitting.candidate_id,
            Sitting.id,
            Sitting.state,
            Sitting.first_id,
            Sitting.replaces_id,
            Sitting.passed,
            Sitting.annulled_uses_attempt,
        )
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .where(of_family(family), Sitting.candidate_id.in_(select(numbers(work.db, person_ids))))
        .order_by(Sitting.id)
    ).all()
    replaced = replaced_among(rows)
    found: dict[int, list[Sat]] = defaultdict(list)
    for row in rows:
        found[row.candidate_id].append(
            Sat(
                sitting_id=row.id,
                state=row.state,
                first_id=row.first_id,
                replaced=row.id in replaced,
                passed=row.passed,
                used_up=row.annulled_uses_attempt,
            )
        )
    return found


def replaced_among(rows: Iterable[Row[*tuple[object, ...]]]) -> set[int]:
    """The numbers of the sittings in whose place another one stands; what is cancelled stands in nobody's place."""
    return {row.replaces_id for row in rows if row.replaces_id and row.state is not SittingState.CANCELLED}


def taken_among(work: Work, family: int, person_ids: Collection[int]) -> dict[int, Taken]:
    """What each of these people used up of this exam; who used nothing is left out (2 statements)."""
    counts = no_show_counts(work)
    return {person: taken_of(sats, no_show_counts=counts) for person, sats in sat_by(work, family, person_ids).items()}


def attempts(family: int, *, no_show_counts: bool) -> ColumnElement[int]:
    """How many attempts a person of the query around it used up of this exam."""
    free = [*FREE] if no_show_counts else [*FREE, SittingState.NO_SHOW]
    return (
        select(func.count())
        .select_from(Sitting)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .where(
            of_family(family),
            Sitting.candidate_id == Person.id,
            or_(Sitting.state.not_in(free), Sitting.annulled_uses_attempt),
            ~and_(Sitting.state == SittingState.ABORTED, _is_replaced()),
        )
        .correlate(Person)
        .scalar_subquery()
    )


def _is_replaced() -> ColumnElement[bool]:
    later = aliased(Sitting)
    return exists().where(later.replaces_id == Sitting.id, later.state != SittingState.CANCELLED)


def has_done(family: int) -> ColumnElement[bool]:
    """Whether a person of the query around it passed this exam for good, or has an attempt going on."""
    return (
        select(Sitting.id)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .where(
            of_family(family),
            Sitting.candidate_id == Person.id,
            or_(
                Sitting.state.in_(list(OPEN)),
                and_(Sitting.state == SittingState.RATIFIED, Sitting.passed.is_(True)),
            ),
        )
        .correlate(Person)
        .exists()
    )


def replacement(work: Work, sitting_id: int) -> Sitting | None:
    """The exam that was planned in the place of this one (1 statement)."""
    found = select(Sitting).where(Sitting.replaces_id == sitting_id, Sitting.state != SittingState.CANCELLED)
    return work.db.scalars(found.order_by(Sitting.id.desc()).limit(1)).one_or_none()


def is_replaced(work: Work, sitting_id: int) -> bool:
    """Whether another sitting was planned in the place of this one (1 statement)."""
    found = select(Sitting.id).where(Sitting.replaces_id == sitting_id, Sitting.state != SittingState.CANCELLED)
    return work.db.scalar(found.limit(1)) is not None


def is_followed(work: Work, sitting_id: int) -> bool:
    """Whether a later sitting hangs on this one, whatever became of it (1 statement)."""
    hangs = or_(Sitting.first_id == sitting_id, Sitting.replaces_id == sitting_id)
    return work.db.scalar(select(Sitting.id).where(hangs).limit(1)) is not None
