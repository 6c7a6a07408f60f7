"""Makes activities, settings of qualifications and completions, committed; `make` is that of tests/factories.py."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select, update

from certification.models import Activity, Completion, CoursePart, Meeting, QualificationActivity, QualificationUpkeep
from certification.rules.periods import Period
from certification.rules.states import ActivityKind, CompletedBy, ContentKind, DurationKind, Stage
from people.models import Person
from qualification_files.models import Qualification
from tests.factories import Make

NUMBERS = count(1)
LONG_AGO = date(2020, 1, 1)


def activity(make: Make, kind: ActivityKind = ActivityKind.E_LEARNING, **fields: Any) -> Activity:
    """A published activity; an e-learning is a page of text."""
    content = ContentKind.PAGE if kind is ActivityKind.E_LEARNING else ContentKind.NONE
    facts = {"title": f"Activity {next(NUMBERS)}", "content": content, "published_on": LONG_AGO, "language": "en"}
    facts["page_text"] = "Read this."
    with make.writing() as work:
        made = Activity(kind=kind, made_at=work.now, **{**facts, **fields})
        work.db.add(made)
    return made


def course(make: Make, *parts: Activity, **fields: Any) -> Activity:
    """A course of these parts, in this order."""
    made = activity(make, ActivityKind.COURSE, **fields)
    with make.writing() as work:
        for position, part in enumerate(parts, 1):
            work.db.add(CoursePart(course_id=made.id, activity_id=part.id, position=position))
    return made


def meeting(make: Make, meet_up: Activity, **fields: Any) -> Meeting:
    """A date of this meet-up: now, for two hours, unless told otherwise."""
    with make.writing() as work:
        starts = fields.pop("starts_at", work.now)
        facts = {"ends_at": starts + timedelta(hours=2), "place": "Room 1", "planned_at": work.now}
        made = Meeting(activity_id=meet_up.id, starts_at=starts, **{**facts, **fields})
        work.db.add(made)
    return made


def upkeep(make: Make, qualification: Qualification, **settings: Any) -> QualificationUpkeep:
    """The settings of a qualification: fixed and one-off unless told otherwise; a `period` is a Period."""
    with make.writing() as work:
        for name in ("period", "minimum"):
            given: Period | None = settings.pop(name, None)
            if given:
                settings |= {f"{name}_count": given.count, f"{name}_unit": given.unit}
        made = QualificationUpkeep(qualification_id=qualification.id, changed_at=work.now, **settings)
        work.db.add(made)
    return made


def rolling(make: Make, qualification: Qualification, period: Period, **settings: Any) -> QualificationUpkeep:
    """Settings of a recurring one that holds this long."""
    return upkeep(make, qualification, duration=DurationKind.ROLLING, recurring=True, period=period, **settings)


def asks(
    make: Make,
    qualification: Qualification,
    activity: Activity,
    stage: Stage = Stage.ACHIEVE,
    **facts: Any,
) -> QualificationActivity:
    """A line in the list of a qualification (mandatory); `frame` and `follow_up` are a Period."""
    with make.writing() as work:
        for name in ("frame", "follow_up"):
            given: Period | None = facts.pop(name, None)
            if given:
                facts |= {f"{name}_count": given.count, f"{name}_unit": given.unit}
        facts.setdefault("position", next(NUMBERS))
        made = QualificationActivity(
            qualification_id=qualification.id, activity_id=activity.id, stage=stage, added_at=work.now, **facts
        )
        work.db.add(made)
        work.db.flush()  # counted with the others below
        lines = select(func.count()).where(
            QualificationActivity.qualification_id == qualification.id,
            QualificationActivity.stage == Stage.ACHIEVE,
            QualificationActivity.removed_at.is_(None),
        )
        work.db.execute(
            update(Qualification)
            .where(Qualification.id == qualification.id)
            .values(activity_count=lines.scalar_subquery())
            .execution_options(synchronize_session=False)
        )
    return made


def completed(make: Make, person: Person, activity: Activity, on: date, **facts: Any) -> Completion:
    """This person completed the activity on that day, by himself unless told otherwise."""
    with make.writing() as work:
        facts = {"how": CompletedBy.ONESELF, "source": f"test:{next(NUMBERS)}", **facts}
        made = Completion(person_id=person.id, activity_id=activity.id, completed_on=on, recorded_at=work.now, **facts)
        work.db.add(made)
    return made


def proved(make: Make, person: Person, qualification: Qualification, on: date, **facts: Any) -> Completion:
    """This person proved an external qualification as a whole."""
    with make.writing() as work:
        facts = {"how": CompletedBy.UPLOAD, "source": f"test:{next(NUMBERS)}", **facts}
        made = Completion(
            person_id=person.id, qualification_id=qualification.id, completed_on=on, recorded_at=work.now, **facts
        )
        work.db.add(made)
    return made
