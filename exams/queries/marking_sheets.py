"""What the marking screen shows of a sheet, or of several at once: plain rows, in a fixed handful of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, select

from exams.models import BoardDecision, ExamForm, ExamSession, Exemption, Mark, Sheet, Sitting
from exams.queries.marking_forms import FormKey
from exams.rules import AnswerKind, SittingState
from exams.rules.agreeing import THIRD, Seat
from exams.rules.deeds import MarkSource
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.rules import full_name
from qualification_files.models import Qualification

_mark, _sheet, _sitting = Mark.__table__.c, Sheet.__table__.c, Sitting.__table__.c
_session, _form, _person = ExamSession.__table__.c, ExamForm.__table__.c, Person.__table__.c
_qualification = Qualification.__table__.c


@dataclass(frozen=True, kw_only=True)
class SheetFacts:
    """A sheet as the marking screen needs it."""

    id: int
    sitting_id: int
    examiner_id: int
    signed_at: datetime | None
    signed_name: str
    withdrawn_at: datetime | None
    candidate_id: int
    candidate_name: str
    photo_key: str | None
    state: SittingState
    starts_at: datetime
    began_at: datetime | None  # of the exam; of a third examiner the marking of this sheet
    place: str
    form: FormKey
    title: str
    minutes: int | None
    instructions: str
    formative: bool
    terms: Mapping[str, Any]  # what the qualification calls things
    position: int
    required: int  # how many examiners the exam asks for
    seats: tuple[Seat, ...]  # for who is not its examiner: who else examines
    is_freed: bool  # from a part of the exam, so that the device cannot know what the marks come to
    session_id: int
    room: str
    overall_remark: str
    shows_standing: bool  # while marking, its examiner sees what the marks come to so far
    asks_global_rating: bool


@dataclass(frozen=True, kw_only=True)
class Stands:
    """The mark that stands for a step."""

    step: int
    op: UUID
    value: int | None
    remark: str
    parts: Sequence[int] | None
    source: MarkSource | None = None  # none: sent by the device it was made on


_family = func.coalesce(_form.root_id, _form.id)
_freeing = ExamForm.__table__.alias("freeing")
_FREED = exists().where(
    Exemption.__table__.c.candidate_id == _sitting.candidate_id,
    Exemption.__table__.c.withdrawn_at.is_(None),
    Exemption.__table__.c.form_id == _freeing.c.id,
    func.coalesce(_freeing.c.root_id, _freeing.c.id) == _family,
)
_FACTS = (
    select(
        _sheet.id,
        _sheet.sitting_id,
        _sheet.examiner_id,
        _sheet.signed_at,
        _sheet.signed_name,
        _sheet.withdrawn_at,
        _sheet.position,
        _form.examiners_required,
        _FREED.label("is_freed"),
        _sitting.candidate_id,
        _sitting.state,
        _sitting.starts_at,
        case(
            (
                _sheet.position == THIRD,
                select(func.min(_mark.received_at)).where(_mark.sheet_id == _sheet.id).scalar_subquery(),
            ),
            else_=_sitting.began_at,
        ).label("began_at"),
        _session.place,
        _person.given_name,
        _person.name_prefix,
        _person.family_name,
        _person.photo_key,
        _form.id.label("form_id"),
        _form.version.label("form_version"),
        _form.in_use_at,
        _form.title,
        _form.duration_minutes,
        _form.instructions_examiner,
        _form.formative,
        _qualification.terms,
        _session.id.label("session_id"),
        _sitting.room,
        _sheet.overall_remark,
        _form.shows_standing,
        _form.asks_global_rating,
    )
    .join_from(Sheet.__table__, Sitting.__table__)
    .join(ExamSession.__table__)
    .join(ExamForm.__table__)
    .join(Qualification.__table__)
    .join(Person.__table__, _person.id == _sitting.candidate_id)
)
_ONE = _FACTS.where(_sheet.id == bindparam("sheet"))
_own_form = ExamForm.__table__.alias("own_form")
_FREED_BY = (
    select(_sheet.id, Exemption.__table__.c.parts, BoardDecision.__table__.c.number)
    .join_from(Exemption.__table__, BoardDecision.__table__)
    .join(_freeing, _freeing.c.id == Exemption.__table__.c.form_id)
    .join(
        _own_form,
        func.coalesce(_own_form.c.root_id, _own_form.c.id) == func.coalesce(_freeing.c.root_id, _freeing.c.id),
    )
    .join(ExamSession.__table__, _session.form_id == _own_form.c.id)
    .join(
        Sitting.__table__,
        and_(_sitting.session_id == _session.id, _sitting.candidate_id == Exemption.__table__.c.candidate_id),
    )
    .join(Sheet.__table__, _sheet.sitting_id == _sitting.id)
    .where(Exemption.__table__.c.withdrawn_at.is_(None), _sheet.id.in_(bindparam("sheets", expanding=True)))
    .order_by(Exemption.__table__.c.id)
)
_SEATS = select(_sheet.examiner_id, _sheet.position, _sheet.signed_at).where(
    _sheet.sitting_id == bindparam("sitting"), _sheet.withdrawn_at.is_(None)
)
_STANDING = (
    select(_mark.sheet_id, _mark.step_id, _mark.op, _mark.value, _mark.remark, _mark.parts, _mark.source)
    .where(
        _mark.id.in_(
            select(func.max(_mark.id))
            .where(_mark.sheet_id.in_(bindparam("sheets", expanding=True)), _mark.answer == AnswerKind.STORED)
            .group_by(_mark.sheet_id, _mark.step_id)
        )
    )
    .order_by(_mark.id)
)


def sheet_facts(work: Work, sheet_id: int) -> SheetFacts:
    """A sheet with its candidate and what is said of the exam (1 statement, 2 for who is not its examiner)."""
    row = work.db.connection().execute(_ONE, {"sheet": sheet_id}).one_or_none()
    if row is None:
        raise NotFound
    return _facts(row, () if row.examiner_id == work.actor.id else _seats(work, row.sitting_id))


def own_sheets(work: Work, *wanted: ColumnElement[bool], most: int) -> list[SheetFacts]:
    """The actor's own sheets of which this holds, by when their exams start; none of an own exam (1 statement)."""
    rows = work.db.connection().execute(_own(work.actor.id).where(*wanted).limit(most))
    return [_facts(row, ()) for row in rows]


def _own(examiner_id: int | None) -> Select[Any]:
    own = (_sheet.examiner_id == examiner_id, _sheet.withdrawn_at.is_(None), _sitting.candidate_id != examiner_id)
    return _FACTS.where(*own).order_by(_sitting.starts_at, _sheet.id)


def _facts(row: Any, seats: tuple[Seat, ...]) -> SheetFacts:
    return SheetFacts(
        id=row.id,
        sitting_id=row.sitting_id,
        examiner_id=row.examiner_id,
        signed_at=row.signed_at,
        signed_name=row.signed_name,
        withdrawn_at=row.withdrawn_at,
        candidate_id=row.candidate_id,
        candidate_name=full_name(row.given_name, row.name_prefix, row.family_name),
        photo_key=row.photo_key,
        state=row.state,
        starts_at=row.starts_at,
        began_at=row.began_at,
        place=row.place,
        form=FormKey(row.form_id, row.form_version, row.in_use_at),
        title=row.title,
        minutes=row.duration_minutes,
        instructions=row.instructions_examiner,
        formative=row.formative,
        terms=row.terms,
        position=row.position,
        required=row.examiners_required,
        seats=seats,
        is_freed=bool(row.is_freed),
        session_id=row.session_id,
        room=row.room,
        overall_remark=row.overall_remark,
        shows_standing=row.shows_standing,
        asks_global_rating=row.asks_global_rating,
    )


def freed_by(work: Work, sheet: SheetFacts) -> Mapping[str, str]:
    """The keys of the groups from which the board freed the candidate, each with the number of the decision.

    1 statement; none where nothing is exempt.
    """
    return freed_of(work, (sheet,)).get(sheet.id, {})


def freed_of(work: Work, sheets: Collection[SheetFacts]) -> Mapping[int, Mapping[str, str]]:
    """The same for each of these sheets where something is exempt (1 statement; none where nothing is)."""
    freed = sorted(sheet.id for sheet in sheets if sheet.is_freed)
    found = defaultdict[int, dict[str, str]](dict)
    for row in work.db.connection().execute(_FREED_BY, {"sheets": freed}) if freed else ():
        found[row.id].update((str(key), row.number) for key in row.parts)
    return found


def _seats(work: Work, sitting_id: int) -> tuple[Seat, ...]:
    rows = work.db.connection().execute(_SEATS, {"sitting": sitting_id})
    return tuple(
        Seat(examiner=row.examiner_id, position=row.position, signed=row.signed_at is not None) for row in rows
    )


def stands(work: Work, sheet_id: int) -> Sequence[Stands]:
    """What stands for each step that was ever marked (1 statement)."""
    return stands_of(work, (sheet_id,)).get(sheet_id, ())


def stands_of(work: Work, sheet_ids: Collection[int]) -> Mapping[int, Sequence[Stands]]:
    """The same for each of these sheets (1 statement)."""
    found = defaultdict[int, list[Stands]](list)
    for row in work.db.connection().execute(_STANDING, {"sheets": sorted(sheet_ids)}):
        mark = Stands(
            step=row.step_id, op=row.op, value=row.value, remark=row.remark, parts=row.parts, source=row.source
        )
        found[row.sheet_id].append(mark)
    return found
