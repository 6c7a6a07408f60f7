"""The cut score (X2): `proefstuk exams try`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from exams.cli import exams

pytestmark = pytest.mark.pure

YES_NO = [{"value": 0, "label": "No"}, {"value": 1, "label": "Yes"}]
MAYBE = [{"value": -1, "label": "Not applicable"}, *YES_NO]
FORM = {
    "format": "proefstuk-exam-form",
    "version": 1,
    "title": "Welding",
    "groups": [
        {
            "key": "B1-K1-W1",
            "name": "Welds",
            "core_task": {"number": "B1-K1"},
            "steps": [
                {"key": "B1-K1-W1.1", "text": "Prepares the plate", "levels": MAYBE},
                {"key": "B1-K1-W1.2", "text": "Stays safe", "critical": True, "levels": YES_NO},
            ],
        }
    ],
    "cut_score": {"version": 2, "exam": {"conditions": [{"kind": "critical-steps"}, {"kind": "each", "of": "steps"}]}},
}


@pytest.fixture
def tried(tmp_path: Path) -> Any:
    def run(marks: object, *options: str) -> Result:
        (tmp_path / "form.json").write_text(json.dumps(FORM), "utf-8")
        (tmp_path / "marks.json").write_text(json.dumps(marks), "utf-8")
        names = [str(tmp_path / name) for name in ("form.json", "marks.json")]
        return CliRunner().invoke(exams, ["try", *names, *options])

    return run


def test_x2_try_passes_with_0_and_says_why(tried: Any) -> None:
    found = tried({"marks": {"B1-K1-W1.1": "n/a", "B1-K1-W1.2": 1}})
    assert found.exit_code == 0
    assert found.output.splitlines()[:2] == [
        "Passed: every condition of the cut score was met.",
        "  + Critical steps achieved: 1 of 1.",
    ]


def test_x2_try_fails_with_1_and_names_what_decided(tried: Any) -> None:
    found = tried({"marks": {"B1-K1-W1.1": 1, "B1-K1-W1.2": 0}})
    assert found.exit_code == 1
    assert found.output.startswith("Failed. Critical steps not achieved: 1 of 1, namely “Stays safe”.")


def test_x2_try_ends_with_3_while_steps_are_open(tried: Any) -> None:
    assert tried({"marks": {"B1-K1-W1.1": 1}}).exit_code == 3


def test_x2_try_takes_exempt_parts(tried: Any) -> None:
    found = tried({"marks": {}, "exempt": ["B1-K1"]})
    assert found.exit_code == 0
    assert "B1-K1: exempted by the exam board, so it counts as satisfied." in found.output


def test_x2_try_refuses_marks_that_do_not_fit_with_2(tried: Any) -> None:
    found = tried({"marks": {"B1-K1-W1.1": 5, "X": 1}, "exempt": ["B9"]})
    assert found.exit_code == 2
    assert "“X” is no step of the form." in found.output
    assert "B1-K1-W1.1: 5 is no mark of this step. Its marks are n/a, 0, 1." in found.output
    assert "“B9” cannot be exempt: it is not on the form." in found.output


def test_x2_try_writes_json(tried: Any) -> None:
    plain = json.loads(tried({"marks": {"B1-K1-W1.1": 1, "B1-K1-W1.2": 0}}, "--json").output)
    assert plain["result"] == "failed"
    assert [(one["name"], one["decided"]) for one in plain["reasons"]] == [("critical-steps", True), ("each", False)]


@pytest.mark.parametrize("marks", [[], {"marks": []}, {"marks": {}, "other": 1}, {"marks": {}, "exempt": "all"}])
def test_x2_try_refuses_what_is_no_file_of_marks(tried: Any, marks: object) -> None:
    assert tried(marks).exit_code == 2


@pytest.mark.parametrize("exempt", [["B1-K1-W1.1"], {"B1-K1-W1": -3}, {"B1-K1": "-0.5"}])
def test_x2_try_refuses_exempt_steps_and_earlier_marks_below_0(tried: Any, exempt: object) -> None:
    found = tried({"marks": {}, "exempt": exempt})
    assert found.exit_code == 2
    assert "only whole parts can be" in found.output or "not below 0" in found.output
