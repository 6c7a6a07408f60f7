"""The files of an activity: what an e-learning shows, what an assignment gives along."""

from sqlalchemy import select

from certification.actions.library import lock_activity
from certification.events.library import ActivityFileAdded, ActivityFileRemoved
from certification.models import Activity, ActivityFile
from certification.queries import library as queries
from certification.rules.activities import what_is_missing
from certification.rules.states import ContentKind
from foundation.files import TakenIn
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work

MOST_FILES = 20


def add_file(work: Work, activity: Activity, taken: TakenIn) -> ActivityFile | None:
    """A file more; None when these bytes are there already."""
    lock_activity(work, activity)
    there = _files(work, activity)
    if taken.key in [file.file_key for file in there]:
        return None  # sent twice
    if activity.content is ContentKind.VIDEO and not taken.media_type.startswith("video/"):
        raise Unreadable(say("This is not a video. Send one, or let the activity show a file."))
    if len(there) >= MOST_FILES:
        raise Refusal(say("An activity has at most %(most)s files.", most=MOST_FILES))
    added = ActivityFile(
        activity_id=activity.id,
        file_name=taken.name,
        file_key=taken.key,
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.sha256,
        added_at=work.now,
        added_by=work.actor.id,
    )
    work.db.add(added)
    work.db.flush()  # the event needs the number
    work.emit(ActivityFileAdded(activity_id=activity.id, file_id=added.id, sha256=taken.sha256))
    return added


def remove_file(work: Work, activity: Activity, file: ActivityFile) -> None:
    """Out of the activity; pressed twice it is out once."""
    lock_activity(work, activity)
    work.db.refresh(file, ["removed_at"])
    if file.removed_at is not None:
        return
    file.removed_at = work.now
    if activity.published_on and what_is_missing(queries.makings(work, activity)):
        raise Refusal(say("People see this activity, and this is all it shows. Add another file first."))
    work.emit(ActivityFileRemoved(activity_id=activity.id, file_id=file.id))


def _files(work: Work, activity: Activity) -> list[ActivityFile]:
    wanted = ActivityFile.activity_id == activity.id, ActivityFile.removed_at.is_(None)
    return list(work.db.scalars(select(ActivityFile).where(*wanted)))
