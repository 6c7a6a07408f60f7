"""Doing what an examiner did on a tablet besides marking, by the same actions as on the page."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from exams import queries
from exams.actions.marking import Signature, abort_sitting, begin_sitting, sign_sheet
from exams.actions.photos import take_away
from exams.actions.planning import plan_again, report_no_show, take_back_no_show
from exams.actions.planning.locking import lock_sessions
from exams.models import Sheet, Sitting
from exams.models.tablets import TabletDeed
from exams.permissions import Permission
from exams.queries.marking_sync import HeldSheet
from exams.rules import Answer, AnswerKind
from exams.rules.deeds import Content, Deed, DeedKind
from foundation.messages import Message, to_json
from foundation.refusals import Refusal
from foundation.work import Work

_RETURNED = (TabletDeed.__table__.c.id, TabletDeed.__table__.c.op)
_INSERT: Mapping[str, Any] = MappingProxyType(
    {
        "sqlite": sqlite.insert(TabletDeed).returning(*_RETURNED),  # one writer at a time: no id is taken meanwhile
        "postgresql": postgresql.insert(TabletDeed).on_conflict_do_nothing(index_elements=["op"]).returning(*_RETURNED),
    }
)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A deed with its answer, as it is kept."""

    deed: Deed
    answer: Answer
    sheet: HeldSheet
    made_at: datetime  # the device's clock, as far as a database can read it back
    sent_at: datetime | None
    tablet: UUID | None

    @property
    def is_stored(self) -> bool:
        """Whether it was done."""
        return self.answer.outcome is AnswerKind.STORED


def keep_deeds(work: Work, arrivals: Sequence[Arrival]) -> dict[UUID, int]:
    """The numbers under which they are kept now, in their order (1 statement); an id taken meanwhile is left out."""
    if not arrivals:
        return {}
    connection = work.db.connection()
    kept = connection.execute(_INSERT[connection.dialect.name], [_row(work, one) for one in arrivals])
    return {op: number for number, op in kept}


def _row(work: Work, arrival: Arrival) -> dict[str, Any]:
    deed, answer = arrival.deed, arrival.answer
    return {
        "op": deed.op,
        "sitting_id": arrival.sheet.sitting_id,
        "sheet_id": deed.sheet,
        "examiner_id": work.actor.id,
        "tablet_id": arrival.tablet,
        "kind": deed.kind,
        "content": deed.kept,
        "sequence": deed.sequence,
        "made_at": arrival.made_at,
        "sent_at": arrival.sent_at,
        "received_at": work.now,
        "answer": answer.outcome,
        "answer_facts": {"reason": to_json(answer.reason)} if answer.reason else None,
    }


def note(work: Work, arrivals: Iterable[Arrival]) -> None:
    """Do what changes no state: the last overall remark of each sheet, and photos that were taken away."""
    remarks: dict[int, str] = {}
    for one in arrivals:
        if one.is_stored and one.deed.kind is DeedKind.REMARK:
            remarks[one.deed.sheet] = one.deed.content["text"]
        if one.is_stored and one.deed.kind is DeedKind.PHOTO_OFF:
            take_away(work, sheet_id=one.deed.sheet, photo=UUID(one.deed.content["photo"]))
    for sheet, text in remarks.items():
        work.db.connection().execute(update(Sheet).where(Sheet.id == sheet).values(overall_remark=text))


def do(work: Work, deed: Deed, *, at: datetime) -> Sheet:
    """Begin, sign, stop and the like, as it was done at that moment; the sheet as it is then."""
    work.db.flush()
    work.db.expire_all()  # marks are written past the objects
    sheet = queries.sheet(work, deed.sheet)
    _DOES[deed.kind](work, sheet, deed.content, at)
    work.db.flush()
    return sheet


def _start(work: Work, sheet: Sheet, _content: Content, at: datetime) -> None:
    work.require(Permission.MARK, sheet)
    begin_sitting(work, sheet, at=at)


def _no_show(work: Work, sheet: Sheet, content: Content, _at: datetime) -> None:
    work.require(Permission.REPORT_NO_SHOW, sheet.sitting)
    report_no_show(work, sheet.sitting, content["reason"])


def _came(work: Work, sheet: Sheet, _content: Content, at: datetime) -> None:
    work.require(Permission.TAKE_BACK_NO_SHOW, sheet.sitting)
    if work.allows(Permission.PLAN_SITTING, sheet.sitting):
        plan_again(work, sheet.sitting)
    else:
        take_back_no_show(work, sheet.sitting, at=at)


def _abort(work: Work, sheet: Sheet, content: Content, _at: datetime) -> None:
    work.require(Permission.ABORT, sheet)
    abort_sitting(work, sheet, content["reason"])


def _sign(work: Work, sheet: Sheet, content: Content, _at: datetime) -> None:
    work.require(Permission.SIGN, sheet)
    sign_sheet(
        work,
        sheet,
        Signature(
            name=content["name"],
            overall_remark=content["overall_remark"],
            global_rating=content["global_rating"],
            marks=content["marks"],
        ),
    )


_DOES: Mapping[DeedKind, Callable[[Work, Sheet, Content, datetime], None]] = MappingProxyType(
    {
        DeedKind.START: _start,
        DeedKind.NO_SHOW: _no_show,
        DeedKind.CAME: _came,
        DeedKind.ABORT: _abort,
        DeedKind.SIGN: _sign,
    }
)
DOES = frozenset(_DOES)  # the kinds that need more than a note


@contextmanager
def undone_when_refused(work: Work) -> Iterator[None]:
    """Of a deed that is refused nothing stays: no row, no event, no job. What came before it does."""
    facts, remembered, jobs = len(work.facts), len(work.remembered), len(work.jobs)
    try:
        with work.db.begin_nested():
            yield
    except Refusal:
        del work.facts[facts:], work.remembered[remembered:], work.jobs[jobs:]
        raise


def words_of(refusal: Refusal) -> Message:
    """What a refused deed is told: where there are details, the first says more."""
    return refusal.details[0] if refusal.details else refusal.message


def hold_plans(work: Work, sheet_ids: Iterable[int]) -> None:
    """Race: who came after all is planned again, and whoever plans holds the session, the sheets, then the exam."""
    mine = select(Sheet.sitting_id).where(Sheet.id.in_(set(sheet_ids)), Sheet.examiner_id == work.actor.id)
    lock_sessions(work, work.db.scalars(select(Sitting.session_id).where(Sitting.id.in_(mine))))
    work.db.execute(select(Sheet.id).where(Sheet.sitting_id.in_(mine)).order_by(Sheet.id).with_for_update()).all()
