"""What the chain of an exam rests on: its last links, all its links, and what the database holds of it now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from exams.models import (
    AgreedMark,
    BoardDecision,
    Correction,
    ExamEvent,
    ExamForm,
    ExamGroup,
    ExamSession,
    ExamStep,
    Exemption,
    Mark,
    Objection,
    RetentionHold,
    Sheet,
    Sitting,
    SittingOutcome,
)
from exams.queries.approval import FRONT, OF_GROUP, OF_STEP
from exams.queries.exemptions import FAMILY
from exams.rules import SittingState
from exams.rules.chain import Anchor, Kept, Link, Report, Tip, design_digest, report, sittings_in
from foundation.db import Base, numbers
from foundation.work import Work

AT_ONCE = 200  # sittings; a chain of an exam with two examiners is some hundred links
# While an exam is planned or goes on its state changes without its marks waiting for it, so it is not vouched for.
OPEN = frozenset({SittingState.PLANNED, SittingState.IN_PROGRESS})
# These move along with their session.
NOT_HELD = frozenset({SittingState.NO_SHOW, SittingState.CANCELLED})

_event, _mark, _sheet = ExamEvent.__table__.c, Mark.__table__.c, Sheet.__table__.c
_MARK = (
    "op",
    "sheet_id",
    "step_id",
    "examiner_id",
    "value",
    "remark",
    "parts",
    "base_op",
    "sequence",
    "made_at",
    "sent_at",
    "received_at",
    "answer",
    "answer_facts",
)
_AGREED = ("step_id", "sheet_id", "value", "parts", "reason", "decides", "made_by", "made_at")
_CORRECTION = (
    "step_id",
    "value_before",
    "value",
    "reason",
    "improvement",
    "decision_id",
    "made_by",
    "made_at",
)
_OUTCOME = ("cause", "passed", "outcome", "made_by", "made_at")
_SHEET = ("examiner_id", "position", "global_rating", "overall_remark", "signed_at", "signed_name", "withdrawn_at")
_OBJECTION = (
    "kind",
    "state",
    "grounds",
    "lodged_at",
    "due_on",
    "decide_by",
    "extended_on",
    "extension_reason",
    "decision_id",
    "outcome",
    "closed_at",
    "lodged_by",
    "closed_by",
    "told",
)
_EXEMPTION = (
    "candidate_id",
    "form_id",
    "parts",
    "ground",
    "requested_on",
    "earlier_result",
    "decision_id",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
)
_HOLD = ("reason", "held_by", "held_at", "lifted_by", "lifted_at")
_DECISION = ("number", "kind", "decided_on", "present", "committee", "grounds", "made_by", "made_at")
_SITTING = (
    "candidate_id",
    "passed",
    "outcome",
    "signed_at",
    "ratified_at",
    "ratified_by",
    "decision_id",
    "annulled_at",
    "annulling_id",
    "annulled_for",
    "annulled_uses_attempt",
    "attempt",
    "began_at",
    "purged_at",
    "ended_reason",
)
_LINK = ("sitting_id", "number", "at", "name", "actor_id", "facts", "salt", "commitment", "previous", "hash")

Found = dict[int, dict[str, dict[str, Any]]]  # sitting -> thing -> content


def _columns(model: type[Base], names: Iterable[str]) -> list[Any]:
    columns = model.__table__.c
    return [columns.id, *(columns[name] for name in names)]


# Marks come with the last link of their exam: they arrive in a request that must be quick.
_last = ExamEvent.__table__.alias("last")
_LAST_NUMBER = select(func.max(_event.number)).where(_event.sitting_id == _sheet.sitting_id).scalar_subquery()
_MARKS_AND_TIPS = (
    select(
        _sheet.sitting_id,
        *_columns(Mark, _MARK),
        _last.c.number.label("last_number"),
        _last.c.hash.label("last_hash"),
    )
    .join_from(Mark.__table__, Sheet.__table__)
    .outerjoin(_last, (_last.c.sitting_id == _sheet.sitting_id) & (_last.c.number == _LAST_NUMBER))
    .where(_mark.id.in_(bindparam("marks", expanding=True)))
    .order_by(_mark.id)
)


@dataclass(frozen=True, kw_only=True)
class NewMarks:
    """Marks that came in this unit of work, and the chains they go on."""

    contents: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)  # mark -> sitting, content
    tips: dict[int, Tip | None] = field(default_factory=dict)  # sitting -> its last link, if it has any


def new_marks(work: Work, mark_ids: Collection[int]) -> NewMarks:
    """These marks with the last link of each of their exams (1 statement)."""
    found = NewMarks()
    for row in work.db.connection().execute(_MARKS_AND_TIPS, {"marks": sorted(mark_ids)}):
        found.contents[row.id] = (row.sitting_id, _content(row, _MARK))
        found.tips[row.sitting_id] = _tip(row)
    return found


def _tip(row: Any) -> Tip | None:
    return Tip(number=row.last_number, hash=row.last_hash) if row.last_number else None


def _content(row: Any, names: Iterable[str]) -> dict[str, Any]:
    facts = row._mapping
    return {name: facts[name] for name in names}


def tips(work: Work, sitting_ids: Collection[int]) -> dict[int, Tip]:
    """The last link of each of these exams that has any (1 statement)."""
    latest = (
        select(_event.sitting_id, func.max(_event.number).label("number"))
        .where(_event.sitting_id.in_(select(numbers(work.db, sitting_ids))))
        .group_by(_event.sitting_id)
        .subquery()
    )
    statement = select(_event.sitting_id, _event.number, _event.hash).join(
        latest, (latest.c.sitting_id == _event.sitting_id) & (latest.c.number == _event.number)
    )
    rows = work.db.connection().execute(statement)
    return {row.sitting_id: Tip(number=row.number, hash=row.hash) for row in rows}


def hold(work: Work, sitting_ids: Collection[int]) -> None:
    """Nobody else adds a link to these chains until this work is done (1 statement).

    Race: two things happen to one exam at once, and both would be link number 8. In one order, so that no two wait for
    each other. (SQLite: one writer at a time.)
    """
    chosen = select(Sitting.id).where(Sitting.id.in_(select(numbers(work.db, sitting_ids)))).order_by(Sitting.id)
    work.db.connection().execute(chosen.with_for_update(key_share=True)).all()


def sittings_of_sheets(work: Work, sheet_ids: Collection[int]) -> dict[int, int]:
    """Sheet -> its sitting (1 statement)."""
    rows = work.db.connection().execute(select(_sheet.id, _sheet.sitting_id).where(_sheet.id.in_(sheet_ids)))
    return {row.id: row.sitting_id for row in rows}


def sittings_of_session(work: Work, session_id: int, candidates: Collection[int]) -> list[int]:
    """The sittings of these candidates in this session (1 statement)."""
    statement = select(Sitting.id).where(
        Sitting.session_id == session_id, Sitting.candidate_id.in_(select(numbers(work.db, candidates)))
    )
    return list(work.db.scalars(statement.order_by(Sitting.id)))


def sittings_of_exam(work: Work, candidate_id: int, form_id: int) -> list[int]:
    """The candidate's sittings of this exam, whatever edition (1 statement)."""
    family = select(FAMILY).where(ExamForm.id == form_id).scalar_subquery()
    of_family = aliased(ExamForm)
    statement = (
        select(Sitting.id)
        .join(Sitting.session)
        .join(of_family, of_family.id == ExamSession.form_id)
        .where(Sitting.candidate_id == candidate_id, func.coalesce(of_family.root_id, of_family.id) == family)
    )
    return list(work.db.scalars(statement.order_by(Sitting.id)))


def marks_of(work: Work, sitting_ids: Collection[int]) -> Found:
    """Every mark of these exams (1 statement)."""
    chosen = Sheet.__table__.c.sitting_id.in_(select(numbers(work.db, sitting_ids)))
    statement = select(_sheet.sitting_id, *_columns(Mark, _MARK)).join_from(Mark.__table__, Sheet.__table__)
    return _found(work, statement.where(chosen).order_by(_mark.id), "mark", _MARK)


def things_of(
    work: Work, sitting_ids: Collection[int], *, made_at: datetime | None = None, all_sheets: bool = False
) -> Found:
    """What else the chain vouches for: verdicts, agreed marks, corrections, signed sheets, the result, and so on.

    With `made_at` of what never changes only that which was made then (at most 12 statements).
    """
    found: Found = defaultdict(dict)
    for model, kind, names in (
        (AgreedMark, "agreed", _AGREED),
        (Correction, "correction", _CORRECTION),
        (SittingOutcome, "outcome", _OUTCOME),
    ):
        statement = _of_sittings(work, model, names, sitting_ids)
        if made_at is not None:
            statement = statement.where(model.__table__.c.made_at == made_at)
        _merge(found, _found(work, statement, kind, names))
    sheets = _of_sittings(work, Sheet, _SHEET, sitting_ids).where(_sheet.signed_at.is_not(None))
    if made_at is not None and not all_sheets:
        sheets = sheets.where(or_(_sheet.signed_at == made_at, _sheet.withdrawn_at == made_at))
    _merge(found, _found(work, sheets, "sheet", _SHEET))
    objections = _of_sittings(work, Objection, _OBJECTION, sitting_ids)
    _merge(found, _found(work, objections, "objection", _OBJECTION))
    _merge(found, _found(work, _of_sittings(work, RetentionHold, _HOLD, sitting_ids), "hold", _HOLD))
    _merge(found, _exemptions(work, sitting_ids))
    _merge(found, _results(work, sitting_ids))
    marked = _signed(found, made_at) if made_at is not None else {*_signed(found, None), *_begun(work, sitting_ids)}
    _merge(found, forms_of(work, marked))
    _merge(found, _decisions(work, found))
    return found


def _of_sittings(work: Work, model: type[Base], names: Iterable[str], sitting_ids: Collection[int]) -> Select[Any]:
    columns = model.__table__.c
    chosen = columns.sitting_id.in_(select(numbers(work.db, sitting_ids)))
    return select(columns.sitting_id, *_columns(model, names)).where(chosen).order_by(columns.id)


def _found(work: Work, statement: Select[Any], kind: str, names: Iterable[str]) -> Found:
    found: Found = defaultdict(dict)
    for row in work.db.connection().execute(statement):
        found[row.sitting_id][f"{kind}:{row.id}"] = _content(row, names)
    return found


def _merge(found: Found, more: Found) -> None:
    for sitting_id, things in more.items():
        found[sitting_id].update(things)


def _results(work: Work, sitting_ids: Collection[int]) -> Found:
    """How each exam ended; nothing of one that is planned or goes on."""
    columns = Sitting.__table__.c
    chosen = columns.id.in_(select(numbers(work.db, sitting_ids)))
    statement = select(columns.state, columns.starts_at, *_columns(Sitting, _SITTING))
    rows = work.db.connection().execute(statement.where(chosen, columns.state.not_in(list(OPEN))))
    return {row.id: {"sitting": {**_content(row, _SITTING), **_held(row)}} for row in rows}


def _held(row: Any) -> dict[str, Any]:
    when = {} if row.state in NOT_HELD else {"starts_at": row.starts_at}
    return {"state": row.state, **when}


def _exemptions(work: Work, sitting_ids: Collection[int]) -> Found:
    """Every exemption of the candidate for any edition of the exam (1 statement)."""
    freed = aliased(ExamForm)
    statement = (
        select(Sitting.id.label("sitting_id"), *_columns(Exemption, _EXEMPTION))
        .join(Sitting.session)
        .join(ExamSession.form)
        .join(Exemption, Exemption.candidate_id == Sitting.candidate_id)
        .join(freed, freed.id == Exemption.form_id)
        .where(Sitting.id.in_(select(numbers(work.db, sitting_ids))), func.coalesce(freed.root_id, freed.id) == FAMILY)
    )
    return _found(work, statement.order_by(Exemption.id), "exemption", _EXEMPTION)


def _signed(found: Found, made_at: datetime | None) -> list[int]:
    """The exams of which a sheet was signed, with `made_at` those of which one was signed then."""
    return [
        number
        for number, things in found.items()
        if any("signed_name" in one and made_at in (None, one["signed_at"]) for one in things.values())
    ]


def _begun(work: Work, sitting_ids: Collection[int]) -> Sequence[int]:
    """Those of these exams that somebody began to mark."""
    begun = Sitting.began_at.is_not(None)
    return work.db.scalars(select(Sitting.id).where(Sitting.id.in_(select(numbers(work.db, sitting_ids))), begun)).all()


def forms_of(work: Work, sitting_ids: Collection[int]) -> Found:
    """What each of these exams was marked by: its form with all groups and steps (at most 2 statements)."""
    if not sitting_ids:
        return {}
    statement = select(Sitting.id.label("sitting_id"), *_columns(ExamForm, FRONT)).join_from(Sitting, ExamSession)
    statement = statement.join(ExamForm).where(Sitting.id.in_(select(numbers(work.db, sitting_ids))))
    rows = work.db.connection().execute(statement).all()
    parts = _parts(work, {row.id for row in rows})
    designs = {row.id: design_digest({"front": _content(row, FRONT), "parts": parts[row.id]}) for row in rows}
    return {row.sitting_id: {f"form:{row.id}": {"design": designs[row.id]}} for row in rows}


def _parts(work: Work, form_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Each step of these forms with the facts of its group, in their order (1 statement)."""
    group, step = ExamGroup.__table__.c, ExamStep.__table__.c
    names = {"group": (group, ("id", "position", *OF_GROUP)), "step": (step, ("id", "position", *OF_STEP))}
    columns = [of[name].label(f"{kind}_{name}") for kind, (of, wanted) in names.items() for name in wanted]
    statement = (
        select(group.form_id, *columns)
        .join_from(ExamGroup.__table__, ExamStep.__table__, isouter=True)
        .where(group.form_id.in_(select(numbers(work.db, form_ids))))
        .order_by(group.form_id, group.position, group.id, step.position, step.id)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in work.db.connection().execute(statement):
        found[row.form_id].append(_content(row, [column.name for column in columns]))
    return found


def _decisions(work: Work, found: Found) -> Found:
    """The decisions of the board that the other things speak of."""
    wanted = {number for things in found.values() for content in things.values() for number in _decided_by(content)}
    if not wanted:
        return {}
    columns = _columns(BoardDecision, _DECISION)
    rows = work.db.connection().execute(select(*columns).where(BoardDecision.id.in_(wanted))).all()
    decisions = {row.id: _content(row, _DECISION) for row in rows}
    return {
        sitting_id: {
            f"decision:{number}": decisions[number]
            for content in things.values()
            for number in _decided_by(content)
            if number in decisions
        }
        for sitting_id, things in found.items()
    }


def _decided_by(content: dict[str, Any]) -> list[int]:
    return [content[name] for name in ("decision_id", "annulling_id") if content.get(name)]


def links_of(work: Work, sitting_ids: Collection[int]) -> dict[int, list[Link]]:
    """Every link of these chains in the order of their numbers (1 statement)."""
    chosen = _event.sitting_id.in_(select(numbers(work.db, sitting_ids)))
    columns = [_event[name] for name in _LINK]
    statement = select(*columns).where(chosen).order_by(_event.sitting_id, _event.number)
    found: dict[int, list[Link]] = defaultdict(list)
    for row in work.db.connection().execute(statement):
        found[row.sitting_id].append(Link(**row._mapping))
    return found


def sittings_with_chain(work: Work, *, after: int = 0) -> list[int]:
    """The next numbers of exams, also of those of which only the chain is left (2 statements)."""
    sittings = select(Sitting.id).where(Sitting.id > after).order_by(Sitting.id).limit(AT_ONCE)
    chains = (
        select(_event.sitting_id).where(_event.sitting_id > after).distinct().order_by(_event.sitting_id).limit(AT_ONCE)
    )
    found = {*work.db.scalars(sittings), *work.db.scalars(chains)}
    return sorted(found)[:AT_ONCE]


def every_sitting(work: Work, anchor: Anchor | None = None) -> Iterator[list[int]]:
    """The numbers of all exams in pieces, and those that were noted elsewhere and are gone."""
    after = 0
    noted = sittings_in(anchor, ())
    while piece := sittings_with_chain(work, after=after):
        last = piece[-1]
        extra = [number for number in noted if after < number <= last]
        yield sorted({*piece, *extra})
        after = last
    if rest := [number for number in noted if number > after]:
        yield rest


def reports(work: Work, sitting_ids: Sequence[int], anchor: Anchor | None = None) -> list[Report]:
    """What checking these exams finds (16 statements, however many there are)."""
    links, kept = links_of(work, sitting_ids), _kept(work, sitting_ids)
    since = work.db.scalar(select(func.min(ExamEvent.at)))
    return [report(number, links.get(number, []), kept[number], anchor=anchor, since=since) for number in sitting_ids]


def _kept(work: Work, sitting_ids: Collection[int]) -> dict[int, Kept]:
    found = things_of(work, sitting_ids)
    _merge(found, marks_of(work, sitting_ids))
    statement = select(Sitting.id, Sitting.purged_at, ExamSession.planned_at).join(Sitting.session)
    rows = work.db.execute(statement.where(Sitting.id.in_(select(numbers(work.db, sitting_ids)))))
    there = {
        row.id: Kept(contents=found.get(row.id, {}), is_purged=row.purged_at is not None, planned_at=row.planned_at)
        for row in rows
    }
    gone = {number: Kept(contents=found.get(number, {}), exists=False) for number in sitting_ids}
    return gone | there
