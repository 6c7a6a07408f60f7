"""What somebody has to keep, or had to: the qualifications, where they stand, and the activities they ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, Select, exists, or_, select
from sqlalchemy.orm import aliased, selectinload

from certification.models import (
    Activity,
    Completion,
    CoursePart,
    Progress,
    QualificationActivity,
    QualificationUpkeep,
)
from certification.queries.completing import completions_of, counted
from certification.queries.standings import standings
from certification.rules.clock import ActivityStanding, Standing
from certification.rules.completing import Counted
from certification.rules.growth import most_pressing, part_line
from certification.rules.states import ActivityKind
from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.models import LinkGround, Qualification, QualificationLink

Asked = tuple["Growing", ActivityStanding]


@dataclass(frozen=True, kw_only=True)
class Growing:
    """A qualification that somebody has to keep, or had to: then it has an end and no standing."""

    person_id: int
    qualification: Qualification
    linked_at: datetime
    ended_at: datetime | None
    is_required: bool
    settings: QualificationUpkeep | None
    standing: Standing | None

    @property
    def lines(self) -> tuple[ActivityStanding, ...]:
        """The activities it asks for."""
        return self.standing.activities if self.standing else ()


@dataclass(frozen=True, kw_only=True)
class Growth:
    """All that somebody has to keep, with the activities by number, parts of courses too."""

    person_id: int
    growing: Sequence[Growing] = ()
    activities: Mapping[int, Activity] = field(default_factory=dict)
    done: Sequence[Counted] = ()  # of courses and their parts

    def of(self, qualification_id: int) -> Growing | None:
        """One of them."""
        return next((one for one in self.growing if one.qualification.id == qualification_id), None)

    def parts_of(self, activity_id: int) -> list[int]:
        """The parts of a course, in order; none of anything else."""
        return [part.activity_id for part in self.activities[activity_id].parts]

    def asked(self, activity_id: int) -> Iterator[Asked]:
        """What asks for this activity, itself or as a part of a course, and how it stands there."""
        for one in self.growing:
            for line in one.lines:
                if line.activity_id == activity_id:
                    yield one, line
                elif activity_id in self.parts_of(line.activity_id):
                    yield one, part_line(line, activity_id, self.done)

    def line(self, activity_id: int) -> ActivityStanding | None:
        """The line that asks most for this activity."""
        return most_pressing(line for _one, line in self.asked(activity_id))


@dataclass(frozen=True, kw_only=True)
class OwnGrowing:
    """One qualification of somebody, with its activities."""

    growth: Growth
    growing: Growing

    @property
    def person_id(self) -> int:
        """Whose it is."""
        return self.growing.person_id


@dataclass(frozen=True, kw_only=True)
class OwnActivity:
    """An activity that somebody has to do, or did; nothing asks for it where that was earlier."""

    growth: Growth
    activity: Activity
    asked: Sequence[Asked]
    done: Sequence[Completion]  # newest first

    @property
    def person_id(self) -> int:
        """Whose it is."""
        return self.growth.person_id

    @property
    def line(self) -> ActivityStanding | None:
        """The line that asks most for it."""
        return most_pressing(line for _one, line in self.asked)


_ASKS = (
    exists()
    .where(QualificationActivity.qualification_id == Qualification.id, QualificationActivity.removed_at.is_(None))
    .correlate(Qualification)
)
_GROUND = (LinkGround.link_id == QualificationLink.id, LinkGround.ended_at.is_(None))
_HAS_GROUND = exists().where(*_GROUND).correlate(QualificationLink)
_IS_REQUIRED = exists().where(*_GROUND, LinkGround.required.is_(True)).correlate(QualificationLink)


def has_to_keep(work: Work, person_id: int) -> bool:
    """Whether there is anything that this person has to keep over time (1 statement)."""
    links = _links(person_id).where(QualificationLink.ended_at.is_(None))
    return work.db.execute(links.with_only_columns(QualificationLink.id).limit(1)).first() is not None


def growth(work: Work, person_id: int, qualification_ids: Sequence[int] | None = None) -> Growth:
    """What this person has to keep now, by name, in a fixed number of statements (9)."""
    rows = _links(person_id).where(QualificationLink.ended_at.is_(None))
    if qualification_ids is not None:
        rows = rows.where(QualificationLink.qualification_id.in_(select(numbers(work.db, qualification_ids))))
    links = work.db.execute(rows.order_by(Qualification.name, Qualification.id)).all()
    if not links:
        return Growth(person_id=person_id)
    found = standings(work, people=[person_id], qualifications=[row.Qualification.id for row in links])
    growing = [_growing(person_id, row, found.get((person_id, row.Qualification.id))) for row in links]
    kept = [one for one in growing if one.standing]
    activities = _activities(work, kept)
    courses = [one.id for one in activities.values() if one.kind is ActivityKind.COURSE]
    parts = [part.activity_id for course in courses for part in activities[course].parts]
    done = counted(work, person_id, sorted({*courses, *parts})) if courses else []
    return Growth(person_id=person_id, growing=kept, activities=activities, done=done)


def earlier(work: Work, person_id: int) -> list[Growing]:
    """What this person had to keep and has not any more, the latest first (1 statement)."""
    other = aliased(QualificationLink)
    now = exists().where(
        other.person_id == person_id,
        other.qualification_id == QualificationLink.qualification_id,
        other.ended_at.is_(None),
    )
    ended = _links(person_id).where(QualificationLink.ended_at.is_not(None), ~now)
    rows = work.db.execute(ended.order_by(QualificationLink.ended_at.desc(), QualificationLink.id.desc()))
    found: dict[int, Growing] = {}
    for row in rows:
        found.setdefault(row.Qualification.id, _growing(person_id, row, None))
    return list(found.values())


def growing_of(work: Work, person_id: int, qualification_id: int) -> OwnGrowing:
    """A qualification that this person keeps, or kept earlier, in a fixed number of statements (10)."""
    now = growth(work, person_id, [qualification_id])
    before = () if now.growing else earlier(work, person_id)
    one = now.of(qualification_id) or next((one for one in before if one.qualification.id == qualification_id), None)
    if one is None:
        raise NotFound
    return OwnGrowing(growth=now, growing=one)


def own_growing(work: Work, qualification_id: int) -> OwnGrowing:
    """The same of whoever asks."""
    return growing_of(work, work.actor.id or 0, qualification_id)


def own_activity(work: Work, activity_id: int) -> OwnActivity:
    """An activity that whoever asks has to do, or did, in a fixed number of statements (13)."""
    person_id = work.actor.id or 0
    now = growth(work, person_id)
    asked = list(now.asked(activity_id))
    done = completions_of(work, person_id, activity_id)
    if not asked and not done:
        raise NotFound
    activity = now.activities.get(activity_id) or work.db.get_one(Activity, activity_id)
    return OwnActivity(growth=now, activity=activity, asked=asked, done=done)


def opened_last(work: Work, person_id: int) -> dict[int, datetime]:
    """Activity > when this person was last busy with it (1 statement)."""
    rows = work.db.execute(select(Progress.activity_id, Progress.opened_at).where(Progress.person_id == person_id))
    return {row.activity_id: row.opened_at for row in rows}


def _links(person_id: int) -> Select[*tuple[object, ...]]:
    """The links of this person to what is kept over time."""
    required = or_(_IS_REQUIRED, ~_HAS_GROUND).label("is_required")
    return (
        select(Qualification, QualificationUpkeep, required, QualificationLink.linked_at, QualificationLink.ended_at)
        .join(QualificationLink, QualificationLink.qualification_id == Qualification.id)
        .outerjoin(QualificationUpkeep, QualificationUpkeep.qualification_id == Qualification.id)
        .where(QualificationLink.person_id == person_id, or_(_ASKS, QualificationUpkeep.external.is_(True)))
    )


def _growing(person_id: int, row: "Row[*tuple[object, ...]]", standing: Standing | None) -> Growing:
    return Growing(
        person_id=person_id,
        qualification=row.Qualification,
        linked_at=row.linked_at,
        ended_at=row.ended_at,
        is_required=bool(row.is_required),
        settings=row.QualificationUpkeep,
        standing=standing,
    )


def _activities(work: Work, growing: Sequence[Growing]) -> dict[int, Activity]:
    """The activities that these ask for and the parts of courses among them, by number (3 statements)."""
    wanted = sorted({line.activity_id for one in growing for line in one.lines})
    rows = work.db.scalars(
        select(Activity)
        .where(Activity.id.in_(select(numbers(work.db, wanted))))
        .options(selectinload(Activity.parts).joinedload(CoursePart.activity).selectinload(Activity.parts))
    )
    found = {one.id: one for one in rows}
    within = {part.activity_id: part.activity for one in found.values() for part in one.parts}
    return {**within, **found}
