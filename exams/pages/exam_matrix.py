"""The exam matrix: a form as its blueprint (BR-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from exams.models import ExamForm, ExamGroup
from exams.pages.forms import GroupRow, StepRow, numbered
from qualification_files.models import CoreTask, WorkProcess


@dataclass(frozen=True, kw_only=True)
class MatrixStep:
    """A step with its share of all points."""

    row: StepRow
    share: Decimal


@dataclass(frozen=True, kw_only=True)
class MatrixGroup:
    """A group of the form, or a work process that the form does not examine."""

    number: str
    name: str
    group: ExamGroup | None
    steps: Sequence[MatrixStep]

    @property
    def share(self) -> Decimal:
        """What it counts for, of all points."""
        return sum((step.share for step in self.steps), Decimal())


@dataclass(frozen=True, kw_only=True)
class MatrixTask:
    """A core task with all its work processes; without a number: what belongs to none."""

    number: str
    name: str
    groups: Sequence[MatrixGroup]

    @property
    def share(self) -> Decimal:
        """What it counts for, of all points."""
        return sum((group.share for group in self.groups), Decimal())


def exam_matrix_of(form: ExamForm, core_tasks: Sequence[CoreTask]) -> list[MatrixTask]:
    """Per core task every work process with its steps, also those that are not examined; at last what is loose."""
    rows = numbered(form, core_tasks)
    whole = sum((step.most for row in rows for step in row.steps), Decimal())
    by_process = {row.group.work_process_id: row for row in rows if row.group.work_process_id}
    tasks = [
        MatrixTask(
            number=task.number,
            name=task.name,
            groups=[_of_process(process, by_process.pop(process.id, None), whole) for process in task.work_processes],
        )
        for task in core_tasks
    ]
    placed = {process.id for task in core_tasks for process in task.work_processes}
    loose = [_group(row, whole) for row in rows if row.group.work_process_id not in placed]
    return [*tasks, MatrixTask(number="", name="", groups=loose)] if loose else tasks


def _of_process(process: WorkProcess, row: GroupRow | None, whole: Decimal) -> MatrixGroup:
    return _group(row, whole) if row else MatrixGroup(number=process.number, name=process.name, group=None, steps=())


def _group(row: GroupRow, whole: Decimal) -> MatrixGroup:
    steps = [MatrixStep(row=step, share=step.most / whole if whole else Decimal()) for step in row.steps]
    return MatrixGroup(number=row.group.number, name=row.group.name, group=row.group, steps=steps)
