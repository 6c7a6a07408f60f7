"""What tablets did besides marking: what is known of a deed that comes again, and the clock of an exam."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, select

from exams.models import Mark, Sheet, Sitting
from exams.models.tablets import TabletDeed
from exams.rules import Answer, AnswerKind
from exams.rules.agreeing import THIRD
from exams.rules.deeds import Deed, DeedKind, KnownDeed
from exams.rules.operations import not_before, when_made
from exams.rules.turns import TURNS, SaidTurn, Turn, turns_of
from foundation.messages import from_json
from foundation.work import Work

_deed, _sheet, _mark = TabletDeed.__table__.c, Sheet.__table__.c, Mark.__table__.c
# Who signs or stops an exam stops its clock, however late that arrives here.
ENDING = frozenset({DeedKind.SIGN, DeedKind.ABORT})
A_MOMENT = timedelta(minutes=1)
_KNOWN = select(
    _deed.op,
    _deed.sheet_id,
    _deed.examiner_id,
    _deed.kind,
    _deed.content,
    _deed.sequence,
    _deed.made_at,
    _deed.answer,
    _deed.answer_facts,
).where(_deed.op.in_(bindparam("ops", expanding=True)))
_FIRST_MARK = select(func.min(_mark.received_at)).where(_mark.sheet_id == _sheet.id).scalar_subquery()
_CLOCKS = (
    select(
        _sheet.id,
        _sheet.signed_at,
        case((_sheet.position == THIRD, _FIRST_MARK), else_=Sitting.__table__.c.began_at).label("began_at"),
        Sitting.__table__.c.starts_at,
        _deed.kind,
        _deed.content,
        _deed.tablet_id,
        _deed.made_at,
        _deed.sent_at,
        _deed.received_at,
    )
    .join_from(Sheet.__table__, Sitting.__table__)
    .outerjoin(
        TabletDeed.__table__,
        and_(
            _deed.sheet_id == _sheet.id,
            _deed.kind.in_(sorted(TURNS | ENDING)),
            _deed.answer == AnswerKind.STORED,
        ),
    )
    .where(_sheet.id.in_(bindparam("sheets", expanding=True)))
    .order_by(_sheet.id, _deed.id)
)


def known_deeds(work: Work, ops: Collection[UUID]) -> dict[UUID, KnownDeed]:
    """Those of these deeds that were answered before (1 statement)."""
    return {row.op: _known(row) for row in work.db.connection().execute(_KNOWN, {"ops": list(ops)})}


def _known(row: Any) -> KnownDeed:
    deed = Deed(
        op=row.op,
        sheet=row.sheet_id,
        kind=row.kind,
        content=row.content,
        sequence=row.sequence,
        made_at=row.made_at,
    )
    facts = row.answer_facts or {}
    reason = from_json(facts["reason"]) if facts.get("reason") else None
    return KnownDeed(
        deed=deed, sender=row.examiner_id, answer=Answer(op=str(row.op), outcome=row.answer, reason=reason)
    )


def turns(work: Work, sheet_ids: Collection[int]) -> dict[int, list[Turn]]:
    """The turns of the clock of each of these sheets, by the server's clock (1 statement, none for no sheets).

    Where no tablet said that it started, the clock started when the exam began; a signature stops it.
    """
    if not sheet_ids:
        return {}
    rows = work.db.connection().execute(_CLOCKS, {"sheets": sorted(sheet_ids)})
    by_sheet = {number: list(found) for number, found in groupby(rows, key=lambda row: row.id)}
    return {number: _clock(work, found) for number, found in by_sheet.items()}


def late_signatures(work: Work, sheet_ids: Collection[int]) -> dict[int, tuple[datetime, datetime]]:
    """Sheet -> when it was signed on a tablet and when that arrived, where these are more than a minute apart.

    1 statement.
    """
    rows = work.db.execute(
        select(TabletDeed.sheet_id, TabletDeed.made_at, TabletDeed.sent_at, TabletDeed.received_at).where(
            TabletDeed.sheet_id.in_(sheet_ids),
            TabletDeed.kind == DeedKind.SIGN,
            TabletDeed.answer == AnswerKind.STORED,
        )
    )
    found = {
        row.sheet_id: (when_made(row.made_at, sent_at=row.sent_at, received_at=row.received_at), row.received_at)
        for row in rows
    }
    return {sheet: (made, came) for sheet, (made, came) in found.items() if came - made > A_MOMENT}


def _clock(work: Work, rows: Sequence[Any]) -> list[Turn]:
    said = [SaidTurn(tablet=row.tablet_id, turn=_turn(work, row)) for row in rows if row.kind]
    return turns_of(rows[0].began_at, [*said, *_signed(rows[0].signed_at)])


def _turn(work: Work, row: Any) -> Turn:
    kind = DeedKind.STOP if row.kind in ENDING else row.kind
    # Out of a file nothing tells how wrong the tablet's clock was, so it is taken as it is.
    known = row.sent_at or row.received_at
    made = when_made(row.made_at, sent_at=known, received_at=row.received_at)
    # A start that no clock tells is when the exam began, as it is on record; all else when it came in.
    otherwise = row.began_at if kind is DeedKind.START and row.began_at else row.received_at
    at = not_before(made, row.starts_at, work.zone, otherwise=otherwise)
    return Turn(kind=kind, at=at, reason=row.content.get("reason", "") if kind is DeedKind.PAUSE else "")


def _signed(moment: datetime | None) -> list[SaidTurn]:
    """Apart from what any tablet said, so that no clock that is wrong moves it."""
    return [SaidTurn(tablet="signature", turn=Turn(kind=DeedKind.STOP, at=moment))] if moment else []
