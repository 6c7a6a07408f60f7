"""What the exam board reads: the results that wait, what is unusual about them, its decisions and its members."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.elements import UnaryExpression

from exams.models import (
    BoardDecision,
    Correction,
    ExamForm,
    ExamSession,
    Exemption,
    Mark,
    Objection,
    Sheet,
    Sitting,
)
from exams.queries.exemptions import FAMILY
from exams.queries.forms import containing
from exams.queries.results import listing
from exams.queries.sample_findings import not_in_order_among
from exams.queries.shelf import undecided_among
from exams.rules import AnswerKind, SittingState
from exams.rules.agreeing import BOTH, THIRD
from exams.rules.decisions import DecisionKind
from exams.rules.records import Record
from exams.rules.unusual import Batch, Facts, Given, Limits, given_anew
from foundation.db import numbers
from foundation.environment import EnvironmentSetting
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, PersonRole, Supervision
from people.rules import Role, sorting_name
from qualification_files.models import Qualification

LIMIT_KEYS = {
    "exams.unusual_difference": "difference",
    "exams.unusual_differences": "differences",
    "exams.unusual_late_hours": "late_hours",
    "exams.unusual_clock_minutes": "clock_minutes",
    "exams.unusual_changes": "changes",
    "exams.unusual_points": "points",
}


# The worklist


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of the waiting results."""

    words: str = ""
    family: int | None = None
    qualification: int | None = None
    group: str = ""
    since: datetime | None = None  # of the exam
    until: datetime | None = None
    passed: bool | None = None
    sort: str = "signed"


_Order = UnaryExpression[str] | UnaryExpression[datetime] | UnaryExpression[datetime | None]
_ORDERS: Mapping[str, tuple[_Order, _Order]] = {
    "name": (Person.sorting_name.asc(), Person.sorting_name.desc()),
    "exam": (ExamForm.title.asc(), ExamForm.title.desc()),
    "when": (Sitting.starts_at.asc(), Sitting.starts_at.desc()),
    "signed": (Sitting.signed_at.asc(), Sitting.signed_at.desc()),
}


def _ordered(sort: str) -> _Order:
    return _ORDERS.get(sort.removeprefix("-"), _ORDERS["signed"])[sort.startswith("-")]


def _waiting(work: Work, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Sitting.state == SittingState.SIGNED, ExamForm.formative.is_(False)]
    if wanted.family is not None:
        found.append(FAMILY.in_([wanted.family]))
    if wanted.qualification is not None:
        found.append(ExamForm.qualification_id == wanted.qualification)
    if wanted.group:
        found.append(Person.group_name == wanted.group)
    if wanted.since:
        found.append(Sitting.starts_at >= wanted.since)
    if wanted.until:
        found.append(Sitting.starts_at < wanted.until)
    if wanted.passed is not None:  # whoever is on the board does not find out this way how the own one went
        found.append(and_(Sitting.passed.is_(wanted.passed), Sitting.candidate_id != work.actor.id))
    return [*found, *(_word(word) for word in wanted.words.split()[:8])]


def _word(word: str) -> ColumnElement[bool]:
    plain = sorting_name("", "", word).rstrip(", ")
    return or_(
        Person.sorting_name.contains(plain, autoescape=True),
        containing(word, ExamForm.title, ExamForm.code, Qualification.name, Qualification.code, Person.group_name),
        func.lower(Person.number).contains(word.lower(), autoescape=True),
    )


def _joined(statement: Select[Any]) -> Select[Any]:
    return statement.join(Sitting.candidate).join(Sitting.session).join(ExamSession.form).join(ExamForm.qualification)


def worklist(work: Work, wanted: Wanted, *, limit: int | None = None, offset: int = 0) -> list[Sitting]:
    """Summative results that wait for the board (2 statements); practice is never among them (BR-10)."""
    return list(
        work.db.scalars(
            _joined(select(Sitting))
            .where(*_waiting(work, wanted))
            .options(*listing())
            .order_by(_ordered(wanted.sort), Sitting.id)
            .limit(limit)
            .offset(offset)
        )
    )


def worklist_count(work: Work, wanted: Wanted) -> int:
    """How many there are in that list (1 statement)."""
    found = work.db.scalar(_joined(select(func.count(Sitting.id))).where(*_waiting(work, wanted)))
    return found or 0


def chosen_results(work: Work, ids: Collection[int]) -> list[Sitting]:
    """Those of these that wait for the board, first signed first (2 statements)."""
    return list(
        work.db.scalars(
            _joined(select(Sitting))
            .where(
                Sitting.id.in_(select(numbers(work.db, ids))),
                Sitting.state == SittingState.SIGNED,
                ExamForm.formative.is_(False),
            )
            .options(*listing())
            .order_by(Sitting.signed_at, Sitting.id)
        )
    )


def waiting_kinds(work: Work) -> Sequence[Row[int, str, int, str, str]]:
    """What the waiting results can be filtered by: family, title, qualification id and name, group (1 statement)."""
    return work.db.execute(
        select(FAMILY.label("family"), ExamForm.title, Qualification.id, Qualification.name, Person.group_name)
        .join(ExamSession, ExamSession.form_id == ExamForm.id)
        .join(ExamSession.sittings)
        .join(Sitting.candidate)
        .join(ExamForm.qualification)
        .where(*_waiting(work, Wanted()))
        .distinct()
    ).all()


def first_signed(work: Work) -> datetime | None:
    """When the result that waits longest was signed (1 statement)."""
    found: datetime | None = work.db.scalar(
        _joined(select(func.min(Sitting.signed_at))).where(*_waiting(work, Wanted()))
    )
    return found


# What is unusual


def limits(work: Work) -> Limits:
    """From where on something is unusual at this school (1 statement)."""
    rows = work.db.execute(
        select(EnvironmentSetting.key, EnvironmentSetting.value).where(EnvironmentSetting.key.in_(LIMIT_KEYS))
    )
    return Limits(**{LIMIT_KEYS[row.key]: int(row.value) for row in rows})


def unusual_facts(work: Work, sittings: Sequence[Sitting]) -> dict[int, Facts]:
    """Sitting id -> what may be unusual about its result (7 statements), for sittings as a list loads them."""
    ids = [sitting.id for sitting in sittings]
    sheets = {sheet.id: sitting.id for sitting in sittings for sheet in sitting.standing_sheets}
    differing, batches = _differing(work, ids), _batches(work, sheets)
    changed, corrected, coached = _changed(work, sheets), _corrected(work, ids), _coached(work, ids)
    odd, shelved, found = not_in_order_among(work, ids), undecided_among(work, ids), {}
    for sitting in sittings:
        facts = _plain_facts(work, sitting)
        sent = [(sheet, batch) for sheet in sitting.standing_sheets for batch in batches.get(sheet.id, ())]
        received = [batch.received_at for sheet, batch in sent if sheet.position in BOTH]
        found[sitting.id] = replace(
            facts,
            differences=tuple(differing.get(sitting.id, ())),
            batches=tuple(batch for _sheet, batch in sent),
            last_received_on=_day(work, max(received, default=None)),
            changed=changed.get(sitting.id, 0),
            corrected=corrected.get(sitting.id, 0),
            coached=sitting.id in coached,
            not_in_order=sitting.id in odd,
            shelved=sitting.id in shelved,
        )
    return found


def _plain_facts(work: Work, sitting: Sitting) -> Facts:
    record = Record.from_json(sitting.outcome) if sitting.outcome else None
    share = Fraction(record.points) / Fraction(record.maximum) if record and record.maximum else Fraction(0)
    return Facts(
        day=sitting.starts_at.astimezone(work.zone).date(),
        signed_on=(sitting.signed_at or work.now).astimezone(work.zone).date(),
        required=max(sitting.session.form.examiners_required, 1),
        signatures=sum(sheet.signed_at is not None for sheet in sitting.standing_sheets),
        third=any(sheet.position == THIRD and sheet.signed_at for sheet in sitting.standing_sheets),
        passed=bool(sitting.passed),
        share=int(share * 100),
    )


def _day(work: Work, moment: datetime | None) -> date | None:
    return moment.astimezone(work.zone).date() if moment else None


def _latest_marks(work: Work, ids: Sequence[int]) -> Select[int | None]:
    sheets = select(Sheet.id).where(Sheet.sitting_id.in_(select(numbers(work.db, ids))))
    return (
        select(func.max(Mark.id))
        .where(Mark.sheet_id.in_(sheets), Mark.answer == AnswerKind.STORED)
        .group_by(Mark.sheet_id, Mark.step_id)
    )


def _differing(work: Work, ids: Sequence[int]) -> Mapping[int, list[tuple[int, int]]]:
    one, other, mine, theirs = aliased(Mark), aliased(Mark), aliased(Sheet), aliased(Sheet)
    latest = _latest_marks(work, ids).subquery()
    again = _latest_marks(work, ids).subquery()
    rows = work.db.execute(
        select(mine.sitting_id, one.value, other.value)
        .join(mine, mine.id == one.sheet_id)
        .join(theirs, and_(theirs.sitting_id == mine.sitting_id, theirs.position == 2, theirs.withdrawn_at.is_(None)))
        .join(other, and_(other.sheet_id == theirs.id, other.step_id == one.step_id))
        .where(
            mine.sitting_id.in_(select(numbers(work.db, ids))),
            mine.position == 1,
            mine.withdrawn_at.is_(None),
            one.id.in_(select(latest)),
            other.id.in_(select(again)),
            one.value != other.value,
        )
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for sitting_id, first, second in rows:
        if first is None or second is None:
            continue
        found[sitting_id].append((first, second))
    return found


def _batches(work: Work, sheets: Collection[int]) -> Mapping[int, list[Batch]]:
    rows = work.db.execute(
        select(Mark.sheet_id, func.min(Mark.made_at), Mark.sent_at, Mark.received_at, func.count())
        .where(Mark.sheet_id.in_(select(numbers(work.db, sheets))), Mark.answer == AnswerKind.STORED)
        .group_by(Mark.sheet_id, Mark.sent_at, Mark.received_at)
    )
    found: dict[int, list[Batch]] = defaultdict(list)
    for sheet_id, made_at, sent_at, received_at, count in rows:
        found[sheet_id].append(Batch(made_at=made_at, sent_at=sent_at, received_at=received_at, count=count))
    return found


def _changed(work: Work, sheets: Mapping[int, int]) -> Mapping[int, int]:
    """Per sitting how many marks were given anew; only those of steps that were marked more than once are read."""
    on_sheet = func.row_number().over(partition_by=Mark.sheet_id, order_by=Mark.id)
    of_step = (Mark.sheet_id, Mark.step_id)
    among_step = func.row_number().over(partition_by=of_step, order_by=Mark.id)
    times = func.count().over(partition_by=of_step)
    stored = (
        select(Mark.id, (on_sheet - among_step).label("tour"), times.label("times"))
        .where(Mark.sheet_id.in_(select(numbers(work.db, sheets))), Mark.answer == AnswerKind.STORED)
        .subquery()
    )
    rows = work.db.execute(
        select(Mark.sheet_id, Mark.step_id, Mark.value, Mark.parts, stored.c.tour)
        .join(stored, stored.c.id == Mark.id)
        .where(stored.c.times > 1)
        .order_by(Mark.sheet_id, Mark.step_id, Mark.id)
    )
    given: dict[int, list[Given]] = defaultdict(list)
    for sheet_id, step_id, value, parts, tour in rows:
        given[sheet_id].append(Given(step=step_id, value=value, tour=tour, in_parts=parts is not None))
    found: Counter[int] = Counter()
    for sheet_id, marks in given.items():
        found[sheets[sheet_id]] += given_anew(marks)
    return found


def _corrected(work: Work, ids: Sequence[int]) -> Mapping[int, int]:
    rows = work.db.execute(
        select(Correction.sitting_id, func.count(Correction.step_id.distinct()))
        .where(Correction.sitting_id.in_(select(numbers(work.db, ids))))
        .group_by(Correction.sitting_id)
    )
    return {row[0]: row[1] for row in rows}


def _coached(work: Work, ids: Sequence[int]) -> frozenset[int]:
    guides = and_(Supervision.candidate_id == Sitting.candidate_id, Supervision.supervisor_id == Sheet.examiner_id)
    return frozenset(
        work.db.scalars(
            select(Sitting.id)
            .join(Sitting.sheets)
            .join(Supervision, guides)
            .where(Sitting.id.in_(select(numbers(work.db, ids))), Sheet.withdrawn_at.is_(None))
        )
    )


# Members


def _has(role: Role) -> ColumnElement[bool]:
    return exists().where(PersonRole.person_id == Person.id, PersonRole.role == role)


def board_members(work: Work) -> list[Person]:
    """Everybody who is on the exam board now, by name (1 statement)."""
    members = select(Person).where(Person.active, _has(Role.BOARD_MEMBER))
    return list(work.db.scalars(members.order_by(Person.sorting_name, Person.id)))


def conflicting_members(work: Work) -> list[Person]:
    """Those of the board who are managers as well (BR-44), by name (1 statement)."""
    both = select(Person).where(Person.active, _has(Role.BOARD_MEMBER), _has(Role.MANAGER))
    return list(work.db.scalars(both.order_by(Person.sorting_name, Person.id)))


def people_called(work: Work, ids: Collection[int]) -> dict[int, Person]:
    """Id -> the person (1 statement)."""
    return {person.id: person for person in work.db.scalars(select(Person).where(Person.id.in_(ids)))}


# Decisions


def decision(work: Work, decision_id: int) -> BoardDecision:
    """A decision of the board (1 statement)."""
    found = work.db.get(BoardDecision, decision_id)
    if found is None:
        raise NotFound
    return found


def decision_sent(work: Work, form_key: str) -> BoardDecision | None:
    """The decision that this form made before, if it was sent twice (1 statement)."""
    return work.db.scalars(select(BoardDecision).where(BoardDecision.form_key == form_key)).one_or_none()


def decisions_called(work: Work, ids: Collection[int]) -> list[BoardDecision]:
    """These decisions (1 statement)."""
    return list(work.db.scalars(select(BoardDecision).where(BoardDecision.id.in_(ids))))


def numbers_of(work: Work, year: int) -> list[str]:
    """The numbers of decisions that begin with this year (1 statement)."""
    return list(work.db.scalars(select(BoardDecision.number).where(BoardDecision.number.startswith(f"{year}-"))))


def is_taken(work: Work, number: str) -> bool:
    """Whether a decision has this number (1 statement)."""
    return bool(work.db.scalar(select(exists().where(BoardDecision.number == number))))


def decisions(
    work: Work,
    *,
    words: str = "",
    kind: DecisionKind | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int | None = 25,
    offset: int = 0,
) -> list[BoardDecision]:
    """Decisions, latest first (1 statement)."""
    return list(
        work.db.scalars(
            select(BoardDecision)
            .where(*_of_period(words, kind, since, until))
            .order_by(BoardDecision.decided_on.desc(), BoardDecision.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def decision_count(
    work: Work,
    *,
    words: str = "",
    kind: DecisionKind | None = None,
    since: date | None = None,
    until: date | None = None,
) -> int:
    """How many there are in that list (1 statement)."""
    found = work.db.scalar(
        select(func.count()).select_from(BoardDecision).where(*_of_period(words, kind, since, until))
    )
    return found or 0


def _of_period(
    words: str, kind: DecisionKind | None, since: date | None, until: date | None
) -> list[ColumnElement[bool]]:
    found = [containing(words, BoardDecision.number, BoardDecision.grounds)]
    found += [BoardDecision.kind == kind] if kind else []
    found += [BoardDecision.decided_on >= since] if since else []
    return [*found, BoardDecision.decided_on <= until] if until else found


@dataclass(frozen=True, kw_only=True)
class CorrectedSitting:
    """One exam of which marks were corrected by a decision: how many, and each reason once."""

    sitting: Sitting
    marks: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What stands in a decision."""

    results: list[Sitting]
    annulled: list[Sitting]
    corrections: list["CorrectedSitting"]
    exemptions: list[Exemption]
    objections: list[Objection]


def decided(work: Work, found: BoardDecision) -> Decided:
    """Everything this decision is about (at most 9 statements)."""
    ordered = (Person.sorting_name, Sitting.id)
    results = _joined(select(Sitting)).where(Sitting.decision_id == found.id).options(*listing()).order_by(*ordered)
    annulled = _joined(select(Sitting)).where(Sitting.annulling_id == found.id).options(*listing()).order_by(*ordered)
    corrections = (
        select(Correction, Sitting)
        .join(Sitting, Sitting.id == Correction.sitting_id)
        .where(Correction.decision_id == found.id)
        .options(*listing())
        .order_by(Correction.id)
    )
    freed = joinedload(Exemption.form)
    whole = (
        joinedload(Exemption.candidate),
        freed.joinedload(ExamForm.qualification),
        freed.selectinload(ExamForm.groups),
    )
    sitting = joinedload(Objection.sitting)
    form = sitting.joinedload(Sitting.session).joinedload(ExamSession.form).joinedload(ExamForm.qualification)
    exemptions = select(Exemption).where(Exemption.decision_id == found.id).options(*whole).order_by(Exemption.id)
    objections = (
        select(Objection)
        .where(Objection.decision_id == found.id)
        .options(sitting.joinedload(Sitting.candidate), sitting.selectinload(Sitting.sheets), form)
        .order_by(Objection.id)
    )
    return Decided(
        results=list(work.db.scalars(results)),
        annulled=list(work.db.scalars(annulled)),
        corrections=_of_each_sitting((row[0], row[1]) for row in work.db.execute(corrections)),
        exemptions=list(work.db.scalars(exemptions)),
        objections=list(work.db.scalars(objections)),
    )


def _of_each_sitting(rows: Iterable[tuple[Correction, Sitting]]) -> list[CorrectedSitting]:
    """Each exam once, however many of its marks were corrected."""
    found: dict[Sitting, list[Correction]] = defaultdict(list)
    for correction, sitting in rows:
        found[sitting].append(correction)
    return [
        CorrectedSitting(sitting=sitting, marks=len(ones), reasons=tuple(dict.fromkeys(one.reason for one in ones)))
        for sitting, ones in found.items()
    ]


def corrections_of(work: Work, sitting_id: int) -> list[Correction]:
    """Every correction of one sitting with who made it, oldest first (1 statement)."""
    return list(
        work.db.scalars(
            select(Correction)
            .where(Correction.sitting_id == sitting_id)
            .options(joinedload(Correction.corrector))
            .order_by(Correction.id)
        )
    )


def corrected_by(work: Work, person_id: int | None, sittings: Sequence[Sitting]) -> set[int]:
    """The numbers of those sittings of which this person corrected a mark (1 statement)."""
    wanted = numbers(work.db, [sitting.id for sitting in sittings])
    corrections = select(Correction.sitting_id).where(Correction.made_by == person_id)
    return set(work.db.scalars(corrections.where(Correction.sitting_id.in_(select(wanted)))))
