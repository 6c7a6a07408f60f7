"""A qualification is linked, shown and filled with evidence while no exam exists anywhere (Q12)."""

import pytest

from exams.models import ExamForm
from portfolio.models import Evidence


@pytest.fixture(autouse=True)
def no_exam_exists(count):
    yield
    assert count(ExamForm) == 0


def test_q12_evidence_is_linked_without_any_exam(visit, noor, entry, processes, count):
    browser = visit(noor)
    sent = {"work_processes": [str(processes[0].id)], "reasoning": "See the joints."}
    assert browser.post(f"/portfolio/entries/{entry.id}/evidence", sent).status_code == 303
    assert count(Evidence) == 1
    assert entry.title in browser.get("/portfolio").text


def test_q12_what_one_follows_is_shown_without_any_exam(visit, noor, processes):
    assert processes[0].name in visit(noor).get("/portfolio").text
