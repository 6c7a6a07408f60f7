"""From a provisional result to one that counts, and back where it turns out to be void."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from exams.actions.deciding import decide, signed_on
from exams.actions.repeats import SentBefore, bound, key_for
from exams.actions.unseen import OnPage, refuse_changed
from exams.actions.wording import require_words
from exams.events import ResultRatified
from exams.events.board import ResultAnnulled
from exams.models import BoardDecision, Sitting
from exams.permissions import Permission
from exams.queries.board import corrected_by, decision_sent
from exams.rules import Result, SittingState, may_become
from exams.rules.annulling import Annulling
from exams.rules.decisions import DecisionFacts, DecisionKind
from foundation.db import numbers
from foundation.environment import setting
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

# What is annulled on an objection or an appeal is done over: the attempt is given back.
BY_THE_SCHOOL = Annulling()


def waits_for_board(work: Work, sitting: Sitting) -> bool:
    """Whether the board makes this result final; what was practice is no business of the board (BR-10)."""
    return board_ratifies(work) and not sitting.session.form.formative


def board_ratifies(work: Work) -> bool:
    """Whether this school has set up a board that ratifies results; otherwise the last signature does."""
    return bool(setting(work.db, "exams.ratified_by", "signature") == "board")


@dataclass(frozen=True, kw_only=True)
class Ratified:
    """What became of a selection: the decision, how many are final now, and whose was passed over."""

    decision: BoardDecision | None
    done: int
    passed_over: tuple[Sitting, ...]


def ratify_all(work: Work, sittings: Sequence[Sitting], facts: DecisionFacts, shown: OnPage | None = None) -> Ratified:
    """Ratify by one decision each result this board member may ratify; the others are named, not touched.

    None of them where one is something else than the page showed: the decision was written for all of them.
    """
    facts = bound(work, facts, DecisionKind.RATIFICATION)
    before, own = decision_sent(work, facts.form_key), corrected_by(work, work.actor.id, sittings)
    ratifiable = [sitting for sitting in sittings if work.allows(Permission.RATIFY, sitting) and _has_result(sitting)]
    allowed = [sitting for sitting in ratifiable if sitting.id not in own]
    if before and not allowed:
        return Ratified(decision=before, done=0, passed_over=())
    hold_sittings(work, sittings)
    if before:
        raise SentBefore
    refuse_changed(work, sittings, shown)
    if ratifiable and not allowed:
        raise Refusal(say("You corrected marks yourself. Somebody else must make this result final."))
    passed_over = tuple(sitting for sitting in sittings if sitting not in allowed)
    if not allowed:
        return Ratified(decision=None, done=0, passed_over=passed_over)
    decision = decide(work, DecisionKind.RATIFICATION, facts, since=signed_on(work, allowed))
    for sitting in allowed:
        ratify(work, sitting, decision)
    return Ratified(decision=decision, done=len(allowed), passed_over=passed_over)


def ratified_by(work: Work, form_key: str) -> BoardDecision | None:
    """The decision that this form made before, if the actor sent it twice (1 statement)."""
    return decision_sent(work, key_for(work, form_key, DecisionKind.RATIFICATION))


def _has_result(sitting: Sitting) -> bool:
    """What came to no result, as was possible once, is first corrected or annulled."""
    return (sitting.outcome or {}).get("result") != Result.INCOMPLETE


def hold_sittings(work: Work, sittings: Sequence[Sitting]) -> None:
    """Let nobody else decide about these until this work is done (1 statement)."""
    # Race: two board members at the same results. Whoever comes second is told, before anything is written.
    known = {sitting.id: sitting.version for sitting in sittings}
    statement = (
        select(Sitting.id, Sitting.version).where(Sitting.id.in_(select(numbers(work.db, known)))).order_by(Sitting.id)
    )
    if {row.id: row.version for row in work.db.execute(statement.with_for_update())} != known:
        raise Refusal(say("Somebody else changed this at the same moment. Look again and repeat it."))


def ratify(work: Work, sitting: Sitting, decision: BoardDecision | None = None) -> None:
    """Make a provisional result final; only a ratified, summative one counts elsewhere."""
    if not may_become(sitting.state, SittingState.RATIFIED):
        raise Refusal(say("Only a provisional result can be ratified."))
    sitting.state = SittingState.RATIFIED
    sitting.ratified_at = work.now
    sitting.ratified_by = work.actor.id
    sitting.decision_id = decision.id if decision else None
    form = sitting.session.form
    work.emit(
        ResultRatified(
            sitting_id=sitting.id,
            person_id=sitting.candidate_id,
            form_id=form.id,
            qualification_id=form.qualification_id,
            passed=bool(sitting.passed),
            formative=form.formative,
        )
    )


def annul(
    work: Work, sitting: Sitting, facts: DecisionFacts, shown: OnPage | None = None, given: Annulling = BY_THE_SCHOOL
) -> BoardDecision:
    """Declare a result void by a decision of its own: it counts nowhere; `given` says what becomes of the attempt."""
    facts = bound(work, facts, DecisionKind.ANNULMENT, sitting.id, given.on_account_of, given.attempt)
    if before := decision_sent(work, facts.form_key):
        return before
    require_words(facts.grounds)
    hold_sittings(work, [sitting])
    refuse_changed(work, [sitting], shown)
    decision = decide(work, DecisionKind.ANNULMENT, facts, since=signed_on(work, [sitting]))
    annul_by(work, sitting, decision, given)
    return decision


def annul_by(work: Work, sitting: Sitting, decision: BoardDecision, given: Annulling = BY_THE_SCHOOL) -> None:
    """Declare a result void by this decision; marks, verdicts and what was told stay as they are."""
    if not may_become(sitting.state, SittingState.ANNULLED):
        raise Refusal(say("Only a result can be annulled, and only once."))
    was_ratified = sitting.state is SittingState.RATIFIED
    sitting.state = SittingState.ANNULLED
    sitting.annulled_at = work.now
    sitting.annulling_id = decision.id
    sitting.annulled_for, sitting.annulled_uses_attempt = given.on_account_of, given.uses_attempt
    sitting.ended_reason = decision.grounds
    form = sitting.session.form
    work.emit(
        ResultAnnulled(
            sitting_id=sitting.id,
            person_id=sitting.candidate_id,
            form_id=form.id,
            qualification_id=form.qualification_id,
            decision_id=decision.id,
            was_ratified=was_ratified,
            gives_back=not given.uses_attempt,
        )
    )
