"""Where somebody can still be planned, and what else people and rooms have to do at that time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from exams.models import ExamForm, ExamSession, ExamSlot, Sheet, Sitting
from exams.queries.attempts import of_family
from exams.queries.subjects import form, session
from exams.rules import TAKES_MARKS, SittingState
from exams.rules.bulk_planning import Span
from exams.rules.design import FormState
from exams.rules.planning import Booking, Part, RoomUse, ends_at
from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person

# No exam lasts longer, so nothing that began earlier can overlap.
LONGEST_EXAM = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A session, or a slot of it, in which somebody can still be planned."""

    session: ExamSession
    slot: ExamSlot | None
    free: int | None  # None: without limit

    @property
    def starts_at(self) -> datetime:
        """When whoever is planned here begins."""
        return self.slot.starts_at if self.slot else self.session.starts_at


MOST_TARGETS = 300


def targets(work: Work, family: int, *, since: datetime, session_ids: Collection[int] | None = None) -> list[Target]:
    """Where somebody can be planned for this exam from `since` on, in order of time, full ones left out (4 statements).

    With `session_ids` only those sessions, whenever they are.
    """
    wanted = ExamSession.id.in_(session_ids) if session_ids is not None else ExamSession.starts_at >= since
    found = work.db.scalars(
        select(ExamSession)
        .join(ExamSession.form)
        .where(of_family(family), ExamForm.state == FormState.IN_USE, wanted)
        .options(joinedload(ExamSession.form), selectinload(ExamSession.slots))
        .order_by(ExamSession.starts_at, ExamSession.id)
        .limit(MOST_TARGETS)
    ).all()
    used = used_places(work, [one.id for one in found])
    offered = [target for one in found for target in targets_of(one, used)]
    return sorted((one for one in offered if one.free != 0), key=lambda one: one.starts_at)


Used = dict[tuple[int, int | None], int]


def targets_of(whole: ExamSession, used: Used) -> list[Target]:
    """The slots of a session, or the session itself, with the places that are free, however few."""
    everybody = sum(number for (session_id, _slot), number in used.items() if session_id == whole.id)
    left = None if whole.capacity is None else max(0, whole.capacity - everybody)
    if not whole.slots:
        return [Target(session=whole, slot=None, free=left)]
    return [
        Target(session=whole, slot=slot, free=_least(max(0, slot.capacity - used.get((whole.id, slot.id), 0)), left))
        for slot in whole.slots
    ]


def _least(free: int, left: int | None) -> int:
    return free if left is None else min(free, left)


def used_places(work: Work, session_ids: Collection[int]) -> Used:
    """How many are planned per session and slot; what is cancelled takes no place (1 statement)."""
    rows = work.db.execute(
        select(Sitting.session_id, Sitting.slot_id, func.count())
        .where(Sitting.session_id.in_(session_ids), Sitting.state != SittingState.CANCELLED)
        .group_by(Sitting.session_id, Sitting.slot_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def rooms_elsewhere(work: Work, here: ExamSession) -> list[RoomUse]:
    """Which rooms of this place other sessions use around the same days (1 statement)."""
    moments = [slot.starts_at for slot in here.slots] or [here.starts_at]
    rows = work.db.execute(
        select(ExamSlot, ExamSession)
        .join(ExamSlot.session)
        .where(
            ExamSlot.session_id != here.id,
            ExamSlot.room != "",
            func.lower(ExamSession.place) == here.place.lower(),
            ExamSlot.starts_at > min(moments) - LONGEST_EXAM,
            ExamSlot.starts_at < max(moments) + LONGEST_EXAM,
        )
        .options(joinedload(ExamSession.form))
    )
    return [room_use(slot, other) for slot, other in rows]


def room_use(slot: ExamSlot, whole: ExamSession) -> RoomUse:
    """The room of a slot as the rules know it."""
    return RoomUse(
        session_id=whole.id,
        title=whole.form.title,
        place=whole.place,
        room=slot.room,
        starts=slot.starts_at,
        minutes=whole.form.duration_minutes,
    )


def bookings_elsewhere(
    work: Work, here: ExamSession, ids: Iterable[int], *, at: Sequence[datetime] = (), but: Collection[int] = ()
) -> list[Booking]:
    """What these people have to do in other sessions around the same days, or those of `at` (2 statements).

    What they have to do in the sittings of `but` is left out.
    """
    wanted = set(ids)
    moments = [*at] or [sitting.starts_at for sitting in here.sittings] or [here.starts_at]
    around = [
        Sitting.session_id != here.id,
        Sitting.id.not_in(but),
        Sitting.state.in_(list(TAKES_MARKS)),
        Sitting.starts_at > min(moments) - LONGEST_EXAM,
        Sitting.starts_at < max(moments) + LONGEST_EXAM,
    ]
    sitting = _busy(Sitting.candidate_id, wanted).join(Person, Person.id == Sitting.candidate_id)
    examining = (
        _busy(Sheet.examiner_id, wanted)
        .join(Sheet, and_(Sheet.sitting_id == Sitting.id, Sheet.withdrawn_at.is_(None)))
        .join(Person, Person.id == Sheet.examiner_id)
    )
    return [
        Booking(
            person_id=person.id,
            name=person.name,
            part=part,
            session_id=found.session_id,
            title=found.session.form.title,
            place=found.session.place,
            starts=found.starts_at,
            minutes=found.session.form.duration_minutes,
        )
        for part, statement in ((Part.CANDIDATE, sitting), (Part.EXAMINER, examining))
        for found, person in work.db.execute(statement.where(*around))
    ]


def _busy(column: InstrumentedAttribute[int], ids: set[int]) -> Select[Sitting, Person]:
    return (
        select(Sitting, Person).where(column.in_(ids)).options(joinedload(Sitting.session).joinedload(ExamSession.form))
    )


def busy_between(
    work: Work, person_ids: Collection[int], *, since: datetime, until: datetime, but: Collection[int] = ()
) -> dict[int, list[Span]]:
    """When each of these people sits or examines something between these moments (2 statements).

    What they have to do in the sittings of `but` is left out.
    """
    ids = select(numbers(work.db, person_ids))
    facts = (
        select(Sitting.starts_at, ExamForm.duration_minutes)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .where(
            Sitting.state.in_(list(TAKES_MARKS)),
            Sitting.starts_at > since - LONGEST_EXAM,
            Sitting.starts_at < until,
            Sitting.id.not_in(but),
        )
    )
    sits = facts.add_columns(Sitting.candidate_id).where(Sitting.candidate_id.in_(ids))
    examines = (
        facts.add_columns(Sheet.examiner_id)
        .join(Sheet, and_(Sheet.sitting_id == Sitting.id, Sheet.withdrawn_at.is_(None)))
        .where(Sheet.examiner_id.in_(ids))
    )
    found: dict[int, set[Span]] = defaultdict(set)
    for statement in (sits, examines):
        for starts, minutes, person in work.db.execute(statement):
            found[person].add(Span(starts=starts, ends=ends_at(starts, minutes)))
    return {person: sorted(spans, key=lambda span: span.starts) for person, spans in found.items()}


@dataclass(frozen=True, kw_only=True)
class CandidateOfExam:
    """Somebody, and an exam they could sit."""

    form: ExamForm
    person: Person


def slot(work: Work, session_id: int, slot_id: int) -> ExamSlot:
    """A slot with its session and all who are planned there (4 statements)."""
    found = next((one for one in session(work, session_id).slots if one.id == slot_id), None)
    if found is None:
        raise NotFound
    return found


def candidate_of_exam(work: Work, form_id: int, person_id: int) -> CandidateOfExam:
    """An active person and a form (4 statements)."""
    person = work.db.get(Person, person_id)
    if person is None or not person.active:
        raise NotFound
    return CandidateOfExam(form=form(work, form_id), person=person)
