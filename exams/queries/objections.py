"""What is read about objections and appeals, and how long things may take at this school."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from exams.models import ExamForm, ExamGroup, ExamSession, Objection, Sheet, Sitting, SittingOutcome
from exams.rules.objections import Lodged, ObjectionKind, ObjectionState, Terms, last_day_to_lodge, term_begins
from exams.rules.workdays import public_holidays
from foundation.db import numbers
from foundation.environment import EnvironmentSetting
from foundation.refusals import NotFound
from foundation.work import Work

COUNTRY = "NL"
TERM_KEYS = {
    "exams.objection_days": "objection_days",
    "exams.appeal_days": "appeal_days",
    "exams.decision_weeks": "decision_weeks",
    "exams.extension_weeks": "extension_weeks",
    "exams.official_days": "official_days",
}
COUNTRY_KEY = "exams.holidays_country"


def terms(work: Work) -> Terms:
    """How long things may take, with the public holidays of the country (1 statement)."""
    keys = [*TERM_KEYS, COUNTRY_KEY]
    rows = work.db.execute(
        select(EnvironmentSetting.key, EnvironmentSetting.value).where(EnvironmentSetting.key.in_(keys))
    )
    chosen = {row.key: row.value for row in rows}
    numbers = {name: int(chosen[key]) for key, name in TERM_KEYS.items() if key in chosen}
    return Terms(**numbers, free=public_holidays(str(chosen.get(COUNTRY_KEY, COUNTRY))))


def objection(work: Work, objection_id: int) -> Objection:
    """An objection with its sitting, candidate, examiners, the whole form and the decision (4 statements)."""
    sitting = joinedload(Objection.sitting)
    form = sitting.joinedload(Sitting.session).joinedload(ExamSession.form)
    found = work.db.scalars(
        select(Objection)
        .where(Objection.id == objection_id)
        .options(
            sitting.joinedload(Sitting.candidate),
            sitting.selectinload(Sitting.sheets).joinedload(Sheet.examiner),
            form.joinedload(ExamForm.qualification),
            form.selectinload(ExamForm.groups).selectinload(ExamGroup.steps),
            joinedload(Objection.decision),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def objections_of(work: Work, sitting_id: int) -> list[Objection]:
    """Every objection and appeal about one result, oldest first (1 statement)."""
    return list(
        work.db.scalars(
            select(Objection)
            .where(Objection.sitting_id == sitting_id)
            .options(joinedload(Objection.decision))
            .order_by(Objection.id)
        )
    )


def own_cases(work: Work, person_id: int) -> list[Objection]:
    """What this person brought against results and did not take back, with the exam, oldest first (1 statement)."""
    whole = joinedload(Objection.sitting).joinedload(Sitting.session).joinedload(ExamSession.form)
    own = Sitting.candidate_id == person_id, Objection.state != ObjectionState.WITHDRAWN
    statement = select(Objection).join(Objection.sitting).where(*own).options(whole).order_by(Objection.id)
    return list(work.db.scalars(statement))


def is_open() -> ColumnElement[bool]:
    """Whether it still waits for a decision."""
    return Objection.state == ObjectionState.LODGED


def open_objections(work: Work, sitting_ids: Collection[int] | None = None) -> frozenset[int]:
    """The sittings about which something is open, of these if given: nothing of them may go (1 statement)."""
    chosen = [] if sitting_ids is None else [Objection.sitting_id.in_(select(numbers(work.db, sitting_ids)))]
    return frozenset(work.db.scalars(select(Objection.sitting_id).where(is_open(), *chosen).distinct()))


def has_open_objection() -> ColumnElement[bool]:
    """The same as a condition on Sitting."""
    return exists().where(Objection.sitting_id == Sitting.id, is_open())


def objections(
    work: Work, *, closed: bool = False, kind: ObjectionKind | None = None, limit: int | None = 25, offset: int = 0
) -> list[Objection]:
    """Open ones by the day on which they must be decided, or closed ones, latest first (2 statements)."""
    order = (Objection.closed_at.desc(), Objection.id.desc()) if closed else (Objection.decide_by, Objection.id)
    sitting = joinedload(Objection.sitting)
    return list(
        work.db.scalars(
            select(Objection)
            .where(*_wanted(closed=closed, kind=kind))
            .options(
                sitting.joinedload(Sitting.candidate),
                sitting.joinedload(Sitting.session).joinedload(ExamSession.form).joinedload(ExamForm.qualification),
                sitting.selectinload(Sitting.sheets),
            )
            .order_by(*order)
            .limit(limit)
            .offset(offset)
        )
    )


def objection_count(work: Work, *, closed: bool = False, kind: ObjectionKind | None = None) -> int:
    """How many there are in that list (1 statement)."""
    found = work.db.scalar(select(func.count()).select_from(Objection).where(*_wanted(closed=closed, kind=kind)))
    return found or 0


def _wanted(*, closed: bool, kind: ObjectionKind | None) -> list[ColumnElement[bool]]:
    found = [~is_open() if closed else is_open()]
    return [*found, Objection.kind == kind] if kind else found


def next_deadline(work: Work) -> tuple[int, date | None]:
    """How many are open, and the first day on which one must be decided (1 statement)."""
    row = work.db.execute(select(func.count(), func.min(Objection.decide_by)).where(is_open())).one()
    return row[0], row[1]


@dataclass(frozen=True, kw_only=True)
class Chance:
    """Until when one may object or appeal."""

    kind: ObjectionKind
    last_day: date
    earlier: tuple[Lodged, ...]  # about the result as it is now


def lodged(work: Work, objections: Sequence[Objection]) -> tuple[Lodged, ...]:
    """These as the rules know them; days are those of the school's own clock."""
    return tuple(
        Lodged(
            kind=one.kind,
            state=one.state,
            closed_on=one.closed_at.astimezone(work.zone).date() if one.closed_at else None,
        )
        for one in objections
    )


def chance(
    work: Work, told_at: datetime | None, kind: ObjectionKind, earlier: Sequence[Objection], terms: Terms
) -> Chance:
    """The term of a result that was told then; what was decided on before it changed, is about another one."""
    if told_at is None:
        raise NotFound
    standing = lodged(work, [one for one in earlier if one.closed_at is None or one.closed_at >= told_at])
    begins = term_begins(kind, told_at.astimezone(work.zone).date(), standing)
    return Chance(kind=kind, last_day=last_day_to_lodge(kind, begins, terms), earlier=standing)


def told_at(work: Work, sittings: Sequence[Sitting]) -> dict[int, datetime]:
    """Sitting -> when its result was told: final, changed last since, or annulled; absent before (1 statement)."""
    first = {sitting.id: sitting.ratified_at for sitting in sittings if sitting.ratified_at}
    found, before = dict(first), dict[int, Mapping[str, object]]()
    rows = work.db.scalars(
        select(SittingOutcome).where(SittingOutcome.sitting_id.in_(list(first))).order_by(SittingOutcome.id)
    )
    for row in rows:
        changed = before.get(row.sitting_id, row.outcome) != row.outcome
        if changed and row.made_at > first[row.sitting_id]:
            found[row.sitting_id] = row.made_at
        before[row.sitting_id] = row.outcome
    annulled = {one.id: one.annulled_at for one in sittings if one.id in found and one.annulled_at}
    return found | annulled  # against that as well something can be brought


def contestable_until(work: Work, told_at: datetime | None, earlier: Sequence[Objection], terms: Terms) -> date | None:
    """The last day on which somebody may object or appeal, given every objection so far; None before it is told."""
    if told_at is None:
        return None
    return max(chance(work, told_at, kind, earlier, terms).last_day for kind in ObjectionKind)
