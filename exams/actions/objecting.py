"""Objections and appeals: lodged by the candidate or from a letter, decided within a term (BR-51, BR-52)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from exams.actions.deciding import day_of, decide
from exams.actions.ratifying import annul_by, hold_sittings
from exams.actions.repeats import bound, key_for
from exams.actions.unseen import OnPage, refuse_changed
from exams.actions.wording import require_words
from exams.events.board import (
    DecisionTold,
    ObjectionDecided,
    ObjectionExtended,
    ObjectionLodged,
    ObjectionWithdrawn,
)
from exams.models import BoardDecision, Objection, Sitting
from exams.permissions import Permission
from exams.queries.board import corrections_of, decision_sent, decisions_called, people_called
from exams.queries.exemptions import exempting_decisions
from exams.queries.objections import chance, objections_of, terms, told_at
from exams.rules.decisions import DecisionFacts, DecisionKind, decides_alone, same_names
from exams.rules.objections import (
    DECIDED,
    ObjectionKind,
    ObjectionState,
    Recipient,
    decide_by,
    extended,
    why_not_extend,
    why_not_lodge,
)
from foundation.messages import Message, say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work

INVOLVED = say(
    "You took part in what is objected to, so you cannot decide about it. Ask a board member who did not. "
    "Is there nobody else? Then an administrator puts somebody from outside on the exam board for this decision."
)

INVOLVED_IN_APPEAL = say(
    "You took part in what the appeal is about, so you do not write down what became of it. "
    "Ask a coordinator or a board member who did not."
)


@dataclass(frozen=True, kw_only=True)
class LodgingFacts:
    """To whom and why; of a letter also the day on which it came in."""

    kind: ObjectionKind
    grounds: str
    form_key: str
    received_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """How an objection ends."""

    state: ObjectionState
    outcome: str
    annuls: bool = False


def lodge(work: Work, sitting: Sitting, facts: LodgingFacts) -> Objection:
    """Object or appeal. The candidate within the term; a letter that came late is taken in, to be decided on."""
    key = key_for(work, facts.form_key, facts.kind, sitting.id, facts.grounds)
    if before := _sent_before(work, key):
        return before
    require_words(facts.grounds, say("Say why you do not agree."))
    # Race: two tabs. The lock lets the second see what the first one lodged.
    work.db.execute(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update())
    own = sitting.candidate_id == work.actor.id
    on = work.today if own else _received_on(work, sitting, facts.received_on)
    earlier, known = objections_of(work, sitting.id), terms(work)
    found = chance(work, told_at(work, [sitting]).get(sitting.id), facts.kind, earlier, known)
    last_day = found.last_day
    if no := why_not_lodge(facts.kind, last_day=last_day, on=on if own else min(on, last_day), earlier=found.earlier):
        raise Refusal(no)
    objection = Objection(
        sitting_id=sitting.id,
        kind=facts.kind,
        grounds=facts.grounds,
        lodged_by=work.actor.id,
        lodged_at=work.now if on == work.today else _noon(work, on),
        due_on=last_day,
        decide_by=decide_by(max(last_day, on), known),
        told=[],
        form_key=key,
    )
    work.db.add(objection)
    work.db.flush()  # the event needs the number
    work.emit(
        ObjectionLodged(
            objection_id=objection.id, sitting_id=sitting.id, person_id=sitting.candidate_id, kind=facts.kind
        )
    )
    return objection


def _sent_before(work: Work, form_key: str) -> Objection | None:
    return work.db.scalars(select(Objection).where(Objection.form_key == form_key)).one_or_none()


def _received_on(work: Work, sitting: Sitting, day: date | None) -> date:
    if day is None:
        raise Unreadable(say("Say on which day the letter came in."))
    told = sitting.ratified_at.astimezone(work.zone).date() if sitting.ratified_at else work.today
    if not told <= day <= work.today:
        raise Unreadable(say("The letter came in between the day of the result and today."))
    return day


def _noon(work: Work, day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=work.zone).astimezone(UTC)


def withdraw(work: Work, objection: Objection, reason: str = "") -> None:
    """Take it back before it is decided; taken back before is no harm. For a candidate others do so with a reason."""
    is_own = objection.sitting.candidate_id == work.actor.id
    if not is_own:
        _refuse_involved(work, objection, say("You took part in what is objected to. Ask a colleague who did not."))
    _hold(work, objection)
    if objection.state is ObjectionState.WITHDRAWN:
        return
    _require_open(objection)
    if not is_own:
        require_words(reason, say("Say why it is withdrawn, and how the candidate asked for it."))
    objection.state = ObjectionState.WITHDRAWN
    objection.outcome = reason
    objection.closed_at = work.now
    objection.closed_by = work.actor.id
    work.emit(
        ObjectionWithdrawn(
            objection_id=objection.id, sitting_id=objection.sitting_id, person_id=objection.sitting.candidate_id
        )
    )


def extend(work: Work, objection: Objection, reason: str) -> None:
    """Put the decision off, once."""
    _hold(work, objection)
    if no := why_not_extend(
        objection.state, extended_on=objection.extended_on, decide_by=objection.decide_by, today=work.today
    ):
        raise Refusal(no)
    require_words(reason)
    objection.decide_by = extended(objection.decide_by, terms(work))
    objection.extended_on = work.today
    objection.extension_reason = reason
    work.emit(
        ObjectionExtended(
            objection_id=objection.id, sitting_id=objection.sitting_id, person_id=objection.sitting.candidate_id
        )
    )


def involved_in(work: Work, objection: Objection) -> frozenset[int]:
    """Who examined, corrected, exempted, made it final, or decided on it before: they do not decide (4 statements)."""
    sitting = objection.sitting
    corrections = corrections_of(work, sitting.id)
    earlier = [one for one in objections_of(work, sitting.id) if one.id != objection.id and one.state in DECIDED]
    numbers = {
        sitting.decision_id,
        sitting.annulling_id,
        *(one.decision_id for one in corrections),
        *(one.decision_id for one in earlier),
    }
    exempting = exempting_decisions(work, sitting.candidate_id, sitting.session.form.family)
    decisions = [
        *decisions_called(work, {number for number in numbers if number}),
        *(decision for decision, _withdrawn_by in exempting),
    ]
    people = {sheet.examiner_id for sheet in sitting.sheets} | {one.made_by for one in corrections}
    people |= {int(member) for decision in decisions for member in decision.present}
    deciders = {sitting.ratified_by, *(one.made_by for one in decisions), *(one.closed_by for one in earlier)}
    deciders |= {withdrawn_by for _decision, withdrawn_by in exempting}
    return frozenset(people | {person for person in deciders if person})


def _refuse_involved(work: Work, objection: Objection, no: Message) -> None:
    """Four eyes: not by whoever has a part in it, whoever else was there."""
    if work.actor.id in involved_in(work, objection):
        raise Refusal(no)


def rule(
    work: Work, objection: Objection, ruling: Ruling, facts: DecisionFacts, shown: OnPage | None = None
) -> BoardDecision:
    """Decide, or write down what the appeals committee decided; a result can be annulled by it, none is ever set."""
    facts = bound(work, facts, objection.kind, objection.id, ruling.state, ruling.annuls)
    if before := decision_sent(work, facts.form_key):
        return before
    _hold(work, objection)
    hold_sittings(work, [objection.sitting])
    _require_open(objection)
    refuse_changed(work, [objection.sitting], shown)
    if ruling.state not in DECIDED or (ruling.annuls and ruling.state is not ObjectionState.UPHELD):
        raise Unreadable(say("Only what is upheld can annul a result."))
    require_words(ruling.outcome, say("Say in a few words what was decided and why."))
    _refuse_deciders(work, objection, facts)
    since = day_of(work, objection.lodged_at)
    decision = decide(work, DecisionKind(str(objection.kind)), facts, since=since)
    _close(work, objection, ruling, decision)
    if ruling.annuls:
        if objection.kind is ObjectionKind.OBJECTION:  # on appeal it is the committee that annuls
            work.require(Permission.ANNUL, objection.sitting)
        annul_by(work, objection.sitting, decision)
    return decision


def why_not_by_actor(work: Work, objection: Objection) -> Message | None:
    """What is said to somebody who had a part in it; None to whoever may decide, or write down the decision."""
    if work.actor.id not in involved_in(work, objection):
        return None
    return INVOLVED if objection.kind is ObjectionKind.OBJECTION else INVOLVED_IN_APPEAL


def _refuse_deciders(work: Work, objection: Objection, facts: DecisionFacts) -> None:
    """Four eyes: of the board somebody must be there who had no part in it, of the committee nobody had any."""
    if no := why_not_by_actor(work, objection):
        raise Refusal(no)
    involved = involved_in(work, objection)
    if objection.kind is ObjectionKind.APPEAL:
        people = people_called(work, involved).values()
        for name in same_names(facts.committee, (person.name for person in people)):
            raise Refusal(
                say("%(name)s took part in what the appeal is about, so is not on the appeals committee.", name=name)
            )
    elif decides_alone(facts.present, involved):
        raise Refusal(
            say(
                "Everybody who was present took part in what is objected to. "
                "Decide together with a board member who did not."
            )
        )


def _close(work: Work, objection: Objection, ruling: Ruling, decision: BoardDecision) -> None:
    objection.state = ruling.state
    objection.outcome = ruling.outcome
    objection.decision_id = decision.id
    objection.closed_at = work.now
    objection.closed_by = work.actor.id
    work.emit(
        ObjectionDecided(
            objection_id=objection.id,
            sitting_id=objection.sitting_id,
            person_id=objection.sitting.candidate_id,
            decision_id=decision.id,
            outcome=ruling.state,
        )
    )


def note_told(work: Work, objection: Objection, recipients: set[Recipient]) -> None:
    """Keep who got the decision; whoever got it once stays on the list."""
    _hold(work, objection)
    if objection.state not in DECIDED:
        raise Refusal(say("There is no decision yet to send to anybody."))
    told = {Recipient(name) for name in objection.told} | recipients
    if len(told) == len(objection.told):
        return
    objection.told = [recipient for recipient in Recipient if recipient in told]
    work.emit(
        DecisionTold(
            objection_id=objection.id,
            sitting_id=objection.sitting_id,
            person_id=objection.sitting.candidate_id,
            told=tuple(objection.told),
        )
    )


def _require_open(objection: Objection) -> None:
    if objection.state is not ObjectionState.LODGED:
        raise Refusal(say("This is closed already."))


def _hold(work: Work, objection: Objection) -> None:
    """Race: two members decide, or one while the candidate takes it back. The second sees what the first did."""
    columns = ["state", "decide_by", "extended_on", "told", "version"]
    work.db.refresh(objection, columns, with_for_update=True)
