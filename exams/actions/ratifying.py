"""From a provisional result to one that counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from exams.events import ResultRatified
from exams.models import BoardDecision, Sitting
from exams.permissions import Permission
from exams.rules import SittingState, may_become
from foundation.environment import setting
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


def waits_for_board(work: Work, sitting: Sitting) -> bool:
    """Whether the board makes this result final; what was practice is no business of the board (BR-10)."""
    return board_ratifies(work) and not sitting.session.form.formative


def board_ratifies(work: Work) -> bool:
    """Whether this school has set up a board that ratifies results; otherwise the last signature does."""
    return bool(setting(work.db, "exams.ratified_by", "signature") == "board")


@dataclass(frozen=True, kw_only=True)
class Ratified:
    """What became of a selection: how many are final now, and whose was passed over."""

    done: int
    passed_over: tuple[Sitting, ...]


def ratify_all(work: Work, sittings: Sequence[Sitting]) -> Ratified:
    """Ratify each result this board member may ratify; the others are named, not touched."""
    allowed = [sitting for sitting in sittings if work.allows(Permission.RATIFY, sitting)]
    for sitting in allowed:
        ratify(work, sitting)
    return Ratified(done=len(allowed), passed_over=tuple(s for s in sittings if s not in allowed))


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
