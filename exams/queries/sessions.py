"""What is read to plan exams."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from exams.models import ExamForm, ExamSession, Mark, MarkPhoto, Sheet, Sitting, TabletDeed
from exams.queries.candidates import is_linked
from exams.queries.forms import containing
from exams.rules import TAKES_MARKS, SittingState
from foundation.db import numbers
from foundation.work import Work
from people.models import Person, PersonRole, Supervision
from people.rules import Role, sorting_name
from qualification_files.models import Qualification
from qualification_files.queries.lists import in_pieces

# So many examiners are offered to choose from; whoever has more searches by name.
MOST_OFFERED = 100


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A session in a list."""

    session: ExamSession
    sittings: int
    finished: int
    without_examiner: int


@dataclass(frozen=True, kw_only=True)
class WantedSessions:
    """Which sessions a list shows, and in which order."""

    past: bool
    since: datetime  # where the past ends
    words: str = ""
    begins: datetime | None = None
    ends: datetime | None = None
    qualification: int | None = None
    place: str = ""
    without_examiner: bool = False
    sort: str = ""


def has_examiner() -> ColumnElement[bool]:
    """Whether a sitting has a standing sheet for each examiner that its form asks for."""
    session, form = aliased(ExamSession), aliased(ExamForm)
    standing = (
        select(func.count())
        .select_from(Sheet)
        .where(Sheet.sitting_id == Sitting.id, Sheet.withdrawn_at.is_(None), Sheet.position <= 2)
        .correlate(Sitting)
        .scalar_subquery()
    )
    required = (
        select(form.examiners_required)
        .join(session, session.form_id == form.id)
        .where(session.id == Sitting.session_id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    return standing >= required


def _number_of(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(Sitting)
        .where(Sitting.session_id == ExamSession.id, Sitting.state != SittingState.CANCELLED, *conditions)
        .correlate(ExamSession)
        .scalar_subquery()
    )


def sessions(work: Work, wanted: WantedSessions, *, limit: int | None = 25, offset: int = 0) -> list[SessionRow]:
    """Sessions from `since` on, soonest first; or those before it, latest first, unless sorted (1 statement)."""
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
        .where(*_listed(wanted))
        .options(joinedload(ExamSession.form).joinedload(ExamForm.qualification))
        .order_by(*_order(wanted), ExamSession.id)
        .limit(limit)
        .offset(offset)
    )
    return [SessionRow(session=s, sittings=a, finished=f, without_examiner=w) for s, a, f, w in rows]


def _order(wanted: WantedSessions) -> list[ColumnElement[Any]]:
    columns: dict[str, ColumnElement[Any]] = {
        "when": ExamSession.starts_at.expression,
        "exam": func.lower(ExamForm.title),
        "place": func.lower(ExamSession.place),
        "candidates": _number_of(),
    }
    name = wanted.sort.removeprefix("-")
    if name not in columns:
        return [ExamSession.starts_at.desc() if wanted.past else ExamSession.starts_at.asc()]
    return [columns[name].desc() if wanted.sort.startswith("-") else columns[name].asc(), ExamSession.starts_at.asc()]


def session_counts(work: Work, wanted: WantedSessions) -> dict[bool, int]:
    """How many sessions there are in that list, past (True) and coming (False) ones (2 statements)."""
    return {past: _session_count(work, replace(wanted, past=past)) for past in (False, True)}


def _session_count(work: Work, wanted: WantedSessions) -> int:
    found = work.db.scalar(
        select(func.count())
        .select_from(ExamSession)
        .join(ExamSession.form)
        .join(ExamForm.qualification)
        .where(*_listed(wanted))
    )
    return found or 0


def _listed(wanted: WantedSessions) -> list[ColumnElement[bool]]:
    when = ExamSession.starts_at < wanted.since if wanted.past else ExamSession.starts_at >= wanted.since
    found = [when, containing(wanted.words, ExamForm.title, ExamForm.code, ExamSession.place, Qualification.name)]
    if wanted.begins:
        found.append(ExamSession.starts_at >= wanted.begins)
    if wanted.ends:
        found.append(ExamSession.starts_at < wanted.ends)
    if wanted.qualification:
        found.append(ExamForm.qualification_id == wanted.qualification)
    if wanted.place:
        found.append(ExamSession.place == wanted.place)
    if wanted.without_examiner:
        found.append(_number_of(Sitting.state == SittingState.PLANNED, not_(has_examiner())) > 0)
    return found


def session_places(work: Work) -> list[str]:
    """The places where there ever was a session (1 statement)."""
    return list(work.db.scalars(select(ExamSession.place).distinct().order_by(ExamSession.place)))


def session_qualifications(work: Work) -> list[Qualification]:
    """The qualifications of which there ever was a session, by name (1 statement)."""
    has_session = exists().where(ExamForm.qualification_id == Qualification.id, ExamSession.form_id == ExamForm.id)
    return list(
        work.db.scalars(
            select(Qualification)
            .where(has_session)
            .order_by(Qualification.name, Qualification.cohort, Qualification.id)
        )
    )


def session_with_key(work: Work, form_key: str) -> ExamSession | None:
    """What this form made, if it made anything (1 statement)."""
    return work.db.scalars(select(ExamSession).where(ExamSession.form_key == form_key)).one_or_none()


def examiners(work: Work, *, words: str = "", keep: Collection[int] = ()) -> list[Person]:
    """Who may examine and has these words in the name, by name: the first of them, and always those of `keep`.

    1 statement. A school with more of them searches, since a list of thousands helps nobody.
    """
    named = [
        Person.sorting_name.contains(sorting_name("", "", word).rstrip(", "), autoescape=True)
        for word in words.split()[:8]
    ]
    kept = Person.id.in_(sorted(keep)[:MOST_OFFERED])
    found = work.db.scalars(
        select(Person)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == Role.EXAMINER, Person.active.is_(True), or_(kept, and_(true(), *named)))
        .order_by(kept.desc(), Person.sorting_name, Person.id)
        .limit(MOST_OFFERED)
    )
    return sorted(found, key=lambda person: (person.sorting_name, person.id))


def examiner(work: Work, person_id: int | None) -> Person | None:
    """This person, if they may examine (1 statement)."""
    if person_id is None:
        return None
    return next((person for person in examiners(work, keep=[person_id]) if person.id == person_id), None)


def people(work: Work, ids: Collection[int]) -> list[Person]:
    """These people as far as they exist and are active, by name (1 statement)."""
    return list(
        work.db.scalars(
            select(Person)
            .where(Person.id.in_(select(numbers(work.db, ids))), Person.active.is_(True))
            .order_by(Person.sorting_name, Person.id)
        )
    )


def linked_among(work: Work, qualification_id: int, ids: Collection[int]) -> set[int]:
    """Which of these people follow the qualification now (1 statement)."""
    return set(
        work.db.scalars(
            select(Person.id).where(Person.id.in_(select(numbers(work.db, ids))), is_linked(qualification_id))
        )
    )


def guided_by(work: Work, supervisor_id: int, ids: Collection[int]) -> set[int]:
    """Which of these people this person guides (1 statement)."""
    return set(
        work.db.scalars(
            select(Supervision.candidate_id).where(
                Supervision.supervisor_id == supervisor_id,
                Supervision.candidate_id.in_(select(numbers(work.db, ids))),
            )
        )
    )


def supervisors_among(work: Work, ids: Collection[int]) -> set[tuple[int, int]]:
    """(candidate, supervisor) for each of these candidates (1 statement)."""
    rows = work.db.execute(
        select(Supervision.candidate_id, Supervision.supervisor_id).where(
            Supervision.candidate_id.in_(select(numbers(work.db, ids)))
        )
    )
    return {(row[0], row[1]) for row in rows}


def has_marks(work: Work, sitting_id: int) -> bool:
    """Whether anything was ever sent for this sitting, even if it was refused (1 statement)."""
    marked = exists().where(Mark.sheet_id == Sheet.id, Sheet.sitting_id == sitting_id)
    done = exists().where(TabletDeed.sitting_id == sitting_id)
    pictured = exists().where(MarkPhoto.sitting_id == sitting_id)
    return bool(work.db.scalar(select(or_(marked, done, pictured))))


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
