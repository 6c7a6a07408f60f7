"""What is said of a sitting: its state in words, with symbol and colour."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from exams.models import ExamSession, ExamSlot, Sitting
from exams.permissions import Permission
from exams.queries.conflicts import booking
from exams.queries.sessions import SessionRow
from exams.rules import TAKES_MARKS, SittingState
from exams.rules.planning import Booking, Part
from exams.rules.records import Record
from foundation.messages import Message, say
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said
from foundation.work import Work

# A kind of state as templates/_parts/states.html draws it, and its words.
STATES = {
    SittingState.PLANNED: ("open", _l("Planned")),
    SittingState.IN_PROGRESS: ("info", _l("In progress")),
    SittingState.SIGNED: ("wait", _l("Signed")),
    SittingState.RATIFIED: ("ok", _l("Ratified")),
    SittingState.NO_SHOW: ("attention", _l("Did not come")),
    SittingState.ABORTED: ("stop", _l("Stopped")),
    SittingState.CANCELLED: ("quiet", _l("Cancelled")),
    SittingState.AGREEING: ("wait", _l("Examiners compare")),
    SittingState.ANNULLED: ("stop", _l("Annulled")),
}
PASSED = ("ok", _l("Passed"))
FAILED = ("stop", _l("Failed"))
PROVISIONALLY_PASSED = ("wait", _l("Passed, provisional"))
PROVISIONALLY_FAILED = ("wait", _l("Failed, provisional"))


def state_of(sitting: Sitting) -> tuple[str, str]:
    """The state of a sitting; where there is a result, the result with the mark of the whole exam."""
    if sitting.state not in (SittingState.RATIFIED, SittingState.SIGNED):
        return STATES[sitting.state]
    mark = mark_of(sitting)
    if sitting.state is SittingState.RATIFIED:
        plain = PASSED if sitting.passed else FAILED
        sentence = say("Passed with %(mark)s", mark=mark) if sitting.passed else say("Failed with %(mark)s", mark=mark)
    else:
        plain = PROVISIONALLY_PASSED if sitting.passed else PROVISIONALLY_FAILED
        sentence = (
            say("Passed with %(mark)s, provisional", mark=mark)
            if sitting.passed
            else say("Failed with %(mark)s, provisional", mark=mark)
        )
    return (plain[0], said(sentence)) if mark else plain


def mark_of(sitting: Sitting) -> Message | None:
    """The mark of the whole exam with its label, where its cut score gives any."""
    return Record.from_json(sitting.outcome).mark if sitting.outcome else None


WAITING = ("wait", _l("Waiting for the result"))


def state_seen_by(work: Work) -> Callable[[Sitting], tuple[str, str]]:
    """The state of a sitting as this reader may know it: a result stays hidden until it is theirs to see."""

    def state(sitting: Sitting) -> tuple[str, str]:
        if sitting.state is SittingState.AGREEING and sitting.candidate_id == work.actor.id:
            return WAITING  # that two examiners differ is nothing a candidate learns
        if sitting.state not in (SittingState.SIGNED, SittingState.RATIFIED):
            return STATES[sitting.state]
        return state_of(sitting) if work.allows(Permission.SEE_RESULT, sitting) else WAITING

    return state


NO_RESULT = frozenset({SittingState.NO_SHOW, SittingState.ABORTED, SittingState.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class MyExams:
    """A candidate's exams: what is coming, waits, counts, was practice, and what came to nothing."""

    coming: list[Sitting]
    waiting: list[Sitting]
    results: list[Sitting]
    practice: list[Sitting]
    others: list[Sitting]
    annulled: list[Sitting]


def my_exams(sittings: Sequence[Sitting]) -> MyExams:
    """The exams of one candidate, handed in latest first; a result appears once it is ratified."""
    coming = [s for s in sittings if s.state in (SittingState.PLANNED, SittingState.IN_PROGRESS)]
    final = [sitting for sitting in sittings if sitting.state is SittingState.RATIFIED]
    return MyExams(
        coming=list(reversed(coming)),
        waiting=[s for s in sittings if s.state in (SittingState.AGREEING, SittingState.SIGNED)],
        results=[sitting for sitting in final if not sitting.session.form.formative],
        practice=[sitting for sitting in final if sitting.session.form.formative],
        others=[sitting for sitting in sittings if sitting.state in NO_RESULT],
        annulled=[sitting for sitting in sittings if sitting.state is SittingState.ANNULLED],
    )


def bookings_of(session: ExamSession) -> list[Booking]:
    """Who has to be here when."""
    found = []
    for sitting in session.sittings:
        if sitting.state not in TAKES_MARKS:
            continue
        found.append(booking(session, sitting.candidate, sitting.starts_at, Part.CANDIDATE))
        examiners = [sheet.examiner for sheet in sitting.standing_sheets]
        found += [booking(session, one, sitting.starts_at, Part.EXAMINER) for one in examiners]
    return found


NO_EXAMINER = _l("No examiner yet")
NO_SECOND = _l("No second examiner yet")


def who_is_missing(sitting: Sitting, required: int) -> str:
    """Which examiner a planned sitting still lacks, in words; nothing where it lacks none."""
    standing = {sheet.position for sheet in sitting.standing_sheets}
    if sitting.state is not SittingState.PLANNED or standing >= set(range(1, required + 1)):
        return ""
    return str(NO_SECOND if 1 in standing else NO_EXAMINER)


@dataclass(frozen=True, kw_only=True)
class SlotLine:
    """A slot of a session, and how many places of it are taken."""

    slot: ExamSlot
    taken: int

    @property
    def is_full(self) -> bool:
        """No place is free."""
        return self.taken >= self.slot.capacity


@dataclass(frozen=True, kw_only=True)
class SessionPage:
    """A session with what needs attention."""

    session: ExamSession
    warnings: Sequence[Message] = ()
    overlaps: Sequence[Message] = ()
    rooms: Sequence[Message] = ()

    @property
    def required(self) -> int:
        """How many examiners each candidate needs."""
        return self.session.form.examiners_required

    @property
    def without_examiner(self) -> int:
        """How many planned candidates lack an examiner, the first or the second."""
        return sum(bool(who_is_missing(sitting, self.required)) for sitting in self.session.sittings)

    @property
    def without_second(self) -> bool:
        """All that is missing are second examiners."""
        missing = {who_is_missing(sitting, self.required) for sitting in self.session.sittings} - {""}
        return missing == {str(NO_SECOND)}

    @property
    def planned(self) -> int:
        """How many have not begun."""
        return sum(sitting.state is SittingState.PLANNED for sitting in self.session.sittings)

    @property
    def slots(self) -> list[SlotLine]:
        """The slots in order of time."""
        taken = Counter(s.slot_id for s in self.session.sittings if s.state is not SittingState.CANCELLED)
        return [SlotLine(slot=slot, taken=taken[slot.id]) for slot in self.session.slots]

    @property
    def slots_overlap(self) -> bool:
        """Whether an exam in one of the slots is not over when the next one in that room begins."""
        minutes = self.session.form.duration_minutes or 0
        by_room: dict[str, list[datetime]] = {}
        for slot in self.session.slots:
            by_room.setdefault(slot.room, []).append(slot.starts_at)
        return any(
            later - earlier < timedelta(minutes=minutes)
            for starts in by_room.values()
            for earlier, later in pairwise(sorted(starts))
        )

    @property
    def has_rooms(self) -> bool:
        """Whether anybody sits in a room that is named."""
        return any(sitting.room for sitting in self.session.sittings)


def needs(row: SessionRow) -> tuple[str, str]:
    """What a session in a list is waiting for."""
    if not row.sittings:
        return "attention", str(_l("No candidates yet"))
    if row.without_examiner and row.session.form.examiners_required > 1:
        return "attention", str(_l("Without two examiners: %(number)s", number=row.without_examiner))
    if row.without_examiner:
        return "attention", str(_l("Without examiner: %(number)s", number=row.without_examiner))
    if row.finished == row.sittings:
        return "ok", str(_l("Finished"))
    return "open", str(_l("Ready"))
