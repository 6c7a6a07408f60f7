"""What the pages of forms show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from exams.actions.forms import why_not_offered
from exams.models import ExamForm, ExamGroup, ExamStep
from exams.queries.forms import Offer
from exams.rules import Level, Outcome, coverage, problems, verdict
from exams.rules.design import FormState
from exams.rules.scales import ScaleName, levels_of
from foundation.messages import Message
from foundation.web.words import LANGUAGES, said
from qualification_files.models import CoreTask

# A kind of state as templates/_parts/states.html draws it, and its words.
FORM_STATES = {
    FormState.DRAFT: ("open", _l("Draft")),
    FormState.IN_USE: ("ok", _l("In use")),
    FormState.WITHDRAWN: ("quiet", _l("Withdrawn")),
}


def scale_in(language: str, scale: ScaleName) -> tuple[Level, ...]:
    """The levels of a scale in the language of a qualification, or in the reader's when we do not speak it."""
    if language not in LANGUAGES:
        return levels_of(scale, said)
    with force_locale(language):
        return levels_of(scale, said)


@dataclass(frozen=True, kw_only=True)
class PickerRow:
    """A qualification in the picker; `reason` says why it is not offered."""

    offer: Offer
    reason: Message | None


def picker(offers: Sequence[Offer]) -> list[PickerRow]:
    """The qualifications, those that are offered first."""
    rows = [PickerRow(offer=offer, reason=why_not_offered(offer)) for offer in offers]
    return sorted(rows, key=lambda row: row.reason is not None)


@dataclass(frozen=True, kw_only=True)
class Covered:
    """How much of one core task is examined."""

    number: str
    name: str
    examined: int
    total: int
    enough: bool


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step with its number on the form."""

    number: int
    step: ExamStep
    most: int


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """A group with its numbered steps."""

    group: ExamGroup
    steps: list[StepRow]


@dataclass(frozen=True, kw_only=True)
class Design:
    """A form as the designer sees it."""

    form: ExamForm
    groups: list[GroupRow]
    covered: list[Covered]
    problems: list[Message]
    percentage: int | None
    minutes: int | None

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return sum(len(row.steps) for row in self.groups)

    @property
    def most(self) -> int:
        """How many points there are at most, weights counted in."""
        return sum(row.most for group in self.groups for row in group.steps)

    @property
    def critical(self) -> int:
        """How many steps are critical."""
        return sum(row.step.critical for group in self.groups for row in group.steps)

    @property
    def too_thin(self) -> list[Covered]:
        """The core tasks of which too little is examined; those that are not examined at all are left out."""
        return [task for task in self.covered if task.examined and not task.enough]

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed."""
        return self.form.state is FormState.DRAFT


def numbered(form: ExamForm) -> list[GroupRow]:
    """The groups with their steps, numbered through."""
    rows, number = [], 0
    for group in form.groups:
        steps = []
        for step in group.steps:
            number += 1
            steps.append(StepRow(number=number, step=step, most=step.weight * step.rule.highest))
        rows.append(GroupRow(group=group, steps=steps))
    return rows


def covered(form: ExamForm, core_tasks: Sequence[CoreTask]) -> list[Covered]:
    """Per core task, how many of its work processes the form examines (BR-11)."""
    examined = {group.work_process_id for group in form.groups if group.work_process_id is not None}
    return coverage_of(core_tasks, examined)


def coverage_of(core_tasks: Sequence[CoreTask], examined: set[int]) -> list[Covered]:
    """Per core task, how many of its work processes are among these."""
    parts = {task.id: [process.id for process in task.work_processes] for task in core_tasks if task.work_processes}
    names = {task.id: task for task in core_tasks}
    return [
        Covered(
            number=names[row.core_task].number,
            name=names[row.core_task].name,
            examined=row.examined,
            total=row.total,
            enough=row.enough,
        )
        for row in coverage(parts, examined)
    ]


def design(form: ExamForm, core_tasks: Sequence[CoreTask]) -> Design:
    """Everything the designer's page shows."""
    rules = form.design
    return Design(
        form=form,
        groups=numbered(form),
        covered=covered(form, core_tasks),
        problems=problems(rules),
        percentage=rules.cut_score.minimum_percentage,
        minutes=form.duration_minutes,
    )


def tried(form: ExamForm, answers: Mapping[str, str]) -> tuple[dict[int, int], Outcome]:
    """Invented marks as sent (s12=2), those that are levels of their step, and the verdict on them."""
    rules = form.design
    marks = {
        step.id: value
        for step in rules.steps
        if (value := _whole(answers.get(f"s{step.id}", ""))) is not None and value in step.values
    }
    return marks, verdict(rules.steps, marks, rules.cut_score)


def invented(form: ExamForm, which: str) -> dict[str, int]:
    """All lowest or all highest marks, as parts of an address."""
    return {
        f"s{step.id}": step.lowest if which == "lowest" else step.highest for step in form.design.steps if step.levels
    }


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
