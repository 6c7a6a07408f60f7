"""Which files of exams may go and from when, and who graduated."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import joinedload

from exams.models import ExamForm, ExamSession, Graduation, Objection, RetentionHold, Sheet, Sitting
from exams.queries.choosing import EMPTY
from exams.queries.objections import contestable_until, open_objections, terms, told_at
from exams.rules.attempts import OPEN
from exams.rules.retention import KEEP_MONTHS, LEAST_MONTHS, PURGE, Exam, Term, months_before, term_of
from foundation.environment import setting
from foundation.work import Work
from people.models import Person
from qualification_files.models import Qualification, QualificationLink

MOST_PEOPLE = 1_000


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file with its term."""

    sitting: Sitting
    term: Term
    hold: RetentionHold | None


def keep_months(work: Work) -> int:
    """How long files are kept after graduation, in months; never less than 18."""
    return max(int(setting(work.db, KEEP_MONTHS, LEAST_MONTHS)), LEAST_MONTHS)


def purges(work: Work) -> bool:
    """Whether files go by themselves at night once their term is over."""
    return bool(setting(work.db, PURGE, default=False))


def _graduated() -> ColumnElement[bool]:
    """The day of the diploma, or of leaving without one, that goes with an exam and was not taken off."""
    return and_(
        Graduation.person_id == Sitting.candidate_id,
        Graduation.qualification_id == ExamForm.qualification_id,
        Graduation.removed_at.is_(None),
    )


SOON = timedelta(days=31)


def going_files(work: Work, *, limit: int = 50, offset: int = 0) -> tuple[int, list[Kept]]:
    """How many files have a term that is over or nearly so, whatever holds them, and some (10 statements)."""
    last = months_before(work.today + SOON, keep_months(work))
    return _chosen_files(work, [Graduation.graduated_on <= last], limit=limit, offset=offset)


def kept_files(work: Work, *, held: bool = False, limit: int = 50, offset: int = 0) -> tuple[int, list[Kept]]:
    """How many files of graduates, or on hold, there are, and some; the first to go on top (10 statements)."""
    on_hold = exists().where(RetentionHold.sitting_id == Sitting.id, RetentionHold.lifted_at.is_(None))
    return _chosen_files(work, [on_hold if held else Graduation.id.is_not(None)], limit=limit, offset=offset)


def _chosen_files(
    work: Work, which: Sequence[ColumnElement[bool]], *, limit: int, offset: int
) -> tuple[int, list[Kept]]:
    chosen = (
        select(Sitting, Graduation.graduated_on)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .outerjoin(Graduation, _graduated())
        .where(Sitting.purged_at.is_(None), Sitting.state.not_in(list(EMPTY)), *which)
    )
    total = work.db.scalar(select(func.count()).select_from(chosen.with_only_columns(Sitting.id).subquery())) or 0
    rows = work.db.execute(
        chosen.options(
            joinedload(Sitting.candidate),
            joinedload(Sitting.session).joinedload(ExamSession.form).joinedload(ExamForm.qualification),
        )
        .order_by(Graduation.graduated_on, Sitting.id)
        .limit(limit)
        .offset(offset)
    ).all()
    return total, _kept(work, [(row[0], row[1]) for row in rows])


def _kept(work: Work, rows: Sequence[tuple[Sitting, date | None]]) -> list[Kept]:
    ids = [sitting.id for sitting, _ in rows]
    holds, cases, months = holds_of(work, ids), open_objections(work, ids), keep_months(work)
    exams = _exams(work, [sitting for sitting, _ in rows])
    return [
        Kept(
            sitting=sitting,
            hold=holds.get(sitting.id),
            term=term_of(
                graduated,
                exams[sitting.id],
                months=months,
                on_hold=sitting.id in holds,
                case_open=sitting.id in cases,
            ),
        )
        for sitting, graduated in rows
    ]


def _exams(work: Work, sittings: Sequence[Sitting]) -> dict[int, Exam]:
    """Sitting -> its day, and whether and until when its result can change (3 statements)."""
    known, told = terms(work), told_at(work, sittings)
    earlier: dict[int, list[Objection]] = defaultdict(list)
    for one in work.db.scalars(select(Objection).where(Objection.sitting_id.in_([one.id for one in sittings]))):
        earlier[one.sitting_id].append(one)
    return {
        sitting.id: Exam(
            day=sitting.starts_at.astimezone(work.zone).date(),
            is_over=sitting.state not in OPEN,
            contestable_until=contestable_until(work, told.get(sitting.id), earlier[sitting.id], known),
        )
        for sitting in sittings
    }


def holds_of(work: Work, ids: Collection[int]) -> Mapping[int, RetentionHold]:
    """Sitting -> the hold on it (1 statement)."""
    rows = work.db.scalars(
        select(RetentionHold).where(RetentionHold.sitting_id.in_(ids), RetentionHold.lifted_at.is_(None))
    )
    return {row.sitting_id: row for row in rows}


def term_of_sitting(work: Work, sitting: Sitting) -> Term:
    """The term of one file (8 statements)."""
    graduated = work.db.scalar(
        select(Graduation.graduated_on).where(
            Graduation.person_id == sitting.candidate_id,
            Graduation.qualification_id == sitting.session.form.qualification_id,
            Graduation.removed_at.is_(None),
        )
    )
    return _kept(work, [(sitting, graduated)])[0].term


def terms_over(work: Work, *, after: int = 0, limit: int = 50) -> tuple[int, list[int]]:
    """The next files of graduates whose term is over, by number, and the number to go on after (0: no more)."""
    rows = work.db.execute(
        select(Sitting, Graduation.graduated_on)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .join(
            Graduation,
            _graduated(),
        )
        .where(Sitting.purged_at.is_(None), Sitting.state.not_in(list(EMPTY)), Sitting.id > after)
        .order_by(Sitting.id)
        .limit(limit)
    ).all()
    kept = _kept(work, [(row[0], row[1]) for row in rows])
    last = rows[-1][0].id if len(rows) == limit else 0
    return last, [one.sitting.id for one in kept if one.term.is_over(work.today)]


def locked_sitting(work: Work, sitting_id: int) -> Sitting | None:
    """The exam with its form, held until the end of this work; race: a hold or an objection comes as it goes."""
    return work.db.scalars(
        select(Sitting)
        .where(Sitting.id == sitting_id)
        .options(joinedload(Sitting.session).joinedload(ExamSession.form))
        .with_for_update(of=Sitting)
        .execution_options(populate_existing=True)
    ).one_or_none()


def sheet_ids(work: Work, sitting_id: int) -> list[int]:
    """The sheets of an exam, also those of examiners who were taken off (1 statement)."""
    return list(work.db.scalars(select(Sheet.id).where(Sheet.sitting_id == sitting_id)))


@dataclass(frozen=True, kw_only=True)
class Follower:
    """Somebody who follows a qualification, and when they graduated."""

    person: Person
    graduation: Graduation | None  # also one that was taken off

    @property
    def graduated_on(self) -> date | None:
        """The day of the diploma, or of leaving without one."""
        return self.graduation.graduated_on if self.graduation and self.graduation.removed_at is None else None


def followers(work: Work, qualification_id: int, *, words: str = "") -> list[Follower]:
    """Who follows or followed this qualification, by name, with the day of the diploma (1 statement)."""
    rows = work.db.execute(
        select(Person, Graduation)
        .join(QualificationLink, QualificationLink.person_id == Person.id)
        .outerjoin(Graduation, (Graduation.person_id == Person.id) & (Graduation.qualification_id == qualification_id))
        .where(QualificationLink.qualification_id == qualification_id, Person.sorting_name.contains(words.lower()))
        .order_by(Person.sorting_name, Person.id)
        .limit(MOST_PEOPLE)
    )
    found = {person.id: Follower(person=person, graduation=graduation) for person, graduation in rows}
    return list(found.values())


def followed(work: Work) -> list[Qualification]:
    """Qualifications that somebody follows, by name (1 statement)."""
    ids = select(QualificationLink.qualification_id)
    return list(work.db.scalars(select(Qualification).where(Qualification.id.in_(ids)).order_by(Qualification.name)))


def graduations(work: Work, qualification_id: int, people: Collection[int]) -> Mapping[int, Graduation]:
    """Person -> the graduation that was recorded (1 statement)."""
    rows = work.db.scalars(
        select(Graduation).where(Graduation.qualification_id == qualification_id, Graduation.person_id.in_(people))
    )
    return {row.person_id: row for row in rows}
