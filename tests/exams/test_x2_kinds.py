"""The cut score (X2): one test for each kind of rule that it can say, and for what does not count."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from exams.rules import CutScore, Form, Group, Level, Outcome, Result, Step
from exams.rules.cut_scores import Rounding, RoundingMode

pytestmark = pytest.mark.pure

LEVELS = tuple(Level(value=value, label=str(value)) for value in range(-1, 11))


def form_of(
    cut_score: Mapping[str, Any],
    *,
    weights: Sequence[int] = (1, 1, 1, 1),
    critical: Sequence[int] = (),
    codes: str = "KKLL",
) -> Form:
    """Four steps from 0 to 10: W1 and W2 in K1, W3 and W4 in K2, a step in each."""
    numbers = range(1, 5)
    steps = tuple(
        Step(
            id=number,
            name=f"Step {number}",
            key=f"W{number}.1",
            group_key=f"W{number}",
            weight=weights[number - 1],
            critical=number in critical,
            competences=(codes[number - 1],),
            levels=LEVELS,
        )
        for number in numbers
    )
    groups = tuple(
        Group(key=f"W{number}", core_task="K1" if number < 3 else "K2", weight=weights[number - 1])
        for number in numbers
    )
    return Form(steps=steps, groups=groups, cut_score=CutScore.from_json({"version": 2, **cut_score}))


def judged(marks: Sequence[int | None], cut_score: Mapping[str, Any], *, exempt: Any = (), **facts: Any) -> Outcome:
    return form_of(cut_score, **facts).judge(dict(enumerate(marks, start=1)), exempt=exempt)


def passes(marks: Sequence[int], *conditions: Mapping[str, Any], **facts: Any) -> bool:
    return judged(marks, {"exam": {"conditions": list(conditions)}}, **facts).result is Result.PASSED


def at_least(minimum: object, **value: Any) -> dict[str, Any]:
    return {"kind": "at-least", "value": {"of": "steps", **value}, "minimum": minimum}


def test_x2_a_minimum_for_a_named_step() -> None:
    rule = {"kind": "each", "of": "steps", "keys": ["W2.1"], "bar": 6}
    assert passes([0, 6, 0, 0], rule)
    assert not passes([10, 5, 10, 10], rule)


@pytest.mark.parametrize("kind", ["groups", "core_tasks"])
def test_x2_a_minimum_for_a_named_group_or_core_task(kind: str) -> None:
    rule = {"kind": "each", "of": kind, "keys": ["W3" if kind == "groups" else "K2"], "bar": 6}
    assert passes([0, 0, 6, 0], rule)
    assert not passes([10, 10, 5, 0], rule)


def test_x2_a_mean() -> None:
    assert passes([5, 6, 5, 6], at_least("5.5", kind="mean"))
    assert not passes([5, 6, 5, 5], at_least("5.5", kind="mean"))


def test_x2_a_weighted_mean() -> None:
    rule = at_least(6, kind="mean", weighted=True)
    assert passes([8, 4, 4, 4], rule, weights=(3, 1, 1, 1))
    assert not passes([8, 4, 4, 4], rule)


def test_x2_a_sum_of_points() -> None:
    assert passes([10, 0, 0, 2], at_least(12, kind="points"))
    assert not passes([10, 0, 0, 1], at_least(12, kind="points"))


def test_x2_a_share_of_the_points() -> None:
    assert passes([10, 10, 2, 0], {"kind": "minimum-share", "share": "0.55"})
    assert not passes([10, 10, 1, 0], {"kind": "minimum-share", "share": "0.55"})


def test_x2_a_share_of_steps_and_of_weights() -> None:
    rule = {"kind": "share-at", "of": "steps", "bar": 6, "share": "0.75"}
    assert passes([6, 6, 6, 0], rule, weights=(1, 1, 1, 9))
    assert not passes([6, 6, 6, 0], {**rule, "weighted": True}, weights=(1, 1, 1, 9))


def test_x2_the_best_few() -> None:
    assert passes([9, 7, 0, 0], at_least(8, kind="best", count=2))
    assert not passes([9, 6, 6, 6], at_least(8, kind="best", count=2))
    assert passes([9, 7, 0, 0], at_least(16, kind="best", count=2, total=True))


def test_x2_a_count_of_items_at_or_above() -> None:
    rule = {"kind": "count-at", "of": "steps", "bar": 8, "count": 2}
    assert passes([8, 9, 0, 0], rule)
    assert not passes([8, 7, 7, 7], rule)


def test_x2_critical_steps() -> None:
    assert not passes([0, 10, 10, 10], {"kind": "critical-steps"}, critical=(1,))
    assert passes([1, 0, 0, 0], {"kind": "critical-steps"}, critical=(1,))


def test_x2_critical_competences() -> None:
    cut_score = {
        "competences": {"value": {"kind": "mean", "of": "steps"}},
        "exam": {"conditions": [{"kind": "each", "of": "competences", "keys": ["L"], "bar": 6}]},
    }
    assert judged([0, 0, 6, 6], cut_score).result is Result.PASSED
    assert judged([9, 9, 6, 5], cut_score).result is Result.FAILED


def test_x2_at_most_so_many_insufficient() -> None:
    rule = {"kind": "at-most-below", "of": "groups", "bar": 6, "count": 1}
    assert passes([5, 6, 6, 6], rule)
    assert not passes([5, 5, 9, 9], rule)


def test_x2_none_below() -> None:
    assert passes([4, 4, 4, 4], {"kind": "each", "of": "groups", "bar": 4})
    assert not passes([10, 10, 10, 3], {"kind": "each", "of": "groups", "bar": 4})


def test_x2_compensation_within_a_core_task() -> None:
    cut_score = {
        "core_tasks": {"conditions": [{"kind": "compensation", "of": "groups", "mark": 6}]},
        "exam": {"conditions": [{"kind": "each", "of": "core_tasks"}]},
    }
    assert judged([5, 7, 6, 6], cut_score).result is Result.PASSED
    assert judged([5, 6, 10, 10], cut_score).result is Result.FAILED


def test_x2_compensation_between_core_tasks_within_limits() -> None:
    rule = {"kind": "compensation", "of": "core_tasks", "mark": 6, "most": 1, "deepest": 1}
    cut_score = {"core_tasks": {"value": {"kind": "mean", "of": "groups"}}, "exam": {"conditions": [rule]}}
    assert judged([5, 5, 7, 7], cut_score).result is Result.PASSED
    assert judged([4, 4, 9, 9], cut_score).result is Result.FAILED


def test_x2_two_means_averaged() -> None:
    means = [{"kind": "mean", "of": "groups", "keys": keys} for keys in (["W1"], ["W2", "W3", "W4"])]
    rule = {"kind": "at-least", "value": {"kind": "average", "measures": means}, "minimum": 6}
    assert passes([9, 3, 3, 3], rule)
    assert not passes([3, 7, 7, 7], rule)


def test_x2_conditional_labels_with_excellent_on_top() -> None:
    excellent = {"label": "excellent", "at_least": 9, "conditions": [{"kind": "each", "of": "steps", "bar": 9}]}
    bands = [excellent, {"label": "G", "at_least": 8}, {"label": "V", "at_least": 6}, {"label": "O", "passes": False}]
    cut_score = {"exam": {"value": {"kind": "mean", "of": "steps"}, "bands": bands}}
    found = [judged(marks, cut_score).label for marks in ([9] * 4, [10, 10, 10, 8], [6] * 4, [6, 6, 6, 5])]
    assert found == ["excellent", "G", "V", "O"]


def test_x2_the_grade_is_1_plus_9_times_the_share() -> None:
    assert judged([5, 5, 5, 5], {"exam": {"value": {"kind": "grade", "of": "steps"}}}).grade == Fraction("5.5")


@pytest.mark.parametrize(
    ("mode", "number", "rounded"),
    [("half-up", "5.49", 5), ("half-up", "5.50", 6), ("half-even", "6.5", 6), ("up", "5.01", 6), ("down", "5.99", 5)],
)
def test_x2_rounding_goes_the_way_that_is_set(mode: str, number: str, rounded: int) -> None:
    assert Rounding(mode=RoundingMode(mode), step=Fraction(1)).applied(Fraction(number)) == rounded


def test_x2_up_to_a_tenth() -> None:
    assert Rounding(mode=RoundingMode.UP, step=Fraction(1, 10)).applied(Fraction("3.01")) == Fraction("3.1")


def test_x2_the_first_condition_that_fails_decides() -> None:
    low = at_least(8, kind="mean")
    outcome = judged([0, 1, 1, 1], {"exam": {"conditions": [low, {"kind": "each", "of": "steps", "bar": 1}]}})
    assert outcome.decided_by is outcome.conditions[0]
    assert str(outcome.headline) == "Failed. Mean of the steps: 0.75. At least 8 is needed."


def test_x2_what_is_not_applicable_counts_nowhere() -> None:
    outcome = judged([-1, 6, 6, 6], {"exam": {"conditions": [at_least(6, kind="mean")]}})
    assert (outcome.result, outcome.points, outcome.maximum) == (Result.PASSED, 18, 30)


def test_x2_a_limit_on_what_is_not_applicable() -> None:
    assert passes([-1, 0, 0, 0], {"kind": "not-applicable", "most": 1})
    assert not passes([-1, -1, 9, 9], {"kind": "not-applicable", "most": 1})


def test_x2_a_part_of_which_nothing_applies_is_left_out_and_that_is_said() -> None:
    outcome = judged([-1, -1, 6, 6], {"exam": {"conditions": [{"kind": "each", "of": "core_tasks", "bar": 6}]}})
    assert outcome.result is Result.PASSED
    assert "K1: nothing of it was applicable, so it is left out." in [str(line) for line in outcome.explanation]


def test_x2_an_exempt_part_holds_as_satisfied_and_leaves_the_mean() -> None:
    rules = [at_least(6, kind="mean", of="groups"), {"kind": "count-at", "of": "groups", "bar": 6, "count": 4}]
    outcome = judged([None, None, 6, 6], {"exam": {"conditions": rules}}, exempt=["K1"])
    assert (outcome.result, outcome.exempt) == (Result.PASSED, ("K1",))


def test_x2_an_earlier_mark_counts_where_it_is_given() -> None:
    cut_score = {"exam": {"value": {"kind": "mean", "of": "groups"}}}
    assert judged([None, 6, 6, 6], cut_score, exempt={"W1": Fraction(10)}).grade == 7


def test_x2_nothing_is_said_before_it_is_certain() -> None:
    rule = {"exam": {"conditions": [at_least(6, kind="mean")]}}
    held = [judged(marks, rule).conditions[0].held for marks in ([9, 9, 5, None], [None] * 4, [0, 0, 0, None])]
    assert held == [None, None, False]
    assert judged([9, 9, 6, None], rule).conditions[0].held is True
