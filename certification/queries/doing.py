"""What the player of an activity shows of one person: planned exams, seats, own files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from certification.models import ActivityFile, Meeting, Progress, Seat, Submission, SubmissionFile
from certification.queries.growth import OwnActivity, own_activity
from exams.models import ExamForm, ExamSession, Sitting
from exams.rules import SittingState
from foundation.refusals import NotFound
from foundation.work import Work

COMING = (SittingState.PLANNED, SittingState.IN_PROGRESS)


@dataclass(frozen=True, kw_only=True)
class OwnMeeting:
    """A date of a meet-up that somebody can come to."""

    own: OwnActivity
    meeting: Meeting

    @property
    def person_id(self) -> int:
        """Who can come."""
        return self.own.person_id


@dataclass(frozen=True, kw_only=True)
class OwnFile:
    """A file that somebody handed in."""

    person_id: int
    file: SubmissionFile


@dataclass(frozen=True, kw_only=True)
class ShownFile:
    """A file of an activity that somebody has to do, or did."""

    own: OwnActivity
    file: ActivityFile

    @property
    def person_id(self) -> int:
        """Who looks."""
        return self.own.person_id


def own_meeting(work: Work, meeting_id: int) -> OwnMeeting:
    """A date of a meet-up that whoever asks has to go to."""
    meeting = work.db.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound
    return OwnMeeting(own=own_activity(work, meeting.activity_id), meeting=meeting)


def own_seats(work: Work, person_id: int, activity_id: int) -> dict[int, Seat]:
    """Meeting > the seat that this person has there (1 statement)."""
    rows = work.db.scalars(
        select(Seat)
        .join(Meeting, Meeting.id == Seat.meeting_id)
        .where(Meeting.activity_id == activity_id, Seat.person_id == person_id, Seat.given_up_at.is_(None))
    )
    return {seat.meeting_id: seat for seat in rows}


def seats_coming(work: Work, person_id: int, now: datetime) -> Sequence[Seat]:
    """The seats of this person at dates to come, the first one first (1 statement)."""
    return work.db.scalars(
        select(Seat)
        .join(Seat.meeting)
        .where(
            Seat.person_id == person_id,
            Seat.given_up_at.is_(None),
            Meeting.cancelled_at.is_(None),
            Meeting.ends_at > now,
        )
        .options(joinedload(Seat.meeting).joinedload(Meeting.activity))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def exam_coming(work: Work, person_id: int, form_id: int) -> Sitting | None:
    """The first planned sitting of this person at any edition of this exam (1 statement)."""
    family = select(ExamForm.root_id).where(ExamForm.id == form_id).scalar_subquery()
    return work.db.scalars(
        select(Sitting)
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(
            Sitting.candidate_id == person_id,
            Sitting.state.in_(COMING),
            or_(ExamForm.id == form_id, ExamForm.root_id == form_id, ExamForm.root_id == family, ExamForm.id == family),
        )
        .options(joinedload(Sitting.session).joinedload(ExamSession.form))
        .order_by(Sitting.starts_at)
        .limit(1)
    ).one_or_none()


def own_submission_file(work: Work, file_id: int) -> OwnFile:
    """A file that was handed in, and by whom (1 statement)."""
    row = work.db.execute(
        select(Submission.person_id, SubmissionFile)
        .join(Submission, Submission.id == SubmissionFile.submission_id)
        .where(SubmissionFile.id == file_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return OwnFile(person_id=row.person_id, file=row.SubmissionFile)


def shown_file(work: Work, activity_id: int, file_id: int) -> ShownFile:
    """A file of an activity of whoever asks."""
    own = own_activity(work, activity_id)
    file = work.db.get(ActivityFile, file_id)
    if file is None or file.activity_id != activity_id or file.removed_at is not None:
        raise NotFound
    return ShownFile(own=own, file=file)


def activity_files(work: Work, activity_id: int) -> Sequence[ActivityFile]:
    """The files that an activity shows (1 statement)."""
    wanted = ActivityFile.activity_id == activity_id, ActivityFile.removed_at.is_(None)
    return work.db.scalars(select(ActivityFile).where(*wanted).order_by(ActivityFile.id)).all()


def was_opened(work: Work, person_id: int, activity_id: int) -> datetime | None:
    """When this person was last busy with it (1 statement)."""
    return work.db.scalar(
        select(Progress.opened_at).where(Progress.person_id == person_id, Progress.activity_id == activity_id)
    )
