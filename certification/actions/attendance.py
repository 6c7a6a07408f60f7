"""Who was at a meeting: being there completes the meet-up; what was recorded by mistake is put right."""

from collections import defaultdict
from collections.abc import Mapping

from certification.actions.completing import complete, withdraw
from certification.actions.meetings import hold_meeting, refuse_cancelled
from certification.events.library import AttendanceRecorded
from certification.models import Meeting, Seat
from certification.queries import meetings as queries
from certification.rules.states import Attendance, CompletedBy
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

MISTAKE = "Attendance was put right."


def record_attendance(work: Work, meeting: Meeting, said: Mapping[int, Attendance | None]) -> int:
    """Put on record who of those with a seat was there (by number of the seat); says how many are otherwise now."""
    hold_meeting(work, meeting)
    refuse_cancelled(meeting)
    if meeting.starts_at > work.now:
        raise Refusal(say("This date is still to come. Record who was there when it has begun."))
    changed: defaultdict[Attendance | None, list[Seat]] = defaultdict(list)
    for seat in queries.seats_of(work, meeting.id):
        if seat.id in said and seat.attendance is not said[seat.id]:
            changed[said[seat.id]].append(seat)
    for attendance, seats in changed.items():
        _record_seats(work, meeting, seats, attendance)
    return sum(map(len, changed.values()))


def _record_seats(work: Work, meeting: Meeting, seats: list[Seat], attendance: Attendance | None) -> None:
    were_there = [seat for seat in seats if seat.attendance is Attendance.PRESENT]
    for seat in seats:
        seat.attendance, seat.recorded_at, seat.recorded_by = attendance, work.now, work.actor.id
    people = tuple(seat.person_id for seat in seats)
    work.emit(AttendanceRecorded(person_ids=people, meeting_id=meeting.id, attendance=attendance))
    if attendance is Attendance.PRESENT:
        _complete(work, meeting, seats)
    _take_back(work, meeting, were_there)


def _complete(work: Work, meeting: Meeting, seats: list[Seat]) -> None:
    held_on = meeting.starts_at.astimezone(work.zone).date()
    earlier = queries.completions_by_seat(work, meeting)
    for seat in seats:
        complete(
            work,
            person_id=seat.person_id,
            activity_id=meeting.activity_id,
            on=held_on,
            how=CompletedBy.ATTENDANCE,
            source=f"{queries.seat_source(seat.id)}{len(earlier[seat.id])}",
        )


def _take_back(work: Work, meeting: Meeting, seats: list[Seat]) -> None:
    earlier = queries.completions_by_seat(work, meeting)
    for seat in seats:
        for completion in earlier[seat.id]:
            if completion.withdrawn_at is None:
                withdraw(work, completion, MISTAKE)
