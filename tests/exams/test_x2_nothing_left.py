"""The cut score (X2) where little is left to judge: parts that are exempt or not applicable, and earlier marks."""

from fractions import Fraction
from typing import Any

import pytest

from exams.rules import Result
from tests.exams.test_x2_kinds import form_of, judged

pytestmark = pytest.mark.pure

NA = -1
BANDS = [{"label": "V", "at_least": "5.5"}, {"label": "O", "passes": False}]
GRADED = {"value": {"kind": "grade", "of": "steps"}}
LABELLED = {"groups": GRADED, "exam": {"value": {"kind": "mean", "of": "groups"}, "bands": BANDS}}
ALL_GROUPS = dict.fromkeys(("W1", "W2", "W3", "W4"))


@pytest.mark.parametrize("exempt", [ALL_GROUPS, {"K1": None, "K2": None}])
def test_x2_a_candidate_who_is_exempt_from_everything_passes_without_a_label(exempt: Any) -> None:
    found = judged([5, 5, 5, 5], LABELLED, exempt=exempt)
    assert (found.result, found.label, found.rounded) == (Result.PASSED, "", None)


def test_x2_exempt_from_a_part_with_nothing_else_applicable_passes() -> None:
    assert judged([5, NA, NA, NA], LABELLED, exempt={"W1": None}).result is Result.PASSED


@pytest.mark.parametrize("asked", [{"bands": BANDS}, {"conditions": [{"kind": "mark", "minimum": "5.5"}]}])
def test_x2_labels_and_conditions_agree_where_nothing_is_left_to_measure(asked: Any) -> None:
    core_tasks = {"value": {"kind": "mean", "of": "groups", "keys": ["W1", "W3"]}, **asked}
    cut_score = {
        "groups": GRADED,
        "core_tasks": core_tasks,
        "exam": {"conditions": [{"kind": "each", "of": "core_tasks"}]},
    }
    assert judged([5, 10, 10, 10], cut_score, exempt={"W1": None}).result is Result.PASSED
    assert judged([NA, 10, 10, 10], cut_score).result is Result.PASSED
    assert judged([5, 10, 1, 10], cut_score, exempt={"W1": None}).result is Result.FAILED


def test_x2_a_part_with_nothing_to_measure_does_not_pull_the_mean_down() -> None:
    core_tasks = {"value": {"kind": "mean", "of": "groups", "keys": ["W1", "W3"]}}
    found = judged(
        [5, 0, 10, 0],
        {"groups": GRADED, "core_tasks": core_tasks, "exam": {"value": {"kind": "mean", "of": "core_tasks"}}},
        exempt={"W1": None},
    )
    assert found.grade == 10


def test_x2_other_conditions_of_a_part_still_hold_where_its_mark_has_nothing_to_measure() -> None:
    core_tasks = {
        "value": {"kind": "mean", "of": "groups", "keys": ["W1", "W3"]},
        "conditions": [{"kind": "critical-steps"}],
    }
    cut_score = {
        "groups": GRADED,
        "core_tasks": core_tasks,
        "exam": {"conditions": [{"kind": "each", "of": "core_tasks"}]},
    }
    assert judged([5, 0, 9, 9], cut_score, exempt={"W1": None}, critical=(2,)).result is Result.FAILED


@pytest.mark.parametrize("rule", [{"kind": "count-at", "count": 2}, {"kind": "share-at", "share": 1}])
def test_x2_a_part_with_nothing_to_measure_meets_a_bar_when_it_is_exempt(rule: Any) -> None:
    core_tasks = {"value": {"kind": "mean", "of": "groups", "keys": ["W1", "W3"]}}
    exam = {"conditions": [{**rule, "of": "core_tasks", "bar": 6}]}
    cut_score = {"groups": GRADED, "core_tasks": core_tasks, "exam": exam}
    assert judged([5, 0, 9, 9], cut_score, exempt={"W1": None}).result is Result.PASSED


def test_x2_it_is_not_lost_while_the_only_step_that_is_measured_may_be_left_out() -> None:
    cut_score = {
        "groups": {"value": {"kind": "mean", "of": "steps"}},
        "exam": {
            "value": {"kind": "mean", "of": "groups", "keys": ["W1"]},
            "conditions": [{"kind": "mark", "minimum": 11}],
        },
    }
    assert not judged([None, 5, 5, 5], cut_score).is_lost
    assert judged([NA, 5, 5, 5], cut_score).result is Result.PASSED
    assert judged([10, 5, 5, 5], cut_score).result is Result.FAILED


@pytest.mark.parametrize("kind", ["share", "grade"])
def test_x2_an_earlier_mark_counts_as_a_share_of_the_best_mark(kind: str) -> None:
    cut_score = {"groups": GRADED, "exam": {"value": {"kind": kind, "of": "groups"}}}
    found = judged([10, 10, 10, 0], cut_score, exempt={"W4": Fraction(5)})
    share = Fraction(35, 40)
    assert found.grade == (share if kind == "share" else 1 + 9 * share)


def test_x2_an_earlier_mark_of_a_core_task_counts_as_a_share_of_its_best_mark() -> None:
    cut_score = {
        "groups": GRADED,
        "core_tasks": {"value": {"kind": "mean", "of": "groups"}},
        "exam": {"value": {"kind": "share", "of": "core_tasks"}},
    }
    assert judged([10, 10, 0, 0], cut_score, exempt={"K2": Fraction(5)}).grade == Fraction(15, 20)


def test_x2_a_share_of_rounded_marks_is_never_above_the_whole() -> None:
    groups = {**GRADED, "rounding": {"mode": "up", "step": 3}, "carries": "rounded"}
    cut_score = {"groups": groups, "exam": {"value": {"kind": "share", "of": "groups"}}}
    assert judged([10, 10, 10, 10], cut_score).grade == 1


def test_x2_the_marks_that_an_earlier_one_can_be() -> None:
    form = form_of({"groups": GRADED, "exam": {"value": {"kind": "mean", "of": "groups"}}})
    assert form.marks_of("W1") == (1, 10)
    assert form.marks_of("W9") is None
    assert form_of({"exam": {"conditions": [{"kind": "minimum-share", "share": "0.55"}]}}).marks_of("W1") is None
