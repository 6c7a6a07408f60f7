"""Planning exams: a form, a day, a place, candidates and their examiners."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from exams import queries
from exams.actions.forms import lock_form
from exams.events import (
    CandidatesPlanned,
    ExaminerChosen,
    NoShowReported,
    NoShowTakenBack,
    SessionMoved,
    SessionPlanned,
    SessionRemoved,
    SittingMoved,
    SittingRemoved,
    SittingsCancelled,
)
from exams.models import ExamForm, ExamSession, Sheet, Sitting
from exams.queries.sessions import attempts_of, guided_by, has_marks, linked_among
from exams.rules import TAKES_MARKS, SittingState, may_become
from exams.rules.design import FormState
from exams.rules.planning import why_not_examine, why_not_sit
from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.work import Work
from people.models import Person

# A session whose candidates are all in one of these states can still be moved.
NOT_BEGUN = frozenset({SittingState.PLANNED, SittingState.CANCELLED, SittingState.NO_SHOW})


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """When and where."""

    starts_at: datetime
    place: str
    note: str


def plan_session(work: Work, form: ExamForm, facts: SessionFacts) -> ExamSession:
    """A session with this form, still without candidates."""
    lock_form(work, form)
    _require_in_use(form)
    session = ExamSession(form_id=form.id, planned_by=work.actor.id, planned_at=work.now, **vars(facts))
    work.db.add(session)
    work.db.flush()  # the event needs the number
    work.emit(SessionPlanned(session_id=session.id, form_id=form.id))
    return session


def _require_in_use(form: ExamForm) -> None:
    if form.state is not FormState.IN_USE:
        raise Refusal(say("Only a form in use can be planned. Put the form in use first."))


def change_session(work: Work, session: ExamSession, facts: SessionFacts) -> None:
    """Another moment, place or note; who had a time of their own keeps the distance to the start."""
    _lock(work, session)
    shift = facts.starts_at - session.starts_at
    if shift and any(sitting.state not in NOT_BEGUN for sitting in session.sittings):
        raise Refusal(say("Somebody has begun already, so the date and time stay as they are."))
    for sitting in session.sittings if shift else ():
        sitting.starts_at += shift
    session.starts_at, session.place, session.note = facts.starts_at, facts.place, facts.note
    work.emit(SessionMoved(session_id=session.id))


def remove_session(work: Work, session: ExamSession) -> None:
    """Throw away a session in which nobody is planned."""
    _lock(work, session)
    if session.sittings:
        raise Refusal(say("Candidates are planned in this session. Cancel it instead, and say why."))
    work.db.delete(session)
    work.emit(SessionRemoved(session_id=session.id))


def why_not_planned(
    work: Work, session: ExamSession, people: Sequence[Person], examiner: Person | None
) -> list[Message]:
    """For each of these people who cannot be planned with this examiner: why (at most 3 statements)."""
    ids = [person.id for person in people]
    linked = linked_among(work, session.form.qualification_id, ids)
    taken = attempts_of(work, session.form_id, ids)
    sits = (
        why_not_sit(
            person.name,
            linked=person.id in linked,
            taken=taken.get(person.id, 0),
            allowed=session.form.attempts_allowed,
            formative=session.form.formative,
        )
        for person in people
    )
    return [*(reason for reason in sits if reason), *_why_not_examined(work, people, examiner)]


def _why_not_examined(work: Work, people: Sequence[Person], examiner: Person | None) -> list[Message]:
    if examiner is None:
        return []
    guided = guided_by(work, examiner.id, [person.id for person in people])
    found = (
        why_not_examine(
            person.name,
            examiner.name,
            oneself=person.id == examiner.id,
            guides=person.id in guided,
            # Who is handed in here was looked up among the examiners.
            is_examiner=True,
        )
        for person in people
    )
    return [reason for reason in found if reason]


def plan_candidates(
    work: Work,
    session: ExamSession,
    people: Sequence[Person],
    *,
    examiner: Person | None,
    starts: Sequence[datetime],
) -> None:
    """All of these people sit this exam, each at their own start; all or nobody."""
    _lock(work, session)
    lock_form(work, session.form)  # two coordinators could otherwise give somebody one attempt too many
    _require_in_use(session.form)
    if refused := why_not_planned(work, session, people, examiner):
        raise Refusal(say("Nobody was planned."), details=refused)
    present = {sitting.candidate_id for sitting in session.sittings}
    new = [
        Sitting(candidate_id=person.id, starts_at=start, sheets=[Sheet(examiner_id=examiner.id)] if examiner else [])
        for person, start in zip(people, starts, strict=True)
        if person.id not in present
    ]
    session.sittings.extend(new)
    work.emit(CandidatesPlanned(session_id=session.id, person_ids=tuple(sitting.candidate_id for sitting in new)))
    if examiner and new:
        _tell_examiner(work, session, new, examiner)


def choose_examiner(work: Work, session: ExamSession, sittings: Iterable[Sitting], examiner: Person) -> int:
    """This person examines these candidates from now on, and how many they are; marks of another examiner stay."""
    _lock(work, session)
    chosen = [sitting for sitting in sittings if sitting.state in TAKES_MARKS]
    if refused := _why_not_examined(work, [sitting.candidate for sitting in chosen], examiner):
        raise Refusal(say("The examiner was not changed."), details=refused)
    changed = [sitting for sitting in chosen if _give(work, sitting, examiner)]
    if changed:
        _tell_examiner(work, session, changed, examiner)
    return len(changed)


def _give(work: Work, sitting: Sitting, examiner: Person) -> bool:
    if sitting.sheet and sitting.sheet.examiner_id == examiner.id:
        return False
    if any(sheet.signed_at and not sheet.withdrawn_at for sheet in sitting.sheets):
        raise Refusal(say("%(name)s was signed for already, so the examiner stays.", name=sitting.candidate.name))
    for sheet in sitting.sheets:
        sheet.withdrawn_at = sheet.withdrawn_at or work.now
    earlier = next((sheet for sheet in sitting.sheets if sheet.examiner_id == examiner.id), None)
    if earlier:
        earlier.withdrawn_at = None
    else:
        sitting.sheets.append(Sheet(examiner_id=examiner.id))
    # A signature of the examiner before at the same moment must meet this change, so the sitting counts as changed.
    flag_modified(sitting, "state")
    return True


def _tell_examiner(work: Work, session: ExamSession, sittings: Sequence[Sitting], examiner: Person) -> None:
    ids = tuple(sitting.candidate_id for sitting in sittings)
    work.emit(ExaminerChosen(session_id=session.id, examiner_id=examiner.id, person_ids=ids))


def move_sitting(work: Work, sitting: Sitting, starts_at: datetime) -> None:
    """Another start for one candidate."""
    if sitting.state is not SittingState.PLANNED:
        raise Refusal(say("This exam has begun or is over, so its time stays as it is."))
    sitting.starts_at = starts_at
    work.emit(SittingMoved(sitting_id=sitting.id, person_id=sitting.candidate_id))


def remove_sitting(work: Work, sitting: Sitting) -> None:
    """Take a candidate off the plan, as if never planned."""
    if sitting.state is not SittingState.PLANNED:
        raise Refusal(say("Only a planned exam can be taken off the plan."))
    if has_marks(work, sitting.id):
        raise Refusal(say("There are marks for this candidate already. Cancel the exam instead, and say why."))
    work.emit(SittingRemoved(sitting_id=sitting.id, person_id=sitting.candidate_id))
    work.db.delete(sitting)


def cancel_sittings(work: Work, session: ExamSession, sittings: Iterable[Sitting], reason: str) -> int:
    """These exams do not take place; how many were still planned. They use up no attempt."""
    _lock(work, session)
    planned = [sitting for sitting in sittings if may_become(sitting.state, SittingState.CANCELLED)]
    if not planned:
        raise Refusal(say("None of these exams is still planned, so there is nothing to cancel."))
    for sitting in planned:
        sitting.state = SittingState.CANCELLED
        sitting.ended_reason = reason
    work.emit(
        SittingsCancelled(
            session_id=session.id,
            sitting_ids=tuple(sitting.id for sitting in planned),
            person_ids=tuple(sitting.candidate_id for sitting in planned),
        )
    )
    return len(planned)


def report_no_show(work: Work, sitting: Sitting, reason: str = "") -> None:
    """The candidate did not come; not before the day itself."""
    if not may_become(sitting.state, SittingState.NO_SHOW):
        raise Refusal(say("Only a planned exam can be reported as not attended."))
    if work.now < sitting.starts_at:
        raise Refusal(say("This exam has not started yet: it is planned for %(when)s.", when=sitting.starts_at))
    sitting.state = SittingState.NO_SHOW
    sitting.ended_reason = reason
    work.emit(NoShowReported(sitting_id=sitting.id, person_id=sitting.candidate_id))


def plan_again(work: Work, sitting: Sitting) -> None:
    """The candidate came after all, or the tap was on the wrong row."""
    if sitting.state is not SittingState.NO_SHOW:
        raise Refusal(say("Only a candidate who did not come can be planned again here."))
    sitting.state = SittingState.PLANNED
    sitting.ended_reason = ""
    work.emit(NoShowTakenBack(sitting_id=sitting.id, person_id=sitting.candidate_id))


def _lock(work: Work, session: ExamSession) -> None:
    """Two coordinators at one session: the second sees what the first did before deciding anything."""
    work.db.refresh(session, ["version"], with_for_update=True)
    queries.session(work, session.id, anew=True)
