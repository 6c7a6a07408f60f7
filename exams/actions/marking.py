"""What an examiner does with a sheet besides marking: begin, sign, stop."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select

from exams import queries
from exams.actions.planning.refusing import day_of, refuse_uncertified, refuse_uncertified_signature
from exams.actions.results import finish_sitting
from exams.actions.wording import require_words
from exams.events import SheetSigned, SittingAborted, SittingBegan, SittingBegunElsewhere
from exams.models import Mark, Sheet, Sitting
from exams.queries.marks import steps_in_conflict
from exams.queries.sessions import guided_by
from exams.queries.standing import freed_steps
from exams.rules import SittingState, Step, may_become, why_not_begin, why_not_sign
from exams.rules.agreeing import THIRD
from exams.rules.deeds import MarkSource
from exams.rules.operations import not_before
from exams.rules.sittings import GLOBAL_RATINGS, remarks_missing
from foundation.messages import Message, say, say_many
from foundation.refusals import Refusal
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What an examiner puts under a sheet, and what the device had before it when it did."""

    name: str
    overall_remark: str
    seen: str = ""
    unsent: int = 0
    undecided: int = 0
    global_rating: int | None = None
    marks: Mapping[str, str] | None = None  # of a tablet without network: step -> the operation that stood there

    def why_not_seen(self, marks: Mapping[int, Mark]) -> Message | None:
        """The reason this signature is not under these marks, or None."""
        if self.marks is None:
            changed = self.seen != seen_of(marks)
            words = say("Marks have changed since you opened this page. Look at them again, then sign.")
            return words if changed else None
        words = say("Other marks stand here than on the tablet on which you signed. Look at them again, then sign.")
        return None if _are_those(marks, self.marks) else words


def _are_those(marks: Mapping[int, Mark], seen: Mapping[str, str]) -> bool:
    """A step that is not marked any more may be left out of what was seen."""
    stand = {str(step): str(mark.op) for step, mark in marks.items()}
    marked = {str(step) for step, mark in marks.items() if mark.value is not None}
    return marked <= seen.keys() and all(stand.get(step) == op for step, op in seen.items())


def begin_sitting(work: Work, sheet: Sheet, *, at: datetime | None = None, source: MarkSource | None = None) -> None:
    """The exam of this candidate begins now, or began at that moment; that it has begun already is no harm.

    `source`: how that came, where it was not from the device of its examiner.
    """
    _hold(work, sheet)
    sitting = sheet.sitting
    if sitting.state is SittingState.IN_PROGRESS:
        return
    day = sitting.starts_at.astimezone(work.zone).date()
    if no := why_not_begin(sitting.state, day=day, today=work.today):
        raise Refusal(no)
    refuse_guide(work, sheet)
    # Told later, it counts whether one might examine on the day itself; a clock that is wrong makes that no other day.
    refuse_uncertified(work, sheet, on=max(day, day_of(work, at)) if at else work.today)
    sitting.state = SittingState.IN_PROGRESS
    sitting.began_at = not_before(at, sitting.starts_at, work.zone, otherwise=work.now) if at else work.now
    began = SittingBegan(sitting_id=sitting.id, person_id=sitting.candidate_id)
    work.emit(SittingBegunElsewhere(**asdict(began), source=source) if source else began)


def sign_sheet(work: Work, sheet: Sheet, signature: Signature) -> None:
    """Put a name under all marks; once every examiner has, there is a result. Signed before is no harm."""
    _hold(work, sheet)
    if sheet.signed_at:
        return
    marks = queries.standing_marks(work, sheet.id)
    exempt = freed_steps(work, sheet.sitting)
    conflicts = len(steps_in_conflict(work, sheet.id) - exempt)
    _require_signable(sheet, marks, signature, conflicts=conflicts, exempt=exempt)
    refuse_guide(work, sheet)
    refuse_uncertified_signature(work, sheet, on=_examined_on(work, sheet))
    sheet.signed_at = work.now
    sheet.signed_name = signature.name
    sheet.overall_remark = signature.overall_remark
    sheet.global_rating = signature.global_rating
    work.emit(SheetSigned(sheet_id=sheet.id, sitting_id=sheet.sitting_id, person_id=sheet.sitting.candidate_id))
    if sheet.position != THIRD:  # a third examiner decides only where the other two differ
        finish_sitting(work, sheet.sitting)


def _examined_on(work: Work, sheet: Sheet) -> date:
    """The day the exam began; a third examiner marks later, and may have been certified since."""
    if sheet.position == THIRD:
        return work.today
    return day_of(work, sheet.sitting.began_at or sheet.sitting.starts_at)


def refuse_guide(work: Work, sheet: Sheet) -> None:
    """Four eyes hold until the end: an examiner may have become the supervisor after the planning."""
    candidate = sheet.sitting.candidate
    if guided_by(work, sheet.examiner_id, [candidate.id]):
        raise Refusal(
            say(
                "You guide %(name)s and therefore cannot examine this exam. "
                "Ask the coordinator for another examiner. Your marks are kept.",
                name=candidate.name,
            )
        )


def _require_signable(
    sheet: Sheet, marks: dict[int, Mark], signature: Signature, *, conflicts: int, exempt: Collection[int]
) -> None:
    if sheet.withdrawn_at:
        raise Refusal(say("You no longer examine this candidate."))
    if signature.unsent:
        raise Refusal(
            say_many(
                "%(count)s mark on this tablet is not sent yet. Sign when it is.",
                "%(count)s marks on this tablet are not sent yet. Sign when they are.",
                signature.unsent,
            )
        )
    form = sheet.sitting.session.form
    steps = [step for step in form.design.steps if step.id not in exempt]
    require_words(signature.name, say("Sign with your name."))
    if no := why_not_sign(
        sheet.sitting.state,
        form.design.steps,
        {step: mark.value for step, mark in marks.items()},
        third=sheet.position == THIRD,
        # The device knows what it has not sent yet; the server also what another device never settled.
        conflicts=max(conflicts, signature.undecided),
        without_remark=len(without_remark(steps, marks)),
        exempt=exempt,
    ):
        raise Refusal(no)
    if form.asks_global_rating and signature.global_rating not in GLOBAL_RATINGS:
        raise Refusal(say("Say how you find the whole before you sign."))
    if no := signature.why_not_seen(marks):
        raise Refusal(no)


def without_remark(steps: Sequence[Step], marks: Mapping[int, Mark]) -> tuple[int, ...]:
    """The steps whose mark asks for a remark that is not there."""
    return remarks_missing(
        {step.id: step.remark_values for step in steps if step.remark_values},
        {step: mark.value for step, mark in marks.items()},
        {step: mark.remark for step, mark in marks.items()},
    )


def seen_of(marks: Mapping[int, Mark]) -> str:
    """The marks that stood when a page was shown: the number of the latest names them all, since none ever changes."""
    return str(max((mark.id for mark in marks.values()), default=0))


def abort_sitting(work: Work, sheet: Sheet, reason: str) -> None:
    """Stop an exam that had begun; the marks stay, and there is no result."""
    _hold(work, sheet)
    sitting = sheet.sitting
    if sitting.state is SittingState.ABORTED:
        return
    require_words(reason)
    if sheet.withdrawn_at or sheet.signed_at or not may_become(sitting.state, SittingState.ABORTED):
        raise Refusal(say("Only an exam in progress can be stopped."))
    sitting.state = SittingState.ABORTED
    sitting.ended_reason = reason
    work.emit(SittingAborted(sitting_id=sitting.id, person_id=sitting.candidate_id))


def _hold(work: Work, sheet: Sheet) -> None:
    """Race: a mark arrives, or a second tap, while this is decided. Both are read again once nobody else holds them."""
    statement = select(Sheet.id).join(Sheet.sitting).where(Sheet.id == sheet.id)
    work.db.execute(statement.with_for_update(of=(Sheet, Sitting)))
    for one in sheet.sitting.sheets:  # of two examiners, who signed last makes the result
        work.db.refresh(one, ["signed_at", "withdrawn_at"])
    work.db.refresh(sheet.sitting, ["state", "began_at", "version"])
