"""How qualifications are achieved and maintained, as the clock reads it."""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, select

from certification.models import QualificationActivity, QualificationUpkeep
from certification.rules.periods import Period, Unit
from certification.rules.upkeep import AskedActivity, Upkeep
from foundation.db import numbers
from foundation.work import Work

SETTINGS = select(
    QualificationUpkeep.qualification_id,
    QualificationUpkeep.duration,
    QualificationUpkeep.recurring,
    QualificationUpkeep.period_count,
    QualificationUpkeep.period_unit,
    QualificationUpkeep.counts_from,
    QualificationUpkeep.calendar_month,
    QualificationUpkeep.calendar_day,
    QualificationUpkeep.minimum_count,
    QualificationUpkeep.minimum_unit,
    QualificationUpkeep.opens_days_before,
    QualificationUpkeep.warns_days_before,
    QualificationUpkeep.grace_days,
    QualificationUpkeep.after_expiry,
    QualificationUpkeep.achieve_needs,
    QualificationUpkeep.maintain_needs,
    QualificationUpkeep.external,
)
LINES = (
    select(
        QualificationActivity.qualification_id,
        QualificationActivity.id,
        QualificationActivity.activity_id,
        QualificationActivity.stage,
        QualificationActivity.mandatory,
        QualificationActivity.frame_count,
        QualificationActivity.frame_unit,
        QualificationActivity.follow_up_count,
        QualificationActivity.follow_up_unit,
        QualificationActivity.upload_allowed,
    )
    .where(QualificationActivity.removed_at.is_(None))
    .order_by(QualificationActivity.stage, QualificationActivity.position, QualificationActivity.id)
)


def upkeep_of(work: Work, qualification_ids: Collection[int] | None) -> dict[int, Upkeep]:
    """What these qualifications ask over time, or all of them; one that asks nothing is not there. Two statements."""
    settings, lines = SETTINGS, LINES
    if qualification_ids is not None:
        settings = settings.where(QualificationUpkeep.qualification_id.in_(select(numbers(work.db, qualification_ids))))
        lines = lines.where(QualificationActivity.qualification_id.in_(select(numbers(work.db, qualification_ids))))
    asked: dict[int, list[AskedActivity]] = {}
    for line in work.db.execute(lines):
        asked.setdefault(line.qualification_id, []).append(_asked(line))
    found = {number: Upkeep(activities=tuple(several)) for number, several in asked.items()}
    for row in work.db.execute(settings):
        upkeep = _upkeep(row, asked.get(row.qualification_id, ()))
        if upkeep.activities or upkeep.external:
            found[row.qualification_id] = upkeep
    return found


def _asked(row: Row[*tuple[object, ...]]) -> AskedActivity:
    return AskedActivity(
        id=row.id,
        activity_id=row.activity_id,
        stage=row.stage,
        mandatory=row.mandatory,
        time_frame=_period(row.frame_count, row.frame_unit),
        follow_up=_period(row.follow_up_count, row.follow_up_unit),
        upload_allowed=row.upload_allowed,
    )


def _upkeep(row: Row[*tuple[object, ...]], activities: Sequence[AskedActivity]) -> Upkeep:
    has_day = row.calendar_month is not None and row.calendar_day is not None
    return Upkeep(
        duration=row.duration,
        recurring=row.recurring,
        period=_period(row.period_count, row.period_unit),
        counts_from=row.counts_from,
        calendar_day=(row.calendar_month, row.calendar_day) if has_day else None,
        minimum=_period(row.minimum_count, row.minimum_unit),
        opens_days_before=row.opens_days_before,
        warns_days_before=row.warns_days_before,
        grace_days=row.grace_days,
        after_expiry=row.after_expiry,
        achieve_needs=row.achieve_needs,
        maintain_needs=row.maintain_needs,
        external=row.external,
        activities=tuple(activities),
    )


def _period(count: int | None, unit: Unit | None) -> Period | None:
    return Period(count, unit) if count is not None and unit is not None else None
