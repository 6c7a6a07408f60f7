"""What a file says was done besides marking: turns of the clock and remarks are kept, what ends an exam is not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from exams.actions.deeds import Arrival, keep_deeds, note, undone_when_refused, words_of
from exams.actions.marking import begin_sitting
from exams.events.deeds import DeedsRecorded
from exams.models import Sheet
from exams.queries.deeds import known_deeds
from exams.queries.marking_sync import HeldSheet
from exams.queries.photos import photos_there
from exams.queries.unsent import SaidRemark, standing_remarks
from exams.rules import Answer, AnswerKind, SittingState
from exams.rules.deeds import Deed, DeedKind, Going, KnownDeed, MarkSource, again, refused, sent_otherwise, why_not_deed
from exams.rules.operations import not_before
from exams.rules.photos import Announcement, count_photo, why_not_announce
from foundation.access import Actor
from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.work import Work

# What ends an exam or puts a name under it is done by a person who sees what stands, never by a file.
NOT_FROM_A_FILE: Mapping[DeedKind, Message] = MappingProxyType(
    {
        DeedKind.SIGN: say("A signature is not taken from a file. The examiner looks at the marks and signs."),
        DeedKind.ABORT: say("An exam is not stopped by a file. The examiner stops it."),
        DeedKind.NO_SHOW: say("That a candidate did not come is not taken from a file. Report it."),
        DeedKind.CAME: say("That a candidate did come is not taken from a file. Take the report back."),
    }
)


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A deed of a file with its answer; none where it is not taken from a file."""

    deed: Deed
    answer: Answer | None


@dataclass(frozen=True, kw_only=True)
class FiledDeeds:
    """The deeds of a file, which tablet wrote it, and which of their ids are of marks."""

    deeds: Sequence[Deed]
    tablet: UUID | None
    marks: Collection[UUID] = ()


def foresee_deeds(
    work: Work, content: FiledDeeds, sheets: Mapping[int, HeldSheet], *, begun: Iterable[int], examiner: int
) -> list[Filed]:
    """What becomes of each; of sheets in `begun` the exam is begun by a mark of the same file."""
    if not content.deeds:
        return []
    known, begun = known_deeds(work, {deed.op for deed in content.deeds}), set(begun)
    photos, remarks = photos_there(work, sheets.keys()), standing_remarks(work, sheets.keys())
    found = []
    for deed in sorted(content.deeds, key=lambda one: one.sequence):
        answer = _answer(deed, sheets.get(deed.sheet), known, begun=begun, photos=photos, examiner=examiner)
        if answer and deed.op in content.marks:
            answer = sent_otherwise(deed.op)
        elif _is_new(answer) and _is_older(deed, remarks.get(deed.sheet), content.tablet):
            answer = refused(deed.op, say("A newer overall remark stands, so this one was not put in its place."))
        found.append(Filed(deed=deed, answer=answer))
        if answer is None or answer.outcome is not AnswerKind.STORED:
            continue
        known[deed.op] = KnownDeed(deed=deed, sender=examiner, answer=answer)
        begun |= {deed.sheet} if deed.kind is DeedKind.START else set()
        count_photo(photos, deed)
    return found


def _is_new(answer: Answer | None) -> bool:
    return answer is not None and answer.outcome is AnswerKind.STORED


def _is_older(deed: Deed, stands: SaidRemark | None, tablet: UUID | None) -> bool:
    """Whether this remark was written before the one that stands: by the order of one tablet, else by the clocks."""
    if deed.kind is not DeedKind.REMARK or stands is None:
        return False
    if stands.tablet == tablet:
        return deed.sequence < stands.sequence
    return deed.made_at < stands.at


def _answer(
    deed: Deed,
    sheet: HeldSheet | None,
    known: Mapping[UUID, KnownDeed],
    *,
    begun: set[int],
    photos: Mapping[int, Collection[str]],
    examiner: int,
) -> Answer | None:
    if deed.kind in NOT_FROM_A_FILE:
        return None
    if deed.op in known:
        return again(deed, known[deed.op], examiner)
    if sheet is None:
        return refused(deed.op, say("This sheet does not exist, or it is not yours to mark."), recorded=False)
    no = _why_not(deed, sheet, begun=deed.sheet in begun, photos=len(photos.get(deed.sheet, ())))
    return refused(deed.op, no) if no else Answer(op=str(deed.op), outcome=AnswerKind.STORED)


def _why_not(deed: Deed, sheet: HeldSheet, *, begun: bool, photos: int) -> Message | None:
    state = sheet.state
    if state.withdrawn:
        return say("You no longer examine this candidate.")
    goes_on = begun and state.state is SittingState.PLANNED
    going = Going.of(SittingState.IN_PROGRESS if goes_on else state.state, signed=state.signed, third=state.third)
    if no := why_not_deed(going, deed.kind, deed.content, day=state.day, today=state.today):
        return no
    if deed.kind is not DeedKind.PHOTO:
        return None
    content = deed.content
    announced = Announcement(
        photo=UUID(content["photo"]),
        step=content["step"],
        sha256=content["sha256"],
        size=content["size"],
        media_type=content["type"],
    )
    return why_not_announce(announced, steps=state.steps.keys(), there=photos)


def keep_filed(
    work: Work, filed: Sequence[Filed], sheets: Mapping[int, HeldSheet], *, examiner: int, tablet: UUID | None
) -> list[Filed]:
    """Do and keep them as the examiner's own, and tell of them; with the answers as they became."""
    done = _begun(work, filed)
    new = [
        Arrival(
            deed=one.deed,
            answer=one.answer,
            sheet=sheets[one.deed.sheet],
            made_at=one.deed.made_at,
            sent_at=None,
            tablet=tablet,
        )
        for one in done
        if one.answer and one.answer.recorded and one.answer.outcome is not AnswerKind.DUPLICATE
    ]
    numbers = keep_deeds(work.on_behalf_of(Actor(id=examiner)), new)
    note(work, new)
    for sheet in sheets.values():
        here = [one for one in new if one.deed.sheet == sheet.id]
        if here:
            _announce(work, sheet, here, numbers)
    return done


def _begun(work: Work, filed: Sequence[Filed]) -> list[Filed]:
    """The first start of a sheet begins its exam; those after it change nothing, and share its answer."""
    refusals: dict[int, Message | None] = {}
    return [_after_start(work, one, refusals) if _is_start(one) else one for one in filed]


def _is_start(one: Filed) -> bool:
    return one.deed.kind is DeedKind.START and _is_new(one.answer)


def _after_start(work: Work, one: Filed, refusals: dict[int, Message | None]) -> Filed:
    """The start as it became; `refusals` has those of the sheets that were begun before, and of this one after."""
    if one.deed.sheet not in refusals:
        refusals[one.deed.sheet] = _begin(work, one)
    no = refusals[one.deed.sheet]
    return Filed(deed=one.deed, answer=refused(one.deed.op, no)) if no else one


def _begin(work: Work, one: Filed) -> Message | None:
    """Begin the exam when it was made, or say why not."""
    sheet = work.db.get_one(Sheet, one.deed.sheet)
    try:
        with undone_when_refused(work):
            # As with marks of a file: no clock can be put right by when it was sent, so the plan is what is likely.
            planned = min(sheet.sitting.starts_at, work.now)
            made = not_before(one.deed.made_at, planned, work.zone, otherwise=planned)
            begin_sitting(work, sheet, at=min(made, work.now), source=MarkSource.FILE)
    except Refusal as refusal:
        return words_of(refusal)
    return None


def _announce(work: Work, sheet: HeldSheet, here: Sequence[Arrival], numbers: Mapping[UUID, int]) -> None:
    kept = [one for one in here if one.deed.op in numbers]
    stored = sum(one.is_stored for one in kept)
    work.emit(
        DeedsRecorded(
            sheet_id=sheet.id,
            sitting_id=sheet.sitting_id,
            person_id=sheet.candidate_id,
            deed_ids=tuple(numbers[one.deed.op] for one in kept),
            kinds=tuple(str(one.deed.kind) for one in kept),
            stored=stored,
            refused=len(kept) - stored,
        )
    )
