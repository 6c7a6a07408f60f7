"""What the list of forms shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from exams.models import ExamForm, ExamGroup, ExamSession, ExamStep
from exams.queries.forms import containing
from exams.rules.colours import Colour
from exams.rules.design import FormState
from foundation.work import Work
from qualification_files.models import Qualification


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """A form in a list."""

    form: ExamForm
    steps: int
    sessions: int


@dataclass(frozen=True, kw_only=True)
class WantedForms:
    """What somebody wants to see of them; `newest` leaves out editions that have a later one."""

    words: str = ""
    state: FormState | None = None
    formative: bool | None = None
    qualification_id: int | None = None
    colour: Colour | None = None
    newest: bool = False
    sort: str = ""


_STEPS = (
    select(func.count())
    .select_from(ExamStep)
    .join(ExamGroup, ExamGroup.id == ExamStep.group_id)
    .where(ExamGroup.form_id == ExamForm.id)
    .correlate(ExamForm)
    .scalar_subquery()
)
_SESSIONS = (
    select(func.count())
    .select_from(ExamSession)
    .where(ExamSession.form_id == ExamForm.id)
    .correlate(ExamForm)
    .scalar_subquery()
)
_SORTS: Mapping[str, ColumnElement[Any]] = MappingProxyType(
    {
        "title": func.lower(ExamForm.title),
        "qualification": func.lower(Qualification.name),
        "steps": _STEPS,
        "planned": _SESSIONS,
        "made": ExamForm.made_at.expression,
        "state": ExamForm.state.expression,
    }
)


def forms(work: Work, wanted: WantedForms | None = None, *, limit: int = 25, offset: int = 0) -> list[FormRow]:
    """The forms that are wanted, newest first unless said otherwise (1 statement)."""
    wanted = wanted or WantedForms()
    rows = work.db.execute(
        select(ExamForm, _STEPS, _SESSIONS)
        .join(ExamForm.qualification)
        .where(*_matching(wanted))
        .options(joinedload(ExamForm.qualification))
        .order_by(*_order(wanted.sort))
        .limit(limit)
        .offset(offset)
    )
    return [FormRow(form=form, steps=steps, sessions=sessions) for form, steps, sessions in rows]


def form_counts(work: Work, wanted: WantedForms) -> dict[FormState, int]:
    """How many of them there are in each state, whichever state is wanted (1 statement)."""
    rows = work.db.execute(
        select(ExamForm.state, func.count().label("number"))
        .join(ExamForm.qualification)
        .where(*_matching(replace(wanted, state=None)))
        .group_by(ExamForm.state)
    )
    found = {row.state: row.number for row in rows}
    return {state: found.get(state, 0) for state in FormState}


def qualifications_with_forms(work: Work) -> list[Qualification]:
    """The qualifications that have a form, by name (1 statement)."""
    has_form = exists().where(ExamForm.qualification_id == Qualification.id)
    return list(
        work.db.scalars(select(Qualification).where(has_form).order_by(Qualification.name, Qualification.cohort))
    )


def forms_beside(work: Work, form: ExamForm) -> list[ExamForm]:
    """The other forms it can be compared with: of its family, of its qualification (1 statement)."""
    family = (ExamForm.id == form.family) | (ExamForm.root_id == form.family)
    asked = family | (ExamForm.qualification_id == form.qualification_id)
    rows = work.db.scalars(
        select(ExamForm)
        .where(asked, ExamForm.id != form.id)
        .order_by(ExamForm.title, ExamForm.edition.desc(), ExamForm.id)
    )
    return sorted(rows, key=lambda one: (one.family != form.family, one.title != form.title))


def edition_before(work: Work, form: ExamForm) -> ExamForm | None:
    """The newest earlier edition of this exam that was ever fixed, to compare with (at most 1 statement)."""
    if form.root_id is None:
        return None
    family = (ExamForm.id == form.family) | (ExamForm.root_id == form.family)
    return work.db.scalars(
        select(ExamForm)
        .where(family, ExamForm.edition < form.edition, ExamForm.state != FormState.DRAFT)
        .order_by(ExamForm.edition.desc(), ExamForm.id.desc())
        .limit(1)
    ).first()


def _matching(wanted: WantedForms) -> list[ColumnElement[bool]]:
    searched: tuple[InstrumentedAttribute[str], ...] = (
        ExamForm.title,
        ExamForm.code,
        Qualification.name,
        Qualification.code,
    )
    later = aliased(ExamForm)
    root = func.coalesce(ExamForm.root_id, ExamForm.id)
    has_later = exists().where(later.root_id == root, later.edition > ExamForm.edition)
    asked: list[tuple[bool, ColumnElement[bool]]] = [
        (wanted.state is not None, ExamForm.state == wanted.state),
        (wanted.formative is not None, ExamForm.formative.is_(bool(wanted.formative))),
        (wanted.qualification_id is not None, ExamForm.qualification_id == wanted.qualification_id),
        (wanted.colour is not None, ExamForm.colour == wanted.colour),
        (wanted.newest, ~has_later),
    ]
    return [containing(wanted.words, *searched), *(condition for is_asked, condition in asked if is_asked)]


def _order(sort: str) -> list[UnaryExpression[Any]]:
    newest: list[UnaryExpression[Any]] = [ExamForm.made_at.desc(), ExamForm.id.desc()]
    found = _SORTS.get(sort.removeprefix("-"))
    if found is None:
        return newest
    return [found.desc() if sort.startswith("-") else found.asc(), *newest]
