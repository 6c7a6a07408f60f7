"""What is said of objections and appeals: state, days left, and what somebody can do about a result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exams.models import Objection, Sitting
from exams.permissions import Permission
from exams.queries.objections import chance, objections_of, terms, told_at
from exams.rules.objections import ObjectionKind, ObjectionState, why_not_lodge
from foundation.messages import Message, say, say_many
from foundation.web.wording import lazy_gettext as _l
from foundation.work import Work

# A kind of state as templates/_parts/states.html draws it, and its words.
STATES = {
    ObjectionState.LODGED: ("wait", _l("Waits for a decision")),
    ObjectionState.WITHDRAWN: ("quiet", _l("Withdrawn")),
    ObjectionState.INADMISSIBLE: ("stop", _l("Inadmissible")),
    ObjectionState.REJECTED: ("stop", _l("Rejected")),
    ObjectionState.UPHELD: ("ok", _l("Upheld")),
}
NAMES = {ObjectionKind.OBJECTION: _l("Objection"), ObjectionKind.APPEAL: _l("Appeal")}
SOON = 5  # days before a decision must be there


@dataclass(frozen=True, kw_only=True)
class OpenChance:
    """An objection or appeal that can be lodged still, and until when."""

    kind: ObjectionKind
    last_day: date
    left: Message


@dataclass(frozen=True, kw_only=True)
class Objecting:
    """What was brought against a result, and what can be."""

    lodged: Sequence[Objection]
    chances: tuple[OpenChance, ...]
    may_take_in: bool  # a letter, even one that comes late


def objecting(work: Work, sitting: Sitting) -> Objecting | None:
    """Nothing until the result was told, and to nobody who has no part in it (2 statements)."""
    if sitting.ratified_at is None or sitting.session.form.formative:
        return None
    own = sitting.candidate_id == work.actor.id
    if not own and not work.allows(Permission.SEE_OBJECTIONS):
        return None
    earlier, known = objections_of(work, sitting.id), terms(work)
    told, chances = told_at(work, [sitting]).get(sitting.id), []
    for kind in ObjectionKind if work.allows(Permission.LODGE, sitting) else ():
        found = chance(work, told, kind, earlier, known)
        last_day = found.last_day
        if why_not_lodge(kind, last_day=last_day, on=work.today, earlier=found.earlier) is None:
            chances.append(OpenChance(kind=kind, last_day=last_day, left=days_left(work.today, last_day)))
    may_take_in = not own and work.allows(Permission.LODGE, sitting)
    return Objecting(lodged=earlier, chances=tuple(chances), may_take_in=may_take_in)


def days_left(today: date, last_day: date) -> Message:
    """How long until the last day, which still counts."""
    left = (last_day - today).days
    if left < 0:
        return say_many("%(count)s day late", "%(count)s days late", -left)
    return say("today is the last day") if left == 0 else say_many("%(count)s day left", "%(count)s days left", left)


def urgency(today: date, objection: Objection) -> str:
    """The kind of state of a deadline: late, soon, or with time."""
    if objection.state is not ObjectionState.LODGED:
        return "quiet"
    left = (objection.decide_by - today).days
    return "stop" if left < 0 else "attention" if left <= SOON else "wait"


def came_late(work: Work, objection: Objection) -> bool:
    """Whether it was lodged after the last day."""
    return objection.lodged_at.astimezone(work.zone).date() > objection.due_on
