"""What the pages of forms show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for
from flask_babel import gettext as _

from exams.actions.forms import why_not_offered
from exams.models import ExamForm, ExamGroup, ExamStep
from exams.pages.scale_words import in_readers_words
from exams.pages.scales import in_short
from exams.queries.forms import Offer
from exams.rules import Outcome, coverage, problems
from exams.rules.design import FormState
from exams.rules.scales import scored, written
from foundation.messages import Message
from foundation.web.wording import lazy_gettext as _l
from foundation.web.wording import speaking
from qualification_files.models import CoreTask, Indicator
from qualification_files.pages.terms import wording_of
from qualification_files.rules import Part, QualificationState

MOST_DESCRIBED = 6  # levels of a step that are each told apart in words; more are a row of marks
SHOWN = 30  # qualifications in each part of the picker

# A kind of state as templates/_parts/states.html draws it, and its words.
FORM_STATES = {
    FormState.DRAFT: ("open", _l("Draft")),
    FormState.IN_REVIEW: ("wait", _l("Waiting for approval")),
    FormState.IN_USE: ("ok", _l("In use")),
    FormState.WITHDRAWN: ("quiet", _l("Withdrawn")),
}


def told_apart(form: ExamForm) -> str:
    """A form as one chooses it: editions have one title, and copies too until somebody gives them another."""
    parts = (form.title, _("edition %(number)s", number=form.edition), form.code, form.qualification.name)
    return " · ".join(filter(None, parts))


@dataclass(frozen=True, kw_only=True)
class Step:
    """What solves it when a qualification is not offered: a page to go to, or a deed that is done at once."""

    words: str
    url: str
    at_once: bool = False


@dataclass(frozen=True, kw_only=True)
class PickerRow:
    """A qualification in the picker; `reason` says why it is not offered and `step` what can be done about it."""

    offer: Offer
    reason: Message | None
    step: Step | None = None


@dataclass(frozen=True, kw_only=True)
class Picker:
    """The qualifications that are offered and those that are not; of many the first, the rest is for the search."""

    offered: list[PickerRow]
    not_offered: list[PickerRow]
    more_offered: int = 0
    more_not_offered: int = 0


def picker(offers: Sequence[Offer], *, chosen: int | None = None) -> Picker:
    """The picker over these; the one that is chosen is among those shown."""
    rows = [PickerRow(offer=offer, reason=why_not_offered(offer), step=_step_in_words(offer)) for offer in offers]
    rows.sort(key=lambda row: row.offer.qualification.id != chosen)
    offered = [row for row in rows if row.reason is None]
    others = [row for row in rows if row.reason is not None]
    return Picker(
        offered=sorted(offered[:SHOWN], key=_by_name),
        not_offered=sorted(others[:SHOWN], key=_by_name),
        more_offered=max(0, len(offered) - SHOWN),
        more_not_offered=max(0, len(others) - SHOWN),
    )


def _by_name(row: PickerRow) -> str:
    return row.offer.qualification.name.casefold()


def _step_in_words(offer: Offer) -> Step | None:
    with speaking(wording_of(offer.qualification.terms)):
        return _step(offer)


def _step(offer: Offer) -> Step | None:
    found = offer.qualification
    if found.state is QualificationState.SUPERSEDED and offer.successor_id:
        url = url_for("qualification_files.structure", qualification_id=offer.successor_id)
        return Step(words=_("Open the newer version"), url=url)
    if found.state in (QualificationState.SUPERSEDED, QualificationState.CLOSED):
        return None
    if not offer.first_core_task_id:
        url = url_for("qualification_files.new_core_task", qualification_id=found.id)
        return Step(words=_("Add core task"), url=url)
    if not offer.work_processes:
        url = url_for("qualification_files.new_work_process", core_task_id=offer.first_core_task_id)
        return Step(words=_("Add work process"), url=url)
    if found.state is not QualificationState.ACTIVE:
        url = url_for("qualification_files.activate", qualification_id=found.id)
        return Step(words=_("Activate"), url=url, at_once=True)
    return None


@dataclass(frozen=True, kw_only=True)
class Covered:
    """How much of one core task is examined."""

    number: str
    name: str
    examined: int
    total: int
    enough: bool
    part: Part = Part.OWN


@dataclass(frozen=True, kw_only=True)
class ShownLevel:
    """A level of a step as its line shows it, and whether it asks for a remark."""

    label: str
    asks: bool


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step with its number on the form."""

    number: int
    step: ExamStep
    most: Decimal
    indicator: Indicator | None = None  # what it was made from, as the qualification says it now

    @property
    def scale(self) -> str:
        """How it is marked, on one line."""
        return in_short(self.step)

    @property
    def levels(self) -> list[ShownLevel]:
        """The levels one by one where they are few; of many, and of sub-points, `scale` tells enough."""
        shown = in_readers_words(self.step.scale, self.step.unit)
        if self.step.parts or len(scored(shown)) > MOST_DESCRIBED:
            return []
        return [ShownLevel(label=level.label, asks=level.value in self.step.remark_values) for level in shown]

    @property
    def floor(self) -> str:
        """What this step needs where it is critical, in points."""
        return written(self.step.rule.critical_floor, self.step.unit)

    @property
    def is_reworded(self) -> bool:
        """Whether it says otherwise than its indicator does now (BR-14)."""
        return self.indicator is not None and self.indicator.text.split() != self.step.text.split()

    @property
    def undescribed(self) -> int:
        """How many levels do not say when they apply; numbers and sub-points need no such words."""
        if self.step.parts or len(scored(self.step.scale)) > MOST_DESCRIBED:
            return 0
        return sum(not level.description for level in scored(self.step.scale))


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """A group with its numbered steps."""

    group: ExamGroup
    steps: list[StepRow]

    @property
    def most(self) -> Decimal:
        """How many points its steps are worth at most, their weights counted in."""
        return sum((row.most for row in self.steps), Decimal())

    @property
    def is_loose(self) -> bool:
        """Whether it belongs to no core task, so that it gives no result of one (BR-12)."""
        return not self.group.core_task_number


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
    def most(self) -> Decimal:
        """How many points there are at most, weights counted in."""
        return sum((group.most for group in self.groups), Decimal())

    @property
    def loose(self) -> list[GroupRow]:
        """The groups with steps that belong to no core task (BR-12)."""
        return [row for row in self.groups if row.is_loose and row.steps]

    @property
    def undescribed(self) -> int:
        """How many steps have levels that do not say when they apply (BR-14)."""
        return sum(bool(row.undescribed) for group in self.groups for row in group.steps)

    @property
    def parts(self) -> list[tuple[Part, list[Covered]]]:
        """The coverage of base and profile apart (BR-12)."""
        found: dict[Part, list[Covered]] = {}
        for task in self.covered:
            found.setdefault(task.part, []).append(task)
        return list(found.items())

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


def numbered(form: ExamForm, core_tasks: Sequence[CoreTask] = ()) -> list[GroupRow]:
    """The groups with their steps, numbered through; with the qualification also what each was made from."""
    known = {one.id: one for task in core_tasks for process in task.work_processes for one in process.indicators}
    rows, number = [], 0
    for group in form.groups:
        steps = []
        for step in group.steps:
            number += 1
            indicator = known.get(step.indicator_id) if step.indicator_id else None
            steps.append(StepRow(number=number, step=step, most=most_of(step), indicator=indicator))
        rows.append(GroupRow(group=group, steps=steps))
    return rows


def most_of(step: ExamStep) -> Decimal:
    """The points of a step at most, its weight counted in."""
    highest = max((level.value for level in scored(step.scale)), default=0)
    return (Decimal(step.weight * highest) / step.unit).normalize() + 0


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
            part=names[row.core_task].part,
        )
        for row in coverage(parts, examined)
    ]


def design(form: ExamForm, core_tasks: Sequence[CoreTask]) -> Design:
    """Everything the designer's page shows."""
    rules = form.design
    return Design(
        form=form,
        groups=numbered(form, core_tasks),
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
    return marks, rules.judge(marks)


def invented(form: ExamForm, which: str) -> dict[str, int]:
    """All lowest or all highest marks, as parts of an address."""
    return {
        f"s{step.id}": step.lowest if which == "lowest" else step.highest for step in form.design.steps if step.levels
    }


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
