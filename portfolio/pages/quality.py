"""How good evidence is, in words and signs: per work process in full, and for a whole qualification at a glance."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import url_for

from foundation.messages import Message, say, say_many
from foundation.web.wording import speaking
from foundation.web.words import day, said
from foundation.work import Work
from portfolio.models import OpenedWorkProcess
from portfolio.pages.kinds import KINDS
from portfolio.queries import quality as queries
from portfolio.queries.quality import JudgementRow, PieceRow, ProcessRow, Ruled, SelfRow
from portfolio.rules import (
    Asks,
    Aspect,
    Capacity,
    EntryKind,
    EvidenceState,
    Finding,
    Judgement,
    SelfLevel,
    Standing,
    ages_on,
    apart,
    findings,
    goes_on,
    is_aged,
)
from qualification_files.pages.terms import wording_of

ANY_NUMBER = 987654321


class Sign(NamedTuple):
    """A state in words, with the kind that gives it a symbol and a colour."""

    kind: str
    words: Message


ASPECTS: Mapping[Aspect, tuple[Message, Message]] = {
    Aspect.VARIETY: (say("Variety"), say("Shown in different places and ways")),
    Aspect.RELEVANCE: (say("Relevance"), say("About this work process and its indicators")),
    Aspect.AUTHENTICITY: (say("Authenticity"), say("One's own work")),
    Aspect.CURRENCY: (say("Currency"), say("Recent enough")),
    Aspect.QUANTITY: (say("Quantity"), say("Enough of it")),
}
STANDINGS: Mapping[Standing, Sign] = {
    Standing.MET: Sign("ok", say("Met")),
    Standing.NOT_MET: Sign("attention", say("Not met")),
    Standing.NOT_ASKED: Sign("quiet", say("Not asked")),
}
ICONS = {"ok": "check", "attention": "flag", "quiet": "dot"}
JUDGED: Mapping[Judgement, Sign] = {
    Judgement.SUFFICIENT: Sign("ok", say("Sufficient")),
    Judgement.INSUFFICIENT: Sign("attention", say("Insufficient")),
}
CAPACITIES: Mapping[Capacity, Message] = {
    Capacity.ASSESSOR: say("Assessor"),
    Capacity.SUPERVISOR: say("Supervisor"),
}
LEVELS: Mapping[SelfLevel, Message] = {
    SelfLevel.NOT_YET: say("Not yet"),
    SelfLevel.WITH_HELP: say("With help"),
    SelfLevel.ALONE: say("On my own"),
    SelfLevel.EXPLAINS: say("Can explain it to others"),
}
STATES: Mapping[EvidenceState, Sign] = {
    EvidenceState.OPEN: Sign("open", say("Not handed in")),
    EvidenceState.WAITING: Sign("wait", say("Waiting for review")),
    EvidenceState.RETURNED: Sign("attention", say("Returned")),
    EvidenceState.ACCEPTED: Sign("ok", say("Accepted")),
}


class Voice(NamedTuple):
    """What one person finds of one aspect."""

    judge: str
    capacity: Message
    sign: Sign


@dataclass(frozen=True)
class AspectRow:
    """One aspect: what is known, what the rule asks, and what each judge finds, side by side."""

    label: Message
    about: Message
    finding: Finding
    sign: Sign
    voices: list[Voice]


@dataclass(frozen=True)
class ShownPiece:
    """A piece of evidence on the page of its work process."""

    row: PieceRow
    kind: Message
    icon: str
    state: Sign
    facts: list[str]
    age: Sign | None


@dataclass(frozen=True)
class ShownIndicator:
    """An indicator, with the pieces that show it in particular."""

    text: str
    pieces: list[PieceRow]


@dataclass(frozen=True)
class PastJudgement:
    """What somebody found at some moment."""

    row: JudgementRow
    capacity: Message
    found: list[tuple[Message, Sign]]
    stands: bool


@dataclass(frozen=True)
class PastSelf:
    """How far the candidate found oneself at some moment."""

    level: Message
    remark: str
    at: datetime
    stands: bool


@dataclass(frozen=True)
class ProcessPage:
    """What the page of a work process shows."""

    pieces: list[ShownPiece]
    apart: Message | None
    aspects: list[AspectRow]
    indicators: list[ShownIndicator]
    judgements: list[PastJudgement]
    self_history: list[PastSelf]

    @property
    def own_view(self) -> PastSelf | None:
        """How far the candidate finds oneself now."""
        return self.self_history[0] if self.self_history else None


class Cell(NamedTuple):
    """One aspect of one work process at a glance."""

    kind: str
    icon: str
    words: str
    short: str
    voices: list[tuple[str, str, str]]  # who, kind of sign, words


class MatrixRow(NamedTuple):
    """A work process in the matrix."""

    number: str
    name: str
    url: str
    cells: list[Cell]
    own_view: str


@dataclass
class MatrixTask:
    """A core task in the matrix."""

    number: str
    name: str
    rows: list[MatrixRow]


@dataclass(frozen=True)
class MatrixSection:
    """A qualification in the matrix."""

    id: int
    name: str
    note: str
    terms: Mapping[str, Any]
    rule: list[Message]
    tasks: list[MatrixTask]


def process_page(work: Work, opened: OpenedWorkProcess) -> ProcessPage:
    """Everything the page of a work process shows, in seven statements."""
    process_id, owner_id = opened.work_process.id, opened.owner_id
    rows = queries.pieces(work, owner_id, work_process_id=process_id).get(process_id, [])
    indicators = queries.indicator_texts(work, process_id)
    judged = queries.judgements(work, owner_id, work_process_id=process_id)
    accepted = queries.accepted_by(work, [row.id for row in rows])
    pieces = [row.piece for row in rows]
    found = findings(pieces, opened.asks, indicators=[number for number, _text in indicators], today=work.today)
    return ProcessPage(
        pieces=[_shown_piece(work, row, opened.asks, accepted.get(row.id)) for row in rows],
        apart=apart(pieces),
        aspects=_aspect_rows(found, standing_judgements(judged)),
        indicators=[
            ShownIndicator(text, [row for row in rows if number in row.piece.indicators]) for number, text in indicators
        ],
        judgements=_past_judgements(judged),
        self_history=_past_self(queries.self_history(work, owner_id, process_id)),
    )


def standing_judgements(judged: Sequence[JudgementRow]) -> list[JudgementRow]:
    """Each judge's newest, of judgements of one work process that come newest first."""
    newest: dict[int, JudgementRow] = {}
    for row in judged:
        newest.setdefault(row.judge_id, row)
    return list(newest.values())


def asked_in_words(asks: Asks | None) -> list[Message]:
    """What a rule asks, sentence by sentence."""
    if asks is None:
        return [say("Nothing is asked of evidence, other than that it is there.")]
    asked = [
        say_many(
            "At least %(count)s piece for each work process.",
            "At least %(count)s pieces for each work process.",
            asks.pieces,
        )
    ]
    if asks.contexts > 1:
        asked.append(say("From at least %(count)s different contexts.", count=asks.contexts))
    if asks.months_valid is not None:
        asked.append(
            say_many("Evidence ages after %(count)s month.", "Evidence ages after %(count)s months.", asks.months_valid)
        )
    if asks.witness:
        asked.append(say("At least one piece is confirmed by a witness."))
    return asked


def aged_in_words(now: int, then: int) -> Message:
    """What other months mean for the people who follow the qualification."""
    if now == then:
        return say_many(
            "These months change nothing today: evidence of %(count)s candidate counts as aged, as it does now.",
            "These months change nothing today: evidence of %(count)s candidates counts as aged, as it does now.",
            then,
        )
    return say_many(
        "With these months, evidence of %(count)s candidate counts as aged today; now that is %(now)s.",
        "With these months, evidence of %(count)s candidates counts as aged today; now that is %(now)s.",
        then,
        now=now,
    )


def matrix(work: Work, owner_id: int) -> list[MatrixSection]:
    """The quality of all evidence at a glance, in eight statements, however large the qualifications are."""
    followed = queries.ruled(work, owner_id)
    if not followed:
        return []
    numbers = [row.id for row in followed]
    tasks: dict[int, list[ProcessRow]] = defaultdict(list)
    for process in queries.processes(work, numbers):
        tasks[process.qualification_id].append(process)
    cells = _cells_of(work, owner_id, numbers)
    return [_section(row, tasks[row.id], cells, _process_url(owner_id)) for row in followed]


Cells = Callable[[int, Asks | None], tuple[list[Cell], str]]


def _cells_of(work: Work, owner_id: int, qualification_ids: Sequence[int]) -> Cells:
    pieces = queries.pieces(work, owner_id)
    indicators = queries.indicator_ids(work, qualification_ids)
    own = queries.self_assessments(work, owner_id)
    judged: dict[int, list[JudgementRow]] = defaultdict(list)
    for row in queries.judgements(work, owner_id):
        judged[row.work_process_id].append(row)

    def cells(process_id: int, asks: Asks | None) -> tuple[list[Cell], str]:
        there = [row.piece for row in pieces.get(process_id, ())]
        found = findings(there, asks, indicators=indicators.get(process_id, ()), today=work.today)
        voices = standing_judgements(judged.get(process_id, ()))
        assessed = own.get(process_id)
        return [_cell(one, voices) for one in found], said(LEVELS[assessed.level]) if assessed else ""

    return cells


def _cell(finding: Finding, voices: Sequence[JudgementRow]) -> Cell:
    sign = STANDINGS[finding.standing]
    shown = []
    for row in voices:
        if finding.aspect in row.found:
            judged = JUDGED[row.found[finding.aspect]]
            shown.append((said(CAPACITIES[row.capacity]), judged.kind, said(judged.words)))
    return Cell(sign.kind, ICONS[sign.kind], said(sign.words), said(finding.short), shown)


def _section(row: Ruled, processes: Sequence[ProcessRow], cells: Cells, url: Callable[[int], str]) -> MatrixSection:
    tasks: dict[int, MatrixTask] = {}
    with speaking(wording_of(row.terms)):
        for process in processes:
            task = tasks.setdefault(process.task_id, MatrixTask(process.task_number, process.task, []))
            shown, own_view = cells(process.id, row.asks)
            task.rows.append(MatrixRow(process.number, process.name, url(process.id), shown, own_view))
    note = said(say("%(code)s, cohort %(cohort)s", code=row.code, cohort=row.cohort)) if row.cohort else row.code
    return MatrixSection(row.id, row.name, note, row.terms, asked_in_words(row.asks), list(tasks.values()))


def _process_url(owner_id: int) -> Callable[[int], str]:
    """Makes addresses of work processes; the router is asked once, not for each of hundreds."""
    made = url_for("portfolio.work_process", person_id=owner_id, work_process_id=ANY_NUMBER)
    before, after = made.rsplit(str(ANY_NUMBER), 1)
    return lambda number: f"{before}{number}{after}"


def _aspect_rows(found: Sequence[Finding], standing: Sequence[JudgementRow]) -> list[AspectRow]:
    return [
        AspectRow(*ASPECTS[one.aspect], one, STANDINGS[one.standing], _voices(one.aspect, standing)) for one in found
    ]


def _voices(aspect: Aspect, standing: Sequence[JudgementRow]) -> list[Voice]:
    return [
        Voice(row.judge, CAPACITIES[row.capacity], JUDGED[row.found[aspect]]) for row in standing if aspect in row.found
    ]


def _shown_piece(work: Work, row: PieceRow, asks: Asks | None, accepted: tuple[str, datetime] | None) -> ShownPiece:
    piece, words = row.piece, KINDS[row.piece.kind]
    facts = [piece.organisation, _period(row), said(_hours(row)) if row.hours else ""]
    if accepted and piece.counts:
        facts.append(said(say("Accepted by %(name)s", name=accepted[0])))
    facts += [said(one) for one in _known(row)]
    return ShownPiece(
        row, words.label, words.icon, STATES[piece.state], [fact for fact in facts if fact], _age(work, row, asks)
    )


def _known(row: PieceRow) -> list[Message]:
    piece, known = row.piece, []
    if piece.files:
        known.append(say_many("%(count)s file", "%(count)s files", piece.files))
    if piece.witnesses:
        known.append(say_many("Confirmed by %(count)s witness", "Confirmed by %(count)s witnesses", piece.witnesses))
    if piece.outdated_witnesses:
        known.append(
            say_many(
                "%(count)s statement about an earlier text",
                "%(count)s statements about an earlier text",
                piece.outdated_witnesses,
            )
        )
    if not piece.reasoned:
        known.append(say("Without reasoning"))
    return known


def _period(row: PieceRow) -> str:
    if goes_on(row.piece.kind, row.started_on, row.ended_on):
        return said(say("%(day)s until now", day=row.started_on))
    days = [one for one in (row.started_on, row.ended_on) if one is not None]
    if len(days) == 2 and days[0] != days[1]:
        return said(say("%(first)s to %(last)s", first=days[0], last=days[1]))
    return day(days[0]) if days else ""


def _hours(row: PieceRow) -> Message:
    if row.piece.kind is EntryKind.WORK_EXPERIENCE:
        return say_many("%(count)s hour a week", "%(count)s hours a week", row.hours or 0)
    return say_many("%(count)s hour", "%(count)s hours", row.hours or 0)


def _age(work: Work, row: PieceRow, asks: Asks | None) -> Sign | None:
    """Whether it has aged, or when it will."""
    if asks is None or asks.months_valid is None:
        return None
    first: date | None = ages_on(row.piece.dated, asks.months_valid)
    if first is None:
        return None
    if is_aged(row.piece.dated, asks.months_valid, today=work.today):
        return Sign("attention", say("Aged since %(day)s", day=first))
    if goes_on(row.piece.kind, row.started_on, row.ended_on):
        return Sign("quiet", say("Goes on, so it does not age"))
    return Sign("quiet", say("Ages on %(day)s", day=first))


def _past_judgements(judged: Sequence[JudgementRow]) -> list[PastJudgement]:
    standing = {row.id for row in standing_judgements(judged)}
    return [
        PastJudgement(
            row,
            CAPACITIES[row.capacity],
            [(ASPECTS[aspect][0], JUDGED[found]) for aspect, found in row.found.items()],
            row.id in standing,
        )
        for row in judged
    ]


def _past_self(history: Sequence[SelfRow]) -> list[PastSelf]:
    return [
        PastSelf(LEVELS[row.level], row.remark, row.assessed_at, stands=place == 0) for place, row in enumerate(history)
    ]
