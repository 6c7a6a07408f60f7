"""Whoever plans holds the session, then the exam: whoever comes second sees what the first did."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

from exams import queries
from exams.actions.forms import lock_form
from exams.models import ExamForm, ExamSession, Sheet, Sitting
from exams.rules.design import FormState
from foundation.db import numbers
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from people.models import Person


def lock_session(work: Work, session: ExamSession) -> None:
    """Two coordinators at one session: the second sees what the first did before deciding anything."""
    _hold(work, session, "version")
    queries.session(work, session.id, anew=True)


def _hold(work: Work, row: ExamSession | Sitting, *names: str) -> None:
    try:
        work.db.refresh(row, names, with_for_update=True)
    except InvalidRequestError as error:  # removed by somebody else meanwhile
        raise NotFound from error


def lock_sessions(work: Work, session_ids: Iterable[int]) -> None:
    """The same for several, always in one order, so that no two wait for each other."""
    ids = sorted(set(session_ids))
    held = select(ExamSession.id).where(ExamSession.id.in_(ids)).order_by(ExamSession.id).with_for_update()
    work.db.execute(held).all()


def hold_attempts(work: Work, form: ExamForm) -> None:
    """Two coordinators could otherwise give somebody one attempt too many, in two sessions or on two editions."""
    work.db.execute(select(ExamForm.id).where(ExamForm.id == form.family).with_for_update()).all()


def hold_exam(work: Work, form: ExamForm) -> None:
    """The same for what is still to be planned: on a form in use."""
    hold_attempts(work, form)
    lock_form(work, form)
    require_in_use(form)


def hold_people(work: Work, person_ids: Iterable[int]) -> None:
    """Two coordinators could otherwise expect somebody in two exams at the same time; nothing else waits for this."""
    held = select(Person.id).where(Person.id.in_(select(numbers(work.db, sorted(set(person_ids)))))).order_by(Person.id)
    work.db.execute(held.with_for_update(key_share=True, of=Person)).all()


def hold_sitting(work: Work, sitting: Sitting) -> None:
    """Race: the first mark arrives, or another attempt is planned, while this one is decided on."""
    lock_session(work, sitting.session)
    hold_attempts(work, sitting.session.form)
    held = select(Sheet.id).where(Sheet.sitting_id == sitting.id).order_by(Sheet.id)
    work.db.execute(held.with_for_update()).all()
    _hold(work, sitting, "state", "version")


def require_in_use(form: ExamForm) -> None:
    """Refuse to plan what is no longer, or not yet, an exam."""
    if form.state is not FormState.IN_USE:
        raise Refusal(say("Only a form in use can be planned. Put the form in use first."))
