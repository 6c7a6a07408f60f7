"""The day as it goes: where each exam is at this moment, told without anything about how well it goes."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from exams.rules.deeds import DeedKind
from exams.rules.sittings import SittingState
from exams.rules.turns import Turn, runs

GRACE = timedelta(minutes=10)  # so long after its time an exam that has not begun is not yet called late


class LiveState(StrEnum):
    """Where one exam is."""

    EXPECTED = "expected"
    LATE = "late"  # its time is past, and nobody has begun
    GOING_ON = "going-on"
    PAUSED = "paused"
    STOPPED = "stopped"  # the clock was stopped; signing comes next
    HALF_SIGNED = "half-signed"  # one of two examiners has signed
    COMPARING = "comparing"
    DONE = "done"
    NO_SHOW = "no-show"
    ABORTED = "aborted"


class Sight(StrEnum):
    """How much somebody sees of one exam."""

    EACH = "each"  # how far every examiner is
    SUM = "sum"  # how far the exam is, whoever marked it
    OWN = "own"  # how far the reader's own sheet is
    STATE = "state"  # no more than where it is


def live_state(
    state: SittingState, *, now: datetime, starts_at: datetime, turns: Collection[Sequence[Turn]], signed: int
) -> LiveState:
    """Where an exam is; `turns` are those of each sheet, `signed` says how many sheets are."""
    match state:
        case SittingState.PLANNED:
            return LiveState.LATE if now > starts_at + GRACE else LiveState.EXPECTED
        case SittingState.IN_PROGRESS:
            return _going_on(turns, signed)
        case SittingState.AGREEING:
            return LiveState.COMPARING
        case SittingState.NO_SHOW:
            return LiveState.NO_SHOW
        case SittingState.ABORTED:
            return LiveState.ABORTED
    return LiveState.DONE


def _going_on(turns: Collection[Sequence[Turn]], signed: int) -> LiveState:
    if signed:
        return LiveState.HALF_SIGNED
    begun = [one for one in turns if one]
    if not begun or any(runs(one) for one in begun):
        return LiveState.GOING_ON
    is_paused = any(one[-1].kind is DeedKind.PAUSE for one in begun)
    return LiveState.PAUSED if is_paused else LiveState.STOPPED


def as_others_see(state: LiveState) -> LiveState:
    """Where a candidate may know it is: that two examiners differ, or that one of them signed, tells them nothing."""
    if state is LiveState.COMPARING:
        return LiveState.DONE
    return LiveState.GOING_ON if state is LiveState.HALF_SIGNED else state


def sight(*, is_candidate: bool, is_coordinator: bool, oversees: bool, looks_on: bool, has_sheet: bool) -> Sight:
    """How much a reader sees of one exam (BR-31).

    `looks_on`: no part in the marking, or nobody marks it any more. Even how far the other examiner is says something.
    """
    if is_candidate:
        return Sight.STATE
    if looks_on and is_coordinator:
        return Sight.EACH
    if looks_on and oversees:
        return Sight.SUM
    return Sight.OWN if has_sheet else Sight.STATE
