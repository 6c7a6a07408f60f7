"""The form as designed: what is wrong with it, and how much of each core task it examines."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from exams.rules.cut_scores.checking import at_best, at_worst, cut_score_problems
from exams.rules.cut_scores.earlier import marks_of, number_in
from exams.rules.cut_scores.model import CutScore
from exams.rules.cut_scores.structure import Structure, structure_of
from exams.rules.reading import JsonObject, object_in, objects_at
from exams.rules.steps import NOT_APPLICABLE, Group, Marks, Step
from exams.rules.verdicts import Exempted, Outcome, verdict_on
from foundation.messages import Message, say

# Far above any real form; keeps every sum a whole number that JavaScript holds exactly.
LARGEST_WEIGHT = 1_000
LARGEST_VALUE = 1_000

# BR-11: more than three quarters of the work processes of each core task.
COVERAGE = Fraction(3, 4)


@dataclass(frozen=True, kw_only=True)
class Form:
    """The steps of an exam, the groups they stand in, and what it takes to pass."""

    steps: tuple[Step, ...]
    cut_score: CutScore
    groups: tuple[Group, ...] = ()

    @cached_property
    def structure(self) -> Structure:
        """The parts that the cut score speaks of."""
        return structure_of(self.steps, self.groups)

    def judge(self, marks: Marks, *, exempt: Exempted = ()) -> Outcome:
        """The verdict on these marks; `exempt` as for `verdict`."""
        return verdict_on(self.structure, marks, self.cut_score, exempt=exempt)

    def marks_of(self, key: str) -> tuple[Fraction, Fraction] | None:
        """The lowest and the highest mark of this group or core task; none where no mark of it is weighed."""
        return marks_of(self.structure, self.cut_score, key)

    def earlier_mark(self, key: str, written: str) -> Fraction | None:
        """The mark that counts for an exempt part, as it was written; words, and marks it cannot have, do not count."""
        mark, marks = number_in(written), self.marks_of(key)
        return mark if mark is not None and marks and marks[0] <= mark <= marks[1] else None

    def to_json(self) -> dict[str, object]:
        """The form as plain JSON."""
        return {
            "steps": [step.to_json() for step in self.steps],
            "groups": [group.to_json() for group in self.groups],
            "cut_score": self.cut_score.to_json(),
        }

    @classmethod
    def from_json(cls, raw: JsonObject) -> "Form":
        """The form that `to_json` wrote."""
        return cls(
            steps=tuple(Step.from_json(step) for step in objects_at(raw, "steps")),
            groups=tuple(Group.from_json(group) for group in objects_at(raw, "groups")) if "groups" in raw else (),
            cut_score=CutScore.from_json(object_in(raw.get("cut_score"))),
        )


def problems(form: Form) -> list[Message]:
    """What must be mended before the form can be used; empty when it is sound."""
    if not form.steps:
        return [say("This form has no steps yet. Choose work processes or add a step.")]
    found = [*_twice(form.steps), *cut_score_problems(form.cut_score, form.structure)]
    for number, step in enumerate(form.steps, start=1):
        found.extend(_step_problems(number, step))
    # Only a sound form can be tried out on the lowest and the highest marks.
    return found or list(_outcome_problems(form))


def rule_problems(form: Form) -> list[Message]:
    """What is wrong with the cut score alone, on the steps as they are."""
    return cut_score_problems(form.cut_score, form.structure) or list(_outcome_problems(form))


def _twice(steps: tuple[Step, ...]) -> Iterator[Message]:
    if any(times > 1 for times in Counter(step.id for step in steps).values()):
        yield say("A step stands on this form twice.")


def _step_problems(number: int, step: Step) -> Iterator[Message]:
    if not step.name.strip():
        yield say("Step %(number)s has no text.", number=number)
    if not 1 <= step.weight <= LARGEST_WEIGHT:
        yield say(
            "Step %(number)s: the weight is a whole number from 1 to %(most)s.", number=number, most=LARGEST_WEIGHT
        )
    yield from _scale_problems(number, step)
    if step.critical and len(step.values) > 1:
        yield from _critical_problems(number, step)


def _scale_problems(number: int, step: Step) -> Iterator[Message]:
    if len(step.levels) - step.may_be_left_out < 2:
        yield say("Step %(number)s needs a scale of at least two levels.", number=number)
    if any(not level.label.strip() for level in step.levels):
        yield say("Step %(number)s has a level without a name.", number=number)
    if len(step.values) < len(step.levels):
        yield say("Step %(number)s has two levels with the same value.", number=number)
    if any(not 0 <= value <= LARGEST_VALUE for value in step.values - {NOT_APPLICABLE}):
        yield say("Step %(number)s: a level is worth 0 to %(most)s points.", number=number, most=LARGEST_VALUE)


def _critical_problems(number: int, step: Step) -> Iterator[Message]:
    if step.critical_floor > step.highest:
        yield say(
            "Step %(number)s: the critical minimum %(minimum)s is above the highest level, %(highest)s.",
            number=number,
            minimum=step.critical_floor,
            highest=step.highest,
        )
    if step.critical_floor <= step.lowest:
        yield say(
            "Step %(number)s is critical but cannot fail: "
            "its critical minimum %(minimum)s is not above the lowest level, %(lowest)s.",
            number=number,
            minimum=step.critical_floor,
            lowest=step.lowest,
        )


def _outcome_problems(form: Form) -> Iterator[Message]:
    if at_worst(form.cut_score, form.structure).exam.sufficient:
        yield say("Nobody can fail this form: even the lowest marks reach the cut score.")
    if at_best(form.cut_score, form.structure).is_lost:
        yield say("Nobody can pass this form: even the highest marks do not reach the cut score.")


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many work processes of a core task are examined, and whether that is enough."""

    core_task: int
    examined: int
    total: int
    enough: bool


def coverage(
    work_processes: Mapping[int, Collection[int]], examined: Collection[int], *, more_than: Fraction = COVERAGE
) -> tuple[Coverage, ...]:
    """Per core task, whether more than this share of its work processes is examined (BR-11)."""
    chosen = set(examined)
    return tuple(
        _covered(core_task, len(chosen & set(parts)), len(set(parts)), more_than)
        for core_task, parts in work_processes.items()
    )


def _covered(core_task: int, examined: int, total: int, more_than: Fraction) -> Coverage:
    return Coverage(core_task=core_task, examined=examined, total=total, enough=examined > more_than * total)
