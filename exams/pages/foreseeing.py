"""What a result would become, side by side with what it is, before somebody confirms it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exams.actions.correcting import Foreseen
from exams.models import ExamStep
from exams.pages.forms import numbered


@dataclass(frozen=True, kw_only=True)
class ForeseenMark:
    """A mark that would become another, both by the label of its level."""

    number: int
    step: ExamStep
    before: str  # empty where it was not marked
    after: str


def foreseen_marks(foreseen: Foreseen) -> Sequence[ForeseenMark]:
    """The marks that would change, in the order of the form."""
    form = foreseen.sitting.session.form
    places = {one.step.id: one.number for row in numbered(form) for one in row.steps}
    return [
        ForeseenMark(number=places[step.id], step=step, before=_label(step, before), after=_label(step, after))
        for step, before, after in sorted(foreseen.marks, key=lambda one: places[one[0].id])
    ]


def _label(step: ExamStep, value: int | None) -> str:
    labels: Mapping[int, str] = {level.value: level.label for level in step.scale}
    return "" if value is None else labels.get(value, str(value))
