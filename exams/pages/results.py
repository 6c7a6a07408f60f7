"""A result as it is read: the verdict, why, and every step with its mark; the paper says the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from exams.models import ExamForm, ExamGroup, ExamStep, Mark, Sheet, Sitting
from exams.pages.forms import numbered
from exams.rules import Level, SittingState
from exams.rules.records import Reason, Record
from foundation.messages import Message, say, say_many


@dataclass(frozen=True, kw_only=True)
class MarkedStep:
    """A step with what was given for it."""

    number: int
    step: ExamStep
    level: Level | None
    remark: str

    @property
    def points(self) -> int:
        """What it counted for."""
        return self.step.weight * self.level.value if self.level else 0

    @property
    def most(self) -> int:
        """What it could count for."""
        return self.step.weight * self.step.rule.highest

    @property
    def failed(self) -> bool:
        """Whether this critical step was not achieved."""
        return self.step.critical and self.level is not None and self.level.value < self.step.rule.critical_floor


@dataclass(frozen=True, kw_only=True)
class MarkedGroup:
    """A group with its marked steps."""

    group: ExamGroup
    steps: list[MarkedStep]

    @property
    def points(self) -> int:
        """What was reached in this group."""
        return sum(step.points for step in self.steps)

    @property
    def most(self) -> int:
        """What could be reached in this group."""
        return sum(step.most for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    """A result with everything behind it."""

    sitting: Sitting
    form: ExamForm
    sheet: Sheet | None
    record: Record
    groups: list[MarkedGroup]

    @property
    def provisional(self) -> bool:
        """Whether somebody still has to ratify it."""
        return self.sitting.state is not SittingState.RATIFIED

    @property
    def headline(self) -> Message:
        """The verdict in one line."""
        return self.record.headline

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each condition of the cut score."""
        return self.record.reasons

    @property
    def remark(self) -> str:
        """What the examiner says of the whole."""
        return self.sheet.overall_remark if self.sheet else ""


def told_to_candidate(headline: Message) -> Message:
    """The verdict in one line without the word cut score, which is of the trade."""
    if headline.text.startswith("Passed: every condition of the cut score"):
        return say("Passed: everything it takes to pass was met.")
    if headline.text.startswith("Failed because %(count)s condition of the cut score"):
        return say_many(
            "Failed because %(count)s condition of what it takes to pass was not met.",
            "Failed because %(count)s conditions of what it takes to pass were not met.",
            headline.count,
        )
    return headline


def result_page(sitting: Sitting, marks: Mapping[int, Mark]) -> ResultPage:
    """The result of a sitting that has one."""
    if sitting.outcome is None:
        raise ValueError("This sitting has no result.")
    form = sitting.session.form
    return ResultPage(
        sitting=sitting,
        form=form,
        sheet=sitting.sheet,
        record=Record.from_json(sitting.outcome),
        groups=[
            MarkedGroup(group=row.group, steps=[_marked(one.number, one.step, marks) for one in row.steps])
            for row in numbered(form)
        ],
    )


def _marked(number: int, step: ExamStep, marks: Mapping[int, Mark]) -> MarkedStep:
    mark = marks.get(step.id)
    level = next((level for level in step.scale if mark and level.value == mark.value), None)
    return MarkedStep(number=number, step=step, level=level, remark=mark.remark if mark else "")
