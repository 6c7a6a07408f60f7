"""The cut score (X2): real rules of schools and boards, each case of the files with the outcome it must give.

Where the files are absent, tests/vectors/cut-scores.json and the last tests here prove the same kinds.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from exams.rules import CutScore, Form, Group, Level, Outcome, Result, Step
from tests.exams.test_x2_vectors import VECTORS

pytestmark = pytest.mark.pure

RealFile = Callable[[str], Path]
GOOD = CutScore.from_json(VECTORS["cut_scores"]["51 percent good"])
MEAN = CutScore.from_json(
    {
        "version": 2,
        "groups": {"conditions": [{"kind": "each", "of": "steps", "bar": "5.5"}]},
        "core_tasks": {
            "value": {"kind": "mean", "of": "groups"},
            "conditions": [{"kind": "each", "of": "groups"}, {"kind": "mark", "minimum": "5.5"}],
        },
        "exam": {"conditions": [{"kind": "each", "of": "core_tasks"}]},
    }
)
OVG = ("onvoldoende", "voldoende", "goed")


def of_core_task(values: Sequence[int], levels: Sequence[Level], cut_score: CutScore, unit: int = 1) -> Outcome:
    """The verdict on one core task with one step in each work process."""
    numbers = range(1, len(values) + 1)
    steps = tuple(
        Step(id=number, name="", key=f"W{number}.1", group_key=f"W{number}", levels=tuple(levels), unit=unit)
        for number in numbers
    )
    groups = tuple(Group(key=f"W{number}", core_task="B1-K1") for number in numbers)
    form = Form(steps=steps, groups=groups, cut_score=cut_score)
    return form.judge(dict(zip(numbers, values, strict=True)))


def good(work_processes: Sequence[str]) -> Outcome:
    levels = [Level(value=value, label=label) for value, label in enumerate(OVG)]
    return of_core_task([OVG.index(one) for one in work_processes], levels, GOOD)


def mean(results: Sequence[float]) -> Outcome:
    levels = [Level(value=value, label=str(value / 10)) for value in range(10, 101)]
    return of_core_task([round(10 * one) for one in results], levels, MEAN, unit=10)


def test_x2_51_percent_good_gives_each_case_its_label(real_file: RealFile) -> None:
    for case in json.loads(real_file("forms/nl_25870_ovg_51pct.json").read_text("utf-8"))["cases"]["items"]:
        outcome = good(case["work_processes"])
        assert outcome.parts[-1].label == case["expected"]
        assert (outcome.result is Result.PASSED) is (case["expected"] != "onvoldoende")


def test_x2_all_sufficient_and_the_mean_gives_each_case_its_result(real_file: RealFile) -> None:
    for case in json.loads(real_file("forms/nl_25999_min55_mean.json").read_text("utf-8"))["cases"]["items"]:
        outcome = mean(case["results"])
        assert (outcome.result is Result.PASSED) is case["expected_pass"]
        if "expected_mean" in case:
            assert outcome.parts[-1].grade == Fraction(str(case["expected_mean"]))


def sheet(texts: Sequence[str], critical: Sequence[str]) -> Form:
    """Lines of a point each, and critical criteria that are met or not; not met asks for the reason."""
    yes_no = (Level(value=0, label="No"), Level(value=1, label="Yes"))
    lines = [
        Step(id=number, name=text, key=f"L{number}", group_key="L", levels=yes_no)
        for number, text in enumerate(texts, 1)
    ]
    criteria = [
        Step(
            id=100 + number,
            name=text,
            key=f"C{number}",
            group_key="C",
            critical=True,
            levels=yes_no,
            remark_values=(0,),
        )
        for number, text in enumerate(critical)
    ]
    cut_score = CutScore.from_json(
        {
            "version": 2,
            "exam": {
                "value": {"kind": "points", "of": "steps", "keys": ["L"]},
                "conditions": [{"kind": "critical-steps"}],
            },
        }
    )
    return Form(steps=(*lines, *criteria), groups=(Group(key="L"), Group(key="C")), cut_score=cut_score)


def without(form: Form, failed: Sequence[int]) -> dict[int, int]:
    """All points, with these critical criteria failed."""
    return {step.id: 0 if step.id - 100 in failed else 1 for step in form.steps}


def why_refused(form: Form, marks: Mapping[int, int], rationale: str) -> list[str]:
    """The steps whose mark asks for a reason that is not there."""
    return [step.key for step in form.steps if marks[step.id] in step.remark_values and not rationale.strip()]


def test_x2_a_skill_sheet_gives_each_case_its_outcome(real_file: RealFile) -> None:
    file = json.loads(real_file("forms/nremt_oxygen.json").read_text("utf-8"))
    form = sheet([step["text"] for step in file["steps"]], file["critical_criteria"])
    for case in file["cases"]["items"]:
        check_sheet(form, case)


def check_sheet(form: Form, case: Mapping[str, Any]) -> None:
    marks = without(form, case["critical_checked"])
    outcome = form.judge(marks)
    assert outcome.grade == case["points"]
    assert (outcome.result is Result.FAILED) is bool(case["critical_checked"])
    refused = case.get("expected", "").startswith("refused")
    assert bool(why_refused(form, marks, case.get("rationale", ""))) is refused


def test_x2_a_skill_sheet_of_our_own_fails_on_a_critical_criterion_with_all_points() -> None:
    form = sheet(["Puts on gloves", "Checks the gauge", "Fits the mask"], ["Leaks", "Endangers somebody"])
    check_sheet(form, {"points": 3, "critical_checked": []})
    check_sheet(form, {"points": 3, "critical_checked": [1], "rationale": "He left the valve open."})
    check_sheet(form, {"points": 3, "critical_checked": [0], "rationale": "", "expected": "refused: compulsory"})


def test_x2_all_sufficient_and_the_mean_without_the_file() -> None:
    assert mean([6.0, 5.5, 7.1]).result is Result.PASSED
    assert mean([10.0, 10.0, 5.4]).result is Result.FAILED
    assert mean([5.5, 6.0]).parts[-1].grade == Fraction("5.75")
