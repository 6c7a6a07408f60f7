"""The life of a sitting: which state may follow which, and what a signature does."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from exams.rules.steps import Marks, Step, open_steps
from foundation.messages import Message, say, say_many


class SittingState(StrEnum):
    """Where one candidate's exam stands. Signed is provisional, ratified is final."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    AGREEING = "agreeing"  # both examiners signed, and differ
    SIGNED = "signed"
    RATIFIED = "ratified"
    NO_SHOW = "no_show"
    ABORTED = "aborted"
    CANCELLED = "cancelled"
    ANNULLED = "annulled"  # the result was declared void; its history stays


NEXT_STATES: Mapping[SittingState, frozenset[SittingState]] = MappingProxyType(
    {
        SittingState.PLANNED: frozenset({SittingState.IN_PROGRESS, SittingState.NO_SHOW, SittingState.CANCELLED}),
        SittingState.IN_PROGRESS: frozenset({SittingState.SIGNED, SittingState.AGREEING, SittingState.ABORTED}),
        SittingState.AGREEING: frozenset({SittingState.SIGNED}),
        SittingState.SIGNED: frozenset({SittingState.RATIFIED, SittingState.ANNULLED}),
        SittingState.RATIFIED: frozenset({SittingState.ANNULLED}),
        # A candidate who comes in late, or a tap on the wrong row, is put right by planning the sitting again.
        SittingState.NO_SHOW: frozenset({SittingState.PLANNED}),
        SittingState.ABORTED: frozenset(),
        SittingState.CANCELLED: frozenset(),
        SittingState.ANNULLED: frozenset(),
    }
)

# The first mark may arrive before the message that the sitting began: a tablet without network begins by itself.
TAKES_MARKS = frozenset({SittingState.PLANNED, SittingState.IN_PROGRESS})


def may_become(state: SittingState, following: SittingState) -> bool:
    """Whether a sitting may go from one state to the other."""
    return following in NEXT_STATES[state]


def why_not_begin(state: SittingState, *, day: date, today: date) -> Message | None:
    """The reason this sitting cannot begin, or None when it can."""
    if state is SittingState.IN_PROGRESS:
        return say("This exam has already begun.")
    if state is not SittingState.PLANNED:
        return say("Only a planned exam can begin.")
    if today < day:
        return say("This exam is planned for %(day)s and cannot begin before that day.", day=day)
    return None


def may_begin(state: SittingState, *, day: date, today: date) -> bool:
    """Whether this sitting can begin: it is planned, and its day has come."""
    return why_not_begin(state, day=day, today=today) is None


def why_not_sign(
    state: SittingState, steps: Sequence[Step], marks: Marks, *, signed: bool = False, conflicts: int = 0
) -> Message | None:
    """The reason this sheet cannot be signed, or None when it can."""
    if signed:
        return say("This sheet is already signed.")
    if state is not SittingState.IN_PROGRESS:
        return say("Only an exam in progress can be signed.")
    if not steps:
        return say("This form has no steps.")
    if waiting := open_steps(steps, marks):
        return say_many(
            "%(count)s step is not yet marked. Mark it before you sign.",
            "%(count)s steps are not yet marked. Mark them before you sign.",
            len(waiting),
        )
    if conflicts:
        return say_many(
            "%(count)s step was marked differently on two devices. Decide which mark stands before you sign.",
            "%(count)s steps were marked differently on two devices. Decide which marks stand before you sign.",
            conflicts,
        )
    return None


def may_sign(
    state: SittingState, steps: Sequence[Step], marks: Marks, *, signed: bool = False, conflicts: int = 0
) -> bool:
    """Whether this sheet can be signed: in progress, nothing open, nothing undecided."""
    return why_not_sign(state, steps, marks, signed=signed, conflicts=conflicts) is None


def is_signed_by_all(*, required_signatures: int, signatures: int) -> bool:
    """Whether every required examiner has signed, so that there is a provisional result (BR-30)."""
    return signatures >= max(required_signatures, 1)


def is_ratified_by_signature(*, required_signatures: int, signatures: int, board: bool) -> bool:
    """Where no board is set up, the last required signature ratifies; a board ratifies for itself."""
    return not board and is_signed_by_all(required_signatures=required_signatures, signatures=signatures)
