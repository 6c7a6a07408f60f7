"""What is read to show and change how a qualification is achieved and maintained."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from certification.models import QualificationActivity, QualificationUpkeep
from certification.queries.known import Known, known
from certification.queries.library import coordinators_define
from certification.rules.periods import Period, Unit
from certification.rules.settings import UpkeepFacts
from certification.rules.states import Stage
from certification.rules.upkeep import AskedActivity, Done, Facts
from exams.queries.forms import containing
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from qualification_files.models import CoreTask, Qualification, QualificationLink
from qualification_files.queries import followers
from qualification_files.queries import qualification as qualification_of

SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class OpenUpkeep:
    """A qualification whose settings are looked at or changed."""

    qualification: Qualification
    coordinators_define: bool
    stage: Stage = Stage.ACHIEVE  # of the list that is looked at


@dataclass(frozen=True, kw_only=True)
class OpenLine:
    """A line of a list, as whoever changes it comes to it."""

    line: QualificationActivity
    coordinators_define: bool


def open_upkeep(work: Work, qualification_id: int) -> OpenUpkeep:
    """This qualification, with who defines (2 statements)."""
    return OpenUpkeep(
        qualification=qualification_of(work, qualification_id), coordinators_define=coordinators_define(work)
    )


def open_list(work: Work, qualification_id: int, stage: str) -> OpenUpkeep:
    """One of its two lists (2 statements)."""
    if stage not in tuple(Stage):
        raise NotFound
    return replace(open_upkeep(work, qualification_id), stage=Stage(stage))


def open_line(work: Work, line_id: int) -> OpenLine:
    """This line, if it still stands (2 statements)."""
    both = joinedload(QualificationActivity.qualification), joinedload(QualificationActivity.activity)
    found = work.db.get(QualificationActivity, line_id, options=both)
    if found is None:
        raise NotFound
    return OpenLine(line=found, coordinators_define=coordinators_define(work))


def settings_row(work: Work, qualification_id: int) -> QualificationUpkeep | None:
    """The row of its settings, if it has one (1 statement)."""
    return work.db.get(QualificationUpkeep, qualification_id)


def lines_of(work: Work, qualification_id: int) -> list[QualificationActivity]:
    """The lines of both lists in order, with their activities (1 statement)."""
    wanted = (QualificationActivity.qualification_id == qualification_id, QualificationActivity.removed_at.is_(None))
    order = (QualificationActivity.stage, QualificationActivity.position, QualificationActivity.id)
    again = {"populate_existing": True}  # they may have been changed in this same unit of work
    return list(
        work.db.scalars(
            select(QualificationActivity)
            .where(*wanted)
            .options(joinedload(QualificationActivity.activity))
            .order_by(*order)
            .execution_options(**again)
        )
    )


def facts_in(row: QualificationUpkeep | None) -> UpkeepFacts:
    """The settings that a row holds; the usual ones where there is none."""
    if row is None:
        return UpkeepFacts()
    has_day = row.calendar_month is not None and row.calendar_day is not None
    return UpkeepFacts(
        duration=row.duration,
        recurring=row.recurring,
        period=period(row.period_count, row.period_unit),
        counts_from=row.counts_from,
        calendar_day=(row.calendar_month or 1, row.calendar_day or 1) if has_day else None,
        minimum=period(row.minimum_count, row.minimum_unit),
        opens_days_before=row.opens_days_before,
        warns_days_before=row.warns_days_before,
        grace_days=row.grace_days,
        after_expiry=row.after_expiry,
        achieve_needs=row.achieve_needs,
        maintain_needs=row.maintain_needs,
        external=row.external,
        issuer=row.issuer,
        gives_certificate=row.gives_certificate,
    )


def asked_in(line: QualificationActivity) -> AskedActivity:
    """The line as the clock reads it."""
    return AskedActivity(
        id=line.id,
        activity_id=line.activity_id,
        stage=line.stage,
        mandatory=line.mandatory,
        time_frame=period(line.frame_count, line.frame_unit),
        follow_up=period(line.follow_up_count, line.follow_up_unit),
        upload_allowed=line.upload_allowed,
    )


def period(count: int | None, unit: Unit | None) -> Period | None:
    """The length of time in these two columns."""
    return Period(count, unit) if count is not None and unit is not None else None


def has_core_tasks(work: Work, qualification_id: int) -> bool:
    """Whether there is anything in it besides activities (1 statement)."""
    return bool(work.db.scalar(select(exists().where(CoreTask.qualification_id == qualification_id))))


def keepers(work: Work, qualification_id: int) -> int:
    """How many people are linked to it now (1 statement)."""
    return followers(work, qualification_id)


def people_called(work: Work, person_ids: Collection[int]) -> Sequence[Person]:
    """Some of these people, by name (1 statement)."""
    wanted = select(Person).where(Person.id.in_(list(person_ids)))
    return work.db.scalars(wanted.order_by(Person.sorting_name, Person.id).limit(SHOWN)).all()


def with_lists(work: Work, words: str, *, but: int, limit: int = 20) -> list[tuple[Qualification, int]]:
    """Qualifications whose settings and lists can be taken over, and how many activities each asks (1 statement)."""
    lines = (
        select(func.count())
        .where(
            QualificationActivity.qualification_id == Qualification.id,
            QualificationActivity.removed_at.is_(None),
        )
        .correlate(Qualification)
        .scalar_subquery()
    )
    has_settings = exists().where(QualificationUpkeep.qualification_id == Qualification.id)
    rows = work.db.execute(
        select(Qualification, lines)
        .where(
            Qualification.id != but,
            has_settings | (lines > 0),
            containing(words, Qualification.name, Qualification.code, Qualification.cohort),
        )
        .order_by(func.lower(Qualification.name), Qualification.id)
        .limit(limit)
    )
    return [(row, count) for row, count in rows]


def facts_for(work: Work, qualification_id: int, activity_ids: Collection[int]) -> dict[int, Facts]:
    """What is known of everybody who is linked to it now, about these activities (3 statements)."""
    linked = select(QualificationLink.person_id).where(
        QualificationLink.qualification_id == qualification_id, QualificationLink.ended_at.is_(None)
    )
    found, wanted = known(work, linked, [qualification_id]), sorted(activity_ids)
    return {
        person: Facts(
            linked_on=linked_at.astimezone(work.zone).date(),
            done=tuple(_done(found, person, qualification_id, wanted)),
            pauses=found.pauses_of(person, qualification_id),
        )
        for person, _, linked_at in found.links
    }


def _done(found: Known, person: int, qualification_id: int, activity_ids: Collection[int]) -> Iterator[Done]:
    of_activities = (row for number in activity_ids for row in found.done.get((person, number), ()))
    for activity, on, ends_on in (*of_activities, *found.proven.get((person, qualification_id), ())):
        yield Done(activity_id=activity, on=on, ends_on=ends_on)
