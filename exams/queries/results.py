"""What is read about results, and about one's own exams."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from exams.models import ExamForm, ExamSession, Sheet, Sitting
from exams.queries.forms import containing
from exams.queries.sessions import has_examiner
from exams.rules import TAKES_MARKS, SittingState
from exams.rules.design import FormState
from foundation.work import Work
from people.models import Person
from people.rules import sorting_name
from qualification_files.models import Qualification

WITH_RESULT = (SittingState.SIGNED, SittingState.RATIFIED)

# Asked whenever somebody comes home, so they are built once and ask for plain rows.
_OWN_NEWS = (
    select(
        Sitting.id,
        Sitting.state,
        Sitting.starts_at,
        Sitting.ratified_at,
        Sitting.passed,
        ExamSession.place,
        ExamForm.title,
        ExamForm.formative,
    )
    .join(Sitting.session)
    .join(ExamSession.form)
    .where(
        Sitting.candidate_id == bindparam("person_id"),
        or_(
            and_(Sitting.state.in_(list(TAKES_MARKS)), Sitting.starts_at >= bindparam("today")),
            Sitting.state == SittingState.SIGNED,
            and_(Sitting.state == SittingState.RATIFIED, Sitting.ratified_at >= bindparam("news_since")),
        ),
    )
    .order_by(Sitting.starts_at, Sitting.id)
)
_EXAMINING = (
    select(Sitting.session_id, Sitting.starts_at, ExamSession.place, ExamForm.title)
    .join(Sheet, Sheet.sitting_id == Sitting.id)
    .join(Sitting.session)
    .join(ExamSession.form)
    .where(
        Sheet.examiner_id == bindparam("person_id"),
        Sheet.withdrawn_at.is_(None),
        Sheet.signed_at.is_(None),
        Sitting.state.in_(list(TAKES_MARKS)),
        Sitting.starts_at >= bindparam("since"),
        Sitting.starts_at < bindparam("until"),
    )
    .order_by(Sitting.starts_at, Sitting.id)
)
OwnNews = Row[int, SittingState, datetime, datetime | None, bool | None, str, str, bool]


def listing() -> tuple[ExecutableOption, ...]:
    """A sitting in a list: candidate, session, form, qualification at once; sheets in one more statement."""
    whole = joinedload(Sitting.session).joinedload(ExamSession.form).joinedload(ExamForm.qualification)
    return joinedload(Sitting.candidate), whole, selectinload(Sitting.sheets).joinedload(Sheet.examiner)


def _wanted(
    work: Work, *, formative: bool, words: str, state: SittingState | None, passed: bool | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Sitting.state.in_(WITH_RESULT if state is None else (state,)),
        ExamForm.formative.is_(formative),
    ]
    if passed is not None:
        # Whoever looks after exams does not find out this way how the own one went.
        told = or_(Sitting.state == SittingState.RATIFIED, Sitting.candidate_id != work.actor.id)
        found.append(and_(Sitting.passed.is_(passed), told))
    for word in words.split()[:8]:
        plain = sorting_name("", "", word).rstrip(", ")
        found.append(
            or_(
                Person.sorting_name.contains(plain, autoescape=True),
                containing(word, ExamForm.title, ExamForm.code, Qualification.name, Qualification.code),
            )
        )
    return found


def results(
    work: Work,
    *,
    formative: bool = False,
    words: str = "",
    state: SittingState | None = None,
    passed: bool | None = None,
    limit: int | None = 25,
    offset: int = 0,
) -> list[Sitting]:
    """Sittings with a result, latest first (2 statements); formative ones are never among the others (BR-10)."""
    return list(
        work.db.scalars(
            select(Sitting)
            .join(Sitting.candidate)
            .join(Sitting.session)
            .join(ExamSession.form)
            .join(ExamForm.qualification)
            .where(*_wanted(work, formative=formative, words=words, state=state, passed=passed))
            .options(*listing())
            .order_by(Sitting.signed_at.desc(), Sitting.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def result_count(
    work: Work,
    *,
    formative: bool = False,
    words: str = "",
    state: SittingState | None = None,
    passed: bool | None = None,
) -> int:
    """How many there are in that list (1 statement)."""
    found = work.db.scalar(
        select(func.count())
        .select_from(Sitting)
        .join(Sitting.candidate)
        .join(Sitting.session)
        .join(ExamSession.form)
        .join(ExamForm.qualification)
        .where(*_wanted(work, formative=formative, words=words, state=state, passed=passed))
    )
    return found or 0


def exams_of(work: Work, person_id: int) -> list[Sitting]:
    """Every exam this person was planned for, latest first (2 statements)."""
    return list(
        work.db.scalars(
            select(Sitting)
            .where(Sitting.candidate_id == person_id)
            .options(*listing())
            .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        )
    )


def own_news(work: Work, person_id: int, *, today: datetime, news_since: datetime) -> Sequence[OwnNews]:
    """What this person still has to sit, what waits for its result, and results of late, by start (1 statement).

    Per sitting: id, state, starts_at, ratified_at, passed, place, title, formative.
    """
    facts = {"person_id": person_id, "today": today, "news_since": news_since}
    return work.db.connection().execute(_OWN_NEWS, facts).all()


def examining(
    work: Work, person_id: int, *, since: datetime, until: datetime
) -> Sequence[Row[int, datetime, str, str]]:
    """Whom this person still has to examine: session_id, starts_at, place, title (1 statement)."""
    return work.db.connection().execute(_EXAMINING, {"person_id": person_id, "since": since, "until": until}).all()


def sessions_without_examiner(work: Work, *, since: datetime) -> list[tuple[ExamSession, int]]:
    """Coming sessions in which somebody has no examiner, and how many there are, soonest first (1 statement)."""
    waiting = (
        select(Sitting.session_id, func.count().label("number"))
        .where(Sitting.state == SittingState.PLANNED, ~has_examiner())
        .group_by(Sitting.session_id)
        .subquery()
    )
    rows = work.db.execute(
        select(ExamSession, waiting.c.number)
        .join(waiting, waiting.c.session_id == ExamSession.id)
        .where(ExamSession.starts_at >= since)
        .options(joinedload(ExamSession.form))
        .order_by(ExamSession.starts_at, ExamSession.id)
        .limit(5)
    )
    return [(row[0], row[1]) for row in rows]


def own_drafts(work: Work, person_id: int) -> list[ExamForm]:
    """Forms this person began and did not put in use, latest first (1 statement)."""
    return list(
        work.db.scalars(
            select(ExamForm)
            .where(ExamForm.made_by == person_id, ExamForm.state == FormState.DRAFT)
            .order_by(ExamForm.made_at.desc(), ExamForm.id.desc())
            .limit(3)
        )
    )


def waiting_count(work: Work) -> int:
    """How many summative results wait for the board (1 statement); practice never does (BR-10)."""
    found = work.db.scalar(
        select(func.count(Sitting.id))
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(Sitting.state == SittingState.SIGNED, ExamForm.formative.is_(False))
    )
    return found or 0
