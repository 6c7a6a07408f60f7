"""The cut score (X2): what is kept of a verdict, and that verdicts of before stay readable."""

from decimal import Decimal
from fractions import Fraction

import pytest

from exams.rules import Result
from exams.rules.records import Record
from tests.exams.test_x2_kinds import judged

pytestmark = pytest.mark.pure

FIRST = {
    "version": 1,
    "result": "passed",
    "points": 12,
    "maximum": 12,
    "headline": {"text": "Passed: every condition of the cut score was met."},
    "reasons": [{"held": True, "message": {"text": "Enough points."}, "steps": []}],
    "fingerprint": "0" * 64,
}


def test_x2_a_record_of_the_first_version_stays_readable() -> None:
    record = Record.from_json(FIRST)
    assert (record.result, record.label, record.grade, record.parts) == (Result.PASSED, "", None, ())
    assert record.reasons[0].held is True


def test_x2_a_record_keeps_label_grade_and_what_decided() -> None:
    bands = [{"label": "V", "at_least": 6}, {"label": "O", "passes": False}]
    rules = [{"kind": "each", "of": "groups", "bar": 5}]
    outcome = judged(
        [4, 10, 9, 9], {"exam": {"value": {"kind": "mean", "of": "steps"}, "conditions": rules, "bands": bands}}
    )
    record = Record.from_json(Record.of(outcome).to_json())
    assert (record.passed, record.label, record.grade) == (False, "V", Fraction(8))
    assert [reason.decided for reason in record.reasons] == [True]


def test_x2_points_in_tenths_are_kept_exactly() -> None:
    plain = {**FIRST, "version": 2, "points": "8.5", "label": "", "grade": None, "rounded": None, "parts": []}
    record = Record.from_json(plain)
    assert record.points == Decimal("8.5")
    assert record.to_json()["points"] == "8.5"
