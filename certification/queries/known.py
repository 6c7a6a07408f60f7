"""What is known of people, in rows as plain as they can be: thousands are read at a time."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from certification.models import Completion, UpkeepPause
from certification.rules.upkeep import Pause
from foundation.db import numbers
from foundation.work import Work
from qualification_files.models import QualificationLink

Several = Collection[int] | Select[int] | None
DoneRow = tuple[int | None, date, date | None]  # activity, day, until when a paper of elsewhere holds
NOTHING: tuple[DoneRow, ...] = ()


@dataclass(frozen=True)
class Known:
    """Everything that the clock needs of these people, by person."""

    links: list[tuple[int, int, datetime]]  # person, qualification, since when; current ones
    done: dict[tuple[int, int], list[DoneRow]]  # by person and activity, the oldest first
    proven: dict[tuple[int, int], list[DoneRow]]  # by person and qualification
    pauses: dict[int, list[tuple[int | None, Pause]]] = field(default_factory=dict)  # by person

    def pauses_of(self, person_id: int, qualification_id: int) -> tuple[Pause, ...]:
        """When the clock of this person stands still for this qualification."""
        if person_id not in self.pauses:
            return ()
        return tuple(pause for of, pause in self.pauses[person_id] if of in (None, qualification_id))


def known(work: Work, people: Several, qualifications: Collection[int] | None, on: date | None = None) -> Known:
    """The links of these people to these qualifications, and what counts for them. Three statements.

    The links are those of now; for a day that has passed, those of that day.
    """
    done, proven = _completions(work, people)
    return Known(_links(work, people, qualifications, on), done, proven, _pauses(work, people))


def _links(
    work: Work, people: Several, qualifications: Collection[int] | None, on: date | None
) -> list[tuple[int, int, datetime]]:
    statement = select(
        QualificationLink.person_id, QualificationLink.qualification_id, QualificationLink.linked_at
    ).where(_stood(work, on), *_among(work, QualificationLink.person_id, people))
    if qualifications is not None:
        statement = statement.where(QualificationLink.qualification_id.in_(select(numbers(work.db, qualifications))))
    return [(person, qualification, at) for person, qualification, at in work.db.execute(statement)]


def _stood(work: Work, on: date | None) -> ColumnElement[bool]:
    """What holds for the links of that day, at its end; of those that stand now where it has not passed."""
    if on is None or on >= work.today:
        return QualificationLink.ended_at.is_(None)
    night = datetime.combine(on + timedelta(days=1), time.min, work.zone)
    stays = or_(QualificationLink.ended_at.is_(None), QualificationLink.ended_at >= night)
    return and_(QualificationLink.linked_at < night, stays)


def _completions(
    work: Work, people: Several
) -> tuple[dict[tuple[int, int], list[DoneRow]], dict[tuple[int, int], list[DoneRow]]]:
    done: dict[tuple[int, int], list[DoneRow]] = defaultdict(list)
    proven: dict[tuple[int, int], list[DoneRow]] = defaultdict(list)
    statement = (
        select(
            Completion.person_id,
            Completion.activity_id,
            Completion.qualification_id,
            Completion.completed_on,
            Completion.expires_on,
        )
        .where(Completion.withdrawn_at.is_(None), *_among(work, Completion.person_id, people))
        .order_by(Completion.completed_on, Completion.id)
    )
    for person, activity, qualification, on, ends_on in work.db.execute(statement):
        if activity is not None:
            done[person, activity].append((activity, on, ends_on))
        elif qualification is not None:
            proven[person, qualification].append((None, on, ends_on))
    return done, proven


def _pauses(work: Work, people: Several) -> dict[int, list[tuple[int | None, Pause]]]:
    found: dict[int, list[tuple[int | None, Pause]]] = defaultdict(list)
    statement = select(UpkeepPause.person_id, UpkeepPause.qualification_id, UpkeepPause.since, UpkeepPause.until).where(
        UpkeepPause.withdrawn_at.is_(None), *_among(work, UpkeepPause.person_id, people)
    )
    for person, qualification, since, until in work.db.execute(statement.order_by(UpkeepPause.since)):
        found[person].append((qualification, Pause(since=since, until=until)))
    return found


def _among(work: Work, column: InstrumentedAttribute[int], people: Several) -> list[ColumnElement[bool]]:
    if people is None:
        return []
    return [column.in_(people if isinstance(people, Select) else select(numbers(work.db, people)))]
