"""What is done with activities: made as a draft, changed, published on a day, retired, removed while never used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm.attributes import flag_modified

from certification.events.library import (
    ActivityBroughtBack,
    ActivityChanged,
    ActivityMade,
    ActivityPublished,
    ActivityRemoved,
    ActivityRetired,
)
from certification.models import Activity, Theme
from certification.queries import library as queries
from certification.rules.activities import what_is_missing
from certification.rules.states import ActivityKind, ContentKind
from exams.actions.repeats import add_once, key_for
from exams.actions.seen import ChangedMeanwhile
from foundation.messages import Message, say
from foundation.refusals import NotFound, Refusal, Unreadable
from foundation.work import Work

# What each kind has besides title, summary, language, duration, themes and certificate.
OWN_FIELDS: Mapping[ActivityKind, tuple[str, ...]] = MappingProxyType(
    {
        ActivityKind.E_LEARNING: ("content", "address", "page_text"),
        ActivityKind.EXAM: ("exam_form_id", "page_text"),
        ActivityKind.MEET_UP: ("page_text",),
        ActivityKind.ASSIGNMENT: ("is_graded", "page_text"),
        ActivityKind.COURSE: ("page_text",),
    }
)
COMMON_FIELDS = ("title", "summary", "language", "minutes", "gives_certificate")
COLUMNS = [column.key for column in Activity.__table__.columns]  # without what is joined, which no database locks


@dataclass(frozen=True, kw_only=True)
class ActivityFacts:
    """What is said of an activity; what its kind does not have is left as it is here."""

    title: str
    summary: str = ""
    language: str = "nl"
    minutes: int | None = None
    content: ContentKind = ContentKind.NONE
    address: str = ""
    page_text: str = ""
    exam_form_id: int | None = None
    is_graded: bool = False
    gives_certificate: bool = False
    theme_ids: tuple[int, ...] = ()


def make_activity(work: Work, kind: ActivityKind, facts: ActivityFacts, *, form_key: str | None = None) -> Activity:
    """A draft; the same page sent twice makes one."""
    key = key_for(work, form_key, kind) if form_key else None
    if key and (earlier := queries.activity_with_key(work, key)):
        return earlier
    _refuse_facts(work, kind, facts)
    activity = Activity(kind=kind, made_at=work.now, made_by=work.actor.id, form_key=key)
    _write(work, activity, facts)
    made = add_once(work, activity, lambda: queries.activity_with_key(work, key) if key else None)
    if made is activity:
        work.emit(ActivityMade(activity_id=activity.id, kind=kind))
    return made


def change_activity(work: Work, activity: Activity, facts: ActivityFacts, *, version: int) -> None:
    """Other facts from now on; refused when it is no longer the one that was opened."""
    lock_activity(work, activity)
    if activity.version != version:
        raise ChangedMeanwhile
    _refuse_facts(work, activity.kind, facts)
    before = _facts_of(activity)
    _write(work, activity, facts)
    after = _facts_of(activity)
    what = tuple(name for name, value in after.items() if value != before[name])
    if not what:
        return
    flag_modified(activity, "title")  # themes alone make another version too
    if activity.published_on and (missing := what_is_missing(queries.makings(work, activity))):
        raise Refusal(say("It is published, so it must stay whole."), details=missing)
    work.emit(ActivityChanged(activity_id=activity.id, what=what))


def publish(work: Work, activity: Activity, on: date) -> None:
    """From that day people see it; it may be a day to come, and an earlier day for one that was out already."""
    lock_activity(work, activity)
    if activity.retired_at is not None:
        raise Refusal(say("This activity is retired. Bring it back first."))
    if missing := what_is_missing(queries.makings(work, activity)):
        raise Refusal(say("It cannot be published yet."), details=missing)
    if activity.published_on == on:
        return
    activity.published_on = on
    work.emit(ActivityPublished(activity_id=activity.id, on=on))


def take_back_publication(work: Work, activity: Activity) -> None:
    """A draft again, as long as nothing asks for it and nobody began."""
    lock_activity(work, activity)
    if activity.published_on is None:
        return
    if reason := why_it_stays(queries.uses(work, activity.id)):
        raise Refusal(reason)
    activity.published_on = None
    work.emit(ActivityPublished(activity_id=activity.id, on=None))


def retire(work: Work, activity: Activity) -> None:
    """Nobody newly begins it and no qualification can add it; who is busy may finish, and what was done stays."""
    lock_activity(work, activity)
    if activity.retired_at is not None:
        return
    if activity.published_on is None:
        raise Refusal(say("This is a draft that nobody sees. Remove it instead."))
    activity.retired_at = work.now
    work.emit(ActivityRetired(activity_id=activity.id))


def bring_back(work: Work, activity: Activity) -> None:
    """Retired by mistake, or needed again."""
    lock_activity(work, activity)
    if activity.retired_at is None:
        return
    activity.retired_at = None
    work.emit(ActivityBroughtBack(activity_id=activity.id))


def remove_activity(work: Work, activity: Activity) -> None:
    """Gone, as if it never was: only where nothing ever used it."""
    lock_activity(work, activity)
    if reason := why_it_stays(queries.uses(work, activity.id)):
        raise Refusal(reason)
    work.db.delete(activity)
    work.emit(ActivityRemoved(activity_id=activity.id))


def why_it_stays(uses: queries.Uses) -> Message | None:
    """Why it can be neither removed nor made a draft again; None when nothing ever used it."""
    if uses.qualifications:
        return say("A qualification asks for this activity, or did so before. Retire it instead.")
    if uses.courses:
        return say("This activity is part of a course. Take it out of the course first, or retire it.")
    if uses.people:
        return say("People began or did this activity, so it stays. Retire it instead.")
    if uses.meetings:
        return say("Dates were planned for this meet-up, so it stays. Retire it instead.")
    return None


def lock_activity(work: Work, activity: Activity) -> None:
    """Hold the activity until the end: two people at one activity come one after the other."""
    try:
        work.db.flush()  # what was done to it in this unit of work is not read away
        work.db.refresh(activity, COLUMNS, with_for_update=True)
    except InvalidRequestError as error:  # removed by somebody else meanwhile
        raise NotFound from error


def _facts_of(activity: Activity) -> dict[str, object]:
    names = (*COMMON_FIELDS, *OWN_FIELDS[activity.kind])
    return {**{name: getattr(activity, name) for name in names}, "themes": {theme.id for theme in activity.themes}}


def _write(work: Work, activity: Activity, facts: ActivityFacts) -> None:
    for name in (*COMMON_FIELDS, *OWN_FIELDS[activity.kind]):
        setattr(activity, name, getattr(facts, name))
    activity.themes = list(_themes(work, facts.theme_ids))


def _themes(work: Work, theme_ids: Sequence[int]) -> Sequence[Theme]:
    found = work.db.scalars(select(Theme).where(Theme.id.in_(theme_ids)).order_by(Theme.name)).all()
    if len(found) != len(set(theme_ids)):
        raise Unreadable(say("One of these themes is gone. Choose again."))
    return found


def _refuse_facts(work: Work, kind: ActivityKind, facts: ActivityFacts) -> None:
    if kind is ActivityKind.EXAM and facts.exam_form_id is not None:
        queries.exam_in_use(work, facts.exam_form_id)
    if facts.address and not facts.address.lower().startswith(("https://", "http://")):
        raise Unreadable(say("An address begins with https:// or http://."))
