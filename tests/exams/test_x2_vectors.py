"""The cut score (X2): rules of the trade with the outcome they must give, from tests/vectors/cut-scores.json."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from exams.rules import CutScore, Form, Group, Level, Outcome, Step

pytestmark = pytest.mark.pure

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "cut-scores.json").read_text("utf-8"))


def form_of(case: Mapping[str, Any]) -> Form:
    steps, groups = [], []
    for key, (core_task, weight, inside) in case["groups"].items():
        groups.append(Group(key=key, weight=weight, core_task=core_task))
        for name, (scale, step_weight, critical) in inside.items():
            levels = tuple(Level(value=value, label=str(value)) for value in scale_of(case, scale))
            facts = {"weight": step_weight, "critical": critical, "levels": levels, "unit": case.get("unit", 1)}
            steps.append(Step(id=len(steps) + 1, name=name, key=f"{key}.{name}", group_key=key, **facts))
    cut_score = CutScore.from_json(VECTORS["cut_scores"][case["cut_score"]])
    return Form(steps=tuple(steps), groups=tuple(groups), cut_score=cut_score)


def scale_of(case: Mapping[str, Any], scale: str) -> list[int]:
    unit = case.get("unit", 1)
    values = VECTORS["scales"][scale]
    return values if unit == 1 else list(range(min(values) * unit, max(values) * unit + 1))


def outcome_of(case: Mapping[str, Any]) -> Outcome:
    form = form_of(case)
    ids = {step.key: step.id for step in form.steps}
    return form.judge({ids[key]: value for key, value in case["marks"].items()}, exempt=case.get("exempt", {}))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_x2_the_rule_comes_out_as_written(case: Mapping[str, Any]) -> None:
    outcome = outcome_of(case)
    parts = {part.key: part for part in outcome.parts}
    assert outcome.result == case["result"]
    assert outcome.label == case.get("label", outcome.label)
    assert outcome.rounded == (Fraction(case["grade"]) if "grade" in case else outcome.rounded)
    for key, (grade, label, sufficient) in case.get("parts", {}).items():
        assert (parts[key].rounded, parts[key].label, parts[key].sufficient) == (
            grade and Fraction(grade),
            label,
            sufficient,
        )
    for key, name in case.get("decided", {}).items():
        assert parts[key].decided_by is not None
        assert parts[key].decided_by.name == name


@pytest.mark.parametrize("name", VECTORS["cut_scores"])
def test_x2_each_of_these_rules_comes_back_as_it_was_written(name: str) -> None:
    plain = VECTORS["cut_scores"][name]
    assert CutScore.from_json(plain).to_json() == normalised(plain)


def normalised(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Halves are written as decimals."""
    return json.loads(json.dumps(plain).replace('"1/2"', '"0.5"'))
