"""Who can be planned for an exam."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, not_, select, true

from exams.models import ExamForm, ExamSession, Sitting
from exams.queries.attempts import attempts, has_done, no_show_counts
from foundation.db import numbers
from foundation.work import Work
from people.models import Person
from people.rules import sorting_name
from qualification_files.models import QualificationLink


@dataclass(frozen=True, kw_only=True)
class CandidateRow:
    """Somebody who could be planned, and how many attempts at this exam were used."""

    person: Person
    taken: int


def is_linked(qualification_id: int) -> ColumnElement[bool]:
    """Whether a person of the query around it follows this qualification now."""
    return exists().where(
        QualificationLink.person_id == Person.id,
        QualificationLink.qualification_id == qualification_id,
        QualificationLink.ended_at.is_(None),
    )


def _plannable(session: ExamSession, words: str, group: str) -> list[ColumnElement[bool]]:
    here = exists().where(Sitting.session_id == session.id, Sitting.candidate_id == Person.id)
    found = [is_linked(session.form.qualification_id), Person.active.is_(True), not_(here), is_named(words)]
    return [*found, Person.group_name == group] if group else found


def is_named(words: str) -> ColumnElement[bool]:
    """Whether each of these words stands in the name of a person of the query around it."""
    parts = sorting_name("", "", words).rstrip(", ").split()[:8]
    return and_(true(), *(Person.sorting_name.contains(part, autoescape=True) for part in parts))


def candidates(
    work: Work, session: ExamSession, *, words: str = "", group: str = "", limit: int | None = 50, offset: int = 0
) -> list[CandidateRow]:
    """People who follow the qualification and are not in this session yet, by name (2 statements)."""
    return _candidate_rows(work, session.form.family, _plannable(session, words, group), limit=limit, offset=offset)


def _candidate_rows(
    work: Work, family: int, wanted: Sequence[ColumnElement[bool]], *, limit: int | None, offset: int
) -> list[CandidateRow]:
    rows = work.db.execute(
        select(Person, attempts(family, no_show_counts=no_show_counts(work)))
        .where(*wanted)
        .order_by(Person.sorting_name, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [CandidateRow(person=person, taken=taken) for person, taken in rows]


def candidate_count(work: Work, session: ExamSession, *, words: str = "", group: str = "") -> int:
    """How many people `candidates` would give without a limit (1 statement)."""
    return work.db.scalar(select(func.count()).select_from(Person).where(*_plannable(session, words, group))) or 0


def is_followed(work: Work, qualification_id: int) -> bool:
    """Whether anybody follows this qualification now (1 statement)."""
    return bool(work.db.scalar(select(exists().where(Person.active.is_(True), is_linked(qualification_id)))))


@dataclass(frozen=True, kw_only=True)
class WantedCandidates:
    """Which candidates of an exam are asked for."""

    words: str = ""
    group: str = ""
    everybody: bool = False  # also who passed or has an attempt going on


def group_candidates(
    work: Work, form: ExamForm, wanted: WantedCandidates, *, limit: int | None = 100, offset: int = 0
) -> list[CandidateRow]:
    """People who follow the qualification of this exam and can be planned for it, by name (2 statements)."""
    return _candidate_rows(work, form.family, _group(form, wanted), limit=limit, offset=offset)


def group_candidate_count(work: Work, form: ExamForm, wanted: WantedCandidates) -> int:
    """How many `group_candidates` would give without a limit (1 statement)."""
    return work.db.scalar(select(func.count()).select_from(Person).where(*_group(form, wanted))) or 0


def group_candidate_ids(work: Work, form: ExamForm, wanted: WantedCandidates) -> list[int]:
    """The numbers of all those people, by name (1 statement)."""
    return list(
        work.db.scalars(select(Person.id).where(*_group(form, wanted)).order_by(Person.sorting_name, Person.id))
    )


def _group(form: ExamForm, wanted: WantedCandidates) -> list[ColumnElement[bool]]:
    found = [is_linked(form.qualification_id), Person.active.is_(True), is_named(wanted.words)]
    if wanted.group:
        found.append(Person.group_name == wanted.group)
    return found if wanted.everybody else [*found, not_(has_done(form.family))]


def groups_of(work: Work, qualification_id: int) -> list[str]:
    """The groups of the people who follow this qualification (1 statement)."""
    return list(
        work.db.scalars(
            select(Person.group_name)
            .where(is_linked(qualification_id), Person.group_name != "", Person.active.is_(True))
            .distinct()
            .order_by(Person.group_name)
        )
    )


def rows_of(work: Work, form: ExamForm, person_ids: Sequence[int]) -> list[CandidateRow]:
    """These people with what they used up of this exam, by name (2 statements)."""
    wanted = [Person.id.in_(select(numbers(work.db, person_ids)))]
    return _candidate_rows(work, form.family, wanted, limit=None, offset=0)
