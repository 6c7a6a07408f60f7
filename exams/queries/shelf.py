"""What was refused when it came in and nobody decided about; what was done after all is left out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from exams.models import ExamForm, ExamSession, Mark, Sheet, Sitting
from exams.models.tablets import ShelfDecision, TabletDeed
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import DeedKind, MarkSource
from foundation.db import numbers
from foundation.work import Work

ABOUT_PHOTOS = (DeedKind.PHOTO, DeedKind.PHOTO_OFF)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """A sheet for which something waits: how much, and since when."""

    sheet: Sheet
    count: int
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """What waits for one sheet, in the order in which it came."""

    marks: Sequence[Mark]
    deeds: Sequence[TabletDeed]

    @property
    def count(self) -> int:
        """How much that is."""
        return len(self.marks) + len(self.deeds)

    @property
    def ops(self) -> list[UUID]:
        """The ids of all of it."""
        return [*(mark.op for mark in self.marks), *(deed.op for deed in self.deeds)]


def _undecided(kind: type[Mark] | type[TabletDeed]) -> ColumnElement[bool]:
    return and_(kind.answer == AnswerKind.REFUSED, ~exists().where(ShelfDecision.op == kind.op))


def _waiting_marks() -> ColumnElement[bool]:
    """A mark is over once its examiner marked the step anew and that was stored; the tablet's own rule: chain.js."""
    later = aliased(Mark)
    again = exists().where(
        later.sheet_id == Mark.sheet_id,
        later.step_id == Mark.step_id,
        later.examiner_id == Mark.examiner_id,
        later.id > Mark.id,
        later.answer == AnswerKind.STORED,
        later.value.is_not(None),
        # What a coordinator made of another refused mark decides nothing about this one.
        or_(later.source.is_(None), later.source != MarkSource.SHELF),
        # A file brings in later what one tablet did before.
        or_(
            later.tablet_id.is_(None),
            Mark.tablet_id.is_(None),
            later.tablet_id != Mark.tablet_id,
            later.sequence > Mark.sequence,
        ),
    )
    return and_(_undecided(Mark), Mark.step_id.is_not(None), ~again)


def _waiting_deeds() -> ColumnElement[bool]:
    """A deed needs no decision once it was done after all: the exam is so, or the same was said later and stored.

    The same photo, that is, or another overall remark. Each pause has a reason of its own, and waits by itself.
    """
    later = aliased(TabletDeed)
    same_photo = later.content["photo"].as_string() == TabletDeed.content["photo"].as_string()
    again = exists().where(
        later.sheet_id == TabletDeed.sheet_id,
        later.examiner_id == TabletDeed.examiner_id,
        later.id > TabletDeed.id,
        later.answer == AnswerKind.STORED,
        or_(
            and_(later.kind == TabletDeed.kind, later.kind.in_([DeedKind.REMARK, DeedKind.CAME])),
            and_(later.kind == DeedKind.PHOTO_OFF, TabletDeed.kind.in_(ABOUT_PHOTOS), same_photo),
            and_(later.kind == DeedKind.PHOTO, TabletDeed.kind == DeedKind.PHOTO, same_photo),
        ),
    )
    done = or_(
        and_(TabletDeed.kind == DeedKind.SIGN, Sheet.signed_at.is_not(None)),
        and_(TabletDeed.kind == DeedKind.START, Sitting.began_at.is_not(None)),
        and_(TabletDeed.kind == DeedKind.ABORT, Sitting.state == SittingState.ABORTED),
        and_(TabletDeed.kind == DeedKind.NO_SHOW, Sitting.state == SittingState.NO_SHOW),
    )
    return and_(_undecided(TabletDeed), ~again, not_(done))


def _all(work: Work, *conditions: ColumnElement[bool]) -> Select[tuple[int, datetime]]:
    """The sheet and the moment of arrival of all that waits, but for the actor's own exams."""
    others = and_(Sitting.candidate_id != (work.actor.id or 0), Sitting.purged_at.is_(None), *conditions)
    marks = select(Mark.sheet_id, Mark.received_at).join(Sheet, Sheet.id == Mark.sheet_id).join(Sheet.sitting)
    deeds = (
        select(TabletDeed.sheet_id, TabletDeed.received_at)
        .join(Sheet, Sheet.id == TabletDeed.sheet_id)
        .join(Sheet.sitting)
    )
    both = union_all(marks.where(_waiting_marks(), others), deeds.where(_waiting_deeds(), others)).subquery()
    return select(both.c.sheet_id, both.c.received_at)


def shelf_count(work: Work) -> int:
    """How many marks and deeds wait for a decision of somebody like the actor (1 statement)."""
    return work.db.scalar(select(func.count()).select_from(_all(work).subquery())) or 0


def own_shelf(work: Work) -> list[tuple[Sheet, int]]:
    """For an examiner: the own sheets for which something waits, and how much (3 statements)."""
    rows = _per_sheet(work, Sheet.examiner_id == work.actor.id, limit=20, offset=0)
    return [(one.sheet, one.count) for one in rows]


def shelf_sheets(work: Work) -> int:
    """For how many sheets something waits (1 statement)."""
    waiting = _all(work).subquery()
    return work.db.scalar(select(func.count(waiting.c.sheet_id.distinct()))) or 0


def shelf(work: Work, *, limit: int, offset: int = 0) -> list[Waits]:
    """The sheets for which something waits, the longest first (3 statements)."""
    return _per_sheet(work, limit=limit, offset=offset)


def _per_sheet(work: Work, *conditions: ColumnElement[bool], limit: int, offset: int) -> list[Waits]:
    waiting = _all(work, *conditions).subquery()
    since = func.min(waiting.c.received_at)
    rows = work.db.execute(
        select(waiting.c.sheet_id, func.count(), since)
        .group_by(waiting.c.sheet_id)
        .order_by(since, waiting.c.sheet_id)
        .limit(limit)
        .offset(offset)
    ).all()
    sheets = sheets_called(work, [row[0] for row in rows])
    return [Waits(sheet=sheets[sheet], count=count, since=moment) for sheet, count, moment in rows]


def sheets_called(work: Work, ids: Collection[int]) -> dict[int, Sheet]:
    """Sheet id -> the sheet with candidate, examiners and exam (2 statements)."""
    whole = joinedload(Sheet.sitting)
    found = work.db.scalars(
        select(Sheet)
        .where(Sheet.id.in_(select(numbers(work.db, ids))))
        .options(
            joinedload(Sheet.examiner),
            whole.joinedload(Sitting.candidate),
            whole.joinedload(Sitting.session).joinedload(ExamSession.form).joinedload(ExamForm.qualification),
            whole.selectinload(Sitting.sheets),
        )
    )
    return {sheet.id: sheet for sheet in found}


def shelved(work: Work, sheet_id: int) -> Shelved:
    """What waits for one sheet (2 statements)."""
    marks = select(Mark).where(Mark.sheet_id == sheet_id, _waiting_marks()).order_by(Mark.id)
    deeds = (
        select(TabletDeed)
        .join(Sheet, Sheet.id == TabletDeed.sheet_id)
        .join(Sheet.sitting)
        .where(TabletDeed.sheet_id == sheet_id, _waiting_deeds())
        .order_by(TabletDeed.id)
    )
    return Shelved(marks=work.db.scalars(marks).all(), deeds=work.db.scalars(deeds).all())


def undecided_among(work: Work, sitting_ids: Collection[int]) -> frozenset[int]:
    """Those of these exams for which something on the shelf waits for a decision (1 statement)."""
    waiting = _all(work, Sitting.id.in_(select(numbers(work.db, sitting_ids)))).subquery()
    rows = select(Sheet.sitting_id).where(Sheet.id.in_(select(waiting.c.sheet_id))).distinct()
    return frozenset(work.db.scalars(rows))


def decided_about(work: Work, decisions: Collection[ShelfDecision]) -> dict[UUID, Mark | TabletDeed]:
    """The refused marks and deeds that these decisions are about (2 statements, none for no decisions)."""
    ops = [one.op for one in decisions]
    if not ops:
        return {}
    marks = work.db.scalars(select(Mark).where(Mark.op.in_(ops)))
    return {one.op: one for one in [*marks, *work.db.scalars(select(TabletDeed).where(TabletDeed.op.in_(ops)))]}


def decisions_of(work: Work, sheet_id: int) -> list[ShelfDecision]:
    """What was decided about refused marks and deeds of this sheet, the latest first (1 statement)."""
    rows = select(ShelfDecision).where(ShelfDecision.sheet_id == sheet_id)
    return list(work.db.scalars(rows.order_by(ShelfDecision.id.desc())))
