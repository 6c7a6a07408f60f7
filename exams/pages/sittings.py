"""What is said of a sitting: its state in words, with symbol and colour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exams.models import ExamSession, Sitting
from exams.permissions import Permission
from exams.queries.sessions import SessionRow
from exams.rules import SittingState
from exams.rules.planning import Booking, Part
from foundation.messages import Message
from foundation.web.wording import lazy_gettext as _l
from foundation.work import Work

# A kind of state as templates/_parts/states.html draws it, and its words.
STATES = {
    SittingState.PLANNED: ("open", _l("Planned")),
    SittingState.IN_PROGRESS: ("info", _l("In progress")),
    SittingState.SIGNED: ("wait", _l("Provisional")),
    SittingState.RATIFIED: ("ok", _l("Ratified")),
    SittingState.NO_SHOW: ("attention", _l("Did not come")),
    SittingState.ABORTED: ("stop", _l("Aborted")),
    SittingState.CANCELLED: ("quiet", _l("Cancelled")),
    SittingState.AGREEING: ("wait", _l("Examiners compare")),
    SittingState.ANNULLED: ("stop", _l("Annulled")),
}
PASSED = ("ok", _l("Passed"))
FAILED = ("stop", _l("Failed"))
PROVISIONALLY_PASSED = ("wait", _l("Passed, provisional"))
PROVISIONALLY_FAILED = ("wait", _l("Failed, provisional"))


def state_of(sitting: Sitting) -> tuple[str, str]:
    """The state of a sitting; where there is a result, the result."""
    if sitting.state is SittingState.RATIFIED:
        return PASSED if sitting.passed else FAILED
    if sitting.state is SittingState.SIGNED:
        return PROVISIONALLY_PASSED if sitting.passed else PROVISIONALLY_FAILED
    return STATES[sitting.state]


WAITING = ("wait", _l("Waiting for the result"))


def state_seen_by(work: Work) -> Callable[[Sitting], tuple[str, str]]:
    """The state of a sitting as this reader may know it: a result stays hidden until it is theirs to see."""

    def state(sitting: Sitting) -> tuple[str, str]:
        if sitting.state not in (SittingState.SIGNED, SittingState.RATIFIED):
            return STATES[sitting.state]
        return state_of(sitting) if work.allows(Permission.SEE_RESULT, sitting) else WAITING

    return state


@dataclass(frozen=True, kw_only=True)
class MyExams:
    """A candidate's exams: what is coming, waits, counts, was practice, and what came to nothing."""

    coming: list[Sitting]
    waiting: list[Sitting]
    results: list[Sitting]
    practice: list[Sitting]
    others: list[Sitting]


def my_exams(sittings: Sequence[Sitting]) -> MyExams:
    """The exams of one candidate, handed in latest first; a result appears once it is ratified."""
    coming = [s for s in sittings if s.state in (SittingState.PLANNED, SittingState.IN_PROGRESS)]
    final = [sitting for sitting in sittings if sitting.state is SittingState.RATIFIED]
    return MyExams(
        coming=list(reversed(coming)),
        waiting=[sitting for sitting in sittings if sitting.state is SittingState.SIGNED],
        results=[sitting for sitting in final if not sitting.session.form.formative],
        practice=[sitting for sitting in final if sitting.session.form.formative],
        others=[
            sitting
            for sitting in sittings
            if sitting.state in (SittingState.NO_SHOW, SittingState.ABORTED, SittingState.CANCELLED)
        ],
    )


def bookings_of(session: ExamSession) -> list[Booking]:
    """Who has to be here when."""
    found = []
    for sitting in session.sittings:
        if sitting.state not in (SittingState.PLANNED, SittingState.IN_PROGRESS):
            continue
        found.append(_booking(sitting, session, Part.CANDIDATE))
        if sitting.sheet:
            found.append(_booking(sitting, session, Part.EXAMINER))
    return found


def _booking(sitting: Sitting, session: ExamSession, part: Part) -> Booking:
    sheet = sitting.sheet
    person = sheet.examiner if sheet and part is Part.EXAMINER else sitting.candidate
    return Booking(
        person_id=person.id,
        name=person.name,
        part=part,
        session_id=session.id,
        title=session.form.title,
        place=session.place,
        starts=sitting.starts_at,
        minutes=session.form.duration_minutes,
    )


@dataclass(frozen=True, kw_only=True)
class SessionPage:
    """A session with what needs attention."""

    session: ExamSession
    warnings: list[Message]
    overlaps: list[Message]

    @property
    def without_examiner(self) -> int:
        """How many planned candidates have nobody to examine them."""
        return sum(s.state is SittingState.PLANNED and s.sheet is None for s in self.session.sittings)

    @property
    def planned(self) -> int:
        """How many have not begun."""
        return sum(sitting.state is SittingState.PLANNED for sitting in self.session.sittings)


def needs(row: SessionRow) -> tuple[str, str]:
    """What a session in a list is waiting for."""
    if not row.sittings:
        return "attention", str(_l("No candidates yet"))
    if row.without_examiner:
        return "attention", str(_l("Without examiner: %(number)s", number=row.without_examiner))
    if row.finished == row.sittings:
        return "ok", str(_l("Finished"))
    return "open", str(_l("Ready"))
