"""Which sittings use up an attempt, and how many are left (BR-50)."""

from collections.abc import Iterable
from dataclasses import dataclass

from exams.rules.sittings import SittingState
from foundation.messages import Message, say

FREE = frozenset({SittingState.CANCELLED, SittingState.ANNULLED})  # no attempt by itself
OPEN = frozenset({SittingState.PLANNED, SittingState.IN_PROGRESS, SittingState.AGREEING, SittingState.SIGNED})
REPLACEABLE = frozenset(
    {SittingState.NO_SHOW, SittingState.CANCELLED, SittingState.ABORTED, SittingState.ANNULLED}
)  # another sitting can be planned in its place


@dataclass(frozen=True, kw_only=True)
class Sat:
    """One sitting of a candidate at one exam, whatever its edition was."""

    sitting_id: int
    state: SittingState
    first_id: int | None = None
    replaced: bool = False  # another sitting was planned in its place
    passed: bool | None = None
    used_up: bool = False  # annulled, but the attempt was not given back

    @property
    def passed_for_good(self) -> bool:
        """Whether its result is final, and a pass."""
        return self.state is SittingState.RATIFIED and self.passed is True


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How often somebody used an attempt, and the first of them: what later attempts hang on."""

    number: int = 0
    first_id: int | None = None


def uses_attempt(state: SittingState, *, replaced: bool, no_show_counts: bool, used_up: bool = False) -> bool:
    """Whether this sitting is an attempt: not what was cancelled, annulled, or broken off and planned anew.

    What is annulled is one all the same where the board did not give the attempt back.
    """
    if state is SittingState.ANNULLED:
        return used_up
    if state in FREE or (state is SittingState.ABORTED and replaced):
        return False
    return state is not SittingState.NO_SHOW or no_show_counts


def taken_of(sittings: Iterable[Sat], *, no_show_counts: bool) -> Taken:
    """What these sittings of one candidate at one exam, in the order they were planned, used up."""
    used = [
        sat
        for sat in sittings
        if uses_attempt(sat.state, replaced=sat.replaced, no_show_counts=no_show_counts, used_up=sat.used_up)
    ]
    return Taken(number=len(used), first_id=(used[0].first_id or used[0].sitting_id) if used else None)


def attempts_left(taken: int, allowed: int | None) -> int | None:
    """How many attempts are left; None where there is no limit."""
    return None if allowed is None else max(0, allowed - taken)


def why_not_replaced(state: SittingState, *, replaced: bool) -> Message | None:
    """The reason no other sitting can be planned in the place of this one, or None."""
    if state not in REPLACEABLE:
        return say("Only an exam that did not take place or does not count can be planned anew.")
    if replaced:
        return say("This exam is planned anew already.")
    return None


def why_no_resit(state: SittingState, *, passed: bool | None, open_already: bool) -> Message | None:
    """The reason no resit can follow this sitting, or None: a final result that failed, and nothing planned since."""
    if state is not SittingState.RATIFIED:
        return say("A resit can be planned once the result is final.")
    if passed:
        return say("This exam was passed, so there is no resit.")
    if open_already:
        return say("Another attempt at this exam is planned or going on already.")
    return None
