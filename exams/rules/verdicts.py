"""The verdict on a sheet, with the reasons in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from exams.rules.cut_scores.conditions import CriticalSteps, MinimumShare
from exams.rules.cut_scores.evaluation import Evaluation, evaluate
from exams.rules.cut_scores.judged import Condition, PartOutcome
from exams.rules.cut_scores.model import CutScore
from exams.rules.cut_scores.structure import Structure, structure_of
from exams.rules.cut_scores.telling import critical_failed, mark_given, told
from exams.rules.steps import Group, Marks, Step
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
    conditions: tuple[Condition, ...]  # of the exam as a whole, in order of precedence
    open_steps: tuple[int, ...]
    headline: Message
    parts: tuple[PartOutcome, ...] = ()  # groups, competences and core tasks of which something is to be said
    label: str = ""
    grade: Fraction | None = None  # exact
    rounded: Fraction | None = None  # the grade that is given
    exempt: tuple[str, ...] = ()  # keys of the parts from which the board freed the candidate
    is_lost: bool = False  # the candidate can no longer pass, even while steps are open
    failed_critical: Mapping[int, str] = field(default_factory=dict)  # that count: id and text

    @property
    def explanation(self) -> tuple[Message, ...]:
        """The headline, each condition of the exam, and then how each part stands with its own conditions."""
        return (self.headline, *(reason.message for reason in self.reasons))

    @property
    def reasons(self) -> tuple[Condition, ...]:
        """Every condition, the exam's first, those of parts with their part; before all what failed critically."""
        critical = [one for one in self.conditions if one.name == CriticalSteps.kind and one.held is False]
        first = critical or ([critical_failed(self.failed_critical)] if self.failed_critical else [])
        others = (one for one in self.conditions if one not in critical)
        return (*first, *others, *(one for part in self.parts for one in told(part, self.failed_critical)))

    @property
    def mark(self) -> Message | None:
        """The mark of the whole exam with its label, as far as there are any."""
        return mark_given(self.rounded, self.label)

    @property
    def decided_by(self) -> Condition | None:
        """The condition that the exam failed on: the first in order of precedence."""
        return next((condition for condition in self.conditions if condition.decided), None)


Exempted = Collection[str] | Mapping[str, Fraction | None]


def verdict(
    steps: Sequence[Step],
    marks: Marks,
    cut_score: CutScore,
    *,
    groups: Sequence[Group] = (),
    exempt: Exempted = (),
) -> Outcome:
    """Passed or failed once every step is marked; until then incomplete, with the standing of each condition.

    `exempt` are the keys of groups and core tasks from which the board freed the candidate: they hold as satisfied and
    count nowhere, or with the earlier mark that is given with the key.
    """
    return verdict_on(structure_of(steps, groups), marks, cut_score, exempt=exempt)


def verdict_on(structure: Structure, marks: Marks, cut_score: CutScore, *, exempt: Exempted = ()) -> Outcome:
    """The same for a form whose parts are at hand."""
    freed = dict(exempt) if isinstance(exempt, Mapping) else dict.fromkeys(exempt)
    found = evaluate(structure, marks, cut_score, freed)
    result = _result(found)
    sums, exam = found.sums, found.exam
    return Outcome(
        result=result,
        points=sums.points,
        maximum=sums.maximum,
        share=Fraction(sums.points, sums.maximum) if sums.maximum else Fraction(0),
        conditions=exam.conditions,
        open_steps=tuple(step.id for step in sums.open_steps),
        headline=_headline(result, found, is_plain=cut_score.is_plain),
        parts=found.parts,
        label=exam.label,
        grade=exam.grade,
        rounded=exam.rounded,
        exempt=tuple(part.key for part in found.parts if part.exempt and part.key in freed),
        is_lost=found.is_lost,
        failed_critical=found.failed_critical,
    )


def _result(found: Evaluation) -> Result:
    if found.sums.open_steps or not (found.sums.steps or found.freed):
        return Result.INCOMPLETE
    return Result.PASSED if found.exam.sufficient else Result.FAILED


def _headline(result: Result, found: Evaluation, *, is_plain: bool) -> Message:
    sums = found.sums
    if result is Result.PASSED:
        return _why_passed(found.exam)
    if result is Result.FAILED:
        return _why_failed_plainly(found) if is_plain else _why_failed(found)
    if not sums.total:
        return say("This form has no steps.")
    if not sums.steps:
        return say("No step applies, so there is nothing to judge.")
    return say("Not yet marked: %(count)s of %(total)s steps.", count=len(sums.open_steps), total=sums.total)


def _why_passed(exam: PartOutcome) -> Message:
    if exam.label:
        return say("Passed with “%(label)s”: every condition of the cut score was met.", label=exam.label)
    return say("Passed: every condition of the cut score was met.")


def _why_failed(found: Evaluation) -> Message:
    decided = found.exam.decided_by
    if decided is not None:
        return say("Failed. %(reason)s", reason=decided.message)
    if found.exam.label:
        return say("Failed: the exam as a whole comes to “%(label)s”.", label=found.exam.label)
    return say("Failed: the mark for the exam as a whole is below every label.")


def _why_failed_plainly(found: Evaluation) -> Message:
    sums, conditions = found.sums, found.exam.conditions
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
