"""Dates of a meet-up: planned, changed, cancelled; the seats of people."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from certification.actions.library import lock_activity
from certification.events.library import MeetingCancelled, MeetingChanged, MeetingPlanned, SeatGivenUp, SeatTaken
from certification.models import Activity, Meeting, Seat
from certification.queries import meetings as queries
from certification.rules.states import ActivityKind
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """When and where, for how many."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    seats: int | None = None


def plan_meeting(work: Work, activity: Activity, facts: MeetingFacts) -> Meeting:
    """A date more; one at the same time and place is there already."""
    if activity.kind is not ActivityKind.MEET_UP:
        raise NotFound
    lock_activity(work, activity)  # race: the same form twice at once; the second finds the first
    if activity.retired_at is not None:
        raise Refusal(say("This activity is retired. Bring it back first."))
    if facts.ends_at <= facts.starts_at:
        raise Refusal(say("It must end after it begins."))
    if there := queries.same_meeting(work, activity.id, facts.starts_at, facts.place):
        return there
    meeting = Meeting(activity_id=activity.id, planned_at=work.now, planned_by=work.actor.id, **vars(facts))
    work.db.add(meeting)
    work.db.flush()  # the event needs the number
    work.emit(MeetingPlanned(meeting_id=meeting.id, activity_id=activity.id))
    return meeting


def change_meeting(work: Work, meeting: Meeting, facts: MeetingFacts) -> None:
    """Another time, place or number of seats; never fewer seats than are taken."""
    hold_meeting(work, meeting)
    refuse_cancelled(meeting)
    if facts.ends_at <= facts.starts_at:
        raise Refusal(say("It must end after it begins."))
    if facts.seats is not None and facts.seats < (taken := queries.seats_taken(work, meeting.id)):
        raise Refusal(say("%(taken)s seats are taken already. Fill in at least as many.", taken=taken))
    what = tuple(name for name, value in vars(facts).items() if getattr(meeting, name) != value)
    for name in what:
        setattr(meeting, name, getattr(facts, name))
    if what:
        work.emit(MeetingChanged(meeting_id=meeting.id, activity_id=meeting.activity_id, what=what))


def cancel_meeting(work: Work, meeting: Meeting) -> None:
    """It is not held; whoever had a seat chooses another date. Not where attendance was recorded."""
    hold_meeting(work, meeting)
    if meeting.cancelled_at is not None:
        return  # pressed twice
    if queries.has_attendance(work, meeting.id):
        raise Refusal(say("Attendance was recorded for this date, so it was held."))
    meeting.cancelled_at = work.now
    work.emit(MeetingCancelled(meeting_id=meeting.id, activity_id=meeting.activity_id))


def take_seat(work: Work, meeting: Meeting, person_id: int, *, late: bool = False) -> Seat:
    """This person comes; who has a seat keeps that one. `late`: somebody who came without one is added afterwards."""
    hold_meeting(work, meeting)  # race: the last seat goes to one of two
    refuse_cancelled(meeting)
    if there := queries.seat_of(work, meeting.id, person_id):
        return there
    if not late:
        _refuse_over(work, meeting)
    seat = Seat(meeting_id=meeting.id, person_id=person_id, taken_at=work.now)
    try:
        with work.db.begin_nested():  # race: a double click; a person has one seat
            work.db.add(seat)
    except IntegrityError as error:
        raise Refusal(say("This seat was taken at the same moment. Look again.")) from error
    work.emit(SeatTaken(person_id=person_id, meeting_id=meeting.id))
    return seat


def give_up_seat(work: Work, meeting: Meeting, person_id: int) -> None:
    """This person does not come after all, and another may."""
    hold_meeting(work, meeting)
    seat = queries.seat_of(work, meeting.id, person_id)
    if seat is None:
        return  # pressed twice
    if seat.attendance is not None:
        raise Refusal(say("Attendance was recorded already, so this seat stays."))
    seat.given_up_at = work.now
    work.emit(SeatGivenUp(person_id=person_id, meeting_id=meeting.id))


def hold_meeting(work: Work, meeting: Meeting) -> None:
    """Race: two people at one date come one after the other."""
    work.db.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    work.db.refresh(meeting, [column.key for column in Meeting.__table__.columns])


def refuse_cancelled(meeting: Meeting) -> None:
    """What is not held is not changed and not attended."""
    if meeting.cancelled_at is not None:
        raise Refusal(say("This date is cancelled. Choose another one."))


def _refuse_over(work: Work, meeting: Meeting) -> None:
    if meeting.starts_at <= work.now:
        raise Refusal(say("This date is over. Choose another one."))
    if meeting.seats is not None and queries.seats_taken(work, meeting.id) >= meeting.seats:
        raise Refusal(say("This date is full. Choose another one."))
