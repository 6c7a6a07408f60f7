"""Reading who assesses whose portfolio."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from foundation.work import Work
from people.models import Person, Supervision
from people.rules import Role, full_name
from portfolio.models import Entry, Evidence, PortfolioAssessor
from portfolio.queries.reviews import has_role, still_assesses
from portfolio.rules import EvidenceState
from qualification_files.queries.lists import PAGE, Page, contains


@dataclass(frozen=True)
class AssessorRow:
    """Somebody to whom a portfolio was given, and whether that still counts."""

    person_id: int
    name: str
    assigned_at: datetime
    assigned_by: str
    guides: bool  # became supervisor since, which ends the right to assess
    is_examiner: bool  # and active


@dataclass(frozen=True)
class ExaminerRow:
    """An examiner to choose, or the reason why not."""

    person_id: int
    name: str
    number: str
    guides: bool
    assesses: bool


@dataclass(frozen=True)
class AssessedRow:
    """A portfolio that was given to whoever asks."""

    person_id: int
    name: str
    number: str
    group: str
    assigned_at: datetime
    waiting: int


def assessors_of(work: Work, owner_id: int) -> list[AssessorRow]:
    """Who this portfolio is given to now, by name, in one statement."""
    by = aliased(Person)
    rows = (
        select(
            Person.id,
            Person.given_name,
            Person.name_prefix,
            Person.family_name,
            PortfolioAssessor.assigned_at,
            by.given_name,
            by.name_prefix,
            by.family_name,
            _guides(owner_id),
            and_(has_role(Role.EXAMINER), Person.active.is_(True)),
        )
        .join(PortfolioAssessor, PortfolioAssessor.assessor_id == Person.id)
        .outerjoin(by, by.id == PortfolioAssessor.assigned_by)
        .where(PortfolioAssessor.candidate_id == owner_id, PortfolioAssessor.ended_at.is_(None))
        .order_by(Person.sorting_name, Person.id)
    )
    return [
        AssessorRow(
            number,
            full_name(given, prefix, family),
            at,
            full_name(by_given or "", by_prefix or "", by_family or ""),
            guides,
            is_examiner,
        )
        for number, given, prefix, family, at, by_given, by_prefix, by_family, guides, is_examiner in work.db.execute(
            rows
        )
    ]


def examiners(work: Work, owner_id: int, *, words: str = "", page: int = 1) -> Page[ExaminerRow]:
    """One page of the active examiners other than the owner, by name, in two statements."""
    rows: Select[int, str, str, str, str | None, bool, bool] = select(
        Person.id,
        Person.given_name,
        Person.name_prefix,
        Person.family_name,
        Person.number,
        _guides(owner_id),
        still_assesses(owner_id),
    ).where(Person.active.is_(True), Person.id != owner_id, has_role(Role.EXAMINER))
    if words:
        rows = rows.where(contains(words, Person.given_name, Person.family_name, Person.number))
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(page, -(-total // PAGE)))
    found = work.db.execute(rows.order_by(Person.sorting_name, Person.id).limit(PAGE).offset((number - 1) * PAGE))
    people = [
        ExaminerRow(person_id, full_name(given, prefix, family), code or "", guides, assesses)
        for person_id, given, prefix, family, code, guides, assesses in found
    ]
    return Page(people, total, number)


def assessed_portfolios(work: Work, *, words: str = "", page: int = 1) -> Page[AssessedRow]:
    """One page of the portfolios that were given to whoever asks, by name, in two statements."""
    waiting = (
        select(func.count(Evidence.id))
        .join(Entry, Entry.id == Evidence.entry_id)
        .where(
            Entry.owner_id == Person.id,
            Entry.archived_at.is_(None),
            Evidence.archived_at.is_(None),
            Evidence.state == EvidenceState.WAITING,
        )
        .correlate(Person)
        .scalar_subquery()
    )
    guides = exists().where(Supervision.candidate_id == Person.id, Supervision.supervisor_id == work.actor.id)
    rows: Select[int, str, str, str, str | None, str, datetime, int] = (
        select(
            Person.id,
            Person.given_name,
            Person.name_prefix,
            Person.family_name,
            Person.number,
            Person.group_name,
            PortfolioAssessor.assigned_at,
            waiting,
        )
        .join(PortfolioAssessor, PortfolioAssessor.candidate_id == Person.id)
        .where(
            PortfolioAssessor.assessor_id == work.actor.id,
            PortfolioAssessor.ended_at.is_(None),
            Person.active.is_(True),
            ~guides,
        )
    )
    if words:
        rows = rows.where(contains(words, Person.given_name, Person.family_name, Person.number, Person.group_name))
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(page, -(-total // PAGE)))
    found = work.db.execute(rows.order_by(Person.sorting_name, Person.id).limit(PAGE).offset((number - 1) * PAGE))
    people = [
        AssessedRow(person_id, full_name(given, prefix, family), code or "", group, at, count)
        for person_id, given, prefix, family, code, group, at, count in found
    ]
    return Page(people, total, number)


def assignment(work: Work, owner_id: int, assessor_id: int) -> PortfolioAssessor | None:
    """The row that gives this portfolio to this person now, held until the end of this work."""
    return work.db.scalars(
        select(PortfolioAssessor)
        .where(
            PortfolioAssessor.candidate_id == owner_id,
            PortfolioAssessor.assessor_id == assessor_id,
            PortfolioAssessor.ended_at.is_(None),
        )
        .with_for_update(of=PortfolioAssessor)  # race: ended twice at once is ended once
    ).one_or_none()


def roles_of(work: Work, person_id: int) -> frozenset[Role] | None:
    """What this person is here for; None for nobody, or somebody who is no longer active."""
    person = work.db.get(Person, person_id)
    return person.role_names if person and person.active else None


def guides_now(work: Work, owner_id: int, person_id: int) -> bool:
    """Whether this person guides the owner."""
    row = exists().where(Supervision.candidate_id == owner_id, Supervision.supervisor_id == person_id)
    return bool(work.db.scalar(select(row)))


def _guides(owner_id: int) -> ColumnElement[bool]:
    return exists().where(Supervision.candidate_id == owner_id, Supervision.supervisor_id == Person.id)
