"""Giving a portfolio to an examiner to assess, and taking it back."""

from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from people.rules import Role
from portfolio.events.reviews import AssessorAssigned, AssessorEnded
from portfolio.models import Portfolio, PortfolioAssessor
from portfolio.queries import assessors as found


def assign_assessor(work: Work, portfolio: Portfolio, assessor_id: int) -> None:
    """This examiner assesses the portfolio from now on; assigned already stays as it was."""
    _refuse_unsuitable(work, portfolio.owner_id, assessor_id)
    if found.assignment(work, portfolio.owner_id, assessor_id):
        return
    row = PortfolioAssessor(
        candidate_id=portfolio.owner_id,
        assessor_id=assessor_id,
        assigned_by=work.actor.id,
        assigned_at=work.now,
    )
    try:
        with work.db.begin_nested():  # race: assigned twice at once; the index is unique, the second finds the first
            work.db.add(row)
    except IntegrityError:
        return
    work.emit(AssessorAssigned(person_id=portfolio.owner_id, assessor_id=assessor_id))


def end_assessor(work: Work, portfolio: Portfolio, assessor_id: int) -> None:
    """This person no longer assesses the portfolio; what was decided stays."""
    row = found.assignment(work, portfolio.owner_id, assessor_id)
    if row is None:
        return
    row.ended_at = work.now
    work.emit(AssessorEnded(person_id=portfolio.owner_id, assessor_id=assessor_id))


def _refuse_unsuitable(work: Work, owner_id: int, assessor_id: int) -> None:
    if assessor_id == owner_id:
        raise Refusal(say("Nobody assesses their own portfolio."))
    if Role.EXAMINER not in (found.roles_of(work, assessor_id) or ()):
        raise Unreadable(say("Choose an active examiner."))
    if Role.CANDIDATE not in (found.roles_of(work, owner_id) or ()):
        raise Refusal(say("This is not an active candidate: there is nothing to assess."))
    if found.guides_now(work, owner_id, assessor_id):
        raise Refusal(
            say("This examiner guides the candidate. Who guides somebody does not assess that person as well.")
        )
