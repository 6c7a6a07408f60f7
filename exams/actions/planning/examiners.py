"""Who examines: a first and, where the form asks for it, a second examiner."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm.attributes import flag_modified

from exams.actions.planning.locking import lock_session
from exams.actions.planning.refusing import day_of, refuse_oneself, why_not_allowed, why_not_examined
from exams.actions.planning.seating import tell_examiner
from exams.models import ExamSession, Sheet, Sitting
from exams.rules import TAKES_MARKS, SittingState
from exams.rules.planning import why_not_second
from foundation.messages import Message, say
from foundation.refusals import NotAllowed, Refusal
from foundation.work import Work
from people.models import Person


def choose_examiner(
    work: Work, session: ExamSession, sittings: Iterable[Sitting], examiner: Person, *, position: int = 1
) -> int:
    """This person is the first (or second) examiner of these from now on, and how many that changed.

    Marks of the examiner before stay; the examiner at the other position stays.
    """
    lock_session(work, session)
    chosen = [sitting for sitting in sittings if sitting.state in TAKES_MARKS]
    new = [sitting for sitting in chosen if not _stands(sitting, examiner, position)]
    refuse_oneself(work, new)
    _refuse_examining(work, new)
    if refused := _why_not(work, session, new, examiner, position):
        raise Refusal(say("The examiner was not changed."), details=refused)
    for sitting in new:
        _take_off(work, sitting, position)
    work.db.flush()  # one examiner at a time stands at a position
    for sitting in new:
        _give(sitting, examiner, position)
    if new:
        work.db.flush()  # a sheet that takes the place of another is known from now on
        tell_examiner(work, session, new, examiner, position)
    return len(new)


def _refuse_examining(work: Work, sittings: Iterable[Sitting]) -> None:
    """Four eyes: whoever marks an exam does not choose who marks it too, or instead."""
    begun = (sitting for sitting in sittings if sitting.state is not SittingState.PLANNED)
    if any(sheet.examiner_id == work.actor.id for sitting in begun for sheet in sitting.sheets):
        raise NotAllowed(say("You examine this exam, and it has begun. Ask another coordinator for another examiner."))


def _stands(sitting: Sitting, examiner: Person, position: int) -> bool:
    return any(sheet.examiner_id == examiner.id and sheet.position == position for sheet in sitting.standing_sheets)


def _why_not(
    work: Work, session: ExamSession, sittings: Sequence[Sitting], examiner: Person, position: int
) -> list[Message]:
    if not sittings:
        return []
    found = why_not_examined(work, [sitting.candidate for sitting in sittings], examiner)
    for day in sorted({day_of(work, sitting.starts_at) for sitting in sittings}):
        found += why_not_allowed(work, session.form, examiner, day)
    found += [no for sitting in sittings if (no := _why_not_at(session, sitting, examiner, position))]
    return found


def _why_not_at(session: ExamSession, sitting: Sitting, examiner: Person, position: int) -> Message | None:
    before = next((sheet for sheet in sitting.standing_sheets if sheet.position == position), None)
    if before and before.signed_at:
        return say("%(name)s was signed for already, so the examiner stays.", name=sitting.candidate.name)
    return why_not_second(
        sitting.candidate.name,
        examiner.name,
        position=position,
        required=session.form.examiners_required,
        stands_elsewhere=any(sheet.examiner_id == examiner.id for sheet in sitting.standing_sheets),
    )


def _take_off(work: Work, sitting: Sitting, position: int) -> None:
    for sheet in sitting.standing_sheets:
        if sheet.position == position:
            sheet.withdrawn_at = work.now


def _give(sitting: Sitting, examiner: Person, position: int) -> None:
    earlier = next((sheet for sheet in sitting.sheets if sheet.examiner_id == examiner.id), None)
    if earlier:
        earlier.withdrawn_at, earlier.position = None, position
    else:
        sitting.sheets.append(Sheet(examiner_id=examiner.id, position=position))
    # A signature of the examiner before at the same moment must meet this change, so the sitting counts as changed.
    flag_modified(sitting, "state")
