"""The one way to complete something. A completion is a fact: never changed, and a wrong one is withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from certification.events.completing import ActivityCompleted, CompletionWithdrawn, QualificationProven
from certification.models import Completion
from certification.queries.completing import counted, courses_with, made_of
from certification.rules.completing import CourseDone, course_done, course_source
from certification.rules.states import CompletedBy
from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class _Of:
    """Who completed what: an activity or a whole qualification."""

    person_id: int
    activity_id: int | None = None
    qualification_id: int | None = None
    remark: str = ""  # why it is recorded by hand


def complete(
    work: Work,
    *,
    person_id: int,
    activity_id: int,
    on: date,
    how: CompletedBy,
    source: str,
    expires_on: date | None = None,
    recorded_by: int | None = None,
    remark: str = "",
) -> Completion | None:
    """This person completed this activity; what comes from one source counts once: the second time gives nothing.

    The last part of a course completes the course. `recorded_by` is who did it, where that is not the actor.
    """
    made = _insert(
        work,
        _Of(person_id=person_id, activity_id=activity_id, remark=remark),
        on=on,
        how=how,
        source=source,
        expires_on=expires_on,
        recorded_by=recorded_by,
    )
    if made is None:
        return None
    work.emit(ActivityCompleted(person_id=person_id, activity_id=activity_id, completion_id=made.id, how=how))
    if how is not CompletedBy.PARTS:  # a course holds no courses
        complete_courses(work, person_id, courses_with(work, activity_id))
    return made


def complete_whole(
    work: Work,
    *,
    person_id: int,
    qualification_id: int,
    on: date,
    how: CompletedBy = CompletedBy.UPLOAD,
    source: str,
    expires_on: date | None = None,
    recorded_by: int | None = None,
) -> Completion | None:
    """This person proved this external qualification as a whole; from one source it counts once."""
    made = _insert(
        work,
        _Of(person_id=person_id, qualification_id=qualification_id),
        on=on,
        how=how,
        source=source,
        expires_on=expires_on,
        recorded_by=recorded_by,
    )
    if made is not None:
        work.emit(
            QualificationProven(person_id=person_id, qualification_id=qualification_id, completion_id=made.id, how=how)
        )
    return made


def withdraw(work: Work, completion: Completion, reason: str) -> None:
    """This was wrong and counts no more, nor does a course that it completed; the second time changes nothing."""
    # Race: two who withdraw it at once. The first one's reason stands.
    withdrawn = work.db.execute(
        update(Completion)
        .where(Completion.id == completion.id, Completion.withdrawn_at.is_(None))
        .values(withdrawn_at=work.now, withdrawn_by=work.actor.id, reason=reason)
        .returning(Completion.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if withdrawn is None:
        return
    work.db.refresh(completion)
    work.emit(
        CompletionWithdrawn(
            person_id=completion.person_id,
            completion_id=completion.id,
            activity_id=completion.activity_id,
            qualification_id=completion.qualification_id,
        )
    )
    if completion.activity_id and completion.how is not CompletedBy.PARTS:
        _withdraw_courses(work, completion, completion.activity_id)


def complete_courses(work: Work, person_id: int, courses: Mapping[int, list[int]]) -> list[Completion]:
    """Complete those of these courses (course > its parts) of which this person now did every part."""
    if not courses:
        return []
    parts = {part for each in courses.values() for part in each}
    done = counted(work, person_id, sorted({*courses, *parts}))
    made = []
    for course, its_parts in courses.items():
        before = max((one.id for one in done if one.activity_id == course), default=0)
        if found := course_done(its_parts, done, after=before):
            made.append(_complete_course(work, person_id, course, found))
    return [one for one in made if one is not None]


def _complete_course(work: Work, person_id: int, course_id: int, found: CourseDone) -> Completion | None:
    return complete(
        work,
        person_id=person_id,
        activity_id=course_id,
        on=found.on,
        how=CompletedBy.PARTS,
        source=course_source(course_id, found.by),
        expires_on=found.ends_on,
    )


def _withdraw_courses(work: Work, completion: Completion, part: int) -> None:
    """The first completion of each course after it counted on this part, unless the part was done more than once."""
    courses = courses_with(work, part)
    if not courses:
        return
    person, parts = completion.person_id, {part for each in courses.values() for part in each}
    done = counted(work, person, sorted({*courses, *parts}))
    first: dict[int, Completion] = {}
    for made in made_of(work, person, sorted(courses), completion.id):
        first.setdefault(made.activity_id or 0, made)
    for course, made in first.items():
        before = max((one.id for one in done if one.activity_id == course and one.id < made.id), default=0)
        if course_done(courses[course], [one for one in done if one.id < made.id], after=before) is None:
            withdraw(work, made, completion.reason)
    complete_courses(work, person, courses)  # of what was done since


def _insert(
    work: Work, of: _Of, *, on: date, how: CompletedBy, source: str, expires_on: date | None, recorded_by: int | None
) -> Completion | None:
    _refuse_dates(work, on, expires_on)
    dialect = postgresql if work.db.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(Completion)
        .values(
            person_id=of.person_id,
            activity_id=of.activity_id,
            qualification_id=of.qualification_id,
            completed_on=on,
            expires_on=expires_on,
            how=how,
            source=source,
            recorded_at=work.now,
            recorded_by=recorded_by or work.actor.id,
            remark=of.remark,
            reason="",
        )
        # Race: the same thing heard twice at once. The first one counts.
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(Completion)
    )
    return work.db.scalars(statement).one_or_none()


def _refuse_dates(work: Work, on: date, expires_on: date | None) -> None:
    if on > work.today:
        raise Unreadable(say("This date is in the future. Give the day on which it was achieved."))
    if expires_on and expires_on <= on:
        raise Unreadable(say("The end must be later than the day on which it was achieved."))
