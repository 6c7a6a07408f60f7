"""The life of a qualification and its versions: what may become of it, who moves along, and why not (Q14).

draft > active > superseded > closed, with deactivated beside active. The active version is never changed: a new one is
made beside it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from foundation.messages import Message, say, say_many
from qualification_files.rules.linking import Follower
from qualification_files.rules.states import QualificationState

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A qualification, as far as its next state asks."""

    state: QualificationState
    followers: int = 0
    active_successor: bool = False  # a later version that is active


Condition = Callable[[Standing], Message | None]


def _nobody_follows(standing: Standing) -> Message | None:
    if not standing.followers:
        return None
    return say_many(
        "%(count)s person still follows this qualification. Move that person to another version or unlink first.",
        "%(count)s people still follow this qualification. Move them to another version or unlink them first.",
        standing.followers,
    )


def _has_active_successor(standing: Standing) -> Message | None:
    if standing.active_successor:
        return None
    return say("No later version is active yet. Make a new version and activate it first.")


def _has_no_active_successor(standing: Standing) -> Message | None:
    if not standing.active_successor:
        return None
    return say("A later version is active. Deactivate that one first.")


# What may follow on what, and under which condition. What is not here is refused with the words below.
TRANSITIONS: Mapping[tuple[QualificationState, QualificationState], tuple[Condition, ...]] = {
    (QualificationState.DRAFT, QualificationState.ACTIVE): (),
    (QualificationState.ACTIVE, QualificationState.DEACTIVATED): (),
    (QualificationState.DEACTIVATED, QualificationState.ACTIVE): (),
    (QualificationState.ACTIVE, QualificationState.SUPERSEDED): (_has_active_successor,),
    (QualificationState.DEACTIVATED, QualificationState.SUPERSEDED): (_has_active_successor,),
    (QualificationState.SUPERSEDED, QualificationState.ACTIVE): (_has_no_active_successor,),
    (QualificationState.SUPERSEDED, QualificationState.CLOSED): (_nobody_follows,),
    (QualificationState.DEACTIVATED, QualificationState.CLOSED): (_nobody_follows,),
}
FROM_CLOSED = say("This qualification is closed for good. Make a new version of it instead.")
REFUSALS: Mapping[tuple[QualificationState, QualificationState], Message] = {
    (QualificationState.ACTIVE, QualificationState.CLOSED): say(
        "This qualification is active. Deactivate it first, or let a later version supersede it."
    ),
    (QualificationState.DRAFT, QualificationState.CLOSED): say("This is a draft. Remove it instead."),
    (QualificationState.DRAFT, QualificationState.SUPERSEDED): say(
        "This is a draft. Only what was in use can be superseded."
    ),
}
OTHERWISE = say("This cannot be done with this qualification as it stands now. Look at its state again.")


def why_not_become(target: QualificationState, standing: Standing) -> Message | None:
    """Why it does not get this state; None when it may."""
    if standing.state is QualificationState.CLOSED:
        return FROM_CLOSED
    step = (standing.state, target)
    if step not in TRANSITIONS:
        return REFUSALS.get(step, OTHERWISE)
    return next((reason for holds in TRANSITIONS[step] if (reason := holds(standing))), None)


def why_no_next_version(state: QualificationState) -> Message | None:
    """Why nothing can come after it yet; None when something can."""
    if state is QualificationState.DRAFT:
        return say("This is a draft, so it can be changed itself. A new version is made of what is or was in use.")
    return None


def next_cohort(cohort: str, *, year: int) -> str:
    """The cohort after this one: every year in it one later; without any, next year."""
    if not _YEAR.search(cohort):
        return str(year + 1)
    return _YEAR.sub(lambda found: str(int(found.group()) + 1), cohort)


def why_not_succeed(
    *, old: int, new: int, new_state: QualificationState, new_predecessor: int | None, line: set[int]
) -> Message | None:
    """Why the one cannot become the next version of the other; `line` holds what the old one itself came from.

    Each version has one predecessor, and nothing comes after itself. The code may differ: official codes change.
    """
    if old == new:
        return say("A qualification cannot be the next version of itself.")
    if new in line:
        return say("The one you chose is an earlier version of this one already.")
    if new_predecessor == old:
        return None
    if new_predecessor is not None:
        return say("The one you chose follows on another qualification already.")
    if new_state in (QualificationState.SUPERSEDED, QualificationState.CLOSED):
        return say("The one you chose is superseded or closed. Choose a draft or one that is in use.")
    return None


class MoveResult(StrEnum):
    """What becomes of one person in a move to the next version; all but the first three are refusals."""

    MOVED = "moved"
    JOINED = "joined"  # followed the new version already; the evidence comes along and the earlier link ends
    UNCHANGED = "unchanged"  # follows the new version and no longer the earlier one
    NOT_ON_OLD = "not_on_old"
    TARGET_NOT_ACTIVE = "target_not_active"
    NOT_A_CANDIDATE = "not_a_candidate"
    PERSON_INACTIVE = "person_inactive"


def move_result(target: QualificationState, follower: Follower, *, on_old: bool) -> MoveResult:
    """What a move would do to somebody; `follower.linked` tells of the new version.

    The end of intake of the new version is not asked: it is about who begins, and these people began long ago. An exam
    that is planned on the earlier version does not hold anybody back either; it goes on as planned.
    """
    if not on_old:
        return MoveResult.UNCHANGED if follower.linked else MoveResult.NOT_ON_OLD
    if target is not QualificationState.ACTIVE:
        return MoveResult.TARGET_NOT_ACTIVE
    if not follower.active:
        return MoveResult.PERSON_INACTIVE
    if not follower.candidate:
        return MoveResult.NOT_A_CANDIDATE
    return MoveResult.JOINED if follower.linked else MoveResult.MOVED
