"""What is read about dates of meet-ups and their seats."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from certification.models import Completion, Meeting, Seat
from certification.queries.library import OpenMeeting, coordinators_define
from exams.queries.forms import containing
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person

LONGEST_LIST = 1000
FEW = 10
SEAT = "seat:"


@dataclass(frozen=True, kw_only=True)
class MeetingRow:
    """A date of a meet-up, with how many seats are taken and for how many attendance is recorded."""

    meeting: Meeting
    taken: int
    recorded: int

    @property
    def is_full(self) -> bool:
        """Whether nobody more can come."""
        return self.meeting.seats is not None and self.taken >= self.meeting.seats


_TAKEN = (
    select(func.count())
    .where(Seat.meeting_id == Meeting.id, Seat.given_up_at.is_(None))
    .correlate(Meeting)
    .scalar_subquery()
)
_RECORDED = (
    select(func.count())
    .where(Seat.meeting_id == Meeting.id, Seat.given_up_at.is_(None), Seat.attendance.is_not(None))
    .correlate(Meeting)
    .scalar_subquery()
)


def meeting(work: Work, meeting_id: int) -> OpenMeeting:
    """This date of a meet-up (2 statements)."""
    found = work.db.get(Meeting, meeting_id, options=[joinedload(Meeting.activity)])
    if found is None:
        raise NotFound
    return OpenMeeting(meeting=found, coordinators_define=coordinators_define(work))


def meetings_of(work: Work, activity_id: int) -> list[MeetingRow]:
    """The dates of a meet-up, the latest first (1 statement)."""
    rows = work.db.execute(
        select(Meeting, _TAKEN, _RECORDED)
        .where(Meeting.activity_id == activity_id)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(LONGEST_LIST)
    )
    return [MeetingRow(meeting=row, taken=taken, recorded=recorded) for row, taken, recorded in rows]


def same_meeting(work: Work, activity_id: int, starts_at: datetime, place: str) -> Meeting | None:
    """The date of this meet-up at this time and place, if it is planned (1 statement)."""
    wanted = (Meeting.activity_id == activity_id, Meeting.starts_at == starts_at, Meeting.place == place)
    return work.db.scalars(select(Meeting).where(*wanted, Meeting.cancelled_at.is_(None))).first()


def seats_taken(work: Work, meeting_id: int) -> int:
    """How many seats are taken (1 statement)."""
    taken = select(func.count()).where(Seat.meeting_id == meeting_id, Seat.given_up_at.is_(None))
    return work.db.scalar(taken) or 0


def has_attendance(work: Work, meeting_id: int) -> bool:
    """Whether attendance was recorded for anybody (1 statement)."""
    wanted = select(Seat.id).where(
        Seat.meeting_id == meeting_id, Seat.given_up_at.is_(None), Seat.attendance.is_not(None)
    )
    return work.db.scalar(wanted.limit(1)) is not None


def seat_of(work: Work, meeting_id: int, person_id: int) -> Seat | None:
    """This person's seat, if there is one (1 statement)."""
    wanted = (Seat.meeting_id == meeting_id, Seat.person_id == person_id, Seat.given_up_at.is_(None))
    return work.db.scalars(select(Seat).where(*wanted)).one_or_none()


def seats_of(work: Work, meeting_id: int) -> Sequence[Seat]:
    """Who comes, by name (1 statement)."""
    wanted = select(Seat).where(Seat.meeting_id == meeting_id, Seat.given_up_at.is_(None))
    order = (Person.sorting_name, Seat.id)
    return work.db.scalars(
        wanted.join(Seat.person).options(joinedload(Seat.person)).order_by(*order).limit(LONGEST_LIST)
    ).all()


def seat_source(seat_id: int) -> str:
    """How the source of what somebody completed by this seat begins."""
    return f"{SEAT}{seat_id}:"


def completions_by_seat(work: Work, meeting: Meeting) -> dict[int, list[Completion]]:
    """What was completed by the seats of this date, withdrawn or not, by number of the seat (1 statement)."""
    found: defaultdict[int, list[Completion]] = defaultdict(list)
    people = select(Seat.person_id).where(Seat.meeting_id == meeting.id)
    rows = work.db.scalars(
        select(Completion).where(
            Completion.activity_id == meeting.activity_id,
            Completion.person_id.in_(people),
            Completion.source.startswith(SEAT),
        )
    )
    for row in rows:
        found[int(row.source.split(":")[1])].append(row)
    return found


def people_to_add(work: Work, meeting_id: int, words: str) -> Sequence[Person]:
    """People who have no seat and whose name or mail holds these words (1 statement)."""
    seated = select(Seat.person_id).where(Seat.meeting_id == meeting_id, Seat.given_up_at.is_(None))
    wanted = (Person.active, Person.id.not_in(seated), containing(words, Person.sorting_name, Person.email))
    return work.db.scalars(select(Person).where(*wanted).order_by(Person.sorting_name, Person.id).limit(FEW)).all()


def active_person(work: Work, person_id: int) -> Person:
    """Somebody who can be given a seat (1 statement)."""
    found = work.db.get(Person, person_id)
    if found is None or not found.active:
        raise NotFound
    return found
