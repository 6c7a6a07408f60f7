"""What one cell of the matrix candidate x exam says (X3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from exams.rules.attempts import Sat, taken_of
from exams.rules.design import AttemptThatCounts
from exams.rules.sittings import SittingState


class Cell(StrEnum):
    """How one candidate stands at one exam."""

    NOT_PLANNED = "not_planned"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    PASSED = "passed"
    FAILED = "failed"
    EXEMPT = "exempt"
    NO_SHOW = "no_show"
    ABORTED = "aborted"
    ANNULLED = "annulled"


GOING_ON = {
    SittingState.PLANNED: Cell.PLANNED,
    SittingState.IN_PROGRESS: Cell.IN_PROGRESS,
    SittingState.AGREEING: Cell.IN_PROGRESS,
    SittingState.SIGNED: Cell.WAITING,
}
ENDED = {
    SittingState.NO_SHOW: Cell.NO_SHOW,
    SittingState.ABORTED: Cell.ABORTED,
    SittingState.ANNULLED: Cell.ANNULLED,
}


@dataclass(frozen=True, kw_only=True)
class Exam(Sat):
    """One sitting as the matrix knows it."""

    starts_at: datetime
    label: str = ""
    mark: Fraction | None = None  # of the whole exam


@dataclass(frozen=True, kw_only=True)
class CellFacts:
    """What a cell shows: the state, the sitting that says so, and how many attempts were used."""

    cell: Cell
    sitting_id: int | None = None
    starts_at: datetime | None = None
    label: str = ""
    mark: Fraction | None = None
    taken: int = 0


def cell_of(
    exams: Sequence[Exam], *, exempt: bool, counts: AttemptThatCounts, no_show_counts: bool = False
) -> CellFacts:
    """How a candidate stands, from the sittings in the order they were planned.

    What is coming or going on comes first, then the result that counts (BR-50), an exemption, what came to nothing.
    """
    taken = taken_of(exams, no_show_counts=no_show_counts).number
    going_on = [exam for exam in exams if exam.state in GOING_ON]
    result = _result(exams, counts)
    if going_on:
        return _facts(GOING_ON[going_on[-1].state], going_on[-1], taken)
    if result and (result.passed or not exempt):
        return _facts(Cell.PASSED if result.passed else Cell.FAILED, result, taken)
    if exempt:
        return CellFacts(cell=Cell.EXEMPT, taken=taken)
    ended = [exam for exam in exams if exam.state in ENDED]
    return _facts(ENDED[ended[-1].state], ended[-1], taken) if ended else CellFacts(cell=Cell.NOT_PLANNED, taken=taken)


def _result(exams: Sequence[Exam], counts: AttemptThatCounts) -> Exam | None:
    final = [exam for exam in exams if exam.state is SittingState.RATIFIED]
    if counts is AttemptThatCounts.LAST:
        return final[-1] if final else None
    return next((exam for exam in reversed(final) if exam.passed), final[-1] if final else None)


def _facts(cell: Cell, exam: Exam, taken: int) -> CellFacts:
    return CellFacts(
        cell=cell,
        sitting_id=exam.sitting_id,
        starts_at=exam.starts_at,
        label=exam.label,
        mark=exam.mark,
        taken=taken,
    )
