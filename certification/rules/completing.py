"""When the parts of a course make the course, and under which name a completion is kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A completion of an activity that stands, in the order of its number."""

    id: int
    activity_id: int
    on: date
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CourseDone:
    """All parts of a course are done: on which day, until when at most, and by which completion the last time."""

    on: date
    ends_on: date | None
    by: int


def course_done(parts: Collection[int], done: Iterable[Counted], *, after: int = 0) -> CourseDone | None:
    """Whether each part was done since the completion numbered `after`: a course is done again part by part."""
    last = {one.activity_id: one for one in sorted(done, key=lambda one: one.id) if one.id > after}
    counted = [last[part] for part in parts if part in last]
    if not parts or len(counted) < len(parts):
        return None
    on = max(one.on for one in counted)
    ends = min((one.ends_on for one in counted if one.ends_on), default=None)
    if ends and ends <= on:  # a certificate that was over before the last part was done
        return None
    return CourseDone(on=on, ends_on=ends, by=max(one.id for one in counted))


def sitting_source(sitting_id: int, activity_id: int) -> str:
    """A sitting completes each activity of its exam once."""
    return f"sitting:{sitting_id}:{activity_id}"


def course_source(course_id: int, completion_id: int) -> str:
    """A course is completed once by the completion of its last part."""
    return f"course:{course_id}:{completion_id}"


def again(source: str, withdrawn: int) -> str:
    """The name for what counts again after it was withdrawn so many times."""
    return f"{source}:again-{withdrawn}" if withdrawn else source
