"""No result is ever kept of marks that come to none (X2, X8)."""

import pytest

from exams.actions.results import settle
from exams.models import Sitting
from exams.rules import Level, SittingState
from exams.rules.decisions import OutcomeCause
from exams.rules.records import Record
from foundation.refusals import Refusal

MAYBE = [Level(value=-1, label="n/a"), Level(value=0, label="no"), Level(value=1, label="yes")]


@pytest.fixture
def signed(school, make):
    school.board_ratifies()
    return school.signed(1, form=make.exam_form(qualification_id=school.qualification.id, title="Maybe", levels=MAYBE))


def correction(school, sitting):
    steps = school.read(Sitting, sitting.id).session.form.steps
    return {
        **{f"step-{step.id}": "-1" for step in steps},
        "reason": "Mistake.",
        "improvement": "None.",
        **school.decision(),
    }


def test_x8_correcting_every_mark_to_not_applicable_is_refused_and_changes_nothing(school, signed, visit):
    answer = visit(school.board_member).post(f"/exams/sittings/{signed.id}/correct", correction(school, signed))
    assert answer.status_code == 409
    assert "there would be nothing to judge" in answer.text
    after = school.read(Sitting, signed.id)
    assert (after.passed, Record.from_json(after.outcome).passed) == (True, True)


def test_x2_no_result_is_made_while_a_step_has_no_mark(school, signed, desk):
    with desk.writing() as work:
        sitting = work.db.get(Sitting, signed.id)
        for sheet in sitting.sheets:
            sheet.signed_at = None
            sheet.withdrawn_at = work.now
        work.db.flush()
        with pytest.raises(Refusal, match="no mark"):
            settle(work, sitting, cause=OutcomeCause.CORRECTED)
        work.discard()


def test_x8_what_came_to_no_result_once_is_passed_over_when_results_are_ratified(school, signed, visit, desk):
    with desk.writing() as work:
        sitting = work.db.get(Sitting, signed.id)
        sitting.outcome = {**sitting.outcome, "result": "incomplete"}
    visit(school.board_member).post(f"/exams/sittings/{signed.id}/ratify", school.decision())
    assert school.read(Sitting, signed.id).state is SittingState.SIGNED
