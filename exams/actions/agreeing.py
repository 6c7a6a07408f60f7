"""Two examiners who differ: propose, confirm, ask for a third, close. Nobody's mark wins by itself."""

from dataclasses import dataclass

from sqlalchemy import select

from exams.actions.marking import refuse_guide
from exams.actions.planning.refusing import day_of, why_not_allowed, why_not_examined
from exams.actions.repeats import key_for
from exams.actions.results import settle
from exams.actions.wording import require_words
from exams.events import ComparisonClosed, ExaminerReplaced, MarkAgreed, ThirdExaminerAsked, ThirdExaminerGiven
from exams.models import AgreedMark, Sheet, Sitting
from exams.queries.agreeing import Comparison, Difference, comparison, has_looked, has_said
from exams.queries.stopping import stopped
from exams.rules import SittingState
from exams.rules.agreeing import THIRD, parts_behind
from exams.rules.decisions import OutcomeCause
from foundation.messages import Message, say, say_many
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A mark for a step, and why."""

    step_id: int
    value: int
    reason: str
    form_key: str


def propose(work: Work, sitting: Sitting, proposal: Proposal) -> None:
    """Propose a mark for a step, or confirm the other's by the same; a third examiner decides. Twice is no harm."""
    _hold(work, sitting)
    key = key_for(work, proposal.form_key, sitting.id, proposal.step_id, proposal.value, proposal.reason)
    if has_said(work, key):
        return
    _require_comparing(sitting)
    require_words(proposal.reason)
    compared = comparison(work, sitting)
    sheet, found = _own_sheet(work, compared), _difference(compared, proposal.step_id)
    if no := _why_not_say(found, sheet, proposal):
        raise Refusal(no)
    refuse_guide(work, sheet)
    decides = sheet.position == THIRD
    row = AgreedMark(
        sitting_id=sitting.id,
        step_id=proposal.step_id,
        sheet_id=sheet.id,
        value=proposal.value,
        parts=_parts(compared, found, sheet, proposal.value),
        reason=proposal.reason,
        decides=decides,
        made_by=sheet.examiner_id,
        made_at=work.now,
        form_key=key,
    )
    work.db.add(row)
    for one in compared.sheets:
        one.agreed_at = None  # who closed before has not seen this
    work.db.flush()  # the event needs the number
    work.emit(
        MarkAgreed(
            sitting_id=sitting.id,
            person_id=sitting.candidate_id,
            agreed_mark_id=row.id,
            step_id=row.step_id,
            decides=decides,
        )
    )


def _parts(compared: Comparison, found: Difference, sheet: Sheet, value: int) -> list[int] | None:
    """The sub-points behind the mark that is named, the examiner's own ticks first."""
    worth = [part.points for part in found.step.rule.parts]
    given = sorted(zip(compared.sheets, found.marks, strict=True), key=lambda one: one[0] is not sheet)
    places = parts_behind(value, worth, [mark.parts for _, mark in given if mark]) if worth else None
    return None if places is None else list(places)


def _why_not_say(found: Difference, sheet: Sheet, proposal: Proposal) -> Message | None:
    if proposal.value not in found.step.rule.values:
        return say("Choose one of the levels of this step.")
    decided = any(saying.said.decides for saying in found.sayings)
    if decided and sheet.position != THIRD:
        return say("The third examiner has decided about this step.")
    if sheet.position == THIRD and found.agreed is not None and not decided:
        return say("The two examiners agree on this step, so there is nothing to decide.")
    return None


def close(work: Work, sitting: Sitting) -> None:
    """What is agreed stands; once both have closed, or a third who decided, there is a result. Twice is no harm."""
    _hold(work, sitting)
    if sitting.signed_at:
        return
    _require_comparing(sitting)
    compared = comparison(work, sitting)
    sheet = _own_sheet(work, compared)
    if compared.open:
        raise Refusal(
            say_many(
                "%(count)s step is not agreed on yet.", "%(count)s steps are not agreed on yet.", len(compared.open)
            )
        )
    refuse_guide(work, sheet)
    if sheet.agreed_at is None:
        sheet.agreed_at = work.now
        work.emit(ComparisonClosed(sitting_id=sitting.id, person_id=sitting.candidate_id, sheet_id=sheet.id))
    if sheet.position == THIRD or all(one.agreed_at for one in compared.sheets if one.position != THIRD):
        settle(work, sitting, cause=OutcomeCause.AGREED)


def ask_third_examiner(work: Work, sitting: Sitting) -> None:
    """The two do not come to an agreement; asked before is no harm."""
    _hold(work, sitting)
    _require_comparing(sitting)
    if sitting.third_asked_at or _third(sitting):
        return
    sitting.third_asked_at = work.now
    work.emit(ThirdExaminerAsked(sitting_id=sitting.id, person_id=sitting.candidate_id))


def add_third_examiner(work: Work, sitting: Sitting, examiner: Person) -> Sheet:
    """This person marks the exam blind as well, and then decides what is open.

    Instead of one who has not signed, or who can go on no more: that sheet stays to be read, and counts no longer.
    """
    _hold(work, sitting)
    _require_comparing(sitting)
    before = _third(sitting)
    if before and before.examiner_id == examiner.id:
        return before
    if refused := why_not_third(work, sitting, examiner):
        raise Refusal(say("%(name)s cannot be the third examiner.", name=examiner.name), details=refused)
    if before:
        before.withdrawn_at = work.now
        work.db.flush()  # one examiner at a time stands at a position
        work.emit(
            ExaminerReplaced(
                sitting_id=sitting.id,
                person_id=sitting.candidate_id,
                examiner_id=examiner.id,
                replaced_id=before.examiner_id,
            )
        )
    sheet = Sheet(sitting_id=sitting.id, examiner_id=examiner.id, position=THIRD)
    sitting.sheets.append(sheet)
    work.db.flush()  # its number is asked for
    work.emit(ThirdExaminerGiven(sitting_id=sitting.id, person_id=sitting.candidate_id, examiner_id=examiner.id))
    return sheet


def why_not_third(work: Work, sitting: Sitting, examiner: Person) -> list[Message]:
    """Each reason why this person cannot be the third examiner (at most 5 statements)."""
    before = _third(sitting)
    if before and before.signed_at and before.id not in stopped(work, sitting):
        return [say("There is a third examiner, who has signed already.")]
    if any(sheet.examiner_id == examiner.id for sheet in sitting.sheets):
        return [say("%(name)s has examined this exam already.", name=examiner.name)]
    found = why_not_examined(work, [sitting.candidate], examiner)
    found += why_not_allowed(work, sitting.session.form, examiner, day_of(work, work.now))
    if has_looked(work, sitting, examiner):
        found.append(say("%(name)s has looked at the marks of the examiners already.", name=examiner.name))
    return found


def _third(sitting: Sitting) -> Sheet | None:
    return next((sheet for sheet in sitting.standing_sheets if sheet.position == THIRD), None)


def _require_comparing(sitting: Sitting) -> None:
    if sitting.state is not SittingState.AGREEING:
        raise Refusal(say("The examiners do not compare their marks of this exam any more."))


def _own_sheet(work: Work, compared: Comparison) -> Sheet:
    if sheet := compared.sheet_of(work.actor.id):
        return sheet
    raise NotFound


def _difference(compared: Comparison, step_id: int) -> Difference:
    found = next((one for one in compared.differences if one.step.id == step_id), None)
    if found is None:
        raise NotFound
    return found


def _hold(work: Work, sitting: Sitting) -> None:
    """Race: two say, close or choose something at once. The second decides on what the first left behind."""
    work.db.execute(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update())
    work.db.refresh(sitting, ["state", "signed_at", "third_asked_at", "version", "sheets"])
    for sheet in sitting.sheets:
        work.db.refresh(sheet, ["signed_at", "withdrawn_at", "agreed_at"])
