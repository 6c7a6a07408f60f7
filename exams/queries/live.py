"""The exams of a session or a day as they go: plain rows, in a fixed handful of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, not_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from exams.models import ExamForm, ExamGroup, ExamSession, ExamStep, Exemption, Mark, Sheet, Sitting, Tablet
from exams.queries.deeds import turns
from exams.rules import AnswerKind, SittingState
from exams.rules.tablets import LIVE_NAMES
from exams.rules.turns import Turn
from foundation.db import numbers
from foundation.environment import setting
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.rules import Role, full_name

MOST = 500  # exams on one page; no school has more of them on one day


@dataclass(frozen=True, kw_only=True)
class LiveSheet:
    """What one examiner has done so far, without what was marked."""

    id: int
    examiner_id: int
    examiner_name: str
    position: int
    signed: bool
    marked: int = 0
    last_at: datetime | None = None  # the server's clock, when a mark last came in
    seen_at: datetime | None = None  # when the examiner's tablet last spoke
    tablet: str = ""  # which one that is
    turns: Sequence[Turn] = ()


@dataclass(frozen=True, kw_only=True)
class LiveSitting:
    """One exam of the day."""

    id: int
    session_id: int
    candidate_id: int
    candidate_name: str
    starts_at: datetime
    room: str
    state: SittingState
    required: int
    total: int  # steps that are to be marked
    sheets: Sequence[LiveSheet] = ()
    number: int = 0  # on its page, the same all day


@dataclass(frozen=True, kw_only=True)
class LiveSession:
    """A session and its exams, by time."""

    id: int
    title: str
    place: str
    starts_at: datetime
    minutes: int | None
    sittings: Sequence[LiveSitting]


def followed_session(work: Work, session_id: int) -> ExamSession:
    """A session with its form; for an examiner with who examines, as the permission asks (1 statement, else 3)."""
    options = [joinedload(ExamSession.form)]
    if Role.EXAMINER in work.actor.roles:
        options.append(selectinload(ExamSession.sittings).selectinload(Sitting.sheets))
    found = work.db.scalars(select(ExamSession).where(ExamSession.id == session_id).options(*options)).one_or_none()
    if found is None:
        raise NotFound
    return found


def live_session(work: Work, session_id: int) -> list[LiveSession]:
    """One session, none when it has no exams (at most 8 statements)."""
    return _sessions(work, Sitting.session_id == session_id)


def live_day(work: Work, day: date) -> list[LiveSession]:
    """The sessions with exams on this day (at most 8 statements)."""
    midnight = datetime.combine(day, time.min, tzinfo=work.zone)
    return _sessions(work, Sitting.starts_at >= midnight, Sitting.starts_at < midnight + timedelta(days=1))


def shows_names(work: Work) -> bool:
    """Whether the school lets names stand on pages that follow the day (1 statement)."""
    return bool(setting(work.db, LIVE_NAMES, default=True))


def sessions_on(work: Work, day: date) -> int:
    """How many sessions have exams on this day that were not called off (1 statement)."""
    midnight = datetime.combine(day, time.min, tzinfo=work.zone)
    here = (Sitting.starts_at >= midnight, Sitting.starts_at < midnight + timedelta(days=1))
    statement = select(func.count(Sitting.session_id.distinct())).where(*here, Sitting.state != SittingState.CANCELLED)
    return work.db.scalar(statement) or 0


def _sessions(work: Work, *wanted: ColumnElement[bool]) -> list[LiveSession]:
    rows = _sitting_rows(work, wanted)
    if not rows:
        return []
    ids = [row.id for row in rows]
    freed = _freed(work, ids)
    sheets, totals = _sheets(work, ids, freed), _totals(work, {row.form_id for row in rows})
    first = {row.session_id: row for row in reversed(rows)}
    sittings: dict[int, list[LiveSitting]] = defaultdict(list)
    for row in rows:
        total = totals.get(row.form_id, 0) - len(freed.get(row.id, ()))
        sittings[row.session_id].append(_sitting(row, sheets.get(row.id, []), total=total))
    numbered = _numbered([one for some in sittings.values() for one in some])
    found = [_session(row, [numbered[one.id] for one in sittings[row.session_id]]) for row in first.values()]
    return sorted(found, key=lambda session: (session.starts_at, session.id))


def _session(row: Row[*tuple[Any, ...]], sittings: Sequence[LiveSitting]) -> LiveSession:
    return LiveSession(
        id=row.session_id,
        title=row.title,
        place=row.place,
        starts_at=row.session_starts_at,
        minutes=row.duration_minutes,
        sittings=sittings,
    )


def _sitting(row: Row[*tuple[Any, ...]], sheets: Sequence[LiveSheet], *, total: int) -> LiveSitting:
    return LiveSitting(
        id=row.id,
        session_id=row.session_id,
        candidate_id=row.candidate_id,
        candidate_name=full_name(row.given_name, row.name_prefix, row.family_name),
        starts_at=row.starts_at,
        room=row.room,
        state=row.state,
        required=row.examiners_required,
        total=total,
        sheets=sheets,
    )


def _numbered(sittings: Sequence[LiveSitting]) -> dict[int, LiveSitting]:
    """With numbers in the order in which they were planned, so that nobody's changes during the day.

    No two on one page have the same, in whichever session they are.
    """
    in_order = sorted(sittings, key=lambda one: one.id)
    return {one.id: replace(one, number=place) for place, one in enumerate(in_order, start=1)}


_COLUMNS: tuple[Any, ...] = (
    Sitting.id,
    Sitting.session_id,
    Sitting.candidate_id,
    Sitting.starts_at,
    Sitting.room,
    Sitting.state,
    ExamSession.place,
    ExamSession.starts_at.label("session_starts_at"),
    ExamSession.form_id,
    ExamForm.title,
    ExamForm.duration_minutes,
    ExamForm.examiners_required,
    Person.given_name,
    Person.name_prefix,
    Person.family_name,
)


def _sitting_rows(work: Work, wanted: Collection[ColumnElement[bool]]) -> Sequence[Row[*tuple[Any, ...]]]:
    return work.db.execute(
        select(*_COLUMNS)
        .join_from(Sitting, ExamSession)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .join(Person, Person.id == Sitting.candidate_id)
        .where(Sitting.state != SittingState.CANCELLED, *wanted)
        .order_by(Sitting.starts_at, Sitting.room, Person.sorting_name, Sitting.id)
        .limit(MOST)
    ).all()


def _sheets(work: Work, ids: Collection[int], freed: Mapping[int, set[int]]) -> dict[int, list[LiveSheet]]:
    """Sitting -> the sheets that count, the first examiner first (5 statements)."""
    rows = work.db.execute(
        select(
            Sheet.id,
            Sheet.sitting_id,
            Sheet.examiner_id,
            Sheet.position,
            Sheet.signed_at,
            Person.given_name,
            Person.name_prefix,
            Person.family_name,
        )
        .join(Person, Person.id == Sheet.examiner_id)
        .where(Sheet.sitting_id.in_(select(numbers(work.db, ids))), Sheet.withdrawn_at.is_(None))
        .order_by(Sheet.position, Sheet.id)
    ).all()
    known = {row.id: freed.get(row.sitting_id, set()) for row in rows}
    marked, clocks = _marked(work, known), turns(work, known.keys())
    seen = _seen(work, {row.examiner_id for row in rows})
    found: dict[int, list[LiveSheet]] = defaultdict(list)
    for row in rows:
        count, last = marked.get(row.id, (0, None))
        seen_at, tablet = seen.get(row.examiner_id, (None, ""))
        found[row.sitting_id].append(
            LiveSheet(
                id=row.id,
                examiner_id=row.examiner_id,
                examiner_name=full_name(row.given_name, row.name_prefix, row.family_name),
                position=row.position,
                signed=row.signed_at is not None,
                marked=count,
                last_at=last,
                seen_at=seen_at,
                tablet=tablet,
                turns=tuple(clocks.get(row.id, ())),
            )
        )
    return found


def _marked(work: Work, sheets: Mapping[int, set[int]]) -> dict[int, tuple[int, datetime]]:
    """Sheet -> how many steps have a mark that is asked for, and when a mark last came in (1 statement)."""
    latest = (
        select(func.max(Mark.id))
        .where(Mark.sheet_id.in_(select(numbers(work.db, sheets.keys()))), Mark.answer == AnswerKind.STORED)
        .group_by(Mark.sheet_id, Mark.step_id)
    )
    unasked = [and_(Mark.sheet_id == sheet, Mark.step_id.in_(steps)) for sheet, steps in sheets.items() if steps]
    counts = case((and_(Mark.value.is_not(None), *(not_(one) for one in unasked)), 1), else_=0)
    rows = work.db.execute(
        select(Mark.sheet_id, func.sum(counts).label("marked"), func.max(Mark.received_at).label("last_at"))
        .where(Mark.id.in_(latest))
        .group_by(Mark.sheet_id)
    )
    return {row.sheet_id: (int(row.marked), row.last_at) for row in rows}


def _seen(work: Work, examiners: Collection[int]) -> dict[int, tuple[datetime, str]]:
    """Examiner -> when the tablet they use spoke last, and which that is (1 statement).

    That is the one that spoke last: none that was shut out, and none that another one came in the place of.
    """
    rows = work.db.execute(
        select(Tablet.person_id, Tablet.seen_at, Tablet.label, Tablet.id)
        .where(Tablet.person_id.in_(examiners), Tablet.shut_out_at.is_(None))
        .order_by(Tablet.seen_at, Tablet.id)
    )
    return {row.person_id: (row.seen_at, " · ".join(filter(None, (row.label, str(row.id)[:4])))) for row in rows}


def _totals(work: Work, form_ids: Collection[int]) -> dict[int, int]:
    """Form -> how many steps it has (1 statement)."""
    rows = work.db.execute(
        select(ExamGroup.form_id, func.count().label("steps"))
        .join(ExamStep, ExamStep.group_id == ExamGroup.id)
        .where(ExamGroup.form_id.in_(form_ids))
        .group_by(ExamGroup.form_id)
    )
    return {row.form_id: row.steps for row in rows}


def _freed(work: Work, ids: Collection[int]) -> dict[int, set[int]]:
    """Sitting -> the steps that need no mark, since the board freed the candidate from them (1 statement)."""
    own, of = aliased(ExamForm), aliased(ExamForm)
    rows = work.db.execute(
        select(Sitting.id, ExamStep.id.label("step"), ExamGroup.key, Exemption.parts)
        .join(Sitting.session)
        .join(own, own.id == ExamSession.form_id)
        .join(Exemption, Exemption.candidate_id == Sitting.candidate_id)
        .join(of, of.id == Exemption.form_id)
        .join(ExamGroup, ExamGroup.form_id == own.id)
        .join(ExamStep, ExamStep.group_id == ExamGroup.id)
        .where(
            Sitting.id.in_(select(numbers(work.db, ids))),
            Exemption.withdrawn_at.is_(None),
            func.coalesce(of.root_id, of.id) == func.coalesce(own.root_id, own.id),
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.key in row.parts:
            found[row.id].add(row.step)
    return found
