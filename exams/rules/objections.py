"""Objection to the board and appeal to the appeals committee: their states and clocks (BR-51, BR-52)."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from exams.rules.workdays import NONE, last_day_of_term, working_days_after
from foundation.messages import Message, say


class ObjectionKind(StrEnum):
    """To whom it goes."""

    OBJECTION = "objection"
    APPEAL = "appeal"


class ObjectionState(StrEnum):
    """How far it is."""

    LODGED = "lodged"
    WITHDRAWN = "withdrawn"
    INADMISSIBLE = "inadmissible"
    REJECTED = "rejected"
    UPHELD = "upheld"


DECIDED = frozenset({ObjectionState.INADMISSIBLE, ObjectionState.REJECTED, ObjectionState.UPHELD})


class Recipient(StrEnum):
    """Who gets the decision on an appeal (BR-52)."""

    CANDIDATE = "candidate"
    PARENTS = "parents"
    SCHOOL = "school"
    COMPANY = "company"
    INSPECTORATE = "inspectorate"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How long things may take at this school."""

    objection_days: int = 10  # working days
    appeal_days: int = 14  # days of the calendar
    decision_weeks: int = 4
    extension_weeks: int = 2
    official_days: int = 10  # working days from the last signature to the official result (BR-35)
    free: Container[date] = NONE  # public holidays


@dataclass(frozen=True, kw_only=True)
class Lodged:
    """An objection or appeal that there is already, as far as it matters for another one."""

    kind: ObjectionKind
    state: ObjectionState
    closed_on: date | None = None


def term_begins(kind: ObjectionKind, told_on: date, earlier: Iterable[Lodged]) -> date:
    """The day of the result; for an appeal the day of the board's decision on an objection, where there is one."""
    if kind is ObjectionKind.OBJECTION:
        return told_on
    decided = [
        one.closed_on
        for one in earlier
        if one.kind is ObjectionKind.OBJECTION and one.state in DECIDED and one.closed_on
    ]
    return max([told_on, *decided])


def last_day_to_lodge(kind: ObjectionKind, begins: date, terms: Terms) -> date:
    """The last day of the term, which still counts: 10 working days or 14 days unless the school says otherwise.

    No term ends on a day on which nobody is there.
    """
    if kind is ObjectionKind.OBJECTION:
        return working_days_after(begins, terms.objection_days, terms.free)
    return last_day_of_term(begins + timedelta(days=terms.appeal_days), terms.free)


def decide_by(last_day: date, terms: Terms) -> date:
    """The decision comes within 4 weeks after the term for lodging (BR-52)."""
    return last_day_of_term(last_day + timedelta(weeks=terms.decision_weeks), terms.free)


def extended(decide_by: date, terms: Terms) -> date:
    """Once at most 2 weeks later (BR-52)."""
    return last_day_of_term(decide_by + timedelta(weeks=terms.extension_weeks), terms.free)


def why_not_lodge(kind: ObjectionKind, *, last_day: date, on: date, earlier: Iterable[Lodged]) -> Message | None:
    """The reason it cannot be lodged on this day, or None when it can."""
    if any(one.kind is ObjectionKind.APPEAL and one.state in DECIDED for one in earlier):
        return say("There was a decision on an appeal already.")
    standing = [one for one in earlier if one.kind is kind and one.state is not ObjectionState.WITHDRAWN]
    if any(one.state is ObjectionState.LODGED for one in standing):
        return (
            say("There is an objection already. It waits for the exam board.")
            if kind is ObjectionKind.OBJECTION
            else say("There is an appeal already. It waits for a decision.")
        )
    if standing:
        return say("The exam board decided on an objection already. You can appeal against that decision.")
    if on > last_day:
        return (
            say("An objection was possible up to and including %(day)s.", day=last_day)
            if kind is ObjectionKind.OBJECTION
            else say("An appeal was possible up to and including %(day)s.", day=last_day)
        )
    return None


def why_not_extend(state: ObjectionState, *, extended_on: date | None, decide_by: date, today: date) -> Message | None:
    """The reason the decision cannot be put off, or None: once, while it is open and not late."""
    if state is not ObjectionState.LODGED:
        return say("This is closed already.")
    if extended_on:
        return say("The term was extended once already, and cannot be extended again.")
    if today > decide_by:
        return say("The term for the decision is over, so it cannot be extended any more.")
    return None
