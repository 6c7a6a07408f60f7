"""Scenario 7: electives 4 and 8 pass with a mean of 6, half at 6 and none below 4; 3.9 and 9 fail (BR-43)."""

import json
from fractions import Fraction

import pytest

from exams.rules import CutScore, Form, Group, Level, Step
from exams.rules.cut_scores import AtLeast, Each, Mean, Over, PartKind, ShareAt, at
from exams.rules.scales import number_levels
from exams.rules.steps import NOT_APPLICABLE
from exams.rules.verdicts import Result

ELECTIVES = Over(PartKind.GROUPS)
# Each elective has one mark; none weighs more than another, whatever its size.
BR_43 = CutScore.of(
    AtLeast(value=Mean(over=ELECTIVES), minimum=Fraction(6)),
    ShareAt(over=ELECTIVES, share=Fraction(1, 2), bar=at(6)),
    Each(over=ELECTIVES, bar=at(4)),
)
TENTHS = (Level(value=NOT_APPLICABLE, label="n/a"), *number_levels(10, 100, 10))


def electives(count: int, cut_score: CutScore = BR_43) -> Form:
    """A form with so many electives, each with a grade in tenths as its only step."""
    groups = tuple(Group(key=f"E{number}", name=f"Elective {number}") for number in range(1, count + 1))
    steps = tuple(
        Step(
            id=number,
            name=f"Grade of elective {number}",
            group=group.name,
            key=f"{group.key}.1",
            group_key=group.key,
            unit=10,
            levels=TENTHS,
        )
        for number, group in enumerate(groups, start=1)
    )
    return Form(steps=steps, groups=groups, cut_score=cut_score)


def judged(*grades: str) -> Result:
    """What these grades come to."""
    marks = {place: int(Fraction(grade) * 10) for place, grade in enumerate(grades, start=1)}
    return electives(len(grades)).judge(marks).result


@pytest.mark.pure
@pytest.mark.parametrize(
    ("grades", "passes"),
    [
        (("4", "8"), True),
        (("3.9", "9"), False),  # one is below 4, however good the mean
        (("4", "7.9"), False),  # the mean is 5.95
        (("4", "5", "9"), False),  # one in three reaches 6, though the mean does
        (("4", "6", "8"), True),
        (("5.9", "6.1"), True),
        (("6", "6"), True),
    ],
)
def test_scenario_7_the_mean_half_of_them_and_none_below_4(grades, passes):
    assert judged(*grades) is (Result.PASSED if passes else Result.FAILED)


@pytest.mark.pure
def test_scenario_7_it_says_which_condition_decided():
    outcome = electives(2).judge({1: 39, 2: 90})
    assert [condition.held for condition in outcome.conditions] == [True, True, False]
    assert "E1 Elective 1. All of them must be at 4 or above." in str(outcome.headline)


@pytest.mark.pure
def test_scenario_7_a_grade_that_is_not_there_yet_decides_nothing_while_it_still_could():
    assert not electives(2).judge({1: 40}).is_lost
    assert electives(2).judge({1: 39}).is_lost


@pytest.mark.pure
def test_scenario_7_the_rule_is_plain_data():
    assert CutScore.from_json(json.loads(json.dumps(BR_43.to_json()))) == BR_43
