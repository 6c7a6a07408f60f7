"""What the chain of an exam rests on: its last links, all its links, and what the database holds of it now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, or_, select, union_all
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
    FormApproval,
    Mark,
    MarkPhoto,
    Objection,
    ObjectionFile,
    RetentionHold,
    SampleReview,
    Sheet,
    ShelfDecision,
    Sitting,
    SittingOutcome,
    TabletDeed,
)
from exams.queries.approval import FRONT, OF_GROUP, OF_STEP
from exams.queries.exemptions import FAMILY
from exams.rules import SittingState, since
from exams.rules.chain import (
    BEGINNING,
    FIELDS,
    Anchor,
    Beginning,
    End,
    Finding,
    Kept,
    Link,
    Report,
    Tip,
    Witness,
    beginning_of,
    decisions_in,
    design_digest,
    kind_of,
    report,
    sittings_in,
)
from foundation.audit import AuditLine
from foundation.db import Base, numbers
from foundation.work import Work
from people.events import PeopleChanged
from people.models import Person

AT_ONCE = 200  # sittings; a chain of an exam with two examiners is some hundred links
# While an exam is planned or goes on its state changes without its marks waiting for it, so it is not vouched for.
OPEN = frozenset({SittingState.PLANNED, SittingState.IN_PROGRESS})
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
    *since.OF_MARK,
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
_SEAT = ("id", "examiner_id", "position", "withdrawn_at")
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
_FILE = ("objection_id", "file_name", "file_key", "content_type", "size", "of_decision", "added_by", "added_at")
_DEED = (
    "op",
    "sheet_id",
    "examiner_id",
    "tablet_id",
    "kind",
    "content",
    "sequence",
    "made_at",
    "sent_at",
    "received_at",
    "answer",
    "answer_facts",
)
_PHOTO = (
    "op",
    "sheet_id",
    "step_id",
    "file_key",
    "content_type",
    "size",
    "sha256",
    "added_by",
    "taken_at",
    "arrived_at",
    "removed_at",
    "late_reason",
)
_SHELF = ("op", "sheet_id", "taken_over", "new_op", "reason", "decided_by", "decided_at")
_SAMPLE = ("plan_id", "finding", "remark", "reviewed_by", "reviewed_at")
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
    "compared_at",
    "third_asked_at",
)
_PLAN = ("candidate_id", "session_id", "attempt", "first_id", "replaces_id", "starts_at", "room")
_OF_SESSION = ("form_id", "place")
_PERSON = ("given_name", "name_prefix", "family_name", "number")
_OF_FORM = (*FRONT, "root_id", "fingerprint", "made_by", "made_at", "in_use_at")
_APPROVAL = ("part", "approved", "remark", "fingerprint", "decided_by", "decided_at")
_LINK = (*FIELDS, "hash")

DECIDING = ("decision_id", "annulling_id")  # how things name a decision of the board
Found = dict[int, dict[str, dict[str, Any]]]  # sitting -> thing -> content


def _columns(model: type[Base], names: Iterable[str]) -> list[Any]:
    columns = model.__table__.c
    return [columns.id, *(columns[name] for name in names)]


# Marks come with the last link of their exam and the newest of all: they arrive in a request that must be quick.
_NEWEST = select(func.max(_event.id)).scalar_subquery()
_newest = ExamEvent.__table__.alias("newest")
_last = ExamEvent.__table__.alias("last")
_LAST_NUMBER = select(func.max(_event.number)).where(_event.sitting_id == _sheet.sitting_id).scalar_subquery()
_MARKS_AND_TIPS = (
    select(
        _sheet.sitting_id,
        *_columns(Mark, _MARK),
        _last.c.number.label("last_number"),
        _last.c.hash.label("last_hash"),
        _newest.c.sitting_id.label("newest_sitting"),
        _newest.c.number.label("newest_number"),
        _newest.c.hash.label("newest_hash"),
    )
    .join_from(Mark.__table__, Sheet.__table__)
    .outerjoin(_last, (_last.c.sitting_id == _sheet.sitting_id) & (_last.c.number == _LAST_NUMBER))
    .outerjoin(_newest, _newest.c.id == _NEWEST)
    .where(_mark.id.in_(bindparam("marks", expanding=True)))
    .order_by(_mark.id)
)


@dataclass(frozen=True, kw_only=True)
class NewMarks:
    """Marks that came in this unit of work, and the chains they go on."""

    contents: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)  # mark -> sitting, content
    tips: dict[int, Tip | None] = field(default_factory=dict)  # sitting -> its last link, if it has any
    newest: list[End] = field(default_factory=list)  # the newest of all links, if there is any


def new_marks(work: Work, mark_ids: Collection[int]) -> NewMarks:
    """These marks with the last link of each of their exams, and the newest of all (1 statement)."""
    found = NewMarks()
    for row in work.db.connection().execute(_MARKS_AND_TIPS, {"marks": sorted(mark_ids)}):
        if row.newest_number and not found.newest:
            tip = Tip(number=row.newest_number, hash=row.newest_hash)
            found.newest.append(End(sitting_id=row.newest_sitting, tip=tip))
        found.contents[row.id] = (row.sitting_id, _mark_content(row))
        found.tips[row.sitting_id] = _tip(row)
    return found


def _tip(row: Any) -> Tip | None:
    return Tip(number=row.last_number, hash=row.last_hash) if row.last_number else None


def _content(row: Any, names: Iterable[str]) -> dict[str, Any]:
    facts = row._mapping
    return {name: facts[name] for name in names}


def _mark_content(row: Any) -> dict[str, Any]:
    """All of a mark; what marks of before did not have is told only where it says something."""
    return since.without_usual(_content(row, _MARK), since.OF_MARK)


def tips(work: Work, sitting_ids: Collection[int]) -> dict[int, Tip]:
    """The last link of each of these exams that has any (1 statement)."""
    return {row.sitting_id: Tip(number=row.number, hash=row.hash) for row in _rows(work, _latest(work, sitting_ids))}


def ends(work: Work, sitting_ids: Collection[int]) -> tuple[dict[int, Tip], End | None]:
    """The last link of each of these exams that has any, and the newest link of all (1 statement).

    Of two exams whose links are written at the same moment neither waits for the other: both name the one before.
    """
    newest = select(_event.id, _event.sitting_id, _event.number, _event.hash).where(_event.id == _NEWEST)
    rows = _rows(work, union_all(newest, _latest(work, sitting_ids)))
    of_these = {row.sitting_id: Tip(number=row.number, hash=row.hash) for row in rows if row.sitting_id in sitting_ids}
    last = max(rows, key=lambda row: row.id, default=None)
    end = End(sitting_id=last.sitting_id, tip=Tip(number=last.number, hash=last.hash)) if last else None
    return of_these, end


def _rows(work: Work, statement: Any) -> Sequence[Any]:
    return work.db.connection().execute(statement).all()


def _latest(work: Work, sitting_ids: Collection[int]) -> Select[Any]:
    latest = (
        select(_event.sitting_id, func.max(_event.number).label("number"))
        .where(_event.sitting_id.in_(select(numbers(work.db, sitting_ids))))
        .group_by(_event.sitting_id)
        .subquery()
    )
    return select(_event.id, _event.sitting_id, _event.number, _event.hash).join(
        latest, (latest.c.sitting_id == _event.sitting_id) & (latest.c.number == _event.number)
    )


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


def sittings_of_session(work: Work, session_id: int, candidates: Collection[int] | None = None) -> list[int]:
    """The sittings in this session, or only those of these candidates (1 statement)."""
    statement = select(Sitting.id).where(Sitting.session_id == session_id)
    if candidates is not None:
        statement = statement.where(Sitting.candidate_id.in_(select(numbers(work.db, candidates))))
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
    rows = work.db.connection().execute(statement.where(chosen).order_by(_mark.id))
    found: Found = defaultdict(dict)
    for row in rows:
        found[row.sitting_id][f"mark:{row.id}"] = _mark_content(row)
    return found


def things_of(
    work: Work,
    sitting_ids: Collection[int],
    *,
    made_at: datetime | None = None,
    all_sheets: bool = False,
    also: Mapping[int, Collection[int]] | None = None,
) -> Found:
    """What else the chain vouches for: verdicts, agreed marks, corrections, sheets, the plan, the result, and so on.

    With `made_at` of what never changes only that which was made then; `also`: decisions of the board that an exam
    rests on though nothing that is left speaks of them (at most 18 statements, 15 where no tablet did anything).
    """
    found: Found = defaultdict(dict)
    for model, kind, names, moment in (
        (AgreedMark, "agreed", _AGREED, "made_at"),
        (Correction, "correction", _CORRECTION, "made_at"),
        (SittingOutcome, "outcome", _OUTCOME, "made_at"),
        (SampleReview, "sample", _SAMPLE, "reviewed_at"),
    ):
        statement = _of_sittings(work, model, names, sitting_ids)
        if made_at is not None:
            statement = statement.where(model.__table__.c[moment] == made_at)
        _merge(found, _found(work, statement, kind, names))
    _merge(found, _sheets(work, sitting_ids, made_at=None if all_sheets else made_at))
    objections = _of_sittings(work, Objection, _OBJECTION, sitting_ids)
    _merge(found, _found(work, objections, "objection", _OBJECTION))
    _merge(found, _found(work, _of_sittings(work, RetentionHold, _HOLD, sitting_ids), "hold", _HOLD))
    _merge(found, _files(work, sitting_ids, made_at=made_at))
    _merge(found, tablet_things_of(work, sitting_ids, made_at=made_at))
    _merge(found, _exemptions(work, sitting_ids))
    _merge(found, _exams(work, sitting_ids))
    signed, begun = _signed(found, made_at), _begun(found)
    # What an exam is marked by was vouched for when it began.
    _merge(found, forms_of(work, signed - begun if made_at is not None else signed | begun))
    _merge(found, _decisions(work, found, also))
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


def _sheets(work: Work, sitting_ids: Collection[int], *, made_at: datetime | None) -> Found:
    """Who examines, the sheets that were signed (then), and who closed the comparison (1 statement)."""
    columns = [_sheet.id, _sheet.sitting_id, _sheet.agreed_at, *(_sheet[name] for name in _SHEET)]
    chosen = _sheet.sitting_id.in_(select(numbers(work.db, sitting_ids)))
    found: Found = {number: {"seats": {"of": []}, "closings": {"of": []}} for number in sitting_ids}
    for row in work.db.connection().execute(select(*columns).where(chosen).order_by(_sheet.id)):
        things = found[row.sitting_id]
        things["seats"]["of"].append(_content(row, _SEAT))
        if row.agreed_at:
            things["closings"]["of"].append(_content(row, ("id", "agreed_at")))
        if row.signed_at and made_at in (None, row.signed_at, row.withdrawn_at):
            things[f"sheet:{row.id}"] = _content(row, _SHEET)
    return found


def _exams(work: Work, sitting_ids: Collection[int]) -> Found:
    """Who sits each exam, as who, when and where, and how it ended if it is over (1 statement).

    The name stands beside a number that nobody can guess and that goes with the marks, and so cannot be guessed back.
    """
    columns, person = Sitting.__table__.c, Person.__table__.c
    of_sitting = dict.fromkeys((*_SITTING, *_PLAN))
    secret = (
        select(_mark.op)
        .join_from(Mark.__table__, Sheet.__table__)
        .where(_sheet.sitting_id == columns.id)
        .order_by(_mark.id)
        .limit(1)
        .correlate(Sitting)
        .scalar_subquery()
    )
    session = [ExamSession.__table__.c[name] for name in _OF_SESSION]
    statement = (
        select(columns.id, columns.state, *(columns[name] for name in of_sitting), *session)
        .add_columns(*(person[name] for name in _PERSON), secret.label("secret"))
        .join_from(Sitting, ExamSession, ExamSession.id == Sitting.session_id)
        .join(Person, Person.id == Sitting.candidate_id)
    )
    chosen = columns.id.in_(select(numbers(work.db, sitting_ids)))
    return {row.id: _of_exam(row) for row in work.db.connection().execute(statement.where(chosen))}


def _of_exam(row: Any) -> dict[str, dict[str, Any]]:
    found = {"plan": _content(row, (*_PLAN, *_OF_SESSION))}
    if row.began_at:
        found["began"] = {"began_at": row.began_at}
    if row.state not in OPEN:
        found["sitting"] = {"state": row.state, **_content(row, _SITTING)}
    if row.secret:
        found["person"] = _content(row, (*_PERSON, "secret"))
    return found


def _files(work: Work, sitting_ids: Collection[int], *, made_at: datetime | None) -> Found:
    """The files with objections and appeals (1 statement)."""
    statement = select(Objection.sitting_id, *_columns(ObjectionFile, _FILE)).join_from(ObjectionFile, Objection)
    statement = statement.where(Objection.sitting_id.in_(select(numbers(work.db, sitting_ids))))
    if made_at is not None:
        statement = statement.where(ObjectionFile.added_at == made_at)
    return _found(work, statement.order_by(ObjectionFile.id), "file", _FILE)


# What was done on tablets besides marking, and the moments at which it was written.
_OF_TABLETS: tuple[tuple[type[Base], str, tuple[str, ...], tuple[str, ...]], ...] = (
    (TabletDeed, "deed", _DEED, ("received_at",)),
    (MarkPhoto, "photo", _PHOTO, ("arrived_at", "removed_at")),
    (ShelfDecision, "shelf", _SHELF, ("decided_at",)),
)


def tablet_things_of(work: Work, sitting_ids: Collection[int], *, made_at: datetime | None = None) -> Found:
    """Deeds, photos and decisions about what was refused (1 statement, and 1 for each kind that there is)."""
    chosen = []
    for model, kind, names, moments in _OF_TABLETS:
        statement = _of_sittings(work, model, names, sitting_ids)
        if made_at is not None:
            statement = statement.where(or_(*(model.__table__.c[moment] == made_at for moment in moments)))
        chosen.append((kind, names, statement))
    there = union_all(*(select(literal(kind).label("kind")).where(statement.exists()) for kind, _, statement in chosen))
    kinds = {row.kind for row in _rows(work, there)}
    found: Found = defaultdict(dict)
    for kind, names, statement in chosen:
        _merge(found, _found(work, statement, kind, names) if kind in kinds else {})
    return found


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


def _signed(found: Found, made_at: datetime | None) -> set[int]:
    """The exams of which a sheet was signed, with `made_at` those of which one was signed then."""
    return {
        number
        for number, things in found.items()
        if any("signed_name" in one and made_at in (None, one["signed_at"]) for one in things.values())
    }


def _begun(found: Found) -> set[int]:
    """Those of these exams that somebody began to mark."""
    return {number for number, things in found.items() if "began" in things}


def forms_of(work: Work, sitting_ids: Collection[int]) -> Found:
    """What each of these exams was marked by and since when: its form with all groups, steps and approvals.

    At most 3 statements.
    """
    if not sitting_ids:
        return {}
    began, of_form = Sitting.__table__.c.began_at, dict.fromkeys(_OF_FORM)
    statement = select(Sitting.id.label("sitting_id"), began, *_columns(ExamForm, of_form))
    statement = statement.join_from(Sitting, ExamSession).join(ExamForm)
    rows = _rows(work, statement.where(Sitting.id.in_(select(numbers(work.db, sitting_ids)))))
    forms = {row.id for row in rows}
    parts, approvals = _parts(work, forms), _approvals(work, forms)
    designs = {
        row.id: design_digest({"front": _front(row), "parts": parts[row.id], "approvals": approvals.get(row.id, [])})
        for row in rows
    }
    return {row.sitting_id: {f"form:{row.id}": {"design": designs[row.id]}, **_beginning(row)} for row in rows}


def _front(row: Any) -> dict[str, Any]:
    return since.without_usual(_content(row, _OF_FORM), since.OF_FORM)


def _beginning(row: Any) -> dict[str, Any]:
    return {"began": {"began_at": row.began_at}} if row.began_at else {}


def _approvals(work: Work, form_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """What was decided about these forms (1 statement)."""
    approval = FormApproval.__table__.c
    statement = select(approval.form_id, *_columns(FormApproval, _APPROVAL)).order_by(approval.id)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(work, statement.where(approval.form_id.in_(select(numbers(work.db, form_ids))))):
        found[row.form_id].append(_content(row, ("id", *_APPROVAL)))
    return found


def _parts(work: Work, form_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Each step of these forms with the facts of its group, in their order (1 statement)."""
    group, step = ExamGroup.__table__.c, ExamStep.__table__.c
    names = {"group": (group, ("id", "position", *OF_GROUP)), "step": (step, ("id", "position", *OF_STEP))}
    usual = {f"group_{name}": value for name, value in since.OF_GROUP.items()}
    columns = [of[name].label(f"{kind}_{name}") for kind, (of, wanted) in names.items() for name in wanted]
    statement = (
        select(group.form_id, *columns)
        .join_from(ExamGroup.__table__, ExamStep.__table__, isouter=True)
        .where(group.form_id.in_(select(numbers(work.db, form_ids))))
        .order_by(group.form_id, group.position, group.id, step.position, step.id)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in work.db.connection().execute(statement):
        facts = _content(row, [column.name for column in columns])
        found[row.form_id].append(since.without_usual(facts, usual))
    return found


def _decisions(work: Work, found: Found, also: Mapping[int, Collection[int]] | None) -> Found:
    """The decisions of the board that the other things speak of, and these."""
    spoken = {number: {*_spoken_of(things), *(also or {}).get(number, ())} for number, things in found.items()}
    wanted = set().union(*spoken.values())
    if not wanted:
        return {}
    columns = _columns(BoardDecision, _DECISION)
    rows = work.db.connection().execute(select(*columns).where(BoardDecision.id.in_(wanted))).all()
    decisions = {row.id: _content(row, _DECISION) for row in rows}
    return {
        sitting_id: {f"decision:{number}": decisions[number] for number in spoken[sitting_id] if number in decisions}
        for sitting_id in found
    }


def _spoken_of(things: Mapping[str, dict[str, Any]]) -> set[int]:
    of_things = (content[name] for content in things.values() for name in DECIDING if content.get(name))
    return set(of_things)


def of_kinds(things: Mapping[str, dict[str, Any]], kinds: Collection[str]) -> dict[str, dict[str, Any]]:
    """Only the things of these kinds, with the decisions that they speak of."""
    chosen = {thing: content for thing, content in things.items() if kind_of(thing) in kinds}
    decisions = {f"decision:{number}" for number in _spoken_of(chosen)}
    return chosen | {thing: things[thing] for thing in things if thing in decisions}


def links_of(work: Work, sitting_ids: Collection[int]) -> dict[int, list[Link]]:
    """Every link of these chains in the order of their numbers (1 statement)."""
    chosen = _event.sitting_id.in_(select(numbers(work.db, sitting_ids)))
    columns = [_event[name] for name in _LINK]
    statement = select(*columns).where(chosen).order_by(_event.sitting_id, _event.number)
    found: dict[int, list[Link]] = defaultdict(list)
    for row in work.db.connection().execute(statement):
        found[row.sitting_id].append(Link(**row._mapping))
    return found


def sittings_with_chain(work: Work, *, after: int = BEGINNING) -> list[int]:
    """The next numbers of exams, also of those of which only the chain is left, or its trace (3 statements)."""
    found = set[int]()
    for column in (Sitting.__table__.c.id, _event.sitting_id, _event.beside_sitting):
        found.update(work.db.scalars(select(column).where(column > after).distinct().order_by(column).limit(AT_ONCE)))
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


def beginning(work: Work) -> Beginning:
    """The link on which all chains hang (1 statement)."""
    return beginning_of(links_of(work, [BEGINNING]).get(BEGINNING, []))


def _witnesses(work: Work, sitting_ids: Collection[int]) -> dict[int, list[Witness]]:
    """What the links of other chains say of the links of these (1 statement)."""
    columns = (_event.beside_sitting, _event.beside_number, _event.beside_hash)
    chosen = _event.beside_sitting.in_(select(numbers(work.db, sitting_ids)))
    found: dict[int, list[Witness]] = defaultdict(list)
    for row in _rows(work, select(*columns).where(chosen).distinct()):
        found[row.beside_sitting].append(
            Witness(sitting_id=row.beside_sitting, number=row.beside_number, hash=row.beside_hash)
        )
    return found


def reports(work: Work, sitting_ids: Sequence[int], anchor: Anchor | None = None) -> list[Report]:
    """What checking these exams finds (at most 25 statements, however many there are)."""
    links, witnesses = links_of(work, sitting_ids), _witnesses(work, [BEGINNING, *sitting_ids])
    kept, start = _kept(work, sitting_ids, links), beginning(work)
    found = [
        report(
            number,
            links.get(number, []),
            kept[number],
            beginning=start,
            witnesses=[*witnesses[BEGINNING], *witnesses[number]],
            anchor=anchor,
        )
        for number in sitting_ids
    ]
    return _with_steps(work, found, kept)


def _with_steps(work: Work, found: list[Report], kept: Mapping[int, Kept]) -> list[Report]:
    """The same; what is wrong with a mark names its step (1 statement, and none where all is whole)."""
    steps = {
        (one.sitting_id, finding.thing): content["step_id"]
        for one in found
        for finding in one.findings
        if (content := kept[one.sitting_id].contents.get(finding.thing, {})).get("step_id")
    }
    if not steps:
        return found
    rows = work.db.execute(select(ExamStep.id, ExamStep.key).where(ExamStep.id.in_(set(steps.values()))))
    keys = {row.id: row.key for row in rows}

    def named(number: int, finding: Finding) -> Finding:
        return replace(finding, step=keys.get(steps.get((number, finding.thing), 0), ""))

    return [replace(one, findings=tuple(named(one.sitting_id, finding) for finding in one.findings)) for one in found]


def candidates_of(work: Work, sitting_ids: Collection[int]) -> dict[int, str]:
    """The numbers by which the school knows the candidates of these exams (1 statement)."""
    statement = select(Sitting.id, Person.number).join(Person, Person.id == Sitting.candidate_id)
    rows = work.db.execute(statement.where(Sitting.id.in_(sitting_ids)))
    return {row.id: row.number or "" for row in rows}


def people_of(work: Work, links: Iterable[Link]) -> dict[int, str]:
    """The names of those whose deeds these links tell (1 statement)."""
    wanted = {link.actor_id for link in links if link.actor_id}
    return {person.id: person.name for person in work.db.scalars(select(Person).where(Person.id.in_(wanted)))}


def _kept(work: Work, sitting_ids: Collection[int], links: Mapping[int, Sequence[Link]]) -> dict[int, Kept]:
    also = {number: decisions_in(links.get(number, ())) for number in sitting_ids}
    found = things_of(work, sitting_ids, also=also)
    _merge(found, marks_of(work, sitting_ids))
    renamed = select(func.max(AuditLine.at)).where(
        AuditLine.person_id == Sitting.candidate_id, AuditLine.event == PeopleChanged.name
    )
    statement = select(Sitting.id, Sitting.purged_at, ExamSession.planned_at).join(Sitting.session)
    rows = work.db.execute(
        statement.add_columns(renamed.correlate(Sitting).scalar_subquery().label("renamed_at")).where(
            Sitting.id.in_(select(numbers(work.db, sitting_ids)))
        )
    )
    there = {
        row.id: Kept(
            contents=found.get(row.id, {}),
            is_purged=row.purged_at is not None,
            planned_at=row.planned_at,
            renamed_at=row.renamed_at,
        )
        for row in rows
    }
    gone = {number: Kept(contents=found.get(number, {}), exists=False) for number in sitting_ids}
    return gone | there
