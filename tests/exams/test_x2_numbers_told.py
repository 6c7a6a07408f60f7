"""The cut score (X2): numbers that are told never contradict the result they explain."""

from fractions import Fraction
from typing import Any

import pytest

from exams.rules.cut_scores.numbers import told_against
from tests.exams.test_x2_kinds import judged

pytestmark = pytest.mark.pure

THIRDS = [10, 10, 0, -1]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"kind": "share-at", "of": "steps", "share": "2/3"}, "66.67%. At least 66.67% must be."),
        (
            {"kind": "at-least", "value": {"kind": "mean", "of": "steps"}, "minimum": "20/3"},
            "6.67. At least 6.67 is needed.",
        ),
        ({"kind": "share-at", "of": "steps", "share": "0.6666"}, "66.66%. At least 66.66% must be."),
        ({"kind": "share-at", "of": "steps", "share": "0.66661"}, "66.666%. At least 66.661% must be."),
        ({"kind": "share-at", "of": "steps", "share": "0.66667"}, "66.66%. At least 66.67% must be."),
    ],
)
def test_x2_what_was_reached_reads_as_enough_just_when_it_is(rule: Any, told: str) -> None:
    words = [str(one) for one in judged(THIRDS, {"exam": {"conditions": [rule]}}).explanation]
    assert any(told in one for one in words), words


def test_x2_what_makes_up_for_another_reads_as_enough() -> None:
    rule = {"kind": "compensation", "of": "steps", "mark": "10/3"}
    found = judged([3, 4, 3, 4], {"exam": {"conditions": [rule]}})
    assert "have 1.33 over and those below it lack 0.67" in str(found.explanation[1])


@pytest.mark.parametrize("needed", [Fraction(2, 3), Fraction(1, 999_999_937), Fraction(5), Fraction("5.495")])
def test_x2_told_numbers_stand_as_the_exact_ones_do(needed: Fraction) -> None:
    tiny = Fraction(1, 10**9)
    reached = [needed - tiny, needed, needed + tiny]
    told, bar = told_against(needed, *reached)
    assert [one >= bar for one in told] == [False, True, True]
