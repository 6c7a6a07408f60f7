"""What is read about results, and about one's own exams."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from exams.models import Correction, ExamForm, ExamSession, Objection, Sheet, Sitting
from exams.queries.forms import containing
from exams.queries.sessions import has_examiner
from exams.queries.stopping import HAS_STOPPED
from exams.rules import TAKES_MARKS, SittingState
from exams.rules.agreeing import BOTH, THIRD
from exams.rules.design import FormState
from exams.rules.objections import ObjectionState
from foundation.environment import setting
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
        Sitting.annulled_at,
        select(func.max(Correction.made_at))
        .where(Correction.sitting_id == Sitting.id, Correction.made_at > Sitting.ratified_at)
        .scalar_subquery()
        .label("corrected_at"),
        select(Objection.id)
        .where(Objection.sitting_id == Sitting.id, Objection.state != ObjectionState.WITHDRAWN)
        .exists()
        .label("objected"),
    )
    .join(Sitting.session)
    .join(ExamSession.form)
    .where(
        Sitting.candidate_id == bindparam("person_id"),
        or_(
            and_(Sitting.state.in_(list(TAKES_MARKS)), Sitting.starts_at >= bindparam("today")),
            Sitting.state == SittingState.SIGNED,
            and_(
                Sitting.state == SittingState.RATIFIED,
                or_(
                    Sitting.ratified_at >= bindparam("news_since"),
                    select(Correction.id)
                    .where(
                        Correction.sitting_id == Sitting.id,
                        Correction.made_at > Sitting.ratified_at,
                        Correction.made_at >= bindparam("news_since"),
                    )
                    .exists(),
                ),
            ),
            and_(
                Sitting.state == SittingState.ANNULLED,
                Sitting.ratified_at.is_not(None),  # before that the candidate knew of no result
                Sitting.annulled_at >= bindparam("news_since"),
            ),
        ),
    )
    .order_by(Sitting.starts_at, Sitting.id)
)


def _is_left_to_a_third() -> ColumnElement[bool]:
    """A third examiner has signed and decides by now, so that the first two are done."""
    third = aliased(Sheet)
    decides = exists().where(
        third.sitting_id == Sitting.id,
        third.position == THIRD,
        third.signed_at.is_not(None),
        third.withdrawn_at.is_(None),
    )
    return and_(Sheet.position.in_(list(BOTH)), decides)


_EXAMINING = (
    select(
        Sitting.session_id,
        Sitting.starts_at,
        ExamSession.place,
        ExamForm.title,
        Sitting.id.label("sitting_id"),
        Sitting.state,
        Sheet.id.label("sheet_id"),
        Sheet.position,
        Sheet.signed_at,
    )
    .join(Sheet, Sheet.sitting_id == Sitting.id)
    .join(Sitting.session)
    .join(ExamSession.form)
    .where(
        Sheet.examiner_id == bindparam("person_id"),
        Sheet.withdrawn_at.is_(None),
        or_(
            and_(
                Sheet.signed_at.is_(None),
                Sitting.state.in_(list(TAKES_MARKS)),
                Sitting.starts_at >= bindparam("since"),
                Sitting.starts_at < bindparam("until"),
            ),
            and_(Sitting.state == SittingState.AGREEING, Sheet.agreed_at.is_(None), ~_is_left_to_a_third()),
        ),
    )
    .order_by(Sitting.starts_at, Sitting.id)
)
OwnNews = Row[
    int, SittingState, datetime, datetime | None, bool | None, str, str, bool, datetime | None, datetime | None, bool
]
Examining = Row[int, datetime, str, str, int, SittingState, int, int, datetime | None]


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

    Per sitting: id, state, starts_at, ratified_at, passed, place, title, formative, annulled_at, corrected_at,
    objected.
    """
    facts = {"person_id": person_id, "today": today, "news_since": news_since}
    return work.db.connection().execute(_OWN_NEWS, facts).all()


def examining(work: Work, person_id: int, *, since: datetime, until: datetime) -> Sequence[Examining]:
    """Whom this person still has to examine, and where a comparison is open (1 statement).

    Per sheet: session_id, starts_at, place, title, sitting_id, state, sheet_id, position, signed_at.
    """
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


def third_examiner_asked(work: Work) -> Sequence[int]:
    """The exams that need a third examiner, oldest first; no own one (1 statement).

    One was asked for, or somebody who compares can go on no more; and nobody was chosen who still can.
    """
    standing = select(Sheet.id).where(Sheet.sitting_id == Sitting.id, Sheet.withdrawn_at.is_(None)).correlate(Sitting)
    third = standing.where(Sheet.position == THIRD, ~HAS_STOPPED)
    return work.db.scalars(
        select(Sitting.id)
        .where(
            Sitting.state == SittingState.AGREEING,
            or_(Sitting.third_asked_at.is_not(None), standing.where(HAS_STOPPED).exists()),
            Sitting.candidate_id != work.actor.id,
            ~third.exists(),
        )
        .order_by(func.coalesce(Sitting.third_asked_at, Sitting.compared_at), Sitting.id)
    ).all()


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


def reads_remarks(work: Work, candidate_id: int) -> bool:
    """Whether the actor reads what examiners wrote, and sees their photos: a school may keep it from the candidate."""
    return candidate_id != work.actor.id or bool(setting(work.db, "exams.remarks_to_candidate", default=True))
