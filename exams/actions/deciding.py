"""A decision of the exam board: its number, day, who was there and why; what it is about refers to it."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from exams.events.board import DecisionMade
from exams.models import BoardDecision, Sitting
from exams.queries.board import board_members, is_taken
from exams.rules.decisions import DecisionFacts, DecisionKind, plain_number, why_not_decide
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.visible import has_visible
from foundation.work import Work


class NumberTaken(Refusal):
    """Another decision has this number already."""

    def __init__(self) -> None:
        super().__init__(say("Another decision has this number already. Take the next one."))


def decide(work: Work, kind: DecisionKind, facts: DecisionFacts, *, since: date | None) -> BoardDecision:
    """A new decision with a number of its own, not taken before there was something to decide about."""
    number = refuse_decision(work, kind, facts, since=since)
    decision = BoardDecision(
        number=number,
        kind=kind,
        decided_on=facts.decided_on,
        present=sorted(facts.present),
        committee=[" ".join(name.split()) for name in facts.committee if has_visible(name)],
        grounds=facts.grounds,
        made_by=work.actor.id,
        made_at=work.now,
        form_key=facts.form_key,
    )
    work.db.add(decision)
    try:
        work.db.flush()  # whatever it is about refers to its number
    except IntegrityError:
        # Race: somebody took the number between the question and the answer, or the same form came twice at once.
        raise NumberTaken from None
    work.emit(DecisionMade(decision_id=decision.id, kind=kind))
    return decision


def refuse_decision(work: Work, kind: DecisionKind, facts: DecisionFacts, *, since: date | None) -> str:
    """The number it would get; refuses what `decide` refuses, and writes nothing (2 statements)."""
    members = {member.id for member in board_members(work)}
    if no := why_not_decide(facts, kind, members=members, today=work.today, since=since):
        raise Refusal(no)
    number = plain_number(facts.number)
    if is_taken(work, number):
        raise NumberTaken
    return number


def signed_on(work: Work, sittings: Iterable[Sitting]) -> date | None:
    """The day from which there was a result of each of these."""
    signed = [day_of(work, sitting.signed_at) for sitting in sittings if sitting.signed_at]
    return max(signed, default=None)


def day_of(work: Work, moment: datetime) -> date:
    """The day of this moment by the clock of the school."""
    return moment.astimezone(work.zone).date()
