"""What somebody does with an activity: says that it is completed, or hands in what it asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from certification.actions.completing import complete, complete_courses
from certification.actions.once import bound_key
from certification.events.sending import AssignmentHandedIn
from certification.models import Activity, Completion, Progress, Submission, SubmissionFile
from certification.queries.completing import counted_source
from certification.queries.sent_in import submission_by_key, submissions_of
from certification.rules.clock import ActivityStanding
from certification.rules.growth import MOST_FILES, why_not_hand_in, why_not_now
from certification.rules.states import ActivityKind, CompletedBy, SubmissionState
from foundation.files import TakenIn
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work

BY_ONESELF = frozenset({ActivityKind.E_LEARNING})


@dataclass(frozen=True, kw_only=True)
class Doing:
    """An activity as it stands for somebody: the line that asks most for it; none where nothing asks for it."""

    person_id: int
    activity: Activity
    line: ActivityStanding | None = None


def complete_oneself(work: Work, doing: Doing, *, form_key: str) -> Completion | None:
    """Somebody says that an e-learning is completed; nothing when this form said so before."""
    activity = doing.activity
    source = f"oneself:{bound_key(work, form_key, activity.id)}"
    _hold(work, doing)
    if counted_source(work, source):
        return None
    if activity.kind not in BY_ONESELF:
        raise Refusal(say("This is not completed by saying so."))
    _refuse_not_now(doing)
    return complete(
        work,
        person_id=doing.person_id,
        activity_id=activity.id,
        on=work.today,
        how=CompletedBy.ONESELF,
        source=source,
    )


def complete_course(work: Work, doing: Doing, parts: Sequence[int]) -> bool:
    """A course of which somebody did all parts before it was asked; whether it is completed by that."""
    _hold(work, doing)
    _refuse_not_now(doing)
    return bool(complete_courses(work, doing.person_id, {doing.activity.id: list(parts)}))


def hand_in(work: Work, doing: Doing, text: str, files: Sequence[TakenIn], *, form_key: str) -> Submission:
    """It waits for an answer from now on; the same form twice hands it in once."""
    key = bound_key(work, form_key, doing.activity.id)
    _hold(work, doing)
    if before := submission_by_key(work, key):
        return before
    _refuse_hand_in(work, doing, text, files)
    submission = Submission(
        person_id=doing.person_id,
        activity_id=doing.activity.id,
        text=text,
        state=SubmissionState.HANDED_IN,
        handed_in_at=work.now,
        form_key=key,
        files=[_file(taken) for taken in {one.key: one for one in files}.values()],
    )
    work.db.add(submission)
    work.db.flush()  # the event needs the number
    work.emit(
        AssignmentHandedIn(
            person_id=doing.person_id,
            submission_id=submission.id,
            activity_id=doing.activity.id,
            files=len(submission.files),
        )
    )
    return submission


def record_by_hand(
    work: Work, doing: Doing, *, on: date, expires_on: date | None, remark: str, form_key: str
) -> Completion | None:
    """Staff puts on record that somebody completed something, and why it is recorded by hand."""
    source = f"staff:{bound_key(work, form_key, doing.person_id, doing.activity.id)}"
    if doing.person_id == work.actor.id:
        raise Refusal(say("Nobody records what he did himself. Ask another administrator."))
    return complete(
        work,
        person_id=doing.person_id,
        activity_id=doing.activity.id,
        on=on,
        how=CompletedBy.STAFF,
        source=source,
        expires_on=expires_on,
        remark=remark,
    )


def _refuse_not_now(doing: Doing) -> None:
    if no := why_not_now(doing.line):
        raise Refusal(no)


def _refuse_hand_in(work: Work, doing: Doing, text: str, files: Sequence[TakenIn]) -> None:
    if doing.activity.kind is not ActivityKind.ASSIGNMENT:
        raise Refusal(say("Nothing is handed in for this."))
    latest = next(iter(submissions_of(work, doing.person_id, doing.activity.id)), None)
    if no := why_not_hand_in(latest.state if latest else None, doing.line):
        raise Refusal(no)
    if not text and not files:
        raise Unreadable(say("Write something, or add a file."))
    if len(files) > MOST_FILES:
        raise Unreadable(say("Hand in at most %(most)s files at a time.", most=MOST_FILES))


def _file(taken: TakenIn) -> SubmissionFile:
    return SubmissionFile(
        file_name=taken.name,
        file_key=taken.key,
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.sha256,
    )


def _hold(work: Work, doing: Doing) -> None:
    """Whoever is busy with it in another tab waits until this work is done."""
    # Race: two tabs complete or hand in at the same moment. The second one finds what the first did.
    work.db.execute(begun(work, doing.person_id, doing.activity.id))


def begun(work: Work, person_id: int, activity_id: int) -> Insert:
    """The statement that says that somebody is busy with it, now for the last time."""
    dialect = postgresql if work.db.get_bind().dialect.name == "postgresql" else sqlite
    row = {"person_id": person_id, "activity_id": activity_id, "started_at": work.now, "opened_at": work.now}
    statement: Insert = (
        dialect.insert(Progress)
        .values(row)
        .on_conflict_do_update(index_elements=["person_id", "activity_id"], set_={"opened_at": work.now})
    )
    return statement
