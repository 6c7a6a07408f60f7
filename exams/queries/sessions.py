"""What is read to plan exams."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, select, true
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from exams.models import ExamForm, ExamSession, Mark, Sheet, Sitting
from exams.queries.forms import containing
from exams.rules import TAKES_MARKS, SittingState
from exams.rules.planning import Booking, Part
from foundation.work import Work
from people.models import Person, PersonRole, Supervision
from people.rules import Role, sorting_name
from qualification_files.models import Qualification, QualificationLink
from qualification_files.queries.lists import in_pieces

# No exam lasts longer, so nothing that began earlier can overlap.
LONGEST_EXAM = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A session in a list."""

    session: ExamSession
    sittings: int
    finished: int
    without_examiner: int


@dataclass(frozen=True, kw_only=True)
class CandidateRow:
    """Somebody who could be planned, and how often this form was sat."""

    person: Person
    taken: int


def has_examiner() -> ColumnElement[bool]:
    """Whether a sitting has a sheet that counts."""
    return exists().where(Sheet.sitting_id == Sitting.id, Sheet.withdrawn_at.is_(None))


def _number_of(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(Sitting)
        .where(Sitting.session_id == ExamSession.id, Sitting.state != SittingState.CANCELLED, *conditions)
        .correlate(ExamSession)
        .scalar_subquery()
    )


def sessions(
    work: Work, *, past: bool, since: datetime, words: str = "", limit: int = 25, offset: int = 0
) -> list[SessionRow]:
    """Sessions from `since` on, soonest first; or those before it, latest first (1 statement)."""
    order = ExamSession.starts_at.desc() if past else ExamSession.starts_at
    finished = Sitting.state.not_in(list(TAKES_MARKS))
    rows = work.db.execute(
        select(
            ExamSession,
            _number_of(),
            _number_of(finished),
            _number_of(Sitting.state == SittingState.PLANNED, not_(has_examiner())),
        )
        .join(ExamSession.form)
        .join(ExamForm.qualification)
        .where(*_listed(past=past, since=since, words=words))
        .options(joinedload(ExamSession.form).joinedload(ExamForm.qualification))
        .order_by(order, ExamSession.id)
        .limit(limit)
        .offset(offset)
    )
    return [SessionRow(session=s, sittings=a, finished=f, without_examiner=w) for s, a, f, w in rows]


def session_count(work: Work, *, past: bool, since: datetime, words: str = "") -> int:
    """How many sessions there are in that list (1 statement)."""
    found = work.db.scalar(
        select(func.count())
        .select_from(ExamSession)
        .join(ExamSession.form)
        .join(ExamForm.qualification)
        .where(*_listed(past=past, since=since, words=words))
    )
    return found or 0


def _listed(*, past: bool, since: datetime, words: str) -> list[ColumnElement[bool]]:
    when = ExamSession.starts_at < since if past else ExamSession.starts_at >= since
    return [when, containing(words, ExamForm.title, ExamForm.code, ExamSession.place, Qualification.name)]


def examiners(work: Work) -> list[Person]:
    """Everybody who may examine, by name (1 statement)."""
    return list(
        work.db.scalars(
            select(Person)
            .join(PersonRole, PersonRole.person_id == Person.id)
            .where(PersonRole.role == Role.EXAMINER, Person.active.is_(True))
            .order_by(Person.sorting_name, Person.id)
        )
    )


def examiner(work: Work, person_id: int | None) -> Person | None:
    """This person, if they may examine (1 statement)."""
    if person_id is None:
        return None
    return next((person for person in examiners(work) if person.id == person_id), None)


def _linked(qualification_id: int) -> ColumnElement[bool]:
    return exists().where(
        QualificationLink.person_id == Person.id,
        QualificationLink.qualification_id == qualification_id,
        QualificationLink.ended_at.is_(None),
    )


def _plannable(session: ExamSession, words: str, group: str) -> list[ColumnElement[bool]]:
    here = exists().where(Sitting.session_id == session.id, Sitting.candidate_id == Person.id)
    found = [_linked(session.form.qualification_id), Person.active.is_(True), not_(here), _named(words)]
    return [*found, Person.group_name == group] if group else found


def _named(words: str) -> ColumnElement[bool]:
    parts = sorting_name("", "", words).rstrip(", ").split()[:8]
    return and_(true(), *(Person.sorting_name.contains(part, autoescape=True) for part in parts))


def candidates(
    work: Work, session: ExamSession, *, words: str = "", group: str = "", limit: int | None = 50, offset: int = 0
) -> list[CandidateRow]:
    """People who follow the qualification and are not in this session yet, by name (1 statement)."""
    rows = work.db.execute(
        select(Person, _attempts(session.form_id))
        .where(*_plannable(session, words, group))
        .order_by(Person.sorting_name, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [CandidateRow(person=person, taken=taken) for person, taken in rows]


def _attempts(form_id: int) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(Sitting)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .where(
            ExamSession.form_id == form_id,
            Sitting.candidate_id == Person.id,
            Sitting.state != SittingState.CANCELLED,
        )
        .correlate(Person)
        .scalar_subquery()
    )


def candidate_count(work: Work, session: ExamSession, *, words: str = "", group: str = "") -> int:
    """How many people `candidates` would give without a limit (1 statement)."""
    return work.db.scalar(select(func.count()).select_from(Person).where(*_plannable(session, words, group))) or 0


def is_followed(work: Work, qualification_id: int) -> bool:
    """Whether anybody follows this qualification now (1 statement)."""
    return bool(work.db.scalar(select(exists().where(Person.active.is_(True), _linked(qualification_id)))))


def candidate_groups(work: Work, session: ExamSession) -> list[str]:
    """The groups of the people who follow the qualification (1 statement)."""
    return list(
        work.db.scalars(
            select(Person.group_name)
            .where(_linked(session.form.qualification_id), Person.group_name != "", Person.active.is_(True))
            .distinct()
            .order_by(Person.group_name)
        )
    )


def people(work: Work, ids: Collection[int]) -> list[Person]:
    """These people as far as they exist and are active, by name (1 statement)."""
    return list(
        work.db.scalars(
            select(Person).where(Person.id.in_(ids), Person.active.is_(True)).order_by(Person.sorting_name, Person.id)
        )
    )


def linked_among(work: Work, qualification_id: int, ids: Collection[int]) -> set[int]:
    """Which of these people follow the qualification now (1 statement)."""
    return set(work.db.scalars(select(Person.id).where(Person.id.in_(ids), _linked(qualification_id))))


def attempts_of(work: Work, form_id: int, ids: Collection[int]) -> dict[int, int]:
    """How often each of these people sat this form or did not come; what was cancelled does not count (1 statement)."""
    rows = work.db.execute(select(Person.id, _attempts(form_id)).where(Person.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def guided_by(work: Work, supervisor_id: int, ids: Collection[int]) -> set[int]:
    """Which of these people this person guides (1 statement)."""
    return set(
        work.db.scalars(
            select(Supervision.candidate_id).where(
                Supervision.supervisor_id == supervisor_id, Supervision.candidate_id.in_(ids)
            )
        )
    )


def supervisors_among(work: Work, ids: Collection[int]) -> set[tuple[int, int]]:
    """(candidate, supervisor) for each of these candidates (1 statement)."""
    rows = work.db.execute(
        select(Supervision.candidate_id, Supervision.supervisor_id).where(Supervision.candidate_id.in_(ids))
    )
    return {(row[0], row[1]) for row in rows}


def has_marks(work: Work, sitting_id: int) -> bool:
    """Whether anything was ever sent for this sitting, even if it was refused."""
    return bool(work.db.scalar(select(exists().where(Mark.sheet_id == Sheet.id, Sheet.sitting_id == sitting_id))))


def bookings_elsewhere(work: Work, session: ExamSession, ids: Iterable[int]) -> list[Booking]:
    """What these people have to do in other sessions around the same days (2 statements)."""
    wanted = set(ids)
    moments = [sitting.starts_at for sitting in session.sittings] or [session.starts_at]
    around = [
        Sitting.session_id != session.id,
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


def exams_planned(work: Work, qualification_id: int, person_ids: Sequence[int]) -> int:
    """How many exams on this qualification are planned for these people or going on."""
    found = 0
    for piece in in_pieces(person_ids):
        found += (
            work.db.scalar(
                select(func.count())
                .select_from(Sitting)
                .join(Sitting.session)
                .join(ExamSession.form)
                .where(
                    ExamForm.qualification_id == qualification_id,
                    Sitting.candidate_id.in_(piece),
                    Sitting.state.in_((SittingState.PLANNED, SittingState.IN_PROGRESS)),
                )
            )
            or 0
        )
    return found
