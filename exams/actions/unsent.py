"""Taking in the file that a tablet saved because it could not send: looked at first, then kept, and once."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from exams.actions.entering import Origin, enter_marks, foresee
from exams.actions.repeats import add_once
from exams.actions.wording import require_words
from exams.events.entering import MarkFileTakenIn
from exams.formats.unsent import UnreadableFile, UnsentFile, read_unsent
from exams.models import Mark, MarkFile, Sheet, Tablet
from exams.permissions import has_not_examined, is_coordinator, is_the_candidate
from exams.queries.entering import marks_called
from exams.queries.unsent import examiner_called, file_with, sheets_with_steps, tablet_called
from exams.rules import Answer, AnswerKind, Decision, Operation, read
from exams.rules.deeds import Deed, DeedKind, MarkSource, is_deed, read_deed
from foundation.messages import Message, from_json, say
from foundation.refusals import Refusal
from foundation.work import Work
from people.models import Person

# What ends an exam or puts a name under it is done by a person who sees what stands, never by a file.
NOT_FROM_A_FILE = MappingProxyType(
    {
        DeedKind.SIGN: say("A signature is not taken from a file. The examiner looks at the marks and signs."),
        DeedKind.ABORT: say("An exam is not stopped by a file. The examiner stops it."),
        DeedKind.NO_SHOW: say("That a candidate did not come is not taken from a file. Report it."),
        DeedKind.CAME: say("That a candidate did come is not taken from a file. Take the report back."),
    }
)


LEFT = "left"


class Proof(StrEnum):
    """Whether a tablet stands behind every byte of a file."""

    VOUCHED = "vouched"
    CHANGED = "changed"  # the tablet is known, and wrote something else
    UNKNOWN = "unknown"  # no tablet with this id was prepared here
    SHUT_OUT = "shut-out"  # the tablet wrote it, and was shut out: it was in other hands, maybe


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of one operation of a file: stored, duplicate, conflict, refused, or left because it is a deed."""

    sheet: int | None
    operation: Operation | Deed | None
    outcome: str
    reason: Message | None = None
    stood: int | None = None  # at a conflict: the value that stands


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A file as it was read, whose it is, who vouches for it, and what would happen."""

    file: UnsentFile
    sha256: str
    examiner: Person
    tablet: Tablet | None
    proof: Proof
    before: MarkFile | None
    sheets: Mapping[int, Sheet]
    fates: tuple[Fate, ...]

    @property
    def is_proven(self) -> bool:
        """Whether nothing has to be explained."""
        return self.proof is Proof.VOUCHED

    @property
    def counts(self) -> dict[str, int]:
        """Outcome -> how many operations."""
        return dict(Counter(fate.outcome for fate in self.fates))


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The bytes of a file as they are kept."""

    key: str
    name: str
    size: int


def look_at(work: Work, data: bytes) -> Looked:
    """What is in the file and what would become of it; nothing is kept."""
    file = read_unsent(data)
    examiner, sheets = _theirs(work, file)
    operations, read_already = _read(file)
    decisions = foresee(work, operations, examiner=examiner.id).decisions
    return _looked(work, file, data, examiner, sheets, [*_fates(decisions), *read_already])


def take_in_file(work: Work, data: bytes, stored: Stored, reason: str) -> MarkFile:
    """Keep what is in the file, as the examiner's own marks; the same file a second time changes nothing."""
    file = read_unsent(data)
    examiner, sheets = _theirs(work, file)
    looked = _looked(work, file, data, examiner, sheets, [])
    if looked.before:
        return looked.before
    if not looked.is_proven:
        require_words(reason, say("No tablet vouches for this file as it is. Say why it is taken in all the same."))
    row = _row(work, looked, stored, reason)
    added = add_once(work, row, lambda: file_with(work, looked.sha256))  # race: two people take in one file
    if added is not row:
        return added
    operations, read_already = _read(file)
    origin = Origin(source=MarkSource.FILE, tablet=looked.tablet.id if looked.tablet else None)
    found = enter_marks(work, operations, examiner=examiner.id, origin=origin)
    fates = [*_fates(found.decisions), *read_already]
    added.counts = dict(Counter(fate.outcome for fate in fates))
    work.emit(
        MarkFileTakenIn(
            file_id=added.id,
            person_id=examiner.id,
            proven=looked.is_proven,
            sha256=looked.sha256,
            stored=added.counts.get("stored", 0),
            conflicts=added.counts.get("conflict", 0),
            refused=added.counts.get("refused", 0),
        )
    )
    return added


def look_back(work: Work, data: bytes) -> Looked:
    """A file that was taken in, with what is on record of each of its marks (reads only)."""
    file = read_unsent(data)
    examiner, sheets = _theirs(work, file)
    operations, others = _read(file)
    kept = marks_called(work, [one.op for one in operations])
    fates = [_recorded(one, kept.get(one.op)) for one in operations]
    return _looked(work, file, data, examiner, sheets, [*fates, *others])


def _recorded(operation: Operation, mark: Mark | None) -> Fate:
    if mark is None:
        return Fate(sheet=operation.sheet, operation=operation, outcome=AnswerKind.REFUSED)
    facts = mark.answer_facts or {}
    return Fate(
        sheet=operation.sheet,
        operation=operation,
        outcome=mark.answer,
        reason=from_json(facts["reason"]) if facts.get("reason") else None,
        stood=facts["standing"]["value"] if facts.get("standing") else None,
    )


def _theirs(work: Work, file: UnsentFile) -> tuple[Person, Mapping[int, Sheet]]:
    """Whose file it is and the sheets it is about; refused where it is not for the actor to take in."""
    examiner = examiner_called(work, file.user)
    if examiner is None:
        raise UnreadableFile(say("The examiner whose file this is, is not known here. Is it of another school?"))
    own = examiner.id == work.actor.id
    if not own and not is_coordinator(work.actor, None):
        raise Refusal(say("This file has marks of somebody else in it. A coordinator can take it in."))
    numbers = {number for raw in file.operations if isinstance(number := raw.get("sheet"), int) and number > 0}
    sheets = sheets_with_steps(work, {number for number in numbers if number < 2**31}, examiner=examiner.id)
    if any(is_the_candidate(work.actor, sheet) for sheet in sheets.values()):
        raise Refusal(say("There are marks of an exam of your own in this file, so somebody else takes it in."))
    if not own and not all(has_not_examined(work.actor, sheet.sitting) for sheet in sheets.values()):
        raise Refusal(say("You examine one of the exams in this file yourself, so somebody else takes it in."))
    return examiner, sheets


def _looked(
    work: Work,
    file: UnsentFile,
    data: bytes,
    examiner: Person,
    sheets: Mapping[int, Sheet],
    fates: Sequence[Fate],
) -> Looked:
    tablet, sha256 = tablet_called(work, file.tablet), hashlib.sha256(data).hexdigest()
    return Looked(
        file=file,
        sha256=sha256,
        examiner=examiner,
        tablet=tablet,
        proof=_proof(file, tablet),
        before=file_with(work, sha256),
        sheets=sheets,
        fates=tuple(fates),
    )


def _proof(file: UnsentFile, tablet: Tablet | None) -> Proof:
    if tablet is None:
        return Proof.UNKNOWN
    if not file.is_vouched_for(tablet.secret):
        return Proof.CHANGED
    return Proof.SHUT_OUT if tablet.shut_out_at else Proof.VOUCHED


def _read(file: UnsentFile) -> tuple[list[Operation], list[Fate]]:
    """The marks in it, each once; what cannot be read, and deeds, with what becomes of them."""
    marks: dict[UUID, Operation] = {}
    others: list[Fate] = []
    for raw in file.operations:
        if is_deed(raw):
            others.append(_deed_fate(read_deed(raw)))
            continue
        found = read(raw)
        if isinstance(found, Operation):
            marks.setdefault(found.op, found)
        else:
            others.append(Fate(sheet=None, operation=None, outcome=found.outcome, reason=found.reason))
    return list(marks.values()), others


def _deed_fate(deed: Deed | Answer) -> Fate:
    if isinstance(deed, Answer):
        return Fate(sheet=None, operation=None, outcome=deed.outcome, reason=deed.reason)
    return Fate(sheet=deed.sheet, operation=deed, outcome=LEFT, reason=NOT_FROM_A_FILE.get(deed.kind))


def _fates(decisions: Sequence[Decision]) -> list[Fate]:
    return [
        Fate(
            sheet=one.operation.sheet,
            operation=one.operation,
            outcome=one.answer.outcome,
            reason=one.answer.reason,
            stood=one.answer.standing.value if one.answer.standing else None,
        )
        for one in decisions
    ]


def _row(work: Work, looked: Looked, stored: Stored, reason: str) -> MarkFile:
    return MarkFile(
        sha256=looked.sha256,
        tablet_id=looked.file.tablet,
        examiner_id=looked.examiner.id,
        file_name=stored.name,
        file_key=stored.key,
        size=stored.size,
        proven=looked.is_proven,
        reason="" if looked.is_proven else reason,
        made_at=looked.file.made_at,
        counts={},
        imported_by=work.actor.id,
        imported_at=work.now,
    )
