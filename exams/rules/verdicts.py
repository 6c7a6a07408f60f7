"""The verdict on a sheet, with the reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from exams.rules.cut_score import Condition, CriticalSteps, CutScore, MinimumShare
from exams.rules.steps import Marks, Step, Tally, tally
from foundation.messages import Message, say, say_many


class Result(StrEnum):
    """What comes out of an exam."""

    PASSED = "passed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The verdict: the result, the sums behind it, each condition, and one sentence that says why."""

    result: Result
    points: Fraction | int
    maximum: Fraction | int
    share: Fraction
    conditions: tuple[Condition, ...]
    open_steps: tuple[int, ...]
    headline: Message

    @property
    def explanation(self) -> tuple[Message, ...]:
        """The headline and then each condition, ready to be shown or kept."""
        return (self.headline, *(condition.message for condition in self.conditions))

    @property
    def is_lost(self) -> bool:
        """Whether the candidate can no longer pass, even while steps are open."""
        return any(condition.held is False for condition in self.conditions)


def verdict(steps: Sequence[Step], marks: Marks, cut_score: CutScore) -> Outcome:
    """Passed or failed once every step is marked; until then incomplete, with the standing of each condition."""
    sums = tally(steps, marks)
    conditions = cut_score.judge(sums)
    result = _result(sums, conditions)
    return Outcome(
        result=result,
        points=sums.points,
        maximum=sums.maximum,
        share=Fraction(sums.points, sums.maximum) if sums.maximum else Fraction(0),
        conditions=conditions,
        open_steps=tuple(step.id for step in sums.open_steps),
        headline=_headline(result, sums, conditions),
    )


def _result(sums: Tally, conditions: tuple[Condition, ...]) -> Result:
    if not sums.steps or not sums.is_complete:
        return Result.INCOMPLETE
    return Result.PASSED if all(condition.held for condition in conditions) else Result.FAILED


def _headline(result: Result, sums: Tally, conditions: tuple[Condition, ...]) -> Message:
    if result is Result.PASSED:
        return say("Passed: every condition of the cut score was met.")
    if result is Result.FAILED:
        return _why_failed(sums, conditions)
    if not sums.total:
        return say("This form has no steps.")
    if not sums.steps:
        return say("No step applies, so there is nothing to judge.")
    return say("Not yet marked: %(count)s of %(total)s steps.", count=len(sums.open_steps), total=sums.total)


def _why_failed(sums: Tally, conditions: tuple[Condition, ...]) -> Message:
    failed = [condition for condition in conditions if not condition.held]
    names = {condition.name for condition in conditions}
    if len(failed) > 1:
        return say_many(
            "Failed because %(count)s condition of the cut score was not met.",
            "Failed because %(count)s conditions of the cut score were not met.",
            len(failed),
        )
    if failed[0].name == CriticalSteps.kind and MinimumShare.kind in names:
        return say_many(
            "Failed because a critical step was not achieved, although %(reached)s%% of the points were reached.",
            "Failed because %(count)s critical steps were not achieved, "
            "although %(reached)s%% of the points were reached.",
            len(failed[0].steps),
            reached=sums.percentage(sums.points),
        )
    if failed[0].name == CriticalSteps.kind:
        return say_many(
            "Failed because a critical step was not achieved.",
            "Failed because %(count)s critical steps were not achieved.",
            len(failed[0].steps),
        )
    return say("Failed because too few points were reached.")
