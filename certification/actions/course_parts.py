"""What a course consists of: other activities, in an order."""

from collections.abc import Sequence

from certification.actions.library import lock_activity
from certification.events.library import CoursePartsChanged
from certification.models import Activity, CoursePart
from certification.queries import courses as queries
from certification.rules.states import ActivityKind
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work

MOST_PARTS = 50


def add_part(work: Work, course: Activity, activity_id: int) -> None:
    """One more, at the end; one that is in it already stays where it is."""
    parts = _held(work, course)
    if activity_id in [part.activity_id for part in parts]:
        return
    added = work.db.get(Activity, activity_id)
    if added is None:
        raise NotFound
    if added.kind is ActivityKind.COURSE:
        raise Refusal(say("A course cannot hold another course."))
    if added.retired_at is not None or added.published_on is None:
        raise Refusal(say("Only a published activity can be added."))
    if len(parts) >= MOST_PARTS:
        raise Refusal(say("A course has at most %(most)s parts.", most=MOST_PARTS))
    part = CoursePart(course_id=course.id, activity_id=activity_id, position=len(parts) + 1)
    work.db.add(part)
    _settle(work, course, [*parts, part])


def remove_part(work: Work, course: Activity, activity_id: int) -> None:
    """One less; who did it keeps that."""
    parts = _held(work, course)
    gone = [part for part in parts if part.activity_id == activity_id]
    if not gone:
        return  # pressed twice
    if len(parts) == 1 and course.published_on is not None:
        raise Refusal(say("This is the last part of a course that is published. Add another one first, or retire it."))
    work.db.delete(gone[0])
    work.db.flush()  # the numbers of the others move up
    _settle(work, course, [part for part in parts if part.activity_id != activity_id])


def move_part(work: Work, course: Activity, activity_id: int, *, up: bool) -> None:
    """One place earlier or later; at the end it stays."""
    parts = _held(work, course)
    place = next((place for place, part in enumerate(parts) if part.activity_id == activity_id), None)
    if place is None:
        raise NotFound
    other = place - 1 if up else place + 1
    if not 0 <= other < len(parts):
        return
    parts[place], parts[other] = parts[other], parts[place]
    _settle(work, course, parts)


def _held(work: Work, course: Activity) -> list[CoursePart]:
    """Race: two people order the same course; the second waits, and then sees what the first did."""
    if course.kind is not ActivityKind.COURSE:
        raise NotFound
    lock_activity(work, course)
    return queries.parts(work, course.id)


def _settle(work: Work, course: Activity, parts: Sequence[CoursePart]) -> None:
    for position, part in enumerate(parts, 1):
        part.position = position
    work.emit(CoursePartsChanged(activity_id=course.id, part_ids=tuple(part.activity_id for part in parts)))
