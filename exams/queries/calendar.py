"""What is read for calendars."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import selectinload

from exams.models import CalendarFeed, ExamForm, ExamSession, Sheet, Sitting
from exams.rules import SittingState
from exams.rules.appointments import AHEAD, BEFORE
from foundation.secrets import token_hash
from foundation.work import Work
from people.models import Person, PersonRole
from people.rules import Role

NOT_KEPT = (SittingState.CANCELLED, SittingState.NO_SHOW)


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A sitting as calendars know it."""

    sitting_id: int
    session_id: int
    title: str
    place: str
    room: str
    starts: datetime
    minutes: int | None
    sequence: int
    annulled: bool = False


_COLUMNS = (
    Sitting.id,
    Sitting.session_id,
    ExamForm.title,
    ExamSession.place,
    Sitting.room,
    Sitting.starts_at,
    ExamForm.duration_minutes,
    Sitting.calendar_sequence,
    Sitting.state == SittingState.ANNULLED,
)


def feed_owner(work: Work, token: str) -> Person | None:
    """Whose calendar has this secret address; nobody who was shut out or has no exams any more (2 statements)."""
    return work.db.scalars(
        select(Person)
        .join(CalendarFeed, CalendarFeed.person_id == Person.id)
        .where(CalendarFeed.token_hash == token_hash(token), Person.active.is_(True))
        .where(exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_((Role.CANDIDATE, Role.EXAMINER))))
        .options(selectinload(Person.roles))
    ).one_or_none()


def feed_of(work: Work, person_id: int) -> CalendarFeed | None:
    """The feed of this person, if there is one (1 statement)."""
    return work.db.get(CalendarFeed, person_id)


def sat_by(work: Work, owner: Person) -> list[Booked]:
    """The own exams of whoever is a candidate, of the last and coming months (1 statement)."""
    if Role.CANDIDATE not in owner.role_names:
        return []
    statement = select(*_COLUMNS).where(Sitting.candidate_id == owner.id)
    return _booked(work, statement)


def examined_by(work: Work, owner: Person) -> dict[int, list[Booked]]:
    """By session: what somebody examines who is an examiner (1 statement)."""
    if Role.EXAMINER not in owner.role_names:
        return {}
    statement = (
        select(*_COLUMNS)
        .join(Sheet, Sheet.sitting_id == Sitting.id)
        .where(Sheet.examiner_id == owner.id, Sheet.withdrawn_at.is_(None))
    )
    by_session: defaultdict[int, list[Booked]] = defaultdict(list)
    for booked in _booked(work, statement):
        by_session[booked.session_id].append(booked)
    return by_session


def _booked(work: Work, statement: Select[*tuple[Any, ...]]) -> list[Booked]:
    rows = work.db.execute(
        statement.join(Sitting.session)
        .join(ExamSession.form)
        .where(
            Sitting.state.not_in(NOT_KEPT),
            Sitting.starts_at >= work.now - BEFORE,
            Sitting.starts_at < work.now + AHEAD,
        )
        .order_by(Sitting.starts_at, Sitting.id)
    )
    names = ("sitting_id", "session_id", "title", "place", "room", "starts", "minutes", "sequence", "annulled")
    return [Booked(**dict(zip(names, row, strict=True))) for row in rows]
