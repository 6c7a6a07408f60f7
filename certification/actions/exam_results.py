"""Exams complete activities: a ratified pass counts, and counts no more when it turns out otherwise."""

from collections.abc import Sequence
from datetime import date, datetime

from certification.actions.completing import complete, withdraw
from certification.events.completing import EarlierResultsTaken
from certification.models import Activity, Completion
from certification.queries.completing import exam_activities, from_sitting, passes_not_taken, sitting_day
from certification.rules.completing import again, sitting_source
from certification.rules.states import CompletedBy
from foundation.work import Work

AT_ONCE = 200  # results taken in by one piece of a job
TAKE_JOB = "certification.take-earlier-results"


def count_pass(work: Work, *, sitting_id: int, form_id: int) -> None:
    """A final, summative pass completes every activity that any edition of this exam is linked to."""
    activities = exam_activities(work, form_id)
    sitting = sitting_day(work, sitting_id) if activities else None
    if sitting is None or sitting.ratified_at is None:
        return
    before = from_sitting(work, sitting.candidate_id, sitting_id)
    for activity_id in activities:
        _count(work, sitting_id, sitting.candidate_id, activity_id, _day(work, sitting.ratified_at), before)


def count_no_more(work: Work, *, sitting_id: int, person_id: int) -> None:
    """This sitting is no pass any more: what it completed is withdrawn."""
    for completion in from_sitting(work, person_id, sitting_id):
        if completion.withdrawn_at is None:
            withdraw(work, completion, reason="")  # that it came from an exam says enough


def take_earlier_results_later(work: Work, activity: Activity) -> None:
    """Let exams that were passed before the activity was linked to them count, by a job."""
    if activity.exam_form_id is not None:
        work.later(TAKE_JOB, key=f"{TAKE_JOB}:{activity.id}", activity_id=activity.id)


def take_earlier_results(work: Work, activity: Activity, *, limit: int = AT_ONCE) -> bool:
    """The next so many earlier passes of its exam count for this activity; says whether there may be more."""
    found = passes_not_taken(work, activity, limit)
    for sitting_id, person_id, ratified_at in found:
        complete(
            work,
            person_id=person_id,
            activity_id=activity.id,
            on=_day(work, ratified_at),
            how=CompletedBy.EXAM,
            source=sitting_source(sitting_id, activity.id),
        )
    if found:
        work.emit(EarlierResultsTaken(activity_id=activity.id, completions=len(found)))
    return len(found) == limit


def _count(
    work: Work, sitting_id: int, person_id: int, activity_id: int, on: date, before: Sequence[Completion]
) -> None:
    same = [one for one in before if one.activity_id == activity_id]
    if any(one.withdrawn_at is None for one in same):
        return
    complete(
        work,
        person_id=person_id,
        activity_id=activity_id,
        on=on,
        how=CompletedBy.EXAM,
        source=again(sitting_source(sitting_id, activity_id), len(same)),
    )


def _day(work: Work, moment: datetime | None) -> date:
    """The day it was there in the environment's own time zone."""
    return moment.astimezone(work.zone).date() if moment else work.today
