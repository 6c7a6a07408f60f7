"""What is wrong with a form, and how much of a core task it examines."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules import CriticalSteps, CutScore, Form, Level, MinimumShare, Step, coverage, problems
from exams.rules.steps import SubPoint

pytestmark = pytest.mark.pure


def a_step(id_: int = 1, **facts: Any) -> Step:
    scale = (Level(value=0, label="no"), Level(value=1, label="yes"), Level(value=3, label="well"))
    return Step(**{"id": id_, "name": "Put on goggles", "levels": scale, **facts})


def said(*steps: Step, cut_score: CutScore | None = None) -> list[str]:
    form = Form(steps=steps, cut_score=cut_score or CutScore.at_percentage(55))
    return [str(problem) for problem in problems(form)]


def test_a_sound_form_has_no_problems() -> None:
    assert said(a_step(), a_step(2, critical=True), a_step(3, weight=4)) == []


def test_a_form_without_steps_says_what_to_do() -> None:
    assert said() == ["This form has no steps yet. Choose work processes or add a step."]


@pytest.mark.parametrize("levels", [(), (Level(value=0, label="no"),)])
def test_a_scale_has_at_least_two_levels(levels: tuple[Level, ...]) -> None:
    assert said(a_step(levels=levels)) == ["Step 1 needs a scale of at least two levels."]


def test_two_levels_are_never_worth_the_same() -> None:
    levels = (Level(value=0, label="no"), Level(value=1, label="yes"), Level(value=1, label="well"))
    assert said(a_step(levels=levels)) == ["Step 1 has two levels with the same value."]


def test_a_level_has_a_name() -> None:
    levels = (Level(value=0, label=" "), Level(value=1, label="yes"))
    assert said(a_step(levels=levels)) == ["Step 1 has a level without a name."]


@pytest.mark.parametrize("value", [-2, 1001])
def test_a_level_is_worth_something_reasonable(value: int) -> None:
    levels = (Level(value=value, label="odd"), Level(value=1, label="yes"))
    assert said(a_step(levels=levels)) == ["Step 1: a level is worth 0 to 1000 points."]


@pytest.mark.parametrize("weight", [0, -2, 1001])
def test_a_weight_is_a_whole_number_of_one_or_more(weight: int) -> None:
    assert said(a_step(), a_step(2, weight=weight)) == ["Step 2: the weight is a whole number from 1 to 1000."]


def test_a_step_has_a_text() -> None:
    assert said(a_step(name="  ")) == ["Step 1 has no text."]


def test_a_step_stands_on_a_form_once() -> None:
    assert said(a_step(), a_step()) == ["A step stands on this form twice."]


def test_a_critical_minimum_above_the_scale_could_never_be_met() -> None:
    assert said(a_step(critical=True, critical_minimum=4)) == [
        "Step 1: the critical minimum 4 is above the highest level, 3."
    ]


def test_a_critical_step_that_cannot_fail_is_pointed_out() -> None:
    assert said(a_step(critical=True, critical_minimum=0)) == [
        "Step 1 is critical but cannot fail: its critical minimum 0 is not above the lowest level, 0."
    ]


@pytest.mark.parametrize("share", [Fraction(-1, 100), Fraction(101, 100)])
def test_a_minimum_share_lies_between_nothing_and_everything(share: Fraction) -> None:
    cut_score = CutScore.of(MinimumShare(share), CriticalSteps())
    assert said(a_step(), cut_score=cut_score) == ["The minimum share of the points lies between 0 and 100 percent."]


def test_a_minimum_share_is_a_whole_percentage_so_that_its_words_are_exact() -> None:
    cut_score = CutScore.of(MinimumShare(Fraction(2, 3)))
    assert said(a_step(), cut_score=cut_score) == ["The minimum share of the points is a whole percentage."]


def test_a_cut_score_has_a_condition() -> None:
    assert said(a_step(), cut_score=CutScore.of()) == ["The cut score has no conditions."]


def test_a_form_that_nobody_can_fail_is_pointed_out() -> None:
    assert said(a_step(), cut_score=CutScore.at_percentage(0)) == [
        "Nobody can fail this form: even the lowest marks reach the cut score."
    ]


def test_critical_steps_alone_are_a_cut_score() -> None:
    assert said(a_step(critical=True), a_step(2), cut_score=CutScore.of(CriticalSteps())) == []


def test_every_problem_is_told_at_once() -> None:
    assert len(said(a_step(weight=0, name=""), a_step(2, levels=()), cut_score=CutScore.of())) == 4


def test_three_of_four_work_processes_are_not_enough_and_four_of_five_are() -> None:
    found = coverage({1: [11, 12, 13, 14], 2: [21, 22, 23, 24, 25]}, [11, 12, 13, 21, 22, 23, 24])
    assert [(each.core_task, each.examined, each.total, each.enough) for each in found] == [
        (1, 3, 4, False),
        (2, 4, 5, True),
    ]


def test_a_core_task_without_work_processes_is_not_covered() -> None:
    assert [each.enough for each in coverage({1: []}, [])] == [False]


@given(st.integers(1, 40), st.integers(0, 40))
def test_coverage_is_strictly_more_than_three_quarters(total: int, examined: int) -> None:
    chosen = range(min(examined, total))
    [found] = coverage({1: range(total)}, chosen)
    assert found.enough == (4 * len(chosen) > 3 * total)


@pytest.mark.parametrize(
    ("values", "achieved_at"), [((2, 0, 1), 1), ((0, 1), 1), ((-1, 0, 5, 10), 5), ((0, 1, 2, 3), 3), ((4,), 4)]
)
def test_of_two_or_three_levels_the_second_achieves_a_step_and_of_points_the_most(
    values: tuple[int, ...], achieved_at: int
) -> None:
    levels = tuple(Level(value=value, label=str(value)) for value in values)
    assert a_step(levels=levels).achieved_at == achieved_at


def test_a_step_of_sub_points_is_achieved_with_all_of_them() -> None:
    levels = tuple(Level(value=value, label=str(value)) for value in (0, 1, 2))
    parts = (SubPoint(text="Goggles"), SubPoint(text="Gloves"))
    assert a_step(levels=levels, parts=parts).achieved_at == 2
