"""1,000 verdicts of 30 steps, as a multiple of the same arithmetic written out bare.

The form has 4 groups, 2 core tasks and 6 conditions. Ours gives each part its mark, each condition its numbers and its
words; the bare loop does the sums with fractions and answers only passed or failed. Both answers are compared.
"""

import os
from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from statistics import median
from time import perf_counter

from exams.rules import CutScore, Form, Group, Level, Result, Step

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "15"))
VERDICTS, STEPS, GROUPS = 1_000, 30, 4
LEVELS = tuple(Level(value=value, label=str(value)) for value in range(4))
CUT_SCORE = CutScore.from_json(
    {
        "version": 2,
        "groups": {
            "value": {"kind": "grade", "of": "steps"},
            "rounding": {"mode": "up", "step": "0.1"},
            "conditions": [{"kind": "mark", "minimum": "5.5"}],
        },
        "core_tasks": {
            "value": {"kind": "mean", "of": "groups"},
            "conditions": [
                {"kind": "mark", "minimum": "5.5"},
                {"kind": "at-most-below", "of": "groups", "count": 1},
                {"kind": "each", "of": "groups", "bar": 4},
            ],
        },
        "exam": {"conditions": [{"kind": "each", "of": "core_tasks"}, {"kind": "critical-steps"}]},
    }
)
Sheet = dict[int, int]


def form() -> Form:
    """30 steps over 4 groups, two in each core task; every tenth step is critical."""
    steps = tuple(
        Step(
            id=number,
            name=f"Step {number}",
            key=f"W{number % GROUPS}.{number}",
            group_key=f"W{number % GROUPS}",
            weight=1 + number % 3,
            critical=number % 10 == 0,
            levels=LEVELS,
        )
        for number in range(1, STEPS + 1)
    )
    groups = tuple(Group(key=f"W{place}", core_task=f"K{place // 2}") for place in range(GROUPS))
    return Form(steps=steps, groups=groups, cut_score=CUT_SCORE)


def bare(design: Form, sheets: Sequence[Sheet]) -> list[bool]:
    """Passed or failed, by the same sums."""
    return [_bare(design.steps, sheet) for sheet in sheets]


def _bare(steps: Sequence[Step], sheet: Sheet) -> bool:
    points, most = [Fraction(0)] * GROUPS, [Fraction(0)] * GROUPS
    safe = True
    for step in steps:
        place, value = step.id % GROUPS, sheet[step.id]
        points[place] += Fraction(step.weight) * Fraction(value, step.unit)
        most[place] += Fraction(step.weight) * Fraction(3, step.unit)
        safe = safe and (not step.critical or value >= 1)
    exact = [1 + 9 * points[place] / most[place] for place in range(GROUPS)]
    given = [Fraction(-(-(grade * 10).numerator // (grade * 10).denominator), 10) for grade in exact]
    passed = safe
    for task in (0, 1):
        places = (2 * task, 2 * task + 1)
        mean = sum((exact[place] for place in places), Fraction(0)) / 2
        short = sum(given[place] < Fraction(11, 2) for place in places)
        passed = passed and mean >= Fraction(11, 2) and short <= 1 and all(given[place] >= 4 for place in places)
    return passed


def ours(design: Form, sheets: Sequence[Sheet]) -> list[bool]:
    """Passed or failed, with everything that is told about it."""
    outcomes = [design.judge(sheet) for sheet in sheets]
    assert all(outcome.explanation for outcome in outcomes)
    return [outcome.result is Result.PASSED for outcome in outcomes]


def seconds(deed: Callable[[Form, Sequence[Sheet]], list[bool]], design: Form, sheets: Sequence[Sheet]) -> float:
    """How long it takes."""
    begun = perf_counter()
    deed(design, sheets)
    return perf_counter() - begun


def main() -> None:
    """Print the ratio."""
    design, chance = form(), Random(1)
    sheets = [{step.id: chance.choice((0, 1, 2, 2, 3, 3, 3)) for step in design.steps} for _ in range(VERDICTS)]
    assert ours(design, sheets) == bare(design, sheets)
    ratios = [seconds(ours, design, sheets) / seconds(bare, design, sheets) for _ in range(ROUNDS)]
    print(f"{VERDICTS:,} verdicts of {STEPS} steps with explanation, against the bare sums:", end=" ")
    print(f"{median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
