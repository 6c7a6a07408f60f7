"""What is read for the matrix candidate x exam: a fixed number of statements, however many there are of each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from exams.models import ExamForm, ExamSession, Exemption, Sitting
from exams.queries.attempts import replaced_among
from exams.queries.candidates import is_linked, is_named
from exams.rules import SittingState
from exams.rules.design import FormState
from exams.rules.matrix import Exam
from foundation.db import numbers
from foundation.work import Work
from people.models import Person
from people.rules import full_name
from qualification_files.models import Qualification

MOST_ROWS = 500


@dataclass(frozen=True, kw_only=True)
class WantedRows:
    """Which candidates the matrix shows."""

    qualification_id: int
    words: str = ""
    group: str = ""
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """A candidate of the matrix."""

    id: int
    name: str
    number: str
    group: str


@dataclass(frozen=True, kw_only=True)
class MatrixFacts:
    """The sittings per candidate and exam, in the order they were planned, and who is exempt from what."""

    exams: dict[tuple[int, int], list[Exam]]
    exempt: frozenset[tuple[int, int]]


def matrix_qualifications(work: Work) -> list[Qualification]:
    """The qualifications with an exam in use, by name (1 statement)."""
    in_use = exists().where(ExamForm.qualification_id == Qualification.id, ExamForm.state == FormState.IN_USE)
    return list(
        work.db.scalars(
            select(Qualification).where(in_use).order_by(Qualification.name, Qualification.cohort, Qualification.id)
        )
    )


def matrix_forms(work: Work, qualification_id: int) -> list[ExamForm]:
    """The exams of this qualification that are in use, each as its latest edition, by code and title (1 statement)."""
    found = work.db.scalars(
        select(ExamForm)
        .where(ExamForm.qualification_id == qualification_id, ExamForm.state == FormState.IN_USE)
        .options(joinedload(ExamForm.qualification))
        .order_by(ExamForm.edition)
    )
    latest = {form.family: form for form in found}
    return sorted(latest.values(), key=lambda form: (form.formative, form.code, form.title.casefold(), form.id))


def _wanted(wanted: WantedRows) -> list[ColumnElement[bool]]:
    found = [is_linked(wanted.qualification_id), Person.active.is_(True), is_named(wanted.words)]
    return [*found, Person.group_name == wanted.group] if wanted.group else found


def matrix_rows(work: Work, wanted: WantedRows, *, limit: int | None, offset: int = 0) -> list[MatrixRow]:
    """The candidates, by name (1 statement)."""
    order = Person.sorting_name.desc() if wanted.descending else Person.sorting_name
    people = work.db.execute(
        select(
            Person.id,
            Person.given_name,
            Person.name_prefix,
            Person.family_name,
            Person.number,
            Person.group_name,
        )
        .where(*_wanted(wanted))
        .order_by(order, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        MatrixRow(id=row[0], name=full_name(row[1], row[2], row[3]), number=row[4] or "", group=row[5])
        for row in people
    ]


def matrix_count(work: Work, wanted: WantedRows) -> int:
    """How many candidates there are (1 statement)."""
    return work.db.scalar(select(func.count()).select_from(Person).where(*_wanted(wanted))) or 0


def matrix_facts(work: Work, forms: Sequence[ExamForm], person_ids: Sequence[int]) -> MatrixFacts:
    """How these candidates stand at these exams, whatever the edition was (2 statements)."""
    families = [form.family for form in forms]
    family = func.coalesce(ExamForm.root_id, ExamForm.id).label("family")
    ids = select(numbers(work.db, person_ids))
    rows = work.db.execute(
        select(
            Sitting.candidate_id,
            family,
            Sitting.id,
            Sitting.state,
            Sitting.passed,
            Sitting.starts_at,
            Sitting.first_id,
            Sitting.replaces_id,
            Sitting.outcome["label"].as_string().label("label"),
            Sitting.outcome["rounded"].as_string().label("rounded"),
            Sitting.annulled_uses_attempt,
        )
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .where(
            or_(ExamForm.id.in_(families), ExamForm.root_id.in_(families)),
            Sitting.candidate_id.in_(ids),
            Sitting.state != SittingState.CANCELLED,
        )
        .order_by(Sitting.id)
    ).all()
    exempt = work.db.execute(
        select(Exemption.candidate_id, family, Exemption.parts)
        .join(ExamForm, ExamForm.id == Exemption.form_id)
        .where(
            and_(or_(ExamForm.id.in_(families), ExamForm.root_id.in_(families)), Exemption.withdrawn_at.is_(None)),
            Exemption.candidate_id.in_(ids),
        )
    )
    replaced = replaced_among(rows)
    found: dict[tuple[int, int], list[Exam]] = defaultdict(list)
    for candidate, exam, number, state, passed, starts_at, first_id, _replaces, label, rounded, used_up in rows:
        found[candidate, exam].append(
            Exam(
                sitting_id=number,
                state=state,
                first_id=first_id,
                replaced=number in replaced,
                passed=passed,
                starts_at=starts_at,
                label=label or "",
                mark=Fraction(rounded) if rounded else None,
                used_up=used_up,
            )
        )
    return MatrixFacts(exams=found, exempt=frozenset((row[0], row[1]) for row in exempt if not row[2]))
