"""Taking in the file that a tablet saved because it could not send: looked at first, then kept, and once."""

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from exams.actions.entering import Origin, enter_marks, foresee
from exams.actions.filed_deeds import NOT_FROM_A_FILE, Filed, FiledDeeds, foresee_deeds, keep_filed
from exams.actions.photos import CameIn, take_photo
from exams.actions.repeats import add_once
from exams.actions.wording import require_words
from exams.events.entering import MarkFileTakenIn
from exams.formats.unsent import MOST_PIXELS, FiledPhoto, UnreadableFile, UnsentFile, read_unsent
from exams.models import Mark, MarkFile, Sheet, Tablet
from exams.permissions import has_not_examined, is_coordinator, is_the_candidate
from exams.queries.deeds import known_deeds
from exams.queries.entering import marks_called
from exams.queries.marking_sync import HeldSheet
from exams.queries.photos import announced_on, announced_photo, arrived_among
from exams.queries.unsent import examiner_called, file_with, sheets_with_steps, tablet_called
from exams.rules import Answer, AnswerKind, Decision, Operation, read
from exams.rules.deeds import Deed, DeedKind, KnownDeed, MarkSource, is_deed, read_deed, sent_otherwise
from exams.rules.photos import LARGEST, LONGEST_EDGE, MOST, PhotoOutcome
from exams.rules.tablets import secret_of
from foundation.access import Actor
from foundation.files import measure
from foundation.messages import Message, from_json, say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from people.models import Person

LEFT = "left"
NO_MARKS: Mapping[UUID, Mark] = MappingProxyType({})
NO_PHOTOS: Mapping[UUID, CameIn] = MappingProxyType({})


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
    stood: int | None = None  # at a conflict: the value that stands, with its remark
    stood_remark: str = ""
    is_otherwise: bool = False  # its id is known here with another content, whose value is `stood`


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file as it was read before any lock was held: whether the tablet it names wrote every byte of it."""

    file: UnsentFile
    sha256: str
    is_vouched: bool


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


def open_file(work: Work, data: bytes) -> Opened:
    """Read the file and ask its tablet (reads only): it takes a while, so nobody may have to wait for it meanwhile."""
    file = read_unsent(data)
    tablet = tablet_called(work, file.tablet)
    # With the secret of this person on this tablet: that of a colleague who prepared it too vouches for nothing here.
    is_vouched = tablet is not None and file.is_vouched_for(secret_of(tablet.secret, file.user))
    return Opened(file=file, sha256=hashlib.sha256(data).hexdigest(), is_vouched=is_vouched)


def look_at(work: Work, opened: Opened) -> Looked:
    """What is in the file and what would become of it; nothing is kept."""
    file = opened.file
    examiner, sheets = _theirs(work, file)
    _refuse_unannounced(work, file, sheets)
    content = _read(file)
    seen = _foresee(work, content, examiner.id)
    kept = marks_called(work, [one.op for one in content.marks])
    fates = [*_fates(seen.decisions, kept), *_deed_fates(seen.filed), *content.unreadable]
    return _looked(work, opened, examiner, sheets, fates)


@dataclass(frozen=True, kw_only=True)
class _Content:
    """The operations of a file, each once."""

    tablet: UUID | None
    marks: Sequence[Operation]
    deeds: Sequence[Deed]
    unreadable: Sequence[Fate]


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What would become of them."""

    decisions: Sequence[Decision]
    filed: Sequence[Filed]
    held: Mapping[int, HeldSheet]


def _foresee(work: Work, content: _Content, examiner: int) -> _Seen:
    found = foresee(work, content.marks, examiner=examiner, deeds=content.deeds)
    stored = {one.operation.sheet for one in found.decisions if one.answer.outcome is AnswerKind.STORED}
    deeds = FiledDeeds(deeds=content.deeds, tablet=content.tablet, marks=found.marks)
    filed = foresee_deeds(work, deeds, found.sheets, begun=stored, examiner=examiner)
    return _Seen(decisions=found.decisions, filed=filed, held=found.sheets)


def take_in_file(
    work: Work, opened: Opened, stored: Stored, reason: str, photos: Mapping[UUID, CameIn] = NO_PHOTOS
) -> MarkFile:
    """Keep what is in the file, as the examiner's own marks; the same file a second time changes nothing."""
    file = opened.file
    examiner, sheets = _theirs(work, file)
    looked = _looked(work, opened, examiner, sheets, [])
    if looked.before:
        return looked.before
    _refuse_unannounced(work, file, sheets)
    if not looked.is_proven:
        require_words(reason, say("No tablet vouches for this file as it is. Say why it is taken in all the same."))
    row = _row(work, looked, stored, reason)
    added = add_once(work, row, lambda: file_with(work, looked.sha256))  # race: two people take in one file
    if added is not row:
        return added
    content = _read(file)
    tablet = looked.tablet.id if looked.tablet else None
    # Deeds first: an exam began when the file says so, not when its first mark was made.
    seen = _foresee(work, content, examiner.id)
    filed = keep_filed(work, seen.filed, seen.held, examiner=examiner.id, tablet=tablet)
    origin = Origin(source=MarkSource.FILE, tablet=tablet)
    found = enter_marks(work, content.marks, examiner=examiner.id, origin=origin)
    fates = [*_fates(found.decisions), *_deed_fates(filed), *content.unreadable]
    arrived = _take_photos(work, photos, examiner.id)
    added.counts = {**Counter(fate.outcome for fate in fates), **({"photos": arrived} if arrived else {})}
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


def photos_to_draw(work: Work, file: UnsentFile) -> list[FiledPhoto]:
    """Those of its photos that a tablet announced for a sheet of this examiner and that are not here yet, each once.

    To draw a large picture takes a second, so no more of them are than a sheet may have, and than a file (reads only).
    """
    _examiner, sheets = _theirs(work, file)
    announced = {sheet: dict(photos) for sheet, photos in announced_on(work, sheets.keys()).items()}
    for deed in _read(file).deeds:
        if deed.kind is DeedKind.PHOTO and deed.sheet in sheets:
            announced.setdefault(deed.sheet, {})[deed.content["photo"]] = deed.content["sha256"]
    there, wanted = arrived_among(work, {one.id for one in file.photos}), dict[UUID, FiledPhoto]()
    drawn = Counter[int]()
    for one in file.photos:
        is_announced = announced.get(one.sheet, {}).get(str(one.id)) == one.sha256
        if not is_announced or one.id in there or one.id in wanted or len(one.data) > LARGEST:
            continue
        drawn[one.sheet] += 1
        if drawn[one.sheet] <= MOST:
            wanted[one.id] = one
    return _within_reason(wanted.values())


def _within_reason(photos: Iterable[FiledPhoto]) -> list[FiledPhoto]:
    """Those as small as a tablet draws them, and of larger ones, which it sends as they are, what is drawn soon."""
    chosen, left = list[FiledPhoto](), MOST_PIXELS
    for one in photos:
        size = _pixels_of(one)
        cost = size if size > LONGEST_EDGE**2 else 0
        if cost <= left:
            left -= cost
            chosen.append(one)
    return chosen


def _pixels_of(photo: FiledPhoto) -> int:
    """As its header says; 0 for what is no picture that can be drawn, and is refused without drawing."""
    try:
        width, height = measure(io.BytesIO(photo.data))
    except Refusal:
        return 0
    return width * height


def _refuse_unannounced(work: Work, file: UnsentFile, sheets: Mapping[int, Sheet]) -> None:
    """Photos come in a file of their own where all together is too much: after the marks, or they belong nowhere."""
    if file.operations or not file.photos:
        return
    known = {photo for photos in announced_on(work, sheets.keys()).values() for photo in photos}
    if not any(str(one.id) in known for one in file.photos):
        words = say("These photos belong to marks that are not here yet. Take in the file with the marks first.")
        raise Refusal(words)


def look_back(work: Work, opened: Opened) -> Looked:
    """A file that was taken in, with what is on record of each of its marks (reads only)."""
    file = opened.file
    examiner, sheets = _theirs(work, file)
    content = _read(file)
    kept = marks_called(work, [one.op for one in content.marks])
    known = known_deeds(work, [one.op for one in content.deeds]) if content.deeds else {}
    marks = [_recorded(one, kept.get(one.op)) for one in content.marks]
    deeds = [_recorded_deed(one, known.get(one.op)) for one in content.deeds]
    return _looked(work, opened, examiner, sheets, [*marks, *deeds, *content.unreadable])


def _recorded_deed(deed: Deed, known: KnownDeed | None) -> Fate:
    if deed.kind in NOT_FROM_A_FILE:
        return Fate(sheet=deed.sheet, operation=deed, outcome=LEFT, reason=NOT_FROM_A_FILE[deed.kind])
    if known is None:
        return Fate(sheet=deed.sheet, operation=deed, outcome=AnswerKind.REFUSED)
    return Fate(sheet=deed.sheet, operation=deed, outcome=known.answer.outcome, reason=known.answer.reason)


def _take_photos(work: Work, photos: Mapping[UUID, CameIn], examiner: int) -> int:
    """How many of the photos were taken in: those that a deed announced, and that are what it said."""
    theirs = work.on_behalf_of(Actor(id=examiner))
    return sum(_takes(theirs, photo, came) for photo, came in photos.items())


def _takes(theirs: Work, photo: UUID, came: CameIn) -> bool:
    try:
        announced = announced_photo(theirs, photo)
    except NotFound:
        return False
    return take_photo(theirs, announced, came, MarkSource.FILE).outcome is PhotoOutcome.STORED


def _recorded(operation: Operation, mark: Mark | None) -> Fate:
    if mark is None:
        return Fate(sheet=operation.sheet, operation=operation, outcome=AnswerKind.REFUSED)
    if not _is_kept(operation, mark):
        return _otherwise(operation, mark)
    facts = mark.answer_facts or {}
    return Fate(
        sheet=operation.sheet,
        operation=operation,
        outcome=mark.answer,
        reason=from_json(facts["reason"]) if facts.get("reason") else None,
        stood=facts["standing"]["value"] if facts.get("standing") else None,
        stood_remark=facts["standing"]["remark"] if facts.get("standing") else "",
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
    numbers |= {photo.sheet for photo in file.photos}
    sheets = sheets_with_steps(work, {number for number in numbers if number < 2**31}, examiner=examiner.id)
    if any(is_the_candidate(work.actor, sheet) for sheet in sheets.values()):
        raise Refusal(say("There are marks of an exam of your own in this file, so somebody else takes it in."))
    if not own and not all(has_not_examined(work.actor, sheet.sitting) for sheet in sheets.values()):
        raise Refusal(say("You examine one of the exams in this file yourself, so somebody else takes it in."))
    return examiner, sheets


def _looked(
    work: Work,
    opened: Opened,
    examiner: Person,
    sheets: Mapping[int, Sheet],
    fates: Sequence[Fate],
) -> Looked:
    tablet = tablet_called(work, opened.file.tablet)
    return Looked(
        file=opened.file,
        sha256=opened.sha256,
        examiner=examiner,
        tablet=tablet,
        proof=_proof(opened, tablet),
        before=file_with(work, opened.sha256),
        sheets=sheets,
        fates=tuple(fates),
    )


def _proof(opened: Opened, tablet: Tablet | None) -> Proof:
    if tablet is None:
        return Proof.UNKNOWN
    if not opened.is_vouched:
        return Proof.CHANGED
    return Proof.SHUT_OUT if tablet.shut_out_at else Proof.VOUCHED


def _read(file: UnsentFile) -> _Content:
    """The marks and deeds in it, each once, and what cannot be read."""
    marks: dict[UUID, Operation] = {}
    deeds: dict[UUID, Deed] = {}
    unreadable: list[Fate] = []
    for raw in file.operations:
        found = read_deed(raw) if is_deed(raw) else read(raw)
        if isinstance(found, Operation):
            found = sent_otherwise(found.op) if found.op in deeds else marks.setdefault(found.op, found)
        elif isinstance(found, Deed):
            found = sent_otherwise(found.op) if found.op in marks else deeds.setdefault(found.op, found)
        if isinstance(found, Answer):
            unreadable.append(Fate(sheet=None, operation=None, outcome=found.outcome, reason=found.reason))
    return _Content(tablet=file.tablet, marks=list(marks.values()), deeds=list(deeds.values()), unreadable=unreadable)


def _deed_fates(filed: Sequence[Filed]) -> list[Fate]:
    return [
        Fate(
            sheet=one.deed.sheet,
            operation=one.deed,
            outcome=one.answer.outcome if one.answer else LEFT,
            reason=one.answer.reason if one.answer else NOT_FROM_A_FILE[one.deed.kind],
        )
        for one in filed
    ]


def _is_kept(operation: Operation, mark: Mark) -> bool:
    same = (operation.sheet, operation.value, operation.remark) == (mark.sheet_id, mark.value, mark.remark)
    return same or mark.answer is AnswerKind.REFUSED


def _otherwise(operation: Operation, mark: Mark) -> Fate:
    """A file that was changed says something else under an id that is known here."""
    return Fate(
        sheet=operation.sheet, operation=operation, outcome=AnswerKind.REFUSED, stood=mark.value, is_otherwise=True
    )


def _fates(decisions: Sequence[Decision], kept: Mapping[UUID, Mark] = NO_MARKS) -> list[Fate]:
    return [
        _otherwise(one.operation, kept[one.operation.op])
        if one.operation.op in kept and not _is_kept(one.operation, kept[one.operation.op])
        else Fate(
            sheet=one.operation.sheet,
            operation=one.operation,
            outcome=one.answer.outcome,
            reason=one.answer.reason,
            stood=one.answer.standing.value if one.answer.standing else None,
            stood_remark=one.answer.standing.remark if one.answer.standing else "",
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
