"""The life of a sitting: which state may follow which, and what a signature does."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from exams.rules.steps import NOT_APPLICABLE, Marks, Step, open_steps
from foundation.messages import Message, say, say_many
from foundation.visible import has_visible


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

# Nobody marks it any more, whatever was signed.
OVER = frozenset(SittingState) - TAKES_MARKS - {SittingState.AGREEING}


def takes_marks(state: SittingState, *, third: bool = False) -> bool:
    """Whether a sheet can still be marked; a third examiner marks while the other two compare."""
    return state is SittingState.AGREEING if third else state in TAKES_MARKS


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


# How an examiner finds the whole, beside the marks: 0 (fail) to 4 (excellent), for borderline regression (BR-25).
GLOBAL_RATINGS = range(5)


def remarks_missing(asking: Mapping[int, Collection[int]], marks: Marks, remarks: Mapping[int, str]) -> tuple[int, ...]:
    """The steps whose mark asks for a remark that is not there; `asking` has the marks that do, by step."""
    return tuple(
        step for step, values in asking.items() if marks.get(step) in values and not has_visible(remarks.get(step, ""))
    )


def why_not_sign(
    state: SittingState,
    steps: Sequence[Step],
    marks: Marks,
    *,
    signed: bool = False,
    third: bool = False,
    conflicts: int = 0,
    without_remark: int = 0,
    exempt: Collection[int] = (),
) -> Message | None:
    """The reason this sheet cannot be signed, or None when it can; steps in `exempt` need no mark (BR-45)."""
    if signed:
        return say("This sheet is already signed.")
    if state is not (SittingState.AGREEING if third else SittingState.IN_PROGRESS):
        return say("Only an exam in progress can be signed.")
    if not steps:
        return say("This form has no steps.")
    counting = [step for step in steps if step.id not in exempt]
    if waiting := open_steps(counting, marks):
        return say_many(
            "%(count)s step is not yet marked. Mark it before you sign.",
            "%(count)s steps are not yet marked. Mark them before you sign.",
            len(waiting),
        )
    if counting and all(marks.get(step.id) == NOT_APPLICABLE for step in counting):
        return say("No step applies, so there is nothing to judge.")
    if without_remark:
        return say_many(
            "%(count)s mark asks for a remark that says why. Write it before you sign.",
            "%(count)s marks ask for a remark that says why. Write them before you sign.",
            without_remark,
        )
    if conflicts:
        return say_many(
            "%(count)s step was marked differently on two devices. Decide which mark stands before you sign; "
            "where no choice is shown, mark that step again.",
            "%(count)s steps were marked differently on two devices. Decide which marks stand before you sign; "
            "where no choice is shown, mark those steps again.",
            conflicts,
        )
    return None


def may_sign(state: SittingState, steps: Sequence[Step], marks: Marks) -> bool:
    """Whether these marks can be signed: in progress, and nothing open."""
    return why_not_sign(state, steps, marks) is None


def is_signed_by_all(*, required_signatures: int, signatures: int) -> bool:
    """Whether every required examiner has signed, so that there is a provisional result (BR-30)."""
    return signatures >= max(required_signatures, 1)


def is_ratified_by_signature(*, required_signatures: int, signatures: int, board: bool) -> bool:
    """Where no board is set up, the last required signature ratifies; a board ratifies for itself."""
    return not board and is_signed_by_all(required_signatures=required_signatures, signatures=signatures)
