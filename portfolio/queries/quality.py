"""Reading how good evidence is: what counts towards it, the rules, and what assessors and candidates find of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, and_, case, distinct, func, or_, select
from sqlalchemy.orm import joinedload

from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from portfolio.models import (
    Entry,
    EntryFile,
    Evidence,
    EvidenceIndicator,
    EvidenceRule,
    OpenedWorkProcess,
    Portfolio,
    QualityJudgement,
    Review,
    SelfAssessment,
    WitnessStatement,
)
from portfolio.queries.subjects import portfolio
from portfolio.rules import (
    GOING_ON,
    Asks,
    Aspect,
    Capacity,
    Decision,
    EntryFacts,
    EntryKind,
    EvidenceState,
    Judgement,
    Piece,
    SelfLevel,
    ages_on,
    dated,
    last_aged,
)
from portfolio.rules.guests import is_current
from qualification_files.models import CoreTask, Indicator, Qualification, QualificationLink, WorkProcess

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class PieceRow:
    """A piece of evidence as the page of its work process shows it, with what its quality is told from."""

    id: int
    entry_id: int
    title: str
    started_on: date | None
    ended_on: date | None
    hours: int | None
    piece: Piece


@dataclass(frozen=True)
class JudgementRow:
    """What somebody found of evidence, and when."""

    id: int
    work_process_id: int
    judge_id: int
    judge: str
    capacity: Capacity
    found: Mapping[Aspect, Judgement]
    remark: str
    judged_at: datetime


@dataclass(frozen=True)
class SelfRow:
    """How far somebody found oneself, and when."""

    id: int
    work_process_id: int
    level: SelfLevel
    remark: str
    assessed_at: datetime


@dataclass(frozen=True)
class Ruled:
    """A qualification that somebody follows, with what it asks of evidence."""

    id: int
    name: str
    code: str
    cohort: str
    language: str
    terms: Mapping[str, Any]
    asks: Asks | None


@dataclass(frozen=True)
class ProcessRow:
    """A work process with its core task."""

    qualification_id: int
    task_id: int
    task_number: str
    task: str
    id: int
    number: str
    name: str


@dataclass(frozen=True)
class OwnQualification:
    """A qualification that whoever asks follows."""

    portfolio: Portfolio
    id: int
    name: str
    language: str
    terms: Mapping[str, Any]


_RULE = (EvidenceRule.months_valid, EvidenceRule.pieces, EvidenceRule.contexts, EvidenceRule.witness)
_FACTS = tuple(getattr(Entry, name) for name in EntryFacts.__dataclass_fields__)


def work_process(work: Work, person_id: int, work_process_id: int) -> OpenedWorkProcess:
    """A work process of a qualification that this person follows now, in two statements."""
    owner = portfolio(work, person_id)
    rows = (
        select(WorkProcess, CoreTask, Qualification, EvidenceRule)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .join(QualificationLink, _follows(person_id))
        .outerjoin(EvidenceRule, EvidenceRule.qualification_id == Qualification.id)
        .where(WorkProcess.id == work_process_id)
    )
    row = work.db.execute(rows).one_or_none()
    if row is None:
        raise NotFound
    process, task, qualification, asked = row
    return OpenedWorkProcess(
        owner,
        process,
        core_task=f"{task.number} {task.name}",
        qualification_id=qualification.id,
        qualification=qualification.name,
        language=qualification.language,
        terms=qualification.terms,
        asks=asks_of(asked) if asked else None,
    )


def own_qualification(work: Work, qualification_id: int) -> OwnQualification:
    """A qualification that whoever asks follows now."""
    row = work.db.execute(
        select(Qualification.id, Qualification.name, Qualification.language, Qualification.terms)
        .join(QualificationLink, _follows(work.actor.id or 0))
        .where(Qualification.id == qualification_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return OwnQualification(Portfolio(work.actor.id or 0, work.actor.name, note="", guided=False), *row)


def rule(work: Work, qualification_id: int) -> EvidenceRule | None:
    """What this qualification asks of evidence; None while nobody said anything about it."""
    return work.db.scalars(select(EvidenceRule).where(EvidenceRule.qualification_id == qualification_id)).one_or_none()


def locked_rule(work: Work, qualification_id: int) -> EvidenceRule | None:
    """The rule as it stands, held until the end of this work."""
    return work.db.scalars(
        select(EvidenceRule)
        .where(EvidenceRule.qualification_id == qualification_id)
        .with_for_update(of=EvidenceRule)  # race: two coordinators save the same rule at once
        .execution_options(populate_existing=True)
    ).one_or_none()


def asks_of(rule: EvidenceRule) -> Asks:
    """What a rule asks."""
    return Asks(rule.months_valid, rule.pieces, rule.contexts, rule.witness)


def people_with_aged(work: Work, qualification_id: int, *, now: int | None, then: int | None) -> tuple[int, int]:
    """How many who follow it have accepted evidence that has aged, by one and by another rule (1 statement)."""
    ages = [_aged_by(work, months) for months in (now, then)]
    row = work.db.execute(
        select(*(func.count(distinct(case((aged, Entry.owner_id)))) for aged in ages))
        .select_from(Evidence)
        .join(Evidence.entry)
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .join(
            QualificationLink,
            and_(
                QualificationLink.qualification_id == CoreTask.qualification_id,
                QualificationLink.person_id == Entry.owner_id,
                QualificationLink.ended_at.is_(None),
            ),
        )
        .where(
            CoreTask.qualification_id == qualification_id,
            Evidence.state == EvidenceState.ACCEPTED,
            Evidence.archived_at.is_(None),
            Entry.archived_at.is_(None),
        )
    ).one()
    return row[0], row[1]


def aged(work: Work, owner_id: int) -> dict[int, date]:
    """Which of somebody's evidence has aged by the rule of its qualification, and since when (1 statement)."""
    rows = work.db.execute(
        select(Evidence.id, Entry.kind, Entry.started_on, Entry.ended_on, Entry.created_at, EvidenceRule.months_valid)
        .join(Evidence.entry)
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .join(EvidenceRule, EvidenceRule.qualification_id == CoreTask.qualification_id)
        .where(_shown(owner_id), EvidenceRule.months_valid.is_not(None))
    )
    found = {
        evidence_id: ages_on(_dated(work, kind, started_on, ended_on, created_at), months)
        for evidence_id, kind, started_on, ended_on, created_at, months in rows
    }
    return {evidence_id: day for evidence_id, day in found.items() if day is not None and day <= work.today}


def ruled(work: Work, person_id: int) -> list[Ruled]:
    """The qualifications that this person follows now, by name, with what they ask of evidence (1 statement)."""
    followed: Select[Any] = (
        select(
            Qualification.id,
            Qualification.name,
            Qualification.code,
            Qualification.cohort,
            Qualification.language,
            Qualification.terms,
            *_RULE,
        )
        .join(QualificationLink, _follows(person_id))
        .outerjoin(EvidenceRule, EvidenceRule.qualification_id == Qualification.id)
        .order_by(Qualification.name, Qualification.id)
    )
    return [
        Ruled(number, name, code, cohort, language, terms, asks=_asks(*asked))
        for number, name, code, cohort, language, terms, *asked in work.db.execute(followed)
    ]


def processes(work: Work, qualification_ids: Sequence[int]) -> list[ProcessRow]:
    """The work processes of these, in order (1 statement)."""
    rows = work.db.execute(
        select(
            CoreTask.qualification_id,
            CoreTask.id,
            CoreTask.number,
            CoreTask.name,
            WorkProcess.id,
            WorkProcess.number,
            WorkProcess.name,
        )
        .join(CoreTask.work_processes)
        .where(CoreTask.qualification_id.in_(qualification_ids))
        .order_by(CoreTask.qualification_id, CoreTask.position, CoreTask.id, WorkProcess.position, WorkProcess.id)
    )
    return [ProcessRow(*row) for row in rows]


def indicator_texts(work: Work, work_process_id: int) -> Sequence[Row[int, str]]:
    """The indicators of one work process with their ids, in order."""
    return work.db.execute(
        select(Indicator.id, Indicator.text)
        .where(Indicator.work_process_id == work_process_id)
        .order_by(Indicator.position, Indicator.id)
    ).all()


def indicator_ids(work: Work, qualification_ids: Sequence[int]) -> dict[int, list[int]]:
    """The indicators of these qualifications, by work process (1 statement)."""
    found: dict[int, list[int]] = defaultdict(list)
    for process_id, indicator_id in work.db.execute(
        select(Indicator.work_process_id, Indicator.id)
        .join(Indicator.work_process)
        .join(WorkProcess.core_task)
        .where(CoreTask.qualification_id.in_(qualification_ids))
    ):
        found[process_id].append(indicator_id)
    return found


def pieces(work: Work, owner_id: int, *, work_process_id: int | None = None) -> dict[int, list[PieceRow]]:
    """Somebody's evidence by work process, oldest first: all of it, or for one work process (3 statements)."""
    files = (
        select(func.count())
        .select_from(EntryFile)
        .where(EntryFile.entry_id == Entry.id, _is_current_file())
        .correlate(Entry)
        .scalar_subquery()
    )
    columns = select(
        Evidence.work_process_id,
        Evidence.id,
        Entry.id,
        Entry.title,
        Entry.started_on,
        Entry.ended_on,
        Entry.hours,
        Entry.kind,
        Entry.organisation,
        Entry.created_at,
        Evidence.state,
        Evidence.reasoning != "",
        files,
    )
    rows = work.db.execute(_narrowed(columns, owner_id, work_process_id).order_by(Evidence.id)).all()
    shows = _indicators_shown(work, owner_id, work_process_id)
    witnesses = _witnesses(work, owner_id, work_process_id)
    found: dict[int, list[PieceRow]] = defaultdict(list)
    for process_id, number, entry_id, title, started_on, ended_on, hours, kind, *more in rows:
        organisation, created_at, state, reasoned, count = more
        standing, outdated = witnesses.get(entry_id, (0, 0))
        piece = Piece(
            state=state,
            kind=kind,
            organisation=organisation,
            dated=_dated(work, kind, started_on, ended_on, created_at),
            reasoned=bool(reasoned),
            indicators=frozenset(shows.get(number, ())),
            files=count,
            witnesses=standing,
            outdated_witnesses=outdated,
        )
        found[process_id].append(PieceRow(number, entry_id, title, started_on, ended_on, hours, piece))
    return found


def accepted_by(work: Work, evidence_ids: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """Who accepted these last, and when, by evidence (1 statement)."""
    rows = work.db.execute(
        select(Review.evidence_id, Person, Review.decided_at)
        .join(Review.reviewer)
        .where(Review.evidence_id.in_(evidence_ids), Review.decision == Decision.ACCEPTED)
        .order_by(Review.id)
    )
    return {evidence_id: (person.name, decided_at) for evidence_id, person, decided_at in rows}


def judgements(work: Work, person_id: int, *, work_process_id: int | None = None) -> list[JudgementRow]:
    """All that was found of somebody's evidence, newest first (1 statement); each judge's newest stands."""
    rows = select(QualityJudgement).options(joinedload(QualityJudgement.judge))
    rows = rows.where(QualityJudgement.person_id == person_id)
    if work_process_id is not None:
        rows = rows.where(QualityJudgement.work_process_id == work_process_id)
    return [
        _judgement(row)
        for row in work.db.scalars(rows.order_by(QualityJudgement.judged_at.desc(), QualityJudgement.id.desc()))
    ]


def self_history(work: Work, person_id: int, work_process_id: int) -> list[SelfRow]:
    """How far somebody found oneself with a work process, newest first; the newest stands."""
    of_this = (SelfAssessment.person_id == person_id, SelfAssessment.work_process_id == work_process_id)
    rows = select(*_SELF).where(*of_this).order_by(SelfAssessment.assessed_at.desc(), SelfAssessment.id.desc())
    return [SelfRow(*row) for row in work.db.execute(rows)]


def self_assessments(work: Work, person_id: int) -> dict[int, SelfRow]:
    """How far somebody finds oneself now, by work process (1 statement)."""
    rows = select(*_SELF).where(SelfAssessment.person_id == person_id)
    ordered = rows.order_by(SelfAssessment.assessed_at, SelfAssessment.id)
    return {row.work_process_id: SelfRow(*row) for row in work.db.execute(ordered)}


def own_judgements(
    work: Work, person_id: int, work_process_id: int
) -> tuple[QualityJudgement | None, QualityJudgement | None]:
    """What the actor found last of this evidence, and what before that."""
    rows = work.db.scalars(
        select(QualityJudgement)
        .where(
            QualityJudgement.person_id == person_id,
            QualityJudgement.work_process_id == work_process_id,
            QualityJudgement.judged_by == work.actor.id,
        )
        .order_by(QualityJudgement.judged_at.desc(), QualityJudgement.id.desc())
        .limit(2)
    ).all()
    newest, before = (*rows, None, None)[:2]
    return newest, before


def judgement_with_key(work: Work, form_key: str) -> QualityJudgement:
    """The judgement that this form has made already."""
    return work.db.scalars(select(QualityJudgement).where(QualityJudgement.form_key == form_key)).one()


_SELF = (
    SelfAssessment.id,
    SelfAssessment.work_process_id,
    SelfAssessment.level,
    SelfAssessment.remark,
    SelfAssessment.assessed_at,
)


def _judgement(row: QualityJudgement) -> JudgementRow:
    found = {aspect: judgement for aspect in Aspect if (judgement := getattr(row, aspect.value)) is not None}
    return JudgementRow(
        row.id, row.work_process_id, row.judged_by, row.judge.name, row.capacity, found, row.remark, row.judged_at
    )


def _asks(months: int | None, pieces: int | None, contexts: int | None, witness: bool | None) -> Asks | None:
    """What the columns of a rule ask; None where there is no rule."""
    if pieces is None or contexts is None or witness is None:
        return None
    return Asks(months, pieces, contexts, witness)


def _follows(person_id: int) -> ColumnElement[bool]:
    return and_(
        QualificationLink.qualification_id == Qualification.id,
        QualificationLink.person_id == person_id,
        QualificationLink.ended_at.is_(None),
    )


def _shown(owner_id: int) -> ColumnElement[bool]:
    return and_(Entry.owner_id == owner_id, Entry.archived_at.is_(None), Evidence.archived_at.is_(None))


def _is_current_file() -> ColumnElement[bool]:
    return and_(EntryFile.archived_at.is_(None), EntryFile.replaced_at.is_(None))


def _narrowed(rows: Select[*Columns], owner_id: int, work_process_id: int | None) -> Select[*Columns]:
    rows = rows.select_from(Evidence).join(Evidence.entry).where(_shown(owner_id))
    return rows if work_process_id is None else rows.where(Evidence.work_process_id == work_process_id)


def _indicators_shown(work: Work, owner_id: int, work_process_id: int | None) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    columns = select(EvidenceIndicator.evidence_id, EvidenceIndicator.indicator_id)
    rows = _narrowed(columns, owner_id, work_process_id)
    shown = rows.join(EvidenceIndicator, EvidenceIndicator.evidence_id == Evidence.id)
    for evidence_id, indicator_id in work.db.execute(shown):
        found[evidence_id].append(indicator_id)
    return found


def _witnesses(work: Work, owner_id: int, work_process_id: int | None) -> dict[int, tuple[int, int]]:
    """Per entry: how many statements are about it as it is now, and how many about what it was."""
    about = _narrowed(select(Evidence.entry_id), owner_id, work_process_id)
    statements: Select[Any] = (
        select(WitnessStatement.id, WitnessStatement.fingerprint, Entry.id, EntryFile.sha256, EntryFile.name, *_FACTS)
        .join(Entry, Entry.id == WitnessStatement.entry_id)
        .outerjoin(EntryFile, and_(EntryFile.entry_id == Entry.id, _is_current_file()))
        .where(Entry.id.in_(about))
        .order_by(WitnessStatement.id)
    )
    files: dict[int, list[tuple[str, str]]] = defaultdict(list)
    signed: dict[int, tuple[int, str, EntryFacts]] = {}
    for statement_id, told, entry_id, digest, name, *facts in work.db.execute(statements):
        signed[statement_id] = (entry_id, told, EntryFacts(*facts))
        files[statement_id] += [(digest, name)] if digest else []
    found: dict[int, tuple[int, int]] = {}
    for statement_id, (entry_id, told, now) in signed.items():
        holds = is_current(told, now, files=files[statement_id])
        standing, outdated = found.get(entry_id, (0, 0))
        found[entry_id] = (standing + holds, outdated + (not holds))
    return found


def _dated(work: Work, kind: EntryKind, started_on: date | None, ended_on: date | None, created_at: datetime) -> date:
    added_on = created_at.astimezone(work.zone).date()
    return dated(kind, started_on=started_on, ended_on=ended_on, added_on=added_on, today=work.today)


def _aged_by(work: Work, months: int | None) -> ColumnElement[bool]:
    """In SQL: whether an entry counts as aged today."""
    if months is None:
        return Entry.id.is_(None)  # none does
    last = last_aged(months, today=work.today)
    going_on = and_(Entry.kind.in_(GOING_ON), Entry.started_on.is_not(None), Entry.ended_on.is_(None))
    told = func.coalesce(Entry.ended_on, Entry.started_on)
    added = and_(told.is_(None), Entry.created_at < _end_of(last, work.zone))
    return and_(~going_on, or_(told <= last, added))


def _end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, datetime.max.time(), tzinfo=zone)
